"""Claims rows of the outbox that are to be sent (docs/architecture.md draws its states), within the caller's
transaction.

A claim increments the row's attempt number, which is a fencing number: a worker that was thought dead and continues
with an older attempt changes nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session, aliased

from models.outbox.tables import Delivery, Pace
from models.vocabulary.outbox import UNSETTLED, DeliveryKind, DeliveryState
from scheduler.outbox.pace import PaceRules, spend, workspace_free

# No attempt has this number.
NOT_BEGUN = 0
_FEWEST_CANDIDATES = 64
_MOST_ROUNDS = 8


def anything_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to claim. Read first, so that an idle worker takes no locks."""
    return session.execute(_ANYTHING_DUE, {"now": now}).first() is not None


def anything_stale(session: Session, now: datetime) -> bool:
    """Whether a lease has expired, or a message is to be looked for or swept. All are rare."""
    return session.execute(_ANYTHING_STALE, {"now": now}).first() is not None


def _anything(with_waiting: bool) -> Select[int]:
    now = bindparam("now", type_=Delivery.due_at.type)
    # Each condition has its own index.
    conditions = [
        and_(Delivery.state == DeliveryState.SENDING.value, Delivery.lease_until < now),
        and_(Delivery.state == DeliveryState.UNCERTAIN.value, Delivery.due_at <= now),
        Delivery.sweep_at <= now,
    ]
    if with_waiting:
        conditions.insert(0, and_(Delivery.state == DeliveryState.PENDING.value, Delivery.due_at <= now))
    return select(literal(1)).where(or_(*(select(Delivery.id).where(each).exists() for each in conditions)))


def claim_due(
    session: Session,
    now: datetime,
    rules: PaceRules,
    platforms: Sequence[str],
    most: int,
    unsearchable: Collection[str] = (),
) -> list[Delivery]:
    """Claims up to `most` rows that may be sent now: they get the state SENDING, the next attempt number and a lease.
    Respects the rate limits of conversations and workspace, and claims at most one message per conversation at a
    time. On the platforms that are `unsearchable` it is noted that their calls have not begun."""
    claimed: list[Delivery] = []
    for platform in platforms:
        pace = rules.of(platform)
        room = min(most - len(claimed), workspace_free(session, platform, now, pace) if most > len(claimed) else 0)
        begun = NOT_BEGUN if platform in unsearchable else None
        rows = _take(session, _choose(session, platform, now, room), now, rules, begun) if room > 0 else []
        spend(session, platform, [row.destination for row in rows], now, pace)
        claimed += rows
    return claimed


def _choose(session: Session, platform: str, now: datetime, room: int) -> list[int]:
    """One row each of up to `room` conversations, the longest due first. When a few conversations fill the result, it
    is queried again without them."""
    chosen: dict[str, int] = {}
    values: dict[str, Any] = {"platform": platform, "now": now, "most": max(2 * room, _FEWEST_CANDIDATES)}
    rows = session.execute(_DUE, values).all()
    for _ in range(_MOST_ROUNDS):
        for row_id, destination in rows:
            chosen.setdefault(destination, row_id)
        if len(rows) < values["most"] or len(chosen) >= room:
            break
        rows = session.execute(_DUE_ELSEWHERE, {**values, "without": list(chosen)}).all()
    return list(chosen.values())[:room]


def _due() -> Select[int, str]:
    """The rows that may be sent now. A message in a thread waits for the thread's first message and for earlier ones
    there, but not for a picture, without which the words are complete, nor for those that are held back on purpose:
    their time has not come, and they have not been tried."""
    now = bindparam("now", type_=Delivery.due_at.type)
    platform = bindparam("platform", type_=Delivery.platform.type)
    parent, target, elder, under_way = (aliased(Delivery) for _ in range(4))
    waited_for = and_(elder.state.in_(UNSETTLED), or_(elder.due_at <= now, elder.first_tried_at.is_not(None)),
                      elder.kind != DeliveryKind.FILE)  # fmt: skip
    elders = select(elder.id).where(elder.parent_id == Delivery.parent_id, elder.id < Delivery.id, waited_for)
    busy = select(under_way.destination).where(under_way.state == DeliveryState.SENDING, under_way.platform == platform)
    return (
        select(Delivery.id, Delivery.destination)
        .outerjoin(parent, parent.id == Delivery.parent_id)
        .outerjoin(target, target.id == Delivery.target_id)
        .outerjoin(Pace, Pace.key == Delivery.platform + ":" + Delivery.destination)
        .where(
            Delivery.state == DeliveryState.PENDING,
            Delivery.due_at <= now,
            Delivery.platform == platform,
            or_(Delivery.parent_id.is_(None), and_(parent.state == DeliveryState.SENT, ~elders.exists())),
            or_(Delivery.target_id.is_(None), target.state == DeliveryState.SENT),
            or_(Pace.key.is_(None), Pace.free_at <= now),
            Delivery.destination.not_in(busy),
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(bindparam("most"))
    )


def is_now(state: DeliveryState) -> ColumnElement[bool]:
    """A condition on the state that keeps SQLite from using the index on it, by which it would read every row in the
    state, maybe a million."""
    return type_coerce(Delivery.state, String).concat("") == state.value


def _taken() -> Any:
    now = bindparam("now", type_=Delivery.due_at.type)
    table = cast("Table", Delivery.__table__)
    # SQLite, which has one writer at a time, leaves the lock out.
    free = select(Delivery.id).where(Delivery.id.in_(bindparam("ids", expanding=True)), is_now(DeliveryState.PENDING))
    taken = (
        update(table)
        .where(
            Delivery.id.in_(free.with_for_update(skip_locked=True).scalar_subquery()), is_now(DeliveryState.PENDING)
        )
        .values(
            state=DeliveryState.SENDING, attempt=Delivery.attempt + 1,
            lease_until=bindparam("until", type_=Delivery.lease_until.type),
            first_tried_at=func.coalesce(Delivery.first_tried_at, now),
            begun_attempt=bindparam("begun", type_=Delivery.begun_attempt.type),
        )
        .returning(*table.columns)
    )  # fmt: skip
    # An UPDATE of the mapped class is compiled anew each time.
    return select(Delivery).from_statement(taken)


def _take(
    session: Session, ids: Sequence[int], now: datetime, rules: PaceRules, begun: int | None = None
) -> list[Delivery]:
    """Claims these rows, except those that another worker has claimed or locked."""
    values = {"ids": ids, "now": now, "until": now + timedelta(seconds=rules.lease), "begun": begun}
    rows = session.scalars(_TAKEN, values, execution_options={"populate_existing": True})
    return sorted(rows, key=lambda row: (row.due_at, row.id))


# Built once, because building a statement takes longer than running it.
_ANYTHING_DUE = _anything(with_waiting=True)
_ANYTHING_STALE = _anything(with_waiting=False)
_DUE = _due()
_DUE_ELSEWHERE = _DUE.where(Delivery.destination.not_in(bindparam("without", expanding=True)))
_TAKEN = _taken()
