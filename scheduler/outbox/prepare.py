"""From a claimed row to what a messenger needs: the words as they should read now, and the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from messages.build import build
from messages.files import File, make_file
from messages.parts import Message
from messages.stored import from_data, to_data
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import MANAGEMENT, Destination, DestinationKind
from models.outbox.queue import queue
from models.outbox.tables import Delivery
from models.people.registers import load_directory
from models.vocabulary import DeliveryKind, DeliveryState
from scheduler.outbox.courtesy import SendingTimes
from scheduler.outbox.messenger import Address, MessageRef, Messenger
from scheduler.outbox.results import drop, hold

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A claimed row with what is needed to act on it."""

    row: Delivery
    address: Address
    message: Message | None = None
    file: File | None = None
    target: MessageRef | None = None
    token: str = ""


@dataclass
class Prepared:
    """Rows that can be sent; rows that need not or cannot, with the reason; rows that are to wait, until when;
    continuations to be queued."""

    jobs: list[Job] = field(default_factory=list)
    dropped: list[tuple[Delivery, DeliveryState, str]] = field(default_factory=list)
    held: list[tuple[Delivery, datetime]] = field(default_factory=list)
    pages: list[tuple[Delivery, list[Message]]] = field(default_factory=list)

    @property
    def must_write(self) -> bool:
        return bool(self.dropped or self.held or self.pages)


@dataclass(frozen=True)
class Preparer:
    """Builds and addresses. `management` is each platform's channel for summaries."""

    options: Options
    messengers: Mapping[str, Messenger]
    management: Mapping[str, str | None]

    def prepare(self, session: Session, rows: Sequence[Delivery], now: datetime) -> Prepared:
        """Builds the words of every row that may be sent now. One that cannot be built holds up no other."""
        prepared, times = Prepared(), SendingTimes(session, self.options, now)
        times.look_at(rows)
        for row in rows:
            try:
                at = times.of(row)
                if at is not None and at <= now:
                    self._add(session, row, prepared)
                elif at is not None:
                    prepared.held.append((row, at))
                else:
                    prepared.dropped.append((row, DeliveryState.CANCELLED, "its time has passed"))
            except SQLAlchemyError:
                raise
            except Exception as error:
                log.exception("delivery.cannot_build", delivery=row.id, kind=row.kind.value)
                why = f"could not be built: {type(error).__name__}"
                prepared.dropped.append((row, DeliveryState.FAILED, why))
        return prepared

    def at_once(self, row: Delivery) -> Job | None:
        """A reply, which has its words and its conversation with it; None for what the database is needed for."""
        if row.kind is not DeliveryKind.REPLY or row.payload is None or row.parent_id or row.target_id:
            return None
        to = Destination.read(row.destination)
        if to.kind is not DestinationKind.CHANNEL:
            return None
        first, *rest = self.messengers[row.platform].split(from_data(row.payload))
        return None if rest else Job(row, Address(channel=to.value, thread=row.thread), first, token=row.token)

    def _add(self, session: Session, row: Delivery, prepared: Prepared) -> None:
        file = make_file(session, row, self.options) if row.kind is DeliveryKind.FILE else None
        message = build(session, row, self.options) if row.kind is not DeliveryKind.FILE else None
        if message is None and file is None:
            prepared.dropped.append((row, DeliveryState.CANCELLED, "nothing left to say"))
            return
        address = self.address(session, row)
        if address.channel is None and row.destination == MANAGEMENT:
            prepared.dropped.append((row, DeliveryState.FAILED, "no management channel is set"))
            return
        if message is None or row.kind is DeliveryKind.HOME:
            prepared.jobs.append(Job(row, address, message, file, token=row.token))
            return
        first, *rest = self.messengers[row.platform].split(message)
        if rest and not row.is_redraw:
            prepared.pages.append((row, rest))
        target = session.get(Delivery, row.target_id) if row.target_id else None
        ref = MessageRef(target.platform_channel or "", target.platform_message or "") if target else None
        # A message that is rewritten keeps the mark by which it is found.
        prepared.jobs.append(Job(row, address, first, target=ref, token=target.token if target else row.token))

    def look(self, session: Session, row: Delivery) -> Job | None:
        """A row to be looked for in its conversation."""
        try:
            return Job(row, self.address(session, row))
        except LookupError:
            log.exception("delivery.cannot_address", delivery=row.id)
            return None

    def address(self, session: Session, row: Delivery) -> Address:
        parent = session.get(Delivery, row.parent_id) if row.parent_id else None
        thread = (parent.platform_message if parent else None) or row.thread
        to = Destination.read(row.destination)
        match to.kind:
            case DestinationKind.MANAGEMENT:
                return Address(channel=self.management.get(row.platform), thread=thread)
            case DestinationKind.CHANNEL:
                return Address(channel=to.value, thread=thread)
            case DestinationKind.HOME:
                return Address(account=to.value)
        person = load_directory(session).by_id[int(to.value)]
        account = person.teams_aad_object_id if row.platform == "teams" else person.slack_user_id
        channel = row.platform_channel or (parent.platform_channel if parent else None)
        return Address(channel, account, person.email, thread)


def keep(session: Session, prepared: Prepared, now: datetime) -> None:
    """Stores what `prepare` found out, before anything is sent."""
    for row, state, why in prepared.dropped:
        drop(session, row, state, why)
    for row, until in prepared.held:
        hold(session, row, until)
    for row, pages in prepared.pages:
        for number, page in enumerate(pages, start=2):
            _queue_page(session, row, keys.further_page(row.key, number), page, now)


def _queue_page(session: Session, row: Delivery, key: str, page: Message, now: datetime) -> None:
    """What does not fit one message follows in its thread. When the first is built anew, so is the rest."""
    new = queue(
        session, key, DeliveryKind.PAGE, row.platform, row.destination, now, round_id=row.round_id,
        person_id=row.person_id, parent_id=row.parent_id or row.id, payload=to_data(page), thread=row.thread,
    )  # fmt: skip
    if not new:
        untried = select(Delivery.id).where(Delivery.key == key, Delivery.attempt == 0).scalar_subquery()
        session.connection().execute(update(Delivery).where(Delivery.id == untried).values(payload=to_data(page)))
