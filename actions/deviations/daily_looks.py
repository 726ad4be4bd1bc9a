"""What the clock looks at once a local day, by whichever worker comes first."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.operations.tables import DailyLook
from models.options import Options
from models.storage.database import dialect_of, insert_for


def today_of(now: datetime, options: Options) -> date:
    """The installation's local day."""
    return now.astimezone(options.zone).date()


def is_looked(session: Session, name: str, today: date) -> bool:
    """Whether it has been looked at today. Changes and locks nothing."""
    return session.scalars(select(DailyLook.day).where(DailyLook.name == name)).one_or_none() == today


def claim_look(session: Session, name: str, today: date) -> bool:
    """Takes today's look; False when another worker has taken it."""
    new = insert_for(dialect_of(session), DailyLook)
    statement = new.on_conflict_do_update(
        index_elements=["name"], set_={"day": new.excluded.day}, where=DailyLook.day != new.excluded.day
    )
    values = {"name": name, "day": today}
    return session.connection().execute(statement.returning(DailyLook.name), values).scalar_one_or_none() is not None
