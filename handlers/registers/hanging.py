"""What the registers say beside other answers: the lines that are linked to a row of the plan, and the yearly wheel's
of a month."""

from collections.abc import Callable, Collection
from datetime import date

from handlers.context import Context
from handlers.registers.shown import line_words
from messages.parts import Bullets, Paragraph, Part, Run, Small, Text, runs_of
from models.plan.views import RowView
from models.registers.all import BY_NAME
from models.registers.queries import lines_of, lines_under
from models.registers.tables import RegisterLine

_MOST = 6
_WHEEL = BY_NAME["wheel"]


def hanging_on(ctx: Context, row: RowView) -> list[Part]:
    """Its goals, indicators, decisions, lessons and so on, each with its register; nothing when there are none. What
    was linked to the same row in an earlier year's plan hangs on it, too. Where others read the answer, only what is
    public."""
    lines = [
        line for line in lines_under(ctx.session, row.chain)
        if not ctx.is_public or BY_NAME[line.register].is_open(line.content)
    ]  # fmt: skip
    if not lines:
        return []
    t = ctx.t
    items: list[Text] = [
        (f"{t(BY_NAME[line.register].title)}: ", *runs_of(line_words(ctx, BY_NAME[line.register], line)))
        for line in lines[:_MOST]
    ]
    return [Paragraph((Run(t("Belongs to it"), bold=True),)), Bullets(tuple(items)), *_more(ctx, len(lines))]


def _more(ctx: Context, number: int) -> list[Part]:
    """How many of so many lines are not shown."""
    if number <= _MOST:
        return []
    text = ctx.t.plural("{n} more line in the registers.", "{n} more lines in the registers.", number - _MOST)
    return [Small(text)]


def in_the_wheel(ctx: Context, months: Collection[int], is_named: Callable[[str], bool]) -> list[Part]:
    """The events of the yearly wheel on a day of these months, or whose text names them; nothing without any."""

    def holds(line: RegisterLine) -> bool:
        day = line.content.get("on")
        return is_named(line.searchable) or (day is not None and date.fromisoformat(str(day)).month in months)

    lines = [line for line in lines_of(ctx.session, _WHEEL.name, with_ended=False) if holds(line)]
    if not lines:
        return []
    events = Bullets(tuple(line_words(ctx, _WHEEL, line) for line in lines[:_MOST]))
    return [Paragraph((Run(ctx.t(_WHEEL.title), bold=True),)), events, *_more(ctx, len(lines))]
