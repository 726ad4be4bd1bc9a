"""What an activity has been called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.plan.tables import ActivityWording, Placement
from models.plan.views import RowView
from models.storage.database import fetch

_WORDINGS = (
    select(ActivityWording.text, ActivityWording.since)
    .join(Placement, Placement.activity_id == ActivityWording.activity_id)
    .where(Placement.id.in_(bindparam("placements", expanding=True)))
    .order_by(ActivityWording.since, ActivityWording.activity_id, ActivityWording.version)
)


@dataclass(frozen=True)
class Wording:
    """One wording, and since when."""

    text: str
    since: datetime


def wordings_of(session: Session, row: RowView) -> Sequence[Wording]:
    """Every wording of a row's activity, and of the rows that it continues from earlier years; the oldest first."""
    return [Wording(*record) for record in fetch(session, _WORDINGS, {"placements": list(row.chain)})]
