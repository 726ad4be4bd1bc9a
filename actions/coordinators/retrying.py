"""Sending a message again that failed for good. Never commits."""

from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from actions.faults import Fault
from i18n import N_
from models.operations.audit import person, record
from models.options import Options
from models.outbox.destinations import Destination, DestinationKind
from models.outbox.failures import RETRIED_KINDS
from models.outbox.homes import redraw_homes
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.rounds.ladder import ladder_of, step_of
from models.rounds.tables import Round
from models.rules.ladder import Rung, Step, pointless_at
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import TAKES_ANSWERS, RoundState

_WHILE_OPEN = {
    DeliveryKind.PROMPT, DeliveryKind.NUDGE, DeliveryKind.DEADLINE, DeliveryKind.PLAN_CHANGE, DeliveryKind.ROUND_NEWS,
}  # fmt: skip
_WHILE_ANSWERED = {DeliveryKind.NOTICE, DeliveryKind.RETURNED, DeliveryKind.ESCALATION, DeliveryKind.REMINDER}
# What follows a message in its thread is given up with it.
_WITH_IT = (DeliveryKind.PAGE, DeliveryKind.FILE)


class RetryFault(Fault):
    """A message that cannot be sent again."""


def retry(session: Session, delivery_id: int, now: datetime, options: Options, person_id: int | None = None) -> None:
    """Queues a failed message again, with what follows it in its thread. One of which it is not known whether it was
    sent is looked for first. Raises RetryFault when it has not failed, when its receiver has been removed, and
    when it would say nothing any more."""
    query = select(Delivery).where(Delivery.id == delivery_id).with_for_update()
    row = session.execute(query, execution_options={"populate_existing": True}).scalar_one_or_none()
    if row is None or row.is_redraw or row.kind not in RETRIED_KINDS:
        raise RetryFault(N_("There is no such message to send again."))
    _check(session, row, now, options)
    row.due_at, row.error, row.told_at = now, None, None
    if row.looks:
        # It has been uncertain: it may stand in the conversation after all.
        row.state, row.looks = DeliveryState.UNCERTAIN, 0
    else:
        # Another address may have been found since.
        row.state, row.first_tried_at, row.platform_channel = DeliveryState.PENDING, None, None
    session.flush()
    lost = Delivery.state.in_([DeliveryState.FAILED, DeliveryState.CANCELLED])
    follows = and_(Delivery.parent_id == row.id, Delivery.kind.in_(_WITH_IT), lost)
    again = {"state": DeliveryState.PENDING, "due_at": now, "error": None}
    session.execute(update(Delivery).where(follows).values(again))
    round_ = session.get(Round, row.round_id) if row.round_id else None
    record(session, now, "message.retried", round_.name if round_ else "", person_id, round_id=row.round_id,
           placement_id=row.placement_id, kind=row.kind.value, to=person(row.person_id))  # fmt: skip
    redraw_homes(session, [each.id for each in load_directory(session).coordinators()], now)


def _check(session: Session, row: Delivery, now: datetime, options: Options) -> None:
    _check_receiver(session, row)
    if row.state is DeliveryState.SENT:
        raise RetryFault(N_("It has been sent in the meantime."))
    if row.state is DeliveryState.CANCELLED:
        raise RetryFault(N_("There is nothing left to say in it, so it is not sent."))
    if row.state is not DeliveryState.FAILED:
        raise RetryFault(N_("It is already being sent again."))
    if row.round_id:
        _check_round(session.get_one(Round, row.round_id), row, now, options)


def _check_receiver(session: Session, row: Delivery) -> None:
    to = Destination.read(row.destination)
    if to.kind is DestinationKind.PERSON:
        directory = load_directory(session)
        if int(to.value) not in {each.id for each in directory.people}:
            raise RetryFault(N_("Whoever it was to has been removed, so it is not sent."))


def is_worth_retrying(round_: Round, row: Delivery) -> bool:
    """Whether a message of the round still says something while the round is in its state."""
    is_for_unit = row.kind is DeliveryKind.DEADLINE and "unit" in (row.payload or {})
    is_early = row.kind is DeliveryKind.REMINDER and step_of(row)[0] is not Step.AFTER
    if is_early or (row.kind in _WHILE_OPEN and not is_for_unit):
        return round_.state is RoundState.OPEN
    return round_.state in TAKES_ANSWERS or not (row.kind in _WHILE_ANSWERED or is_for_unit)


def _check_round(round_: Round, row: Delivery, now: datetime, options: Options) -> None:
    if not is_worth_retrying(round_, row):
        raise RetryFault(N_("{round} is {state}, so this message is not sent any more."), round=round_.name,
                         state=round_.state)  # fmt: skip
    if row.kind is not DeliveryKind.REMINDER:
        return
    pointless = pointless_at(ladder_of(round_, options), Rung(*step_of(row)), round_.ended_at)
    if pointless is not None and pointless <= now:
        raise RetryFault(N_("A newer reminder has taken its place, so it is not sent."))
