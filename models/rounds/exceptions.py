"""What a coordinator has decided about single rows and units of a round."""

from datetime import datetime

from models.plan.views import RowView
from models.rounds.tables import Round


def is_excused(round_: Round, row: RowView) -> bool:
    """Whether the row need not be answered in the round."""
    return str(row.placement_id) in round_.excused


def unit_deadlines(round_: Round) -> dict[int, datetime]:
    """Until when units have been given, by unit id."""
    return {int(unit): datetime.fromisoformat(until) for unit, until in round_.unit_deadlines.items()}


def deadline_of(round_: Round, row: RowView) -> datetime:
    """The deadline of the row: that of its units where they have one of their own, the latest of several; else the
    round's."""
    own = unit_deadlines(round_) if round_.unit_deadlines else {}
    return max((own[unit.id] for unit in row.units if unit.id in own), default=round_.deadline)


def has_own_deadline(round_: Round, row: RowView) -> bool:
    """Whether a unit of the row has a deadline of its own."""
    return any(str(unit.id) in round_.unit_deadlines for unit in row.units)


def has_time_left(round_: Round, row: RowView, at: datetime) -> bool:
    """Whether the row has a deadline of its own that is ahead at the instant."""
    return has_own_deadline(round_, row) and deadline_of(round_, row) > at
