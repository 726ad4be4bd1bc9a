"""The days of the registers in chat: what comes next, and what has been missed."""

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.shown import seen
from messages.dates import done_button, done_buttons, is_done_by_day, occasion_line
from messages.parts import (
    Bullets,
    Buttons,
    Heading,
    Message,
    Paragraph,
    Part,
    Run,
    Small,
    Text,
    in_lines,
)
from models.registers.all import BY_NAME
from models.registers.declaration import Register
from models.registers.occasions import DATED, Occasion, coming, missed, occasions, without_a_day
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine
from models.rules.words.questions import register_of

_MOST = 10
_NEXT = 3
_WHEEL = BY_NAME["wheel"]


def missed_asked(ctx: Context, question: Question) -> Message:
    """What has passed and is not marked as done, in the register that the question names; else in all of them."""
    asked = register_of(question.sentence)
    return missed_of(ctx, tuple(each for each in DATED if asked and each.name == asked[0]) or DATED)


def missed_of(ctx: Context, registers: tuple[Register, ...]) -> Message:
    """The same in these registers."""
    require_member(ctx)
    t = ctx.t
    late = [each for each in missed(ctx.session, ctx.today, ctx.options.zone, registers) if _is_seen(ctx, each)]
    parts: list[Part] = [Heading(t("Passed, and not marked as done"))]
    if late:
        parts += [_list(ctx, late), *(in_lines(done_buttons(t, late)) if ctx.actor.is_coordinator else ())]
    else:
        parts.append(Paragraph(t("Nothing that I know of: no day has passed without being marked as done.")))
    unknown = sum(bool(without_a_day(line)) for line in _lines(ctx, registers))
    if unknown:
        parts.append(Small(t.plural(
            "{n} line has its time in words only, so I cannot tell about it.",
            "{n} lines have their time in words only, so I cannot tell about them.", unknown,
        )))  # fmt: skip
    return Message((*parts, *_next(ctx, registers)))


def _next(ctx: Context, registers: Iterable[Register]) -> list[Part]:
    ahead = [each for each in coming(ctx.session, ctx.today, ctx.options.zone, registers) if _is_seen(ctx, each)]
    if not ahead:
        return []
    return [Paragraph((Run(ctx.t("What comes next"), bold=True),)), _list(ctx, ahead[:_NEXT])]


def next_reports(ctx: Context) -> list[Part]:
    """What the registers say is due next, below the next round; nothing when they know of no day."""
    return _next(ctx, DATED)


def in_months(ctx: Context, months: Sequence[int]) -> list[Occasion]:
    """What is due in these months, the next time that they come; of a month that is going on, all of it."""
    due: list[Occasion] = []
    for month in months:
        year = ctx.today.year + (month < ctx.today.month)
        last = date(year + (month == 12), month % 12 + 1, 1)
        due += occasions(ctx.session, date(year, month, 1), date.fromordinal(last.toordinal() - 1), ctx.options.zone)
    return [each for each in due if _is_seen(ctx, each)]


def dates_of(ctx: Context, register: Register, line: RegisterLine) -> list[Part]:
    """When a line is due next and what it has missed, with the buttons for readers who may say that it is done."""
    if not register.dates or line.ended:
        return []
    zone, t = ctx.options.zone, ctx.t
    mine = [each for each in missed(ctx.session, ctx.today, zone, (register,)) if each.line.id == line.id]
    ahead = [each for each in coming(ctx.session, ctx.today, zone, (register,)) if each.line.id == line.id]
    parts: list[Part] = []
    if mine:
        parts += [Paragraph(t("This has passed, and is not marked as done:")), _list(ctx, mine)]
    if ahead:
        parts += [Paragraph(t("What comes next:")), _list(ctx, ahead)]
    if words := without_a_day(line):
        parts.append(Small(t("The time {words} is kept as it is written. It is no day, so nobody is reminded of it.",
                             words=t.quote(words))))  # fmt: skip
    by_day = [each for each in (*mine, *ahead) if is_done_by_day(each)]
    if by_day and ctx.actor.is_coordinator:
        parts.append(Buttons((done_button(t, by_day[0]),)))
    return parts


def _is_seen(ctx: Context, occasion: Occasion) -> bool:
    return bool(seen(ctx, [occasion.line]))


def _lines(ctx: Context, registers: Iterable[Register]) -> list[RegisterLine]:
    return [line for each in registers for line in lines_of(ctx.session, each.name, with_ended=False)]


def _list(ctx: Context, due: Sequence[Occasion]) -> Bullets:
    items: list[Text] = [occasion_line(ctx.t, each, ctx.today) for each in due[:_MOST]]
    if len(due) > _MOST:
        items.append(ctx.t.plural("and {n} more", "and {n} more", len(due) - _MOST))
    return Bullets(tuple(items))
