"""Following, and telling the followers: one message for all of their rows, once. Never commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from models.following.colours import (
    Colour,
    Colours,
    changed,
    colours_now,
    followed_rows,
    known_colour,
    seen_now,
)  # fmt: skip
from models.following.tables import Following
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.queue import queue, queue_all, row_of
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.plan.views import RowView
from models.rounds.ladder import is_short
from models.rounds.tables import Round
from models.rules.weekly import letter_at, letter_day
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.plan import Followed
from models.vocabulary.rounds import RoundState

# What changes within this time comes in one message: somebody answers many rows in one sitting. In a rehearsal, soon.
_COLLECTED = timedelta(minutes=1)
_ALL = select(Following).where(Following.what != Followed.WEEKLY).order_by(Following.destination, Following.id)
_SUBSCRIBERS = (
    select(Following)
    .where(Following.what == Followed.WEEKLY, Following.since <= bindparam("at"))
    .order_by(Following.id)
)
_COLLECTED_IN_REHEARSAL = timedelta(seconds=5)


@dataclass(frozen=True)
class Follower:
    """Who follows: where they are told, and who they are in the people file, if they are in it."""

    platform: str
    destination: str
    person_id: int | None


def follow(session: Session, who: Follower, what: Followed, about_id: int, now: datetime) -> bool:
    """Begins to follow; what has changed until now is known. False when that was followed already."""
    mine = (Following.destination == who.destination, Following.what == what, Following.about_id == about_id)
    if session.scalars(select(Following.id).where(*mine)).first() is not None:
        return False
    values: dict[str, Any] = {**vars(who), "what": what, "about_id": about_id, "since": now, "seen": {}}
    following = Following(**values)
    directory = load_directory(session)
    colours = colours_now(session, directory)
    if colours is not None:
        values["seen"] = seen_now(followed_rows(following, colours.plan), colours)
    session.connection().execute(insert(Following), values)
    record(session, now, "following.begun", f"{what.value} {about_id}".strip(), who.person_id)
    return True


def unfollow(
    session: Session, destinations: Sequence[str], now: datetime, what: Followed | None = None, about_id: int = 0
) -> int:
    """Ends what is followed at these destinations, all of it without `what`. Returns how much that was."""
    query = select(Following).where(Following.destination.in_(destinations))
    if what is not None:
        query = query.where(Following.what == what, Following.about_id == about_id)
    ended = session.scalars(query).all()
    for each in ended:
        record(session, now, "following.ended", f"{each.what.value} {each.about_id}", each.person_id)
    session.execute(delete(Following).where(Following.id.in_([each.id for each in ended])))
    return len(ended)


def has_untold_changes(session: Session) -> bool:
    """Whether a followed row has another colour than one of its followers knows. Changes and locks nothing."""
    followings = session.scalars(_ALL).all()
    if not followings:
        return False
    directory = load_directory(session)
    colours = colours_now(session, directory)
    if colours is None:
        return False
    return any(changed(each, followed_rows(each, colours.plan), colours) for each in followings)


def tell_followers(session: Session, now: datetime, options: Options) -> int:
    """Queues one message for each follower whose rows have changed, or adds to the one that waits. Returns how many
    were told something."""
    # The lock keeps two workers from telling the same; the second finds that it is known.
    locked = session.scalars(_ALL.with_for_update(), execution_options={"populate_existing": True}).all()
    directory = load_directory(session)
    colours = colours_now(session, directory)
    if colours is None:
        return 0
    return sum(
        _tell(session, list(group), colours, now, options)
        for _, group in groupby(locked, key=lambda each: each.destination)
    )


def _tell(
    session: Session, followings: Sequence[Following], colours: Colours, now: datetime, options: Options
) -> bool:  # fmt: skip
    changes: dict[int, tuple[str | None, Colour]] = {}
    rows = {each.id: followed_rows(each, colours.plan) for each in followings}
    for each in followings:
        colours_of_rows = changed(each, rows[each.id], colours)
        changes |= {row.placement_id: (known_colour(each, row), colours_of_rows[row.placement_id])
                    for row in rows[each.id] if row.placement_id in colours_of_rows}  # fmt: skip
    if not changes or not _queue(session, followings[0], _of_others(followings[0], changes), colours, now, options):
        return False
    for each in followings:
        each.seen = {**each.seen, **seen_now(_rows_of(rows[each.id], changes), colours)}
    return True


def _rows_of(rows: Iterable[RowView], changes: dict[int, Any]) -> list[RowView]:
    return [row for row in rows if row.placement_id in changes]


def _of_others(
    follower: Following, changes: dict[int, tuple[str | None, Colour]]
) -> dict[int, tuple[str | None, Colour]]:
    """What the follower has answered themselves is no news."""
    mine = follower.person_id
    return {row: change for row, change in changes.items() if mine is None or change[1].author_id != mine}


def _queue(
    session: Session, follower: Following, changes: dict[int, tuple[str | None, Colour]], colours: Colours,
    now: datetime, options: Options,
) -> bool:  # fmt: skip
    """Queues the message or adds to the one that waits; False when that has begun to be sent meanwhile."""
    if not changes:
        return True
    told = {str(row): {"before": before, "answer": colour.answer_id} for row, (before, colour) in changes.items()}
    newest = max(colour.answer_id for _, colour in changes.values())
    waiting = _waiting(session, follower.destination)
    if waiting is not None:
        payload = {**(waiting.payload or {}), "changes": _added((waiting.payload or {}).get("changes", {}), told)}
        still = (Delivery.id == waiting.id, Delivery.state == DeliveryState.PENDING)
        done = session.execute(
            update(Delivery).where(*still).values(payload=payload, answer_id=newest).returning(Delivery.id)
        )
        return done.first() is not None
    at = _earliest(session, follower, colours.round, now, options)
    return queue(
        session, keys.followed(follower.destination, newest), DeliveryKind.FOLLOWED, follower.platform,
        follower.destination, now, due_at=at, round_id=colours.round.id, person_id=follower.person_id,
        answer_id=newest, payload={"changes": told, "from": at.isoformat()},
    )  # fmt: skip


def _waiting(session: Session, destination: str) -> Delivery | None:
    query = select(Delivery).where(
        Delivery.destination == destination, Delivery.kind == DeliveryKind.FOLLOWED,
        Delivery.state == DeliveryState.PENDING,
    )  # fmt: skip
    return session.scalars(query.order_by(Delivery.id.desc())).first()


def _added(before: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What a row was before the first of its changes stays."""
    return {**before, **{row: {**change, "before": before.get(row, change)["before"]} for row, change in new.items()}}


