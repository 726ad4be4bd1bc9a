"""That something which a register has a day for is done: the button, and `årshjul klart H1`."""

from actions.registers.lines import store_lines
from handlers.access import require_coordinator
from handlers.context import Context, no_longer
from handlers.registers.forms import change_form
from handlers.registers.shown import line_button, line_words, links_of, refuse_faults, targets_of
from messages.parts import Buttons, Message, Paragraph, Reply, runs_of
from messages.values.registers import DateValue
from models.registers.all import BY_NAME
from models.registers.declaration import Kind, Line, Register
from models.registers.queries import line_of
from models.registers.tables import RegisterLine


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
