"""What hangs on a row of the plan: the lines of registers that are linked to it."""

from handlers.context import Context
from handlers.registers.shown import line_words
from messages.parts import Bullets, Paragraph, Part, Run, Small, Text, runs_of
from models.plan.views import RowView
from models.registers.all import BY_NAME
from models.registers.queries import lines_under

_MOST = 6


def hanging_on(ctx: Context, row: RowView) -> list[Part]:
    """Its goals, indicators, decisions, lessons and so on, each with its register; nothing when there are none. What
    was linked to the same row in an earlier year's plan hangs on it, too. Where others read the answer, only what is
    public."""
    shown = {each.name for each in BY_NAME.values() if each.public or not ctx.is_public}
    lines = [line for line in lines_under(ctx.session, row.chain) if line.register in shown]
    if not lines:
        return []
    t = ctx.t
    items: list[Text] = [
        (f"{t(BY_NAME[line.register].title)}: ", *runs_of(line_words(ctx, BY_NAME[line.register], line)))
        for line in lines[:_MOST]
    ]
    parts: list[Part] = [Paragraph((Run(t("Belongs to it"), bold=True),)), Bullets(tuple(items))]
    if len(lines) > _MOST:
        more = t.plural("{n} more line in the registers.", "{n} more lines in the registers.", len(lines) - _MOST)
        parts.append(Small(more))
    return parts
