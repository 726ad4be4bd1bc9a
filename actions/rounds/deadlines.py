"""Moving the deadline of a round, or of one unit in it. Never commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.rounds.life_cycle import RoundFault, require_state
from i18n import N_
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.homes import redraw_all_homes
from models.outbox.queue import Prompt, queue_all, request_prompt_updates, row_of, sent_prompts
from models.people.directory_cache import load_directory
from models.plan.views import UnitView
from models.rounds.exceptions import unit_deadlines
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.ladder import dealt_through_after
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState

_REACHED = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


def check_extension(round_: Round, deadline: datetime, now: datetime, *, for_unit: bool = False) -> None:
    """Raises RoundFault for a new deadline that has passed or precedes the opening, and for a unit's that precedes
    everybody's while the round is open."""
    if deadline <= now or deadline <= round_.opens_at:
        raise RoundFault(N_("The new deadline must be ahead, and after the opening."))
    if for_unit and round_.state is RoundState.OPEN and deadline < round_.deadline:
        raise RoundFault(N_("{name} is open for everybody until later than that. Choose a later time."),
                         name=round_.name)  # fmt: skip


def extend_round(
    session: Session, round_: Round, deadline: datetime, now: datetime, person_id: int | None, options: Options
) -> None:
    """Moves the deadline of a planned or open round, has the opening messages rewritten, and tells everybody who was
    asked. Raises RoundFault for a deadline that has passed or precedes the opening, and in another state."""
    require_state(session, round_, RoundState.OPEN, RoundState.PLANNED)
    check_extension(round_, deadline, now)
    if deadline == round_.deadline:
        return
    days = {"before": round_.deadline.isoformat(), "after": deadline.isoformat()}
    record(session, now, "round.extended", round_.name, person_id, round_id=round_.id,
           before={"deadline": days["before"]}, after={"deadline": days["after"]})  # fmt: skip
    move_deadline(session, round_, deadline, now, options, days)


def move_deadline(
    session: Session, round_: Round, deadline: datetime, now: datetime, options: Options, told: dict[str, Any]
) -> None:
    """Sets the deadline of a round that is open or will be, and tells everybody who was asked. Steps of the ladder that
    were taken are not repeated. `told` is the payload of the message."""
    round_.reminded_through = dealt_through_after(
        round_.deadline, deadline, round_.reminders, round_.reminded_through, now, options.zone
    )
    round_.deadline = deadline
    # An occasion that the move has put into the past is not told: the person who moved it knows how the round is going.
    round_.news_through = max(round_.news_through, now) if round_.news_through else None
    session.flush()
    # An opening message that has not gone out yet will have the new deadline.
    _tell(session, round_, sent_prompts(session, round_.id, _REACHED), now, told)
    request_prompt_updates(session, sent_prompts(session, round_.id), now)
    redraw_all_homes(session, now)


def extend_unit(
    session: Session, round_: Round, unit: UnitView, until: datetime, now: datetime, person_id: int | None
) -> None:
    """Gives a unit a deadline of its own in an open round; in a closed one, opens the unit's rows until then. Their
    answers are not late until then; the round's state and deadline stay. Those who were asked about the rows are told.
    Raises RoundFault for an instant that has passed, for one before the deadline of an open round, and for a round in
    another state."""
    require_state(session, round_, RoundState.OPEN, RoundState.CLOSED)
    check_extension(round_, until, now, for_unit=True)
    before = unit_deadlines(round_).get(unit.id, round_.deadline)
    days = {"before": before.isoformat(), "after": until.isoformat(), "unit": unit.id}
    record(session, now, "round.extended", f"{round_.name} / {unit.name}", person_id, round_id=round_.id,
           before={"deadline": days["before"]}, after={"deadline": days["after"]})  # fmt: skip
    round_.unit_deadlines = {**round_.unit_deadlines, str(unit.id): until.isoformat()}
    session.flush()
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    concerned = {
        person.id
        for person in directory.people
        for row in (directory.asked_rows(person, plan, round_.id) if plan else ())
        if unit in row.units
    }
    asked = [prompt for prompt in sent_prompts(session, round_.id, _REACHED) if prompt.person_id in concerned]
    _tell(session, round_, asked, now, days)
    request_prompt_updates(session, asked, now)
    redraw_all_homes(session, now)


def _tell(session: Session, round_: Round, asked: Sequence[Prompt], now: datetime, payload: dict[str, Any]) -> None:
    queue_all(session, [
        row_of(keys.deadline_moved(round_.id, prompt.person_id, now), DeliveryKind.DEADLINE, prompt.platform,
               prompt.destination, now, round_id=round_.id, person_id=prompt.person_id, payload=payload)
        for prompt in asked
    ])  # fmt: skip
