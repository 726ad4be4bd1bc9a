"""The days of the registers in chat: what comes next, what has been missed, and that something is done."""

from collections.abc import Iterable, Sequence
from datetime import date

from actions.registers.lines import store_lines
from handlers.access import require_coordinator, require_member
from handlers.context import Context, no_longer
from handlers.question import Question
from handlers.registers.forms import change_form
from handlers.registers.shown import line_button, line_words, links_of, refuse_faults, seen, targets_of
from messages.dates import done_button, done_buttons, is_done_by_day, occasion_line
from messages.parts import (
    Bullets,
    Buttons,
    Heading,
    Message,
    Paragraph,
    Part,
    Reply,
    Run,
    Small,
    Text,
    in_lines,
    runs_of,
)
from messages.values import DateValue
from models.registers.all import BY_NAME
from models.registers.declaration import Kind, Line, Register
from models.registers.occasions import DATED, Occasion, coming, missed, occasions, without_a_day
from models.registers.queries import line_of, lines_of
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
    found: list[Occasion] = []
    for month in months:
        year = ctx.today.year + (month < ctx.today.month)
        last = date(year + (month == 12), month % 12 + 1, 1)
        found += occasions(ctx.session, date(year, month, 1), date.fromordinal(last.toordinal() - 1), ctx.options.zone)
    return [each for each in found if _is_seen(ctx, each)]


def dates_of(ctx: Context, register: Register, line: RegisterLine) -> list[Part]:
    """When a line is due next and what it has missed, with the buttons for whoever may say that it is done."""
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


def date_done(ctx: Context, value: str) -> Reply:
    """The button: what was due is done today. `value` is a `DateValue`."""
    require_coordinator(ctx)
    at = DateValue.read(value)
    register, line = BY_NAME.get(at.line.register), line_of(ctx.session, at.line.register, at.line.key)
    dated = next((each for each in register.dates if each.column == at.column), None) if register else None
    if register is None or dated is None or line is None or line.ended:
        raise no_longer(ctx)
    return _done(ctx, register, line, dated.done) if dated.done else change_form(ctx, register, line)


def mark_done(ctx: Context, register: Register, line: RegisterLine) -> Reply:
    """`årshjul klart H1`. What takes more than a day to tell is told in the form of the line."""
    by_day = [each.done for each in register.dates if each.done and register.field(each.done).kind is Kind.DATE]
    require_coordinator(ctx)
    return _done(ctx, register, line, by_day[0]) if len(register.dates) == len(by_day) == 1 else change_form(
        ctx, register, line
    )  # fmt: skip


def _done(ctx: Context, register: Register, line: RegisterLine, column: str) -> Message:
    content = {**line.content, column: ctx.today.isoformat()}
    changed = Line(line.key, content, tuple(links_of(ctx, line)), line.ended, line.ended_why or "")
    refuse_faults(ctx, store_lines(ctx.session, register, targets_of(ctx), [changed], ctx.now))
    words = ctx.t("Marked as done {day}: ", day=ctx.t.day(ctx.today))
    shown = runs_of(line_words(ctx, register, line))
    return Message((Paragraph((words, *shown)), Buttons((line_button(ctx.t("Change"), "register_change", line),))))


def _is_seen(ctx: Context, occasion: Occasion) -> bool:
    return bool(seen(ctx, [occasion.line]))


def _lines(ctx: Context, registers: Iterable[Register]) -> list[RegisterLine]:
    return [line for each in registers for line in lines_of(ctx.session, each.name, with_ended=False)]


def _list(ctx: Context, found: Sequence[Occasion]) -> Bullets:
    items: list[Text] = [occasion_line(ctx.t, each, ctx.today) for each in found[:_MOST]]
    if len(found) > _MOST:
        items.append(ctx.t.plural("and {n} more", "and {n} more", len(found) - _MOST))
    return Bullets(tuple(items))
