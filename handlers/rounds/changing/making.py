"""`omgång ny`: a coordinator makes a round with a form."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from actions.rounds.life_cycle import NewRound, RoundFault, create_round
from handlers.access import require_coordinator
from handlers.context import Context
from handlers.refusals import refusal_of
from handlers.rounds.overview import show_one
from i18n import N_
from messages.parts import Choice, DateField, Field, Form, FormFaults, Option, Paragraph, Reply, TextField
from models.rules.dates.deadlines import DEADLINE_TIME, OPENING_TIME, is_working_day, next_working_day
from models.rules.text import clean

_LONGEST_NAME = 150
_OPEN_FOR = timedelta(days=21)
_TIMES = [time(hour, minute) for hour in range(7, 18) for minute in (0, 30)]
# ISO 8601 durations before the deadline, and how they are called.
_REMINDERS = {
    "P7D,P2D,PT4H": N_("A week, two days and four hours before"),
    "P7D,P2D": N_("A week and two days before"),
    "P2D": N_("Two days before"),
    "none": N_("No reminders"),
}


def new_round(ctx: Context, words: str) -> Form:
    """The form; `words` may be the round's name. For coordinators only."""
    require_coordinator(ctx)
    zone = ctx.options.zone
    opens = next_working_day(ctx.now + timedelta(days=1), zone).astimezone(zone).date()
    deadline = next_working_day(datetime.combine(opens + _OPEN_FOR, DEADLINE_TIME, zone), zone).astimezone(zone).date()
    first, last = _half_year_of(opens)
    initial = {
        "name": clean(words)[:_LONGEST_NAME], "first": first.isoformat(), "last": last.isoformat(),
        "opens": opens.isoformat(), "opens_time": f"{OPENING_TIME:%H:%M}", "deadline": deadline.isoformat(),
        "deadline_time": f"{DEADLINE_TIME:%H:%M}", "remind": next(iter(_REMINDERS)),
    }  # fmt: skip
    return _form(ctx, initial)


def _half_year_of(day: date) -> tuple[date, date]:
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)


def _form(ctx: Context, initial: Mapping[str, str]) -> Form:
    t = ctx.t
    times = tuple(Option(f"{at:%H:%M}", f"{at:%H.%M}") for at in _TIMES)
    reminders = tuple(Option(value, t(words)) for value, words in _REMINDERS.items())
    fields: tuple[Field, ...] = (
        TextField("name", t("Name"), initial["name"], required=True, max_length=_LONGEST_NAME,
                  hint=t("As it is to stand in every message, for example {name}.", name=t.quote("Halvår 2026"))),
        DateField("first", t("The period’s first day"), initial["first"], required=True),
        DateField("last", t("The period’s last day"), initial["last"], required=True),
        DateField("opens", t("Opens"), initial["opens"], required=True),
        Choice("opens_time", t("Opens at"), times, initial["opens_time"], compact=True),
        DateField("deadline", t("Last day to answer"), initial["deadline"], required=True),
        Choice("deadline_time", t("Closes at"), times, initial["deadline_time"], compact=True),
        Choice("remind", t("Reminders"), reminders, initial["remind"]),
    )  # fmt: skip
    what = Paragraph(t("It opens, reminds and closes by itself. Nobody is asked before it opens."))
    return Form("round_new", t("New round"), t("Make it"), t("Cancel"), (what, *fields))


def make_round(ctx: Context, _state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    require_coordinator(ctx)
    zone, t = ctx.options.zone, ctx.t
    try:
        opens_at, deadline = (
            datetime.combine(date.fromisoformat(values[day]), time.fromisoformat(values[at]), zone)
            for day, at in (("opens", "opens_time"), ("deadline", "deadline_time"))
        )
        first, last = (date.fromisoformat(values[name]) for name in ("first", "last"))
    except (KeyError, ValueError):
        return FormFaults({"deadline": t("Fill in every day and time.")})
    if deadline <= opens_at:
        return FormFaults({"deadline": t("The deadline must be after the opening.")})
    reminders = [each for each in (values.get("remind") or "").split(",") if each in ["P7D", "P2D", "PT4H"]]
    new = NewRound(values.get("name") or "", first, last, opens_at, deadline, reminders)
    try:
        round_ = create_round(ctx.session, new, ctx.now, ctx.person().id)
    except RoundFault as fault:
        return FormFaults({"name": str(refusal_of(ctx, fault))})
    message = show_one(ctx, round_)
    days_off = [at for at in (opens_at, deadline) if not is_working_day(at.date())]
    notes = tuple(Paragraph(t("{day} is a day off.", day=t.weekday_and_day(at))) for at in days_off)
    made = Paragraph(t("{round} is made.", round=round_.name))
    return type(message)((made, *notes, *message.parts))
