"""The pages that the program shows each account of a platform (Slack's App Home): wishes to draw one anew."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, or_, update
from sqlalchemy.orm import Session

from models.database import at_commit, connection_of
from models.delivery import Delivery
from models.outbox import UPDATE_PAUSE, queue
from models.prepared import Prepared
from models.vocabulary import DeliveryKind, DeliveryState

_IDLE = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)


def wish_home(session: Session, platform: str, account: str, person_id: int | None, now: datetime) -> None:
    """Asks for the account's page to be drawn with what holds when it is sent. One row holds every wish; two within
    `UPDATE_PAUSE` become one."""
    key = f"home:{platform}:{account}"
    if queue(session, key, DeliveryKind.HOME, platform, f"home:{account}", now, person_id=person_id):
        return
    statement = _anew().where(Delivery.key == key).values(person_id=person_id)
    session.connection().execute(statement, {"at": now})


def wish_homes(session: Session, person_ids: Iterable[int], now: datetime) -> None:
    """Asks for the pages of these persons to be drawn anew, of those who have ever looked at theirs; one statement for
    all the wishes of a transaction."""
    at_commit(session, _wish_homes, (frozenset(person_ids), now))


def wish_all_homes(session: Session, now: datetime) -> None:
    """The same for everybody; a moment later, so that what is said in messages goes out first."""
    session.connection().execute(_anew().where(_IS_HOME), {"at": now + UPDATE_PAUSE})


def _wish_homes(session: Session, wishes: list[tuple[frozenset[int], datetime]]) -> None:
    # In one order, so that no two writers wait for each other.
    persons = sorted(frozenset().union(*(ids for ids, _ in wishes)))
    now = max(at for _, at in wishes)
    if persons:
        _of_person.many(connection_of(session), [{"of_person": person, "at": now} for person in persons])


def _anew() -> Any:
    at = bindparam("at", type_=Delivery.due_at.type)
    idle = or_(*(Delivery.state == state for state in _IDLE))  # a list of varying length could not be prepared
    return update(Delivery).values(
        revision=Delivery.revision + 1,
        state=case((idle, DeliveryState.PENDING.value), else_=Delivery.state),
        # One that was shown has its next possible moment in `due_at` (see `scheduler.results`).
        due_at=case((and_(idle, Delivery.due_at < at), at), else_=Delivery.due_at),
    )


# No round: with it the index of rounds and persons serves.
_IS_HOME = and_(Delivery.round_id.is_(None), Delivery.kind == DeliveryKind.HOME.value)
_of_person = Prepared(lambda _dialect: _anew().where(_IS_HOME, Delivery.person_id == bindparam("of_person")))
