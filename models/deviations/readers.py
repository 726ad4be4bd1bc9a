"""Who has said that they have read the digest of a round."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.deviations.tables import DigestReading
from models.rounds.tables import Round
from models.storage.database import dialect_of, insert_for


def readers_of(session: Session, round_: Round) -> int:
    """How many have said that they have read the round's digest."""
    query = select(func.count()).select_from(DigestReading).where(DigestReading.round_id == round_.id)
    return session.execute(query).scalar_one()


def reading_of(session: Session, round_: Round, reader: str) -> DigestReading | None:
    """The reading of one reader; None when they have not said that they have read it."""
    query = select(DigestReading).where(DigestReading.round_id == round_.id, DigestReading.reader == reader)
    return session.scalars(query).one_or_none()


def add_reading(session: Session, values: dict[str, object]) -> bool:
    """Stores a reading. False when the reader has one in this round."""
    statement = insert_for(dialect_of(session), DigestReading).on_conflict_do_nothing(
        index_elements=["round_id", "reader"]
    )
    return session.connection().execute(statement.returning(DigestReading.id), values).scalar_one_or_none() is not None
