"""What the registers say beside other answers: the lines that are linked to a row of the plan, and the yearly wheel's
of a month."""

from collections.abc import Callable, Sequence

from handlers.context import Context
from handlers.registers.dates import in_months
from handlers.registers.shown import line_words, seen
from messages.dates import occasion_line
from messages.parts import Bullets, Paragraph, Part, Run, Small, Text, runs_of
from models.plan.views import RowView
from models.registers.all import BY_NAME
from models.registers.queries import lines_of, lines_under

_MOST = 6
_WHEEL = BY_NAME["wheel"]


def linked_to(ctx: Context, row: RowView) -> list[Part]:
    """Its goals, indicators, decisions, lessons and so on, each with its register; nothing when there are none. What
    was linked to the same row in an earlier year's plan hangs on it, too. Where others read the answer, only what is
    public."""
    lines = seen(ctx, lines_under(ctx.session, row.chain))
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


def in_the_wheel(ctx: Context, months: Sequence[int], is_named: Callable[[str], bool]) -> list[Part]:
    """What is due in these months by any register, and the events of the yearly wheel whose text names them; nothing
    without any."""
    due = in_months(ctx, months)
    listed = {each.line.id for each in due}
    named = [
        line for line in lines_of(ctx.session, _WHEEL.name, with_ended=False)
        if line.id not in listed and is_named(line.searchable)
    ]  # fmt: skip
    items: list[Text] = [occasion_line(ctx.t, each, ctx.today) for each in due]
    items += [line_words(ctx, _WHEEL, line) for line in named]
    if not items:
        return []
    title = Paragraph((Run(ctx.t(_WHEEL.title), bold=True),))
    return [title, Bullets(tuple(items[:_MOST])), *_more(ctx, len(items))]
