"""The pages that the program shows each account of a platform (Slack's App Home): requests to draw one anew."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, bindparam
from sqlalchemy.orm import Session

from models.outbox import keys
from models.outbox.destinations import to_home
from models.outbox.queue import UPDATE_PAUSE, redraw_again, request_redraw, row_of
from models.outbox.tables import Delivery
from models.vocabulary import DeliveryKind


def redraw_home(session: Session, platform: str, account: str, person_id: int | None, now: datetime) -> None:
    """Asks for the account's page to be drawn with what holds when it is sent."""
    row = row_of(keys.home(platform, account), DeliveryKind.HOME, platform, to_home(account), now, person_id=person_id)
    request_redraw(session, [row])


def redraw_homes(session: Session, person_ids: Iterable[int], now: datetime) -> None:
    """Asks for the pages of these persons to be drawn anew, of those who have ever looked at theirs."""
    session.connection().execute(_OF_PERSONS, {"at": now, "persons": sorted(person_ids)})


def redraw_all_homes(session: Session, now: datetime) -> None:
    """The same for everybody; a moment later, so that what is said in messages goes out first."""
    session.connection().execute(_OF_ALL, {"at": now + UPDATE_PAUSE})


# Without a round, so that the index of rounds and persons serves.
_IS_HOME = and_(Delivery.round_id.is_(None), Delivery.kind == DeliveryKind.HOME)
_OF_PERSONS = redraw_again(_IS_HOME, Delivery.person_id.in_(bindparam("persons", expanding=True)))
_OF_ALL = redraw_again(_IS_HOME)
