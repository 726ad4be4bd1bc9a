"""`finansiering summa …` and *Hur mycket 1:1-medel går till nyskapande?*: sums of the register of funding, which say
how much they do not know."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.shown import line_words
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Reply, Run, Small, Text, runs_of
from messages.values.registers import LineValue
from models.plan.find import Scope, row_scope, rows_scope
from models.plan.mentions import Mentions, mentions
from models.plan.views import GoalView, PlanView, RowView
from models.registers.all import BY_NAME
from models.registers.declaration import Field
from models.registers.links.reach import Reach
from models.registers.money import Sum, sum_of
from models.registers.tables import RegisterLine
from models.rounds.queries import plan_of_year
from models.rules.text import plain, shorten
from models.rules.words.money import MoneyAsked, money_asked
from reports.content.registers.lines import value_words

FUNDING = BY_NAME["funding"]
_MOST = 10
_MOST_KEYS = 5
_MOST_PARTS = 25


@dataclass(frozen=True)
class _Asked:
    """What is asked: by its words, the part of the plan, and the lines of funding that are about it."""

    words: MoneyAsked
    scope: Scope | None
    rows: tuple[RowView, ...]
    lines: tuple[RegisterLine, ...]
    unknown: tuple[str, ...]


def sums(ctx: Context, words: str) -> Reply:
    """`finansiering summa [1:1 | medfinansiärer | egna medel] [mål, verksamhet eller rad] [år] [per mål …]`."""
    require_member(ctx)
    return _answer(ctx, plan_of_year(ctx.directory, ctx.today.year), plain(words), words)


def money_question(ctx: Context, question: Question) -> Message:
    """The same as a question in plain words."""
    require_member(ctx)
    return _answer(ctx, question.plan, question.sentence, question.words)


def _answer(ctx: Context, plan: PlanView | None, sentence: str, written: str) -> Message:
    t, reach = ctx.t, Reach(ctx.session, FUNDING.name, plan)
    asked = _read(reach, plan, sentence, written)
    total = sum_of(asked.lines)
    parts: list[Part] = [Heading(shorten(_title(ctx, asked), 150))]
    if asked.unknown:
        text = t("I did not understand {words}; the answer does not take it into account.",
                 words=t.enumeration(map(t.quote, asked.unknown)))  # fmt: skip
        parts.append(Small(text))
    parts.append(Paragraph(_told(ctx, total)))
    parts += _groups(ctx, asked, reach, plan)
    parts += _missing(ctx, asked, reach, total)
    if asked.lines and not asked.words.groups:
        parts.append(Bullets(tuple(line_words(ctx, FUNDING, line) for line in asked.lines[:_MOST])))
        if (more := len(asked.lines) - _MOST) > 0:
            parts.append(Small(t.plural("{n} more line in the registers.", "{n} more lines in the registers.", more)))
    buttons = _buttons(ctx, asked)
    return Message((*parts, *((Buttons(buttons),) if buttons else ())))


def _read(reach: Reach, plan: PlanView | None, sentence: str, written: str) -> _Asked:
    words = money_asked(sentence)
    named = mentions(plan, words.rest, written=written) if plan and words.rest else Mentions()
    row = plan.by_row.get(named.row) if plan and named.row is not None else None
    scope = row_scope(row) if row else named.scope()
    if plan and scope is None and named.groups:
        name = ", ".join(each.name for group in named.groups for each in group)
        scope = rows_scope(name, named.rows(plan))
    rows = scope.rows if scope else plan.rows if plan else ()
    if scope is None:
        lines = reach.lines
    elif scope.goal:
        lines = reach.of_goal(scope.goal, rows)
    elif scope.unit:
        lines = reach.of_unit(scope.unit.id, rows)
    else:
        lines = reach.of_rows(rows)
    chosen = tuple(line for line in lines if _is_asked(words, line))
    unknown = (*named.left_out, *(named.words if scope is None else ()))
    return _Asked(words, scope, rows, chosen, tuple(dict.fromkeys(unknown)))


def _is_asked(words: MoneyAsked, line: RegisterLine) -> bool:
    if words.year is not None and line.content.get("year") != words.year:
        return False
    return not words.kinds or line.content.get("kind") in words.kinds


def _title(ctx: Context, asked: _Asked) -> str:
    kinds = [value_words(ctx.t, FUNDING.field("kind"), kind) for kind in asked.words.kinds]
    parts = [ctx.t.enumeration(kinds) if kinds else ctx.t(FUNDING.title)]
    parts += [asked.scope.name] if asked.scope else []
    parts += [str(asked.words.year)] if asked.words.year else []
    return " – ".join(parts)


def _told(ctx: Context, total: Sum) -> Text:
    """A sum in words: `1 250 000 kronor (3 rader, varav 1 utan belopp)`; that it is unknown when no line has any."""
    t = ctx.t
    if not total.lines:
        return t("There is no line about it, so the sum is not known. That does not mean that it is nothing.")
    lines = t.plural("{n} line", "{n} lines", total.lines)
    if total.missing:
        lines = t("{lines}, of which {n} without an amount", lines=lines, n=t.number(len(total.missing)))
    if not total.is_known:
        return t("The sum is not known ({lines}).", lines=lines)
    return (Run(t("{amount} kronor", amount=t.money(total.amount)), bold=True), f" ({lines})")


def _missing(ctx: Context, asked: _Asked, reach: Reach, total: Sum) -> list[Part]:
    """What the sum does not know: the lines without an amount, and the rows of the plan without any line."""
    t, parts = ctx.t, list[Part]()
    if total.missing:
        keys = [line.key for line in total.missing[:_MOST_KEYS]]
        keys += ["…"] if len(total.missing) > _MOST_KEYS else []
        parts.append(Small(t("Without an amount, and not in the sum: {keys}.", keys=", ".join(keys))))
    reached = {row for line in asked.lines for row in reach.rows_of(line)}
    if without := sum(row.row not in reached for row in asked.rows):
        text = t.plural("{n} of {all} activity has no such line.", "{n} of {all} activities have no such line.",
                        without, all=t.number(len(asked.rows)))  # fmt: skip
        parts.append(Small(text))
    return parts


def _groups(ctx: Context, asked: _Asked, reach: Reach, plan: PlanView | None) -> list[Part]:
    parts: list[Part] = []
    for group in asked.words.groups:
        if group == "goal":
            goals = plan.goals if plan else ()
            by_goal = [(goal.name, reach.of_goal(goal, _of_goal(asked, goal))) for goal in goals]
            parts += _in_parts(ctx, ctx.t("By goal"), by_goal, asked)
        elif group == "activity":
            by_row = [(f"{row.row}. {shorten(row.activity, 80)}", reach.of_rows([row])) for row in asked.rows]
            parts += _in_parts(ctx, ctx.t("By activity"), by_row, asked)
        else:
            column = FUNDING.field(group)
            title = ctx.t("By {column}", column=ctx.t(column.label).lower())
            parts += _in_parts(ctx, title, _by_value(ctx, column, asked.lines), asked)
    return parts


def _of_goal(asked: _Asked, goal: GoalView) -> list[RowView]:
    return [row for row in asked.rows if row.goal.id == goal.id]


def _by_value(ctx: Context, column: Field, lines: Sequence[RegisterLine]) -> list[tuple[str, Sequence[RegisterLine]]]:
    by_value: dict[object, list[RegisterLine]] = {}
    for line in lines:
        by_value.setdefault(line.content.get(column.name), []).append(line)
    ordered = sorted(by_value.items(), key=lambda each: (each[0] is None, str(each[0])))
    empty = ctx.t("not filled in")
    return [(empty if value is None else value_words(ctx.t, column, value), of_value) for value, of_value in ordered]


def _in_parts(
    ctx: Context, title: str, parted: Sequence[tuple[str, Sequence[RegisterLine]]], asked: _Asked
) -> list[Part]:  # fmt: skip
    """The sum of each part that any of the lines belongs to; and how many belong to several or to none."""
    t, chosen, times, items = ctx.t, {line.id for line in asked.lines}, Counter[int](), list[Text]()
    for name, lines in parted:
        of_part = [line for line in lines if line.id in chosen]
        times.update(line.id for line in of_part)
        items += [(f"{name}: ", *runs_of(_told(ctx, sum_of(of_part))))] if of_part else []
    if not items:
        return []
    parts: list[Part] = [Paragraph((Run(title, bold=True),)), Bullets(tuple(items[:_MOST_PARTS]))]
    if len(items) > _MOST_PARTS:
        parts.append(Small(t("{n} more are not shown.", n=t.number(len(items) - _MOST_PARTS))))
    if max(times.values()) > 1:
        parts.append(Small(t("A line that belongs to several of them is counted under each, and once in the whole.")))
    if none := len(chosen) - len(times):
        parts.append(Small(t.plural("{n} line belongs to none of them.", "{n} lines belong to none of them.", none)))
    return parts


def _buttons(ctx: Context, asked: _Asked) -> tuple[Button, ...]:
    """The same sum parted in other ways, by what `ask` says; without any line the way to add one."""
    t = ctx.t
    if not asked.lines:
        is_mine = ctx.actor.is_coordinator
        return (Button(t("Add a line"), "register_add", str(LineValue(FUNDING.name))),) if is_mine else ()
    kinds = {"F1": "1:1-medel", "F2": "medfinansiärer", "F3": "egna medel"}
    said = [kinds[kind] for kind in asked.words.kinds]
    if asked.scope:
        said.append(f"rad {asked.scope.rows[0].row}" if asked.scope.is_row else asked.scope.name)
    said += [str(asked.words.year)] if asked.words.year else []
    ways = {
        "goal": (t("By goal"), "per mål"), "activity": (t("By activity"), "per aktivitet"),
        "year": (t("By year"), "per år"), "sex": (t("By sex and industry"), "per kön och bransch"),
    }  # fmt: skip
    words = " ".join(["finansiering summa", *said])
    return tuple(
        Button(label, "ask", shorten(f"{words} {way}", 300))
        for name, (label, way) in ways.items()
        if name not in asked.words.groups and not (name == "goal" and asked.scope)
    )
