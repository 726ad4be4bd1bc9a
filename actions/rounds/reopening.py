"""Taking back the end of a round: a closed one is opened again, a published one leaves the site. Never commits."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from actions.rounds.deadlines import move_deadline
from actions.rounds.life_cycle import RoundFault, require_state
from i18n import N_
from models.operations.audit import record
from models.options import Options
from models.outbox.homes import redraw_all_homes
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.rules.dates.deadlines import DEADLINE_TIME, next_working_day
from models.rules.text import clean
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState

LONGEST_REASON = 1000
# A round whose deadline has passed is opened again for so long when nobody says until when.
_A_WEEK = timedelta(days=7)


def reason(why: str) -> str:
    """The reason as it is stored. Raises RoundFault for an empty or too long one."""
    text = clean(why)
    if not text or len(text) > LONGEST_REASON:
        raise RoundFault(N_("Write why, in 1 to {most} characters."), most=LONGEST_REASON)
    return text


def deadline_when_reopened(round_: Round, now: datetime, zone: ZoneInfo) -> datetime:
    """Until when a closed round is open if it is opened again now: its deadline, if that is ahead; else a week."""
    if round_.deadline > now:
        return round_.deadline
    day = (now.astimezone(zone) + _A_WEEK).date()
    return next_working_day(datetime.combine(day, DEADLINE_TIME, zone), zone)


def reopen_round(
    session: Session, round_: Round, why: str, now: datetime, options: Options, person_id: int | None = None,
    deadline: datetime | None = None,
) -> None:  # fmt: skip
    """Opens a closed round again, until `deadline` or `deadline_when_reopened`; everybody who was asked is told. A
    summary that has not gone out is not sent; the next closing has a summary of its own. Raises RoundFault for an empty
    reason, a deadline that has passed, and a round in another state."""
    require_state(session, round_, RoundState.CLOSED)
    why = reason(why)
    deadline = deadline or deadline_when_reopened(round_, now, options.zone)
    if deadline <= now:
        raise RoundFault(N_("The new deadline must be ahead, and after the opening."))
    days = {"before": round_.deadline.isoformat(), "after": deadline.isoformat()}
    record(session, now, "round.reopened", round_.name, person_id, round_id=round_.id,
           before={"state": RoundState.CLOSED.value, "deadline": days["before"]}, state=RoundState.OPEN.value,
           deadline=days["after"], why=why)  # fmt: skip
    round_.state, round_.closed_at, round_.closed_late_seconds = RoundState.OPEN, None, 0
    unsent = (Delivery.round_id == round_.id, Delivery.kind.in_([DeliveryKind.SUMMARY, DeliveryKind.FILE]),
              Delivery.state == DeliveryState.PENDING)  # fmt: skip
    session.execute(update(Delivery).where(*unsent).values(state=DeliveryState.CANCELLED))
    move_deadline(session, round_, deadline, now, options, {**days, "reopened": True})


def unpublish_round(session: Session, round_: Round, why: str, now: datetime, person_id: int | None = None) -> None:
    """Takes a published round off the open follow-up site; it stays locked. Raises RoundFault for an empty reason, and
    for a round in another state."""
    require_state(session, round_, RoundState.PUBLISHED)
    record(session, now, "round.unpublished", round_.name, person_id, round_id=round_.id,
           before={"state": RoundState.PUBLISHED.value}, state=RoundState.LOCKED.value, why=reason(why))  # fmt: skip
    round_.state, round_.published_at = RoundState.LOCKED, None
    redraw_all_homes(session, now)
