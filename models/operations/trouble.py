"""Troubles, which keep messages from being sent: the workspace refuses the token, the management channel was archived
or deleted, the program itself was down."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, exists, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.outbox.destinations import MANAGEMENT as CHANNEL
from models.outbox.tables import Delivery
from models.storage.base import Base
from models.storage.database import dialect_of, fetch, insert_for
from models.vocabulary.outbox import DeliveryState

WORKSPACE = "workspace"
MANAGEMENT = "management"
OUTAGE = "outage"
EVENTS = "events"
# Minutes in which the platform held back events are one trouble when they are no further apart.
_SAME_TROUBLE = timedelta(hours=1)
_A_MINUTE = timedelta(minutes=1)
# Slack's error codes for a channel that cannot be written to until a person has restored it.
CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
# The shortest and the longest wait between two tries. The wait is a tenth of the trouble's age, within these bounds.
_WAITS = {
    WORKSPACE: (timedelta(seconds=10), timedelta(seconds=60)),
    MANAGEMENT: (timedelta(seconds=30), timedelta(minutes=10)),
}


class Trouble(Base):
    """One trouble, from `since` to `over_at`.

    `subject` is WORKSPACE, MANAGEMENT, OUTAGE or EVENTS; `code` the platform's error code. `open_key` is unique and
    prevents a second open trouble of the same platform and subject; None once the trouble is closed. `next_try_at` is
    when the next message may be tried: a message sent at or after it shows that the trouble is over. `told_at` and
    `over_told_at` are when the coordinators were told of the beginning and of the end. `details` lists what was missed
    during an outage (`messages.coordinators.operations.outage`).
    """

    __tablename__ = "trouble"
    id: Mapped[int] = mapped_column(primary_key=True)
    open_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    platform: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    next_try_at: Mapped[datetime]
    over_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    over_told_at: Mapped[datetime | None]
    details: Mapped[dict[str, Any] | None]


def open_trouble(session: Session, platform: str, subject: str, code: str, now: datetime) -> tuple[datetime, bool]:
    """Opens a trouble, or moves on the next try of the one that is open. Returns when the next message may be tried,
    and whether the trouble is new. `subject` is WORKSPACE or MANAGEMENT."""
    shortest, longest = _WAITS[subject]
    key = f"{platform}:{subject}"
    new = insert_for(dialect_of(session), Trouble).values(
        open_key=key, platform=platform, subject=subject, code=code[:64], since=now, next_try_at=now + shortest
    )
    new_id = session.execute(new.on_conflict_do_nothing(index_elements=["open_key"]).returning(Trouble.id)).scalar()
    if new_id is not None:
        return now + shortest, True
    already_open = session.execute(select(Trouble).where(Trouble.open_key == key)).scalar_one_or_none()
    age = now - already_open.since if already_open else timedelta()
    next_try = now + min(max(age / 10, shortest), longest)
    session.execute(update(Trouble).where(Trouble.open_key == key).values(next_try_at=next_try))
    return next_try, False


def close_trouble(session: Session, platform: str, subject: str, now: datetime) -> bool:
    """Closes the open trouble of a platform and subject. False when there is none."""
    statement = (
        update(Trouble)
        .where(Trouble.open_key == f"{platform}:{subject}")
        .values(open_key=None, over_at=now)
        .returning(Trouble.id)
    )
    return session.execute(statement).scalar() is not None


def trouble_closed_since(session: Session, platform: str, subject: str, instant: datetime) -> bool:
    """Whether such a trouble has been closed since the instant, and none has been opened again. If so, the refusal of a
    call that began at the instant is out of date. An open one is locked, so that it is not closed before what the
    caller makes of the refusal is stored."""
    is_open = select(Trouble.id).where(Trouble.open_key == f"{platform}:{subject}").with_for_update()
    if session.execute(is_open).first():
        return False
    closed = exists().where(Trouble.platform == platform, Trouble.subject == subject, Trouble.over_at >= instant)
    return bool(session.execute(select(closed)).scalar())


def record_outage(session: Session, since: datetime, now: datetime, details: dict[str, Any]) -> None:
    """Stores an outage of the program, which is only noticed when it is over: it is stored as closed."""
    session.add(Trouble(platform="", subject=OUTAGE, code=OUTAGE, since=since, next_try_at=now, over_at=now,
                        told_at=now, details=details))  # fmt: skip
    session.flush()


def note_held_back(session: Session, platform: str, minute: datetime) -> None:
    """Stores that the platform held back events in a minute. It is noticed when it is over, so it is stored as closed;
    further minutes prolong it, and the coordinators are told once."""
    near = and_(Trouble.since <= minute + _SAME_TROUBLE, Trouble.over_at >= minute - _SAME_TROUBLE)
    of_platform = (Trouble.platform == platform, Trouble.subject == EVENTS)
    known = session.scalars(select(Trouble).where(*of_platform, near).order_by(Trouble.id.desc()).limit(1)).first()
    over_at = minute + _A_MINUTE
    if known is None:
        session.add(Trouble(platform=platform, subject=EVENTS, code="app_rate_limited", since=minute,
                            next_try_at=over_at, over_at=over_at, told_at=over_at))  # fmt: skip
    else:
        known.since = min(known.since, minute)
        known.over_at = max(known.over_at or over_at, over_at)
    session.flush()


def held_back_since(session: Session, instant: datetime) -> Sequence[Trouble]:
    """The troubles in which a platform held back events, after an instant; oldest first."""
    query = select(Trouble).where(Trouble.subject == EVENTS, Trouble.over_at >= instant)
    return session.scalars(query.order_by(Trouble.id)).all()


def open_troubles(session: Session) -> Sequence[Trouble]:
    """Every open trouble, oldest first."""
    return session.scalars(select(Trouble).where(Trouble.open_key.is_not(None)).order_by(Trouble.id)).all()


def has_trouble_changes(session: Session) -> bool:
    """Whether `close_resolved_troubles` or `unreported_troubles` would return any. Locks nothing."""
    return any(fetch(session, query).first() for query in _CHANGES)


def close_resolved_troubles(session: Session, now: datetime) -> Sequence[Trouble]:
    """Closes the troubles since whose `next_try_at` a message was sent, and returns them. Rows that another transaction
    has locked are skipped."""
    resolved = session.scalars(_RESOLVED.with_for_update(skip_locked=True, of=Trouble)).all()
    for trouble in resolved:
        trouble.open_key, trouble.over_at = None, now
    session.flush()
    return resolved


def unreported_troubles(session: Session) -> Sequence[Trouble]:
    """Troubles whose beginning or end the coordinators have not been told of. The beginning of a WORKSPACE trouble is
    left out: no message can be sent then. Rows that another transaction has locked are skipped."""
    return session.scalars(_UNREPORTED.with_for_update(skip_locked=True)).all()


def _resolved() -> Select[Trouble]:
    sent_since = exists().where(
        Delivery.state == DeliveryState.SENT,
        Delivery.platform == Trouble.platform,
        Delivery.sent_at >= Trouble.next_try_at,
        or_(Trouble.subject == WORKSPACE, Delivery.destination == CHANNEL),
    )
    return select(Trouble).where(Trouble.open_key.is_not(None), sent_since).order_by(Trouble.id)


def _unreported() -> Select[Trouble]:
    begun = and_(Trouble.told_at.is_(None), Trouble.over_at.is_(None), Trouble.subject != WORKSPACE)
    ended = and_(Trouble.over_told_at.is_(None), Trouble.over_at.is_not(None))
    return select(Trouble).where(or_(begun, ended)).order_by(Trouble.id)


_RESOLVED, _UNREPORTED = _resolved(), _unreported()
_CHANGES = [query.with_only_columns(Trouble.id).limit(1) for query in (_RESOLVED, _UNREPORTED)]
