"""What the clock looks at once a local day, by whichever worker comes first."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.operations.tables import DailyLook
from models.options import Options
from models.storage.database import dialect_of, fetch, insert_for

_TAKEN = select(DailyLook.name).where(DailyLook.day == bindparam("today"))


class Look(StrEnum):
    """For what: actions past their dates, the registers' days, whether the need is still there."""

    OVERDUE = "overdue"
    DATES = "dates"
    NEEDS = "needs"


def today_of(now: datetime, options: Options) -> date:
    """The installation's local day."""
    return now.astimezone(options.zone).date()


def looks_taken(session: Session, today: date) -> set[str]:
    """What has been looked for today. Changes and locks nothing."""
    return set(fetch(session, _TAKEN, {"today": today}).scalars())


def claim_look(session: Session, look: Look, today: date) -> bool:
    """Takes today's look; False when another worker has taken it."""
    new = insert_for(dialect_of(session), DailyLook)
    statement = new.on_conflict_do_update(
        index_elements=["name"], set_={"day": new.excluded.day}, where=DailyLook.day != new.excluded.day
    )
    values = {"name": look.value, "day": today}
    return session.connection().execute(statement.returning(DailyLook.name), values).scalar_one_or_none() is not None
