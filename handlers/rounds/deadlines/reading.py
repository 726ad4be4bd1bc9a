"""A new deadline as a coordinator writes it, and what to point out about it."""

from datetime import datetime, time

from handlers.context import Context
from handlers.date_faults import date_fault_text
from models.rules.dates.deadlines import DEADLINE_TIME, is_working_day, next_working_day
from models.rules.dates.reading import DateFault, DateFaultReason, read_instant


def read_deadline(ctx: Context, words: str) -> datetime | DateFault:
    """The instant that the words mean, in the installation's zone. A day alone ends at `DEADLINE_TIME`."""
    zone = ctx.options.zone
    return read_instant(words, ctx.now.astimezone(zone).date(), zone, DEADLINE_TIME)


def deadline_fault_text(ctx: Context, fault: DateFault) -> str:
    """Why the words are no deadline, and how to write one."""
    if fault.reason is DateFaultReason.UNREADABLE:
        return ctx.t("Write the new deadline last, as 2026-07-03 or 2026-07-03T16:00.")
    return date_fault_text(ctx, fault)


def deadline_notes(ctx: Context, words: str, deadline: datetime) -> list[str]:
    """What the words did not say: the time of day, and that the day is a day off."""
    t, zone = ctx.t, ctx.options.zone
    at_another_time = read_instant(words, ctx.now.astimezone(zone).date(), zone, time(1, 1))
    is_day_alone = at_another_time != deadline
    notes = [t("A day without a time means {time}.", time=t.clock(deadline))] if is_day_alone else []
    if not is_working_day(deadline.astimezone(zone).date()):
        next_day = t.weekday_and_day(next_working_day(deadline, zone))
        notes.append(t("That is a day off, and is kept. The next working day is {day}.", day=next_day))
    return notes
