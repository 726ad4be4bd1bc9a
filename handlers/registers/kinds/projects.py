"""*Vilka EU-projekt hör till digital omställning?*: the projects of a part of the plan, or those of an EU programme."""

import re

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.shown import line_button, line_words
from messages.parts import Bullets, Buttons, Heading, Message, Paragraph, Part, Small
from models.plan.mentions import mentions
from models.registers.all import BY_NAME
from models.registers.links.reach import Reach
from models.registers.tables import RegisterLine
from models.rules.text import plain, shorten

_PROJECTS = BY_NAME["projects"]
_MOST = 10
_ASKS_FOR_EU = re.compile(r"\beu(?: projekt\w*| projects?|projekt\w*)?\b")
_WORDS = re.compile(r"\b(?:eu|\w*projekt\w*|projects?|hor|hors|till|inom|under|kopplade|har|ingar|belong|of)\b")
_EU = re.compile(r"\b(?:eu|eruf|erdf|esf|interreg|horisont|horizon|life|erasmus|cef|connecting europe|jtf|fro)\b")


def projects_asked(ctx: Context, question: Question) -> Message | None:
    """The projects that are linked to what the question names, or to a goal that is; None when it names none."""
    is_eu = _ASKS_FOR_EU.search(question.sentence) is not None
    named = mentions(question.plan, " ".join(_WORDS.sub(" ", question.sentence).split()), written=question.words)
    row, scope = question.plan.by_row.get(named.row or 0), named.scope()
    if row is None and scope is None and not is_eu:
        return None
    require_member(ctx)
    reach = Reach(ctx.session, _PROJECTS.name, question.plan)
    if row:
        lines, name = reach.of_rows([row]), ctx.t("row {row}", row=row.row)
    elif scope and scope.goal:
        lines, name = reach.of_goal(scope.goal, scope.rows), scope.name
    elif scope and scope.unit:
        lines, name = reach.of_unit(scope.unit.id, scope.rows), scope.name
    else:
        lines, name = (reach.of_rows(scope.rows), scope.name) if scope else (list(reach.lines), "")
    return _told(ctx, [line for line in lines if not is_eu or _is_eu(line)], len(lines), name, is_eu)


def _is_eu(line: RegisterLine) -> bool:
    """Whether its programme, or who pays for it, is of the EU."""
    return (
        _EU.search(plain(f"{line.content.get('programme') or ''} {line.content.get('financiers') or ''}")) is not None
    )


def _told(ctx: Context, lines: list[RegisterLine], of: int, name: str, is_eu: bool) -> Message:
    t = ctx.t
    title = t("EU projects") if is_eu else t(_PROJECTS.title)
    parts: list[Part] = [Heading(shorten(f"{title} – {name}" if name else title, 150))]
    if lines:
        parts.append(Bullets(tuple(line_words(ctx, _PROJECTS, line) for line in lines[:_MOST])))
    else:
        parts.append(Paragraph(t("No such project is known.")))
    if is_eu:
        text = (
            t.plural("{n} project is linked to it in all.", "{n} projects are linked to it in all.", of) if name else ""
        )
        told = t("It counts as an EU project when its programme or its financiers name the EU or one of its funds.")
        parts.append(Small(f"{text} {told}".strip()))
    if lines:
        buttons = (line_button(t("Show {key}", key=shorten(line.key, 20)), "register_show", line) for line in lines[:3])
        parts.append(Buttons(tuple(buttons)))
    return Message(tuple(parts))
