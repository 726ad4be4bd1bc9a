"""What kept messages from going out: a workspace that does not let us in, a channel that is gone, an outage of ours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, exists, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.outbox.destinations import MANAGEMENT as CHANNEL
from models.outbox.tables import Delivery
from models.storage.base import Base
from models.storage.database import dialect_of, insert_for
from models.vocabulary import DeliveryState

WORKSPACE = "workspace"
MANAGEMENT = "management"
OUTAGE = "outage"
# Slack's words for a channel that cannot be written to until somebody has seen to it.
CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
# The waits between two tries: the shortest and the longest. In between they grow with the trouble's age.
_WAITS = {
    WORKSPACE: (timedelta(seconds=10), timedelta(seconds=60)),
    MANAGEMENT: (timedelta(seconds=30), timedelta(minutes=10)),
}


class Trouble(Base):
    """One trouble, from `since` to `over_at`.

    `subject` is WORKSPACE, MANAGEMENT or OUTAGE; `code` the platform's word. `open_key` keeps a second one of the same
    subject from being begun while this one lasts; None when it is over. `next_try_at` is when the next message may be
    tried: one that is sent after it shows that the trouble is over. `told_at` and `over_told_at` are when the
    coordinators were told that it began, and that it is over. `details` is what fell within an outage
    (`messages.catch_up`).
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


def begin(session: Session, platform: str, subject: str, code: str, now: datetime) -> tuple[datetime, bool]:
    """Notes a trouble, or that it still lasts. Returns when the next message may be tried, and whether it is new."""
    shortest, longest = _WAITS[subject]
    key = f"{platform}:{subject}"
    new = insert_for(dialect_of(session), Trouble).values(
        open_key=key, platform=platform, subject=subject, code=code[:64], since=now, next_try_at=now + shortest
    )
    made = session.execute(new.on_conflict_do_nothing(index_elements=["open_key"]).returning(Trouble.id)).scalar()
    if made is not None:
        return now + shortest, True
    lasting = session.execute(select(Trouble).where(Trouble.open_key == key)).scalar_one_or_none()
    age = now - lasting.since if lasting else timedelta()
    next_try = now + min(max(age / 10, shortest), longest)
    session.execute(update(Trouble).where(Trouble.open_key == key).values(next_try_at=next_try))
    return next_try, False


def end(session: Session, platform: str, subject: str, now: datetime) -> bool:
    """Notes that a trouble is over. False when there was none."""
    ended = (
        update(Trouble)
        .where(Trouble.open_key == f"{platform}:{subject}")
        .values(open_key=None, over_at=now)
        .returning(Trouble.id)
    )
    return session.execute(ended).scalar() is not None


def ended_since(session: Session, platform: str, subject: str, instant: datetime) -> bool:
    """Whether such a trouble has ended since then: a refusal of a call that began before says nothing about now."""
    ended = exists().where(Trouble.platform == platform, Trouble.subject == subject, Trouble.over_at > instant)
    return bool(session.execute(select(ended)).scalar())


def note_outage(session: Session, since: datetime, now: datetime, details: dict[str, Any]) -> None:
    """Notes an outage of ours, which is known when it is over."""
    session.add(Trouble(platform="", subject=OUTAGE, code=OUTAGE, since=since, next_try_at=now, over_at=now,
                        told_at=now, details=details))  # fmt: skip
    session.flush()


def lasting(session: Session) -> Sequence[Trouble]:
    """Every trouble that is not over."""
    return session.scalars(select(Trouble).where(Trouble.open_key.is_not(None)).order_by(Trouble.id)).all()


def has_news(session: Session) -> bool:
    """Whether `end_those_over` or `untold` would find anything. Locks nothing."""
    return any(session.execute(query.with_only_columns(Trouble.id).limit(1)).first() for query in (_OVER, _UNTOLD))


def end_those_over(session: Session, now: datetime) -> Sequence[Trouble]:
    """Notes the end of those after which a message has got through."""
    found = session.scalars(_OVER.with_for_update(skip_locked=True, of=Trouble)).all()
    for trouble in found:
        trouble.open_key, trouble.over_at = None, now
    session.flush()
    return found


def untold(session: Session) -> Sequence[Trouble]:
    """Those of which the coordinators are to be told something. While a workspace lets nobody in, nobody can be."""
    return session.scalars(_UNTOLD.with_for_update(skip_locked=True)).all()


def _over() -> Select[Trouble]:
    sent_since = exists().where(
        Delivery.state == DeliveryState.SENT,
        Delivery.platform == Trouble.platform,
        Delivery.sent_at >= Trouble.next_try_at,
        or_(Trouble.subject == WORKSPACE, Delivery.destination == CHANNEL),
    )
    return select(Trouble).where(Trouble.open_key.is_not(None), sent_since).order_by(Trouble.id)


def _untold() -> Select[Trouble]:
    begun = and_(Trouble.told_at.is_(None), Trouble.over_at.is_(None), Trouble.subject != WORKSPACE)
    ended = and_(Trouble.over_told_at.is_(None), Trouble.over_at.is_not(None))
    return select(Trouble).where(or_(begun, ended)).order_by(Trouble.id)


_OVER, _UNTOLD = _over(), _untold()
