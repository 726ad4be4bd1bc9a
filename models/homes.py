"""The pages that the program shows each account of a platform (Slack's App Home): wishes to draw one anew."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, bindparam
from sqlalchemy.orm import Session

from models.database import at_commit, send
from models.delivery import Delivery
from models.outbox import UPDATE_PAUSE, queue, wished_again
from models.prepared import Prepared
from models.vocabulary import DeliveryKind


def wish_home(session: Session, platform: str, account: str, person_id: int | None, now: datetime) -> None:
    """Asks for the account's page to be drawn with what holds when it is sent. One row holds every wish; two within
    `UPDATE_PAUSE` become one."""
    key = f"home:{platform}:{account}"
    if queue(session, key, DeliveryKind.HOME, platform, f"home:{account}", now, person_id=person_id):
        return
    statement = wished_again().where(Delivery.key == key).values(person_id=person_id)
    session.connection().execute(statement, {"at": now})


def wish_homes(session: Session, person_ids: Iterable[int], now: datetime) -> None:
    """Asks for the pages of these persons to be drawn anew, of those who have ever looked at theirs; one statement for
    all the wishes of a transaction."""
    at_commit(session, _wish_homes, (frozenset(person_ids), now))


def wish_all_homes(session: Session, now: datetime) -> None:
    """The same for everybody; a moment later, so that what is said in messages goes out first."""
    session.connection().execute(wished_again().where(_IS_HOME), {"at": now + UPDATE_PAUSE})


def _wish_homes(session: Session, wishes: list[tuple[frozenset[int], datetime]]) -> None:
    # In one order, so that no two writers wait for each other.
    persons = sorted(frozenset().union(*(ids for ids, _ in wishes)))
    now = max(at for _, at in wishes)
    if persons:
        send(session, _of_person, [{"of_person": person, "at": now} for person in persons])


# No round: with it the index of rounds and persons serves.
_IS_HOME = and_(Delivery.round_id.is_(None), Delivery.kind == DeliveryKind.HOME.value)
_of_person = Prepared(lambda _dialect: wished_again().where(_IS_HOME, Delivery.person_id == bindparam("of_person")))
