"""What is said about a date that was not understood."""

from handlers.context import Context
from i18n import N_
from models.rules.dates.reading import DateFault, DateFaultReason
from models.rules.text import shorten

_FAULTS = {
    DateFaultReason.UNREADABLE: N_("I could not read the date {text}. Write it as 2026-03-31."),
    DateFaultReason.NO_SUCH_DAY: N_("The day in {text} does not exist. Write it as 2026-03-31."),
    DateFaultReason.AMBIGUOUS: N_("The date {text} can be read in several ways. Write it as 2026-03-31."),
    DateFaultReason.SKIPPED: N_("The clocks are moved forward over that time. Choose another hour."),
}


def date_fault_text(ctx: Context, fault: DateFault) -> str:
    """Why it was not understood, the days that it may mean, and how to write it."""
    text = ctx.t.quote(shorten(fault.words, 80))
    if fault.choices:
        days = ctx.t.enumeration((ctx.t.day(day) for day in fault.choices), "or")
        return ctx.t("Do you mean {days} by {text}? Write it as 2026-03-31.", days=days, text=text)
    return ctx.t(_FAULTS[fault.reason], text=text)
