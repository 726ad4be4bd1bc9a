"""The continuations of a message that is too long for one: each is a row of its own in the first message's thread."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from messages.parts import Message
from messages.stored import to_data
from models.outbox import keys
from models.outbox.queue import queue, request_redraw, row_of
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState


def queue_pages(session: Session, row: Delivery, pages: Sequence[Message], now: datetime) -> None:
    """Queues the continuations in the thread of a message, in the transaction before it is sent, so that neither can be
    lost without the other. When they are queued already and were not tried yet, their content is replaced and what is
    too much dropped, because the first message has been rebuilt too."""
    untried = (Delivery.kind == DeliveryKind.PAGE, Delivery.attempt == 0)
    by_key = {keys.further_page(row.key, number): page for number, page in enumerate(pages, start=2)}
    for key, page in by_key.items():
        new = queue(
            session, key, DeliveryKind.PAGE, row.platform, row.destination, now, round_id=row.round_id,
            person_id=row.person_id, parent_id=row.parent_id or row.id, payload=to_data(page), thread=row.thread,
        )  # fmt: skip
        if not new:
            again = {"payload": to_data(page), "state": DeliveryState.PENDING}
            session.execute(update(Delivery).where(Delivery.key == key, *untried).values(again))
    surplus = (Delivery.key.startswith(keys.further_page(row.key, ""), autoescape=True), Delivery.key.not_in(by_key))
    session.execute(update(Delivery).where(*surplus, *untried).values(state=DeliveryState.CANCELLED))


def redraw_pages(session: Session, row: Delivery, pages: Sequence[Message], now: datetime) -> None:
    """Requests rewrites of the continuations of a message that is rewritten. When it is divided into another number of
    them than before, they are left as they are: they would no longer fit together."""
    query = select(Delivery).where(
        Delivery.parent_id == row.target_id, Delivery.kind == DeliveryKind.PAGE, Delivery.target_id.is_(None)
    )
    sent = session.scalars(query.order_by(Delivery.id)).all()
    if len(sent) != len(pages):
        return
    redraws = {keys.rewrite(each.id, 0): (each, page) for each, page in zip(sent, pages, strict=True)}
    request_redraw(session, [
        row_of(key, DeliveryKind.PAGE, each.platform, each.destination, now, round_id=each.round_id, target_id=each.id)
        for key, (each, _) in redraws.items()
    ])  # fmt: skip
    for key, (_, page) in redraws.items():
        session.execute(update(Delivery).where(Delivery.key == key).values(payload=to_data(page)))
