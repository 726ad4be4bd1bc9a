"""What somebody follows."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.following.tables import Following


def followings_of(session: Session, destinations: Sequence[str]) -> list[Following]:
    """What is told at these destinations, in the order in which it was begun."""
    query = select(Following).where(Following.destination.in_(destinations)).order_by(Following.id)
    return list(session.scalars(query))
