"""How fast may be sent, to one conversation and to the whole workspace, and how long things are waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from models.outbox.tables import Pace, conversation_key, workspace_key
from models.storage.database import dialect_of, insert_for

LONGEST_BACKOFF = timedelta(seconds=30)
# What a platform may ask us to wait; a broken proxy asks for years.
LONGEST_RETRY_AFTER = timedelta(hours=1)
# Held back from the allowed burst, so that messages which arrive a little unevenly are not too many: as many as go out
# in this time, and never fewer than two.
_UNEVEN_SECONDS = 0.6
_FEWEST_HELD_BACK = 2


@dataclass(frozen=True)
class PaceRules:
    """Seconds; `per_minute` is messages to the whole workspace, with a burst of at most what goes out in
    `burst_seconds` (Slack's is a quarter of a minute, by the contract). A claim is held for `lease`, and nothing is
    sent in its last `send_timeout`. `others` are the rules of platforms that have their own."""

    per_conversation: float = 1.0
    per_minute: int = 200
    lease: float = 30.0
    settle: float = 45.0
    send_timeout: float = 10.0
    burst_seconds: float = 15.0
    others: Mapping[str, "PaceRules"] = field(default_factory=dict, hash=False)

    def of(self, platform: str) -> "PaceRules":
        """The rules of a platform."""
        return self.others.get(platform, self)

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=60 / self.per_minute)

    @property
    def burst(self) -> timedelta:
        held_back = max(_FEWEST_HELD_BACK, round(self.per_minute / 60 * _UNEVEN_SECONDS))
        return self.interval * max(1, int(self.per_minute * self.burst_seconds / 60) - held_back)


def backoff(attempt: int) -> timedelta:
    """1, 2, 4 … seconds, at most 30."""
    return min(timedelta(seconds=2 ** min(max(attempt - 1, 0), 5)), LONGEST_BACKOFF)


def wait_asked(retry_after: float) -> timedelta:
    """What the platform asked for, within reason."""
    return timedelta(seconds=retry_after) if 0 <= retry_after <= 3600 else LONGEST_RETRY_AFTER


def workspace_free(session: Session, platform: str, now: datetime, rules: PaceRules) -> int:
    """How many messages the workspace's pace allows now. Locks the pace row until the transaction ends."""
    return max(0, int((now + rules.burst - max(_free_at(session, platform, now), now)) / rules.interval))


def _free_at(session: Session, platform: str, now: datetime) -> datetime:
    key = workspace_key(platform)
    query = select(Pace.free_at).where(Pace.key == key).with_for_update()
    free_at = session.execute(query).scalar()
    if free_at is None:
        session.execute(insert_for(dialect_of(session), Pace).values(key=key, free_at=now).on_conflict_do_nothing())
        free_at = session.execute(query).scalar_one()
    return free_at


def spend(session: Session, platform: str, destinations: Sequence[str], now: datetime, rules: PaceRules) -> None:
    """Counts one message to each of these conversations."""
    if not destinations:
        return
    after = max(_free_at(session, platform, now), now) + rules.interval * len(destinations)
    session.execute(update(Pace).where(Pace.key == workspace_key(platform)).values(free_at=after))
    if rules.per_conversation:
        free_at = now + timedelta(seconds=rules.per_conversation)
        park(session, [conversation_key(platform, destination) for destination in destinations], free_at)


def park_workspace(session: Session, platform: str, until: datetime, rules: PaceRules) -> None:
    """Leaves the whole workspace alone until an instant; after it the pace is the steady one, without a burst."""
    park(session, [workspace_key(platform)], until + rules.burst - rules.interval)


def park(session: Session, keys: Sequence[str], free_at: datetime) -> None:
    """Leaves conversations alone until an instant, or longer if they are left alone for longer already."""
    park_each(session, dict.fromkeys(keys, free_at))


def park_each(session: Session, free_at: Mapping[str, datetime]) -> None:
    """Leaves each of these conversations alone until its instant, or longer."""
    if free_at:
        new = insert_for(dialect_of(session), Pace)
        later = case((Pace.free_at > new.excluded.free_at, Pace.free_at), else_=new.excluded.free_at)
        rows = [{"key": key, "free_at": free_at[key]} for key in sorted(free_at)]
        session.connection().execute(new.on_conflict_do_update(index_elements=["key"], set_={"free_at": later}), rows)
