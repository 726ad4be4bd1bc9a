"""Tells those who are asked in an open round what has become of their rows: in one message for all. Never commits."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.outbox import keys
from models.outbox.queue import prompts_of, queue
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState

# A coordinator rarely makes one change alone.
COLLECTED = timedelta(minutes=5)
# The opening message has reached them, or may have. One that is still to be sent tells how things are by then.
_ASKED = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


def tell_plan_change(
    session: Session, round_: Round, person_ids: Iterable[int], change: dict[str, Any], now: datetime
) -> None:
    """Queues the change for these people, in the thread of their opening message. What happens before the message is
    sent is added to it."""
    for prompt in prompts_of(session, round_.id, person_ids):
        if session.get_one(Delivery, prompt.id).state not in _ASKED:
            continue
        waiting = session.scalars(
            select(Delivery)
            .where(Delivery.round_id == round_.id, Delivery.person_id == prompt.person_id,
                   Delivery.kind == DeliveryKind.PLAN_CHANGE, Delivery.state == DeliveryState.PENDING)
            .order_by(Delivery.id).limit(1).with_for_update()
        ).first()  # fmt: skip
        if waiting is not None:
            changes = [*(waiting.payload or {})["changes"], change]
            session.execute(update(Delivery).where(Delivery.id == waiting.id).values(payload={"changes": changes}))
            continue
        queue(
            session, keys.plan_change(prompt.id, now), DeliveryKind.PLAN_CHANGE, prompt.platform, prompt.destination,
            now, due_at=now + COLLECTED, round_id=round_.id, person_id=prompt.person_id, parent_id=prompt.id,
            payload={"changes": [change]},
        )  # fmt: skip
