"""Rows that need not be answered in a round. Never commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.rounds.life_cycle import RoundFault, require_state
from actions.rounds.reopening import reason
from i18n import N_
from models.answers.queries import current_answer
from models.operations.audit import record
from models.outbox.homes import redraw_all_homes
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState


def excuse_row(
    session: Session, round_: Round, row: RowView, why: str, now: datetime, person_id: int | None = None
) -> None:
    """Nobody is asked about the row in this round any more, and it is not missing; it may still be answered. Raises
    RoundFault for a row with an answer, an empty reason, and a round that is not open or closed."""
    require_state(session, round_, RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)
    why = reason(why)
    if current_answer(session, round_.id, row.placement_id, None):
        raise RoundFault(N_("Row {row} has an answer in {name}, so it need not be excused."), row=row.row,
                         name=round_.name)  # fmt: skip
    round_.excused = {**round_.excused, str(row.placement_id): why}
    session.flush()
    record(session, now, "row.excused", f"{round_.name} / {row.row}", person_id, round_id=round_.id,
           placement_id=row.placement_id, before={"excused": False}, excused=True, why=why)  # fmt: skip
    redraw_all_homes(session, now)


def ask_again(session: Session, round_: Round, row: RowView, now: datetime, person_id: int | None = None) -> None:
    """Takes back `excuse_row`. Raises RoundFault when the row is not excused, and for a locked round."""
    require_state(session, round_, RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)
    if str(row.placement_id) not in round_.excused:
        raise RoundFault(N_("Row {row} is not excused in {name}."), row=row.row, name=round_.name)
    round_.excused = {id_: why for id_, why in round_.excused.items() if id_ != str(row.placement_id)}
    session.flush()
    record(session, now, "row.asked_again", f"{round_.name} / {row.row}", person_id, round_id=round_.id,
           placement_id=row.placement_id, before={"excused": True}, excused=False)  # fmt: skip
    redraw_all_homes(session, now)
