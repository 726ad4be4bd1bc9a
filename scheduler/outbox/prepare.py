"""Prepares claimed rows for sending: builds the message with the data of the moment, and its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from messages.build import build
from messages.files import make_file
from messages.parts import File, Form, Message
from messages.stored import from_data
from models.operations.log import log_of
from models.options import Options
from models.outbox.destinations import MANAGEMENT, Destination, DestinationKind
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox.courtesy import SendingTimes
from scheduler.outbox.messenger import Address, MessageRef, Messenger
from scheduler.outbox.pages import queue_pages, redraw_pages
from scheduler.outbox.results import drop, hold

log = log_of(__name__)


@dataclass(frozen=True)
class PreparedMessage:
    """A claimed row with what is needed to send it or to look for it. `message`, `form` or `file` is its content, none
    when it is looked for. `target` is the message to rewrite. `token` is the mark that the platform's message
    carries."""

    row: Delivery
    address: Address
    message: Message | None = None
    form: Form | None = None
    file: File | None = None
    target: MessageRef | None = None
    token: str = ""


@dataclass
class PreparedBatch:
    """The result of preparing claimed rows. `ready` can be sent. `dropped` will not be sent, each with its final state
    and the reason. `held` must wait until the instant. `pages` are continuations to be queued, with the row they
    follow."""

    ready: list[PreparedMessage] = field(default_factory=list)
    dropped: list[tuple[Delivery, DeliveryState, str]] = field(default_factory=list)
    held: list[tuple[Delivery, datetime]] = field(default_factory=list)
    pages: list[tuple[Delivery, list[Message]]] = field(default_factory=list)

    @property
    def must_write(self) -> bool:
        """Whether there is anything for `store` to write."""
        return bool(self.dropped or self.held or self.pages)


@dataclass(frozen=True)
class Preparer:
    """Builds messages and their addresses. `management` is the id of the management channel by platform."""

    options: Options
    messengers: Mapping[str, Messenger]
    management: Mapping[str, str | None]

    def prepare(self, session: Session, rows: Sequence[Delivery], now: datetime) -> PreparedBatch:
        """Prepares claimed rows. A row that cannot be built is dropped as failed and does not affect the others."""
        batch, times = PreparedBatch(), SendingTimes(session, self.options, now)
        times.look_at(rows)
        for row in rows:
            try:
                at = times.of(row)
                if at is not None and at <= now:
                    self._add(session, row, batch)
                elif at is not None:
                    batch.held.append((row, at))
                else:
                    batch.dropped.append((row, DeliveryState.CANCELLED, "its time has passed"))
            except (DBAPIError, PoolTimeout):
                # The database's trouble, not the row's. What a query does not find (`NoResultFound`) is the row's.
                raise
            except Exception as error:
                log.exception("delivery.cannot_build", delivery=row.id, kind=row.kind.value)
                why = f"could not be built: {type(error).__name__}"
                batch.dropped.append((row, DeliveryState.FAILED, why))
        return batch

    def at_once(self, row: Delivery) -> PreparedMessage | None:
        """A reply to a conversation, which is complete without the database; None for all other rows."""
        if row.kind is not DeliveryKind.REPLY or row.payload is None or row.parent_id or row.target_id:
            return None
        to = Destination.read(row.destination)
        if to.kind is not DestinationKind.CHANNEL:
            return None
        stored: Message | Form = from_data(row.payload)
        address = Address(channel=to.value, thread=row.thread)
        if isinstance(stored, Form):
            return PreparedMessage(row, address, form=stored, token=row.token)
        first, *rest = self.messengers[row.platform].split(stored)
        return None if rest else PreparedMessage(row, address, first, token=row.token)

    def _add(self, session: Session, row: Delivery, batch: PreparedBatch) -> None:
        if (row.payload or {}).get("kind") == Form.__name__:
            form: Form = from_data(row.payload)
            batch.ready.append(PreparedMessage(row, self.address(session, row), form=form, token=row.token))
            return
        file = make_file(session, row, self.options) if row.kind is DeliveryKind.FILE else None
        message = build(session, row, self.options) if row.kind is not DeliveryKind.FILE else None
        if message is None and file is None:
            batch.dropped.append((row, DeliveryState.CANCELLED, "nothing left to say"))
            return
        address = self.address(session, row)
        if address.channel is None and row.destination == MANAGEMENT:
            batch.dropped.append((row, DeliveryState.FAILED, "no management channel is set"))
            return
        if message is None or row.kind is DeliveryKind.HOME:
            batch.ready.append(PreparedMessage(row, address, message, file=file, token=row.token))
            return
        first, *pages = self._split(row.platform, message)
        if pages and (not row.is_redraw or row.kind is DeliveryKind.SUMMARY):
            batch.pages.append((row, pages))
        target = session.get(Delivery, row.target_id) if row.target_id else None
        if target is not None and self._went_elsewhere(session, target):
            batch.dropped.append((row, DeliveryState.CANCELLED, "the account is no longer the person's"))
            return
        ref = _shown(row, target) if target else None
        # A message that is rewritten keeps its token.
        batch.ready.append(
            PreparedMessage(row, address, first, target=ref, token=target.token if target else row.token)
        )

    def _split(self, platform: str, message: Message) -> list[Message]:
        """The first message, and what follows it in its thread."""
        split = self.messengers[platform].split
        return split(replace(message, thread=())) + (split(Message(message.thread)) if message.thread else [])

    def look(self, session: Session, row: Delivery) -> PreparedMessage | None:
        """A row that is to be looked for in its conversation; None when it has no address any more."""
        try:
            return PreparedMessage(row, self.address(session, row))
        except LookupError:
            log.exception("delivery.cannot_address", delivery=row.id)
            return None

    def address(self, session: Session, row: Delivery) -> Address:
        """Where a row is sent to. Raises LookupError for a person who is not in the people file any more."""
        parent = session.get(Delivery, row.parent_id) if row.parent_id else None
        thread = (parent.platform_message if parent else None) or row.thread
        to = Destination.read(row.destination)
        match to.kind:
            case DestinationKind.MANAGEMENT:
                return Address(channel=self.management.get(row.platform), thread=thread)
            case DestinationKind.CHANNEL:
                return Address(channel=to.value, thread=thread)
            case DestinationKind.ACCOUNT | DestinationKind.HOME:
                return Address(account=to.value)
        directory = load_directory(session)
        person = directory.by_id[int(to.value)]
        if person in directory.former:
            raise LookupError(f"person {person.id} was removed")
        account = person.account_on(row.platform)
        if parent is not None and parent.went_elsewhere(account):
            parent, thread = None, row.thread
        channel = row.platform_channel or (parent.platform_channel if parent else None)
        return Address(channel, account, person.email, thread)

    def _went_elsewhere(self, session: Session, sent: Delivery) -> bool:
        """Whether a message to a person went to an account that is no longer theirs, or they were removed."""
        directory = load_directory(session)
        person = directory.by_id.get(sent.person_id or 0)
        return person is not None and (
            person in directory.former or sent.went_elsewhere(person.account_on(sent.platform))
        )


def _shown(row: Delivery, target: Delivery) -> MessageRef:
    """The message to rewrite: the one that was sent, or the one that took its place when it was rewritten last, where
    a platform had lost it."""
    is_newer = row.sent_at is not None and target.sent_at is not None and row.sent_at >= target.sent_at
    last = row if is_newer and row.platform_message else target
    return MessageRef(last.platform_channel or "", last.platform_message or "")


def store(session: Session, batch: PreparedBatch, now: datetime) -> None:
    """Stores what `prepare` decided about rows that are not sent now, and queues the continuations."""
    for row, state, why in batch.dropped:
        drop(session, row, state, why)
    for row, until in batch.held:
        hold(session, row, until)
    for row, pages in batch.pages:
        if row.is_redraw:
            redraw_pages(session, row, pages, now)
        else:
            queue_pages(session, row, pages, now)