def _earliest(session: Session, follower: Following, round_: Round, now: datetime, options: Options) -> datetime:
    """When the message may come: soon, and at most one on a day of the follower's. The courtesy comes on top of it when
    it is sent."""
    if is_short(round_):
        return now + _COLLECTED_IN_REHEARSAL
    query = select(func.max(func.coalesce(Delivery.sent_at, Delivery.due_at))).where(
        Delivery.destination == follower.destination, Delivery.kind == DeliveryKind.FOLLOWED,
        Delivery.state != DeliveryState.CANCELLED,
    )  # fmt: skip
    last: datetime | None = session.execute(query).scalar()
    zone = options.zone_of(load_directory(session).by_id.get(follower.person_id or 0))
    soon = now + _COLLECTED
    if last is None or last.astimezone(zone).date() < soon.astimezone(zone).date():
        return soon
    tomorrow = last.astimezone(zone).date() + timedelta(days=1)
    return max(soon, datetime.combine(tomorrow, time(0), zone).astimezone(UTC))


def _letters(session: Session, now: datetime, options: Options) -> list[dict[str, Any]]:
    """The weekly letters that are due and not queued. One that an outage made late still comes in its week."""
    monday = letter_day(now, options.zone)
    at = letter_at(monday, options.zone)
    subscribers = session.scalars(_SUBSCRIBERS, {"at": at}).all()
    if not subscribers:
        return []
    rounds = session.scalars(
        select(Round).where(Round.state == RoundState.OPEN, Round.opened_at <= at, Round.deadline > now)
    )
    letters = [
        row_of(keys.weekly(round_.id, each.destination, monday), DeliveryKind.WEEKLY, each.platform, each.destination,
               now, round_id=round_.id, person_id=each.person_id, payload={"day": monday.isoformat()})
        for round_ in rounds if not is_short(round_)
        for each in subscribers
    ]  # fmt: skip
    queued = set(session.scalars(select(Delivery.key).where(Delivery.key.in_([letter["key"] for letter in letters]))))
    return [letter for letter in letters if letter["key"] not in queued]


def has_letters(session: Session, now: datetime, options: Options) -> bool:
    """Whether a weekly letter is due and not queued. Changes and locks nothing."""
    return bool(_letters(session, now, options))


def send_letters(session: Session, now: datetime, options: Options) -> int:
    """Queues the weekly letters that are due. Their keys make it harmless when two workers do it."""
    letters = _letters(session, now, options)
    queue_all(session, letters)
    return len(letters)


def forget_follower(session: Session, person_id: int) -> None:
    """Ends everything that somebody follows who leaves the people file, without a word."""
    session.execute(delete(Following).where(Following.person_id == person_id))
