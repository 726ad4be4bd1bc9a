"""The life cycle of a round, whether the schedule, a coordinator or an operator changes it. Never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.answers.asking import reconcile_round
from actions.coordinators.telling import tell_coordinators
from actions.faults import Fault, States, Words
from i18n import N_
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import MANAGEMENT
from models.outbox.homes import redraw_all_homes
from models.outbox.queue import queue, request_prompt_updates, sent_prompts
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.review.queries import snapshot_of
from models.rounds.queries import plan_of_round, round_named
from models.rounds.tables import ON_TIME, Round
from models.rules.dates.deadlines import moved_deadline, parse_positive
from models.rules.text import clean, fold
from models.vocabulary.outbox import CHART, CoordinatorNotice, DeliveryKind
from models.vocabulary.rounds import RoundState


class RoundFault(Fault):
    """A round that cannot be created, or is in the wrong state."""


class LockedFault(RoundFault):
    """What a lock forbids. `for_coordinators` is the text for those who can do something about it themselves."""

    def __init__(self, text: str, for_coordinators: str, **values: object) -> None:
        super().__init__(text, **values)
        self.for_coordinators = for_coordinators


@dataclass(frozen=True)
class NewRound:
    """A round to be created. Instants have a time zone; `reminders` are ISO 8601 durations before the deadline."""

    name: str
    period_from: date
    period_to: date
    opens_at: datetime
    deadline: datetime
    reminders: Sequence[str] = ()


def create_round(session: Session, new: NewRound, now: datetime, person_id: int | None = None) -> Round:
    """Stores a planned round. Raises RoundFault for a name that is taken or too long, times in the wrong order, a
    deadline that has passed, or a reminder that is no duration."""
    name = clean(new.name)
    if not name or len(name) > 150:
        raise RoundFault(N_("The round needs a name of 1 to 150 characters."))
    if round_named(session, fold(name)):
        raise RoundFault(N_("There is already a round called {name}."), name=name)
    if new.period_from > new.period_to:
        raise RoundFault(
            N_("The period ends ({last}) before it begins ({first})."), last=new.period_to, first=new.period_from
        )
    if new.deadline <= new.opens_at:
        raise RoundFault(N_("The deadline must be after the opening."))
    if new.deadline <= now:
        raise RoundFault(N_("The deadline has already passed. Choose a later one."))
    for text in new.reminders:
        try:
            parse_positive(text)
        except ValueError as error:
            raise RoundFault(N_("Reminder {error}"), error=error) from None
    round_ = Round(
        name=name, key=fold(name), period_from=new.period_from, period_to=new.period_to, opens_at=new.opens_at,
        deadline=new.deadline, planned_deadline=new.deadline, reminders=list(new.reminders),
        state=RoundState.PLANNED, created_at=now, opened_late_seconds=0, closed_late_seconds=0,
    )  # fmt: skip
    session.add(round_)
    session.flush()
    record(session, now, "round.created", name, person_id, round_id=round_.id, after={
        "state": RoundState.PLANNED.value, "from": new.period_from.isoformat(), "to": new.period_to.isoformat(),
        "opens_at": new.opens_at.isoformat(), "deadline": new.deadline.isoformat(), "reminders": list(new.reminders),
    })  # fmt: skip
    redraw_all_homes(session, now)
    return round_


def open_round(session: Session, round_: Round, now: datetime, options: Options, catch_up_max: timedelta) -> None:
    """Opens a planned round: fixes its plan, queues the opening messages, and moves the deadline by the delay when the
    opening is late (by at most `catch_up_max`).

    Raises RoundFault when there is no plan, or the round is not planned.
    """
    require_state(session, round_, RoundState.PLANNED)
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    if plan is None:
        raise RoundFault(N_("There is no activity plan to ask about. Import one: malvakten plan import FILE"))
    late, before = now - max(round_.opens_at, round_.created_at), round_.deadline
    if late > ON_TIME:
        round_.opened_late_seconds = int(late.total_seconds())
        round_.deadline = moved_deadline(round_.deadline, late, catch_up_max, options.zone)
        for platform in options.with_management:
            queue(session, keys.outage(round_.id, platform), DeliveryKind.OUTAGE, platform, MANAGEMENT, now,
                  round_id=round_.id)  # fmt: skip
    round_.plan_id, round_.state, round_.opened_at = plan.id, RoundState.OPEN, now
    record(session, now, "round.opened", round_.name, round_id=round_.id,
           before={"state": RoundState.PLANNED.value, "deadline": before.isoformat()}, state=RoundState.OPEN.value,
           deadline=round_.deadline.isoformat(), late_seconds=round_.opened_late_seconds)  # fmt: skip
    session.flush()
    reconcile_round(session, round_, now, options)
    redraw_all_homes(session, now)


def close_round(session: Session, round_: Round, now: datetime, options: Options, *, by_hand: bool = False) -> None:
    """Closes an open round and queues the summary; the coordinators get the names of those who have not answered.
    `by_hand`: somebody wants it closed now; else it is closed for its deadline. Raises RoundFault when the round is not
    open."""
    require_state(session, round_, RoundState.OPEN)
    late = now - round_.deadline
    round_.closed_late_seconds = int(late.total_seconds()) if late > ON_TIME and not by_hand else 0
    round_.state, round_.closed_at = RoundState.CLOSED, now
    round_.closings += 1
    record(session, now, "round.closed", round_.name, round_id=round_.id, before={"state": RoundState.OPEN.value},
           state=RoundState.CLOSED.value, late_seconds=round_.closed_late_seconds)  # fmt: skip
    session.flush()
    for platform in options.with_management:
        _queue_summary(session, round_, platform, now)
    # They say until when answers are taken: from now on, when the round closed.
    request_prompt_updates(session, sent_prompts(session, round_.id), now)
    redraw_all_homes(session, now)
    tell_coordinators(
        session, CoordinatorNotice.CLOSED, f"closed:{round_.id}:{round_.closings}", now, options, round_.id
    )


def _queue_summary(session: Session, round_: Round, platform: str, now: datetime) -> None:
    """The summary to management, with a picture in its thread."""
    key = keys.summary(round_.id, platform, round_.closings)
    queue(session, key, DeliveryKind.SUMMARY, platform, MANAGEMENT, now, round_id=round_.id)
    summary_id = session.scalars(select(Delivery.id).where(Delivery.key == key)).one()
    chart = keys.chart(round_.id, platform, round_.closings)
    queue(session, chart, DeliveryKind.FILE, platform, MANAGEMENT, now, round_id=round_.id, parent_id=summary_id,
          payload={"file": CHART, "round": round_.id})  # fmt: skip


def publish_round(session: Session, round_: Round, now: datetime, person_id: int | None = None) -> None:
    """Publishes a locked round on the open follow-up site; nothing can be changed after it. Raises RoundFault when the
    round is not locked."""
    require_state(session, round_, RoundState.LOCKED)
    round_.state, round_.published_at = RoundState.PUBLISHED, now
    record(session, now, "round.published", round_.name, person_id, round_id=round_.id,
           before={"state": RoundState.LOCKED.value}, state=RoundState.PUBLISHED.value)  # fmt: skip
    redraw_all_homes(session, now)


def require_state(session: Session, round_: Round, *states: RoundState, whole: bool = False) -> None:
    """Locks the row of the round and reads it again, since the schedule, an operator and a coordinator may act at once.
    Raises RoundFault unless it is in one of the states. Storing an answer waits for this lock only when it is the
    `whole` row's."""
    session.refresh(round_, with_for_update=True if whole else {"key_share": True})
    if round_.state in states:
        return
    if round_.state in {RoundState.LOCKED, RoundState.PUBLISHED} and RoundState.LOCKED not in states:
        raise locked_fault(session, round_)
    order = list(RoundState)
    is_past = order.index(round_.state) > max(order.index(state) for state in states)
    raise RoundFault(
        N_("{name} is already {state}.") if is_past else N_("{name} is {state}; it must be {wanted} first."),
        name=round_.name,
        state=round_.state,
        wanted=States(states),
    )


_FOR_COORDINATORS = {
    RoundState.LOCKED: N_("{round} was locked on {day} by {role}. Correct an answer with “round correct”; it is marked "
                          "as an erratum."),
    RoundState.PUBLISHED: N_("{round} was locked on {day} by {role} and is published. Write “round unpublish” first; "
                             "then answers can be corrected, and the round published again."),
}  # fmt: skip


def locked_fault(session: Session, round_: Round) -> LockedFault:
    """The refusal of what a lock forbids: since when, by which role, and who can help."""
    snapshot = snapshot_of(session, round_.id)
    is_by_operator = snapshot is not None and snapshot.person_id is None
    return LockedFault(
        N_("{round} was locked on {day} by {role}. Contact the coordinator if something needs to be corrected."),
        _FOR_COORDINATORS[round_.state],
        round=round_.name,
        day=round_.locked_at or round_.closed_at or round_.deadline,
        role=Words(N_("whoever runs Målvakten") if is_by_operator else N_("the coordinator")),
    )
