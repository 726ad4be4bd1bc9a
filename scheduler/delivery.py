"""Sending: claims rows, builds their words, hands them to a messenger, stores how it went. Nothing else sends."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

from handlers.context import Options
from handlers.message import Message
from handlers.message_data import to_data
from handlers.outgoing import build
from models.delivery import Delivery
from models.directory import load_directory
from models.outbox import queue
from models.vocabulary import DeliveryKind, DeliveryState
from scheduler import claims
from scheduler.messenger import Address, MessageRef, Messenger, Outcome, Permanent, Uncertain

log = structlog.get_logger()
T = TypeVar("T")


class Runner(Protocol):
    """Runs a unit of work in a transaction, off the event loop."""

    async def read(self, work: Callable[[Session], T]) -> T: ...

    async def write(self, work: Callable[[Session], T]) -> T: ...


@dataclass(frozen=True)
class Job:
    """A claimed row with what is needed to act on it."""

    row: Delivery
    address: Address
    message: Message | None = None
    target: MessageRef | None = None


@dataclass
class Sender:
    """The outbox's way out. `management` is each platform's channel for summaries; `clock` dates the results."""

    runner: Runner
    options: Options
    messengers: Mapping[str, Messenger]
    rules: claims.PaceRules
    clock: Callable[[], datetime]
    management: Mapping[str, str | None] = field(default_factory=dict)
    in_flight: int = 64

    async def claim(self, now: datetime, most: int) -> list[Awaitable[None]]:
        """Takes what may be done now; each awaitable does one piece of it."""
        jobs, looks, sweeps = await self.runner.write(lambda session: self._claim(session, now, most))
        return [
            *(self._send(job) for job in jobs),
            *(self._look(job) for job in looks),
            *(self._sweep(job) for job in sweeps),
        ]

    async def deliver(self, now: datetime) -> int:
        """One pass over what is due; returns how many rows were handled."""
        work = await self.claim(now, self.in_flight)
        await asyncio.gather(*work)
        return len(work)

    def _claim(self, session: Session, now: datetime, most: int) -> tuple[list[Job], list[Job], list[Job]]:
        claims.release_expired(session, now, self.rules)
        claims.give_up_orphans(session)
        rows = claims.claim_due(session, now, self.rules, list(self.messengers), most)
        jobs = [job for job in (self._prepare(session, row, now) for row in rows) if job]
        looks = claims.claim_uncertain(session, now, self.rules, most)
        sweeps = claims.claim_sweeps(session, now, self.rules, most)
        return (
            jobs,
            [Job(row, self._address(session, row)) for row in looks],
            [Job(row, self._address(session, row)) for row in sweeps],
        )

    def _prepare(self, session: Session, row: Delivery, now: datetime) -> Job | None:
        """Builds the words; what does not fit one message follows in its thread as rows of its own."""
        try:
            message = build(session, row, self.options)
        except Exception as error:
            log.exception("delivery.cannot_build", delivery=row.id, kind=row.kind.value)
            claims.cancel(session, row, f"could not be built: {type(error).__name__}", DeliveryState.FAILED)
            return None
        if message is None:
            claims.cancel(session, row, "nothing left to say")
            return None
        first, *rest = self.messengers[row.platform].split(message)
        if row.target_id is None:
            self._queue_pages(session, row, rest, now)
        target = session.get(Delivery, row.target_id) if row.target_id else None
        ref = MessageRef(target.platform_channel or "", target.platform_message or "") if target else None
        return Job(row, self._address(session, row), first, ref)

    def _queue_pages(self, session: Session, row: Delivery, pages: list[Message], now: datetime) -> None:
        for number, page in enumerate(pages, start=2):
            queue(
                session, f"{row.key}/page{number}", DeliveryKind.PAGE, row.platform, row.destination, now,
                round_id=row.round_id, person_id=row.person_id, parent_id=row.parent_id or row.id,
                payload=to_data(page), thread=row.thread,
            )  # fmt: skip

    def _address(self, session: Session, row: Delivery) -> Address:
        parent = session.get(Delivery, row.parent_id) if row.parent_id else None
        thread = (parent.platform_message if parent else None) or row.thread
        kind, _, value = row.destination.partition(":")
        if kind == "management":
            return Address(channel=self.management.get(row.platform), thread=thread)
        if kind == "channel":
            return Address(channel=value, thread=thread)
        person = load_directory(session).by_id[int(value)]
        account = person.teams_aad_object_id if row.platform == "teams" else person.slack_user_id
        return Address(parent.platform_channel if parent else None, account, person.email, thread)

    async def _send(self, job: Job) -> None:
        row, messenger = job.row, self.messengers[job.row.platform]
        outcome: Outcome
        try:
            outcome = await self._call(messenger, job)
        except Exception as error:
            log.exception("delivery.messenger_raised", delivery=row.id)
            outcome = Uncertain(type(error).__name__)
        kept = await self._store(lambda session: claims.finish(session, row, outcome, self.clock(), self.rules))
        log.info("delivery", delivery=row.id, kind=row.kind.value, attempt=row.attempt,
                 outcome=type(outcome).__name__.lower(), error=getattr(outcome, "error", None), kept=kept)  # fmt: skip

    async def _call(self, messenger: Messenger, job: Job) -> Outcome:
        if job.message is None or (job.address.channel is None and job.row.destination == "management"):
            return Permanent("no management channel is set")
        if job.target is not None:
            return await messenger.rewrite(job.target, job.message, job.row.token)
        return await messenger.post(job.address, job.message, job.row.token)

    async def _look(self, job: Job) -> None:
        row = job.row
        history = await self.messengers[row.platform].look(job.address, row.token, row.first_tried_at or row.created_at)
        state = await self._store(lambda session: claims.looked(session, row, history.found, self.clock(), self.rules))
        log.info("delivery.looked", delivery=row.id, found=None if history.found is None else len(history.found),
                 error=history.error or None, state=state)  # fmt: skip

    async def _sweep(self, job: Job) -> None:
        row, messenger = job.row, self.messengers[job.row.platform]
        history = await messenger.look(job.address, row.token, row.first_tried_at or row.created_at)
        extras = [ref for ref in history.found or () if ref.message != row.platform_message]
        for ref in extras:
            log.warning("delivery.extra_removed", delivery=row.id, outcome=type(await messenger.remove(ref)).__name__)
        await self._store(lambda session: claims.swept(session, row, history.found is not None))

    async def _store(self, work: Callable[[Session], Any]) -> Any:
        """Stores a result, trying for a while when the database is away; after that the lease runs out, and the row is
        looked for like any uncertain one."""
        for pause in (0.2, 0.5, 1.0, 2.0, 4.0):
            try:
                return await self.runner.write(work)
            except Exception as error:
                log.warning("delivery.cannot_store", error=type(error).__name__)
                await asyncio.sleep(pause)
        return None
