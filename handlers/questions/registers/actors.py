"""*Vad gör vi ihop med Länsstyrelsen?*: the rows that an actor takes part in, and those whose text names it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.question import Question
from handlers.registers.shown import line_button, line_words
from handlers.standing.lists.rows import list_of
from handlers.standing.view import load_standing
from messages.parts import Buttons, Message, Small
from models.plan.mentions import mentions, rows_about
from models.plan.views import RowView
from models.registers.all import BY_NAME
from models.registers.links.reach import Reach
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine
from models.rules.text import plain, shorten
from models.rules.words.sentence import is_form_of

_ACTORS = BY_NAME["actors"]
_TOGETHER = re.compile(
    r"\b(?:ihop|tillsammans|gemensamt|samarbet\w*|samverk\w*|together|jointly|cooperat\w*|collaborat\w*)\b.*\b(?:med|with)\b"
    r"|\b(?:med|with)\b.*\b(?:ihop|tillsammans|together)\b|\b(?:deltar|medverkar|takes part|take part)\b"
)
_MOST_SHOWN = 2


def together_asked(ctx: Context, question: Question) -> Message | None:
    """What is done together with the actors that the sentence names; None when it asks for nothing of the kind."""
    if not _TOGETHER.search(question.sentence):
        return None
    actors = [
        line for line in lines_of(ctx.session, _ACTORS.name, with_ended=False)
        if _is_named(line, question.sentence.split())
    ]  # fmt: skip
    if not actors:
        return None
    t, reach = ctx.t, Reach(ctx.session, _ACTORS.name, question.plan)
    linked = {number for line in actors for number in reach.rows_of(line)}
    texts = {row.row for line in actors for row in rows_about(question.plan.rows, _first_word(line).split())}
    rows = [row for row in _rows_asked(question, actors) if row.row in linked | texts]
    name = ", ".join(str(line.content["name"]) for line in actors)
    lead = "" if rows else t("No activity is linked to it, and none names it.")
    shown = list_of(ctx, load_standing(ctx, question.round), shorten(t("With {name}", name=name), 150), rows, lead)
    told = [Small(line_words(ctx, _ACTORS, line)) for line in actors[:_MOST_SHOWN]]
    if only := sorted({row.row for row in rows} - texts):
        numbers = t.enumeration(map(str, only))
        told.append(Small(t.plural("Row {rows} does not name it: it is linked to it in the register.",
                                   "Rows {rows} do not name it: they are linked to it in the register.", len(only),
                                   rows=numbers)))  # fmt: skip
    buttons = (line_button(t("Show {key}", key=shorten(line.key, 20)), "register_show", line)
               for line in actors[:_MOST_SHOWN])  # fmt: skip
    return replace(shown, parts=(*shown.parts, *told, Buttons(tuple(buttons))))


def _rows_asked(question: Question, actors: Sequence[RegisterLine]) -> Sequence[RowView]:
    """The rows of the units that the sentence names beside the actors; all of them when it names none."""
    names = [part for line in actors for part in _first_word(line).split()]
    rest = [word for word in question.sentence.split() if not any(is_form_of(word, part) for part in names)]
    groups = mentions(question.plan, " ".join(rest)).groups
    of_units = {row.row for group in groups for scope in group if scope.unit for row in scope.rows}
    return [row for row in question.plan.rows if not of_units or row.row in of_units]


def _first_word(line: RegisterLine) -> str:
    return plain(str(line.content["name"]).partition(",")[0])


def _is_named(line: RegisterLine, words: list[str]) -> bool:
    """Whether the words have the whole name, or what stands before its comma, in any form (`Länsstyrelsens`)."""
    name = _first_word(line).split()
    return any(
        all(is_form_of(said, part) or said == part for said, part in zip(words[at:], name, strict=False))
        for at in range(len(words) - len(name) + 1)
    )
