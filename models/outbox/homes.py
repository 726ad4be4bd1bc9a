"""Requests to redraw home pages: the page that the program shows each account of a platform (Slack's App Home)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, bindparam
from sqlalchemy.orm import Session

from models.outbox import keys
from models.outbox.destinations import to_home
from models.outbox.queue import UPDATE_PAUSE, redraw_again, request_redraw, row_of
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind


def redraw_home(session: Session, platform: str, account: str, person_id: int | None, now: datetime) -> None:
    """Requests a redraw of the account's home page. Its content is built when it is sent."""
    row = row_of(keys.home(platform, account), DeliveryKind.HOME, platform, to_home(account), now, person_id=person_id)
    request_redraw(session, [row])


def redraw_homes(session: Session, person_ids: Iterable[int], now: datetime) -> None:
    """Requests a redraw of these persons' home pages. A person who has never opened theirs has none."""
    session.connection().execute(_OF_PERSONS, {"at": now, "persons": sorted(person_ids)})


def redraw_all_homes(session: Session, now: datetime) -> None:
    """Requests a redraw of every home page, `UPDATE_PAUSE` later, so that messages are sent first."""
    session.connection().execute(_OF_ALL, {"at": now + UPDATE_PAUSE})


# `round_id` is part of the condition so that the index on rounds and persons is used.
_IS_HOME = and_(Delivery.round_id.is_(None), Delivery.kind == DeliveryKind.HOME)
_OF_PERSONS = redraw_again(_IS_HOME, Delivery.person_id.in_(bindparam("persons", expanding=True)))
_OF_ALL = redraw_again(_IS_HOME)
