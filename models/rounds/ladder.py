"""The reminder ladder of a round, and which of its rungs is due."""

from datetime import datetime, timedelta

from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.views import PersonView
from models.rounds.away import is_away
from models.rounds.tables import Round
from models.rules.courtesy import is_rehearsal
from models.rules.ladder import Rung, Step, due_rung, rungs
from models.vocabulary.people import Role
from models.vocabulary.rounds import RoundState

# After a longer outage a missed step is skipped: it would surprise people.
STALE = timedelta(days=14)


def is_short(round_: Round) -> bool:
    """Whether the round is a rehearsal, whose messages are not held back by quiet hours or leave (contract, *Time*)."""
    return is_rehearsal(max(round_.opens_at, round_.created_at), round_.planned_deadline)


def ladder_of(round_: Round, options: Options) -> tuple[Rung, ...]:
    """All rungs of a round. It has none after its deadline when it is a rehearsal or has no reminders before it."""
    later = options.later if round_.reminders and not is_short(round_) else ()
    return rungs(round_.opened_at or round_.opens_at, round_.deadline, round_.reminders, later, options.zone,
                 ended_at=round_.ended_at)  # fmt: skip


def due_step(round_: Round, now: datetime, options: Options) -> Rung | None:
    """The rung to process now, for a round that is open or closed; None when no rung is due."""
    rung = due_rung(ladder_of(round_, options), round_.ended_at, round_.reminded_through, now)
    if rung is None or now - rung.at > STALE:
        return None
    is_before = rung.step in {Step.BEFORE, Step.ON}
    return rung if is_before is (round_.state is RoundState.OPEN) else None


def receivers(
    directory: Directory, step: Step, person: PersonView, now: datetime, options: Options
) -> list[PersonView]:
    """The receivers of a step that is about this person's missing answers, e.g. the deputy of the person. Deputies who
    are away are left out. Empty when the person has nobody in that role."""
    match step:
        case Step.DEPUTY:
            own = [each] if (each := directory.own_deputy(person)) else []
            available = [d for d in own if not is_away(directory, d, now, options)]
            of_unit = [d for d in directory.unit_deputies(person) if not is_away(directory, d, now, options)]
            to = available or of_unit
        case Step.MANAGER:
            named = directory.by_email.get(person.manager_email or "")
            leads = [p for p in directory.people if Role.MANAGER in p.roles and p.units & person.units]
            to = [named] if named else leads
        case Step.COORDINATOR:
            to = list(directory.coordinators())
        case _:
            return [person]
    return [each for each in to if each.id != person.id]


def step_of(delivery: Delivery) -> tuple[Step, datetime]:
    """The step and the instant of the rung for which a reminder or an escalation was queued."""
    payload = delivery.payload or {}
    at = payload.get("at")
    return Step(payload.get("step", Step.BEFORE)), datetime.fromisoformat(at) if at else delivery.created_at
