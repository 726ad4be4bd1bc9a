"""The whole program against the fake Slack, in this process: real HTTP both ways, a real database, a clock by hand."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from actions.coordinators.news import has_news
from actions.rounds.life_cycle import NewRound, create_round
from bot.asgi import build_asgi
from bot.program import Program
from bot.settings import load_settings
from bot.wiring import build_program
from models.answers.untold import has_untold_answers
from models.options import Options
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.storage.database import Database, fetch
from models.storage.schema import is_current, upgrade
from models.vocabulary.outbox import UNSETTLED, DeliveryState
from models.vocabulary.rounds import RoundState
from tests.disk import can_be_full
from tests.fakes.slack import FakeSlack
from tests.quick_server import QuickServer
from tests.until import PATIENCE_SECONDS, until

T = TypeVar("T")
MANAGEMENT = "C0LEDNING"
_GOING = (
    select(Delivery.id)
    .where(Delivery.state.in_([DeliveryState.SENDING, DeliveryState.PENDING]), Delivery.due_at <= bindparam("now"))
    .limit(1)
)


class Clock:
    """Time that stands still until it is moved: what is late, or comes too often, is so in every run."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    def move(self, **span: float) -> None:
        self._now += timedelta(**span)

    def move_to(self, instant: datetime) -> None:
        self._now = instant.astimezone(UTC)


def ticking() -> Callable[[], datetime]:
    """Time that goes on by a millisecond whenever it is looked at: what waits for it comes, and nothing is late because
    the machine is slow."""
    looks = count()
    return lambda: datetime(2030, 1, 1, tzinfo=UTC) + timedelta(milliseconds=next(looks))


class Stored:
    """What is in the database of a program that a test runs, and when it is there."""

    database: Database
    clock: Callable[[], datetime]

    def write(self, work: Callable[[Session], T]) -> T:
        with self.database.write() as session:
            return work(session)

    def read(self, work: Callable[[Session], T]) -> T:
        with self.database.read() as session:
            return work(session)

    def deliveries(self, **filters: Any) -> list[Delivery]:
        return self.read(lambda s: list(s.scalars(select(Delivery).filter_by(**filters).order_by(Delivery.id))))

    def create_round(self, name: str = "Halvår 2022", **changes: Any) -> None:
        """A round of the first half of 2022 that opens in a minute and closes in 30 days, unless told otherwise."""
        now = self.clock().replace(microsecond=0)
        values: dict[str, Any] = {
            "name": name, "period_from": datetime(2022, 1, 1).date(), "period_to": datetime(2022, 6, 30).date(),  # noqa: DTZ001 - dates
            "opens_at": now + timedelta(minutes=1), "deadline": now + timedelta(days=30), **changes,
        }  # fmt: skip
        self.write(lambda session: create_round(session, NewRound(**values), now))


class WithWorker(Stored):
    """The same with a program that sends by itself, on a clock by hand."""

    program: Program
    clock: Clock
    loop: asyncio.AbstractEventLoop

    def as_time_passes(self, condition: Callable[[], T], **span: float) -> T:
        """Waits until this gives something true while time passes, a second with every look unless told otherwise: what
        failed is tried again when its turn comes. Time stands still while something is being sent, or a busy machine
        would see every claim run out, which is another thing than a wait."""
        worker = self.program.worker

        def look() -> T:
            if worker is not None and not worker.is_sending:
                self.clock.move(**(span or {"seconds": 1}))
                self.tick()
                self.wake()
            return condition()

        return until(look, seen=self.left)

    def tick(self) -> None:
        """Does what the clock makes due, which the program would do by itself within a second."""
        worker = self.program.worker
        if worker is not None:
            until(lambda: worker.last_tick is not None)  # it has begun to work
            asyncio.run_coroutine_threadsafe(worker.ring(), self.loop).result(PATIENCE_SECONDS)

    def settle(self) -> None:
        """Waits until nothing is due and nothing is under way."""
        self.tick()
        self.wake()
        self.until(lambda: not self.is_going())

    def until(self, condition: Callable[[], T]) -> T:
        """Waits for something that the program does by itself."""
        return until(condition, seen=self.left)

    def wake(self) -> None:
        if self.program.worker is not None:
            self.loop.call_soon_threadsafe(self.program.worker.wake)

    def is_going(self) -> bool:
        """Whether anything is due now and has not been sent."""
        return self.read(lambda session: fetch(session, _GOING, {"now": self.clock()}).first() is not None)

    def left(self) -> str:
        """What has not been sent, for whoever reads why a wait ended."""
        worker = self.program.worker
        head = f"at {self.clock()}, last tick {worker and worker.last_tick}, sending {worker and worker.is_sending}"
        unsettled = [each for each in self.deliveries() if each.state in UNSETTLED]
        return "\n".join([head, *(
            f"{d.id} {d.kind} {d.state} due {d.due_at} lease {d.lease_until} try {d.attempt} {d.error} to {d.parent_id}"
            for d in unsettled)])  # fmt: skip


@dataclass
class Running(WithWorker):
    """A running program and what surrounds it."""

    slack: FakeSlack
    program: Program
    clock: Clock
    url: str
    loop: asyncio.AbstractEventLoop

    def __post_init__(self) -> None:
        self.database = self.program.database

    @property
    def chat(self) -> FakeSlack:
        return self.slack

    @property
    def options(self) -> Options:
        return self.program.dispatcher.options

    def drain(self) -> None:
        """Waits until all that may be sent now has been; unlike `settle`, without waiting for the clock to tick, unless
        somebody is to be told of an answer or of how a round is going."""

        def is_done() -> bool:
            # Quiet before, since a message that is sent may be news; and after, since what tells of it is queued then.
            if self.is_going():
                return False
            if self.program.worker is not None and (self.read(has_untold_answers) or self.read(self._has_news)):
                self.tick()
                return False
            return not self.is_going()

        self.wake()
        self.until(is_done)

    def until(self, condition: Callable[[], T]) -> T:
        return self.slack.wait_for(condition, self.left)

    def _has_news(self, session: Session) -> bool:
        rounds = session.scalars(select(Round).where(Round.state == RoundState.OPEN))
        return any(has_news(session, round_, self.clock(), self.options) for round_ in rounds)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    slack: FakeSlack, url: str, clock: Clock, folder: Path, prepare: Callable[[Session], None] | None = None, **env: str
) -> Iterator[Running]:
    """Starts the program on a database URL, migrated and prepared, and stops it."""
    database = Database(url)
    if not is_current(database):
        upgrade(database)
    if prepare is not None:
        with database.write() as session:
            prepare(session)
    settings = load_settings(
        {
            "DATABASE_URL": url, "SLACK_BOT_TOKEN": slack.token, "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url, "SLACK_MANAGEMENT_CHANNEL": MANAGEMENT, "SLACK_PER_CHANNEL_SECONDS": "0",
            "SLACK_PER_MINUTE": "60000", "MALVAKTEN_WHEEL": "off", "MALVAKTEN_SETTLE_SECONDS": "1",
            "MALVAKTEN_SEND_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
            "MALVAKTEN_LEASE_SECONDS": str(3 * PATIENCE_SECONDS), **env,
        },
        folder,
    )  # fmt: skip
    can_be_full(database)
    program = build_program(settings, clock=clock, database=database)
    if program.worker is not None:
        # For what waits without ringing itself: a second each time would be half of its time.
        program.worker.ring_seconds = 0.25
    if program.slack is not None:
        # Within Slack's three seconds; a busy machine may be slower without a fault.
        program.slack.listeners.replies.open_seconds = program.slack.members.look_up_seconds = PATIENCE_SECONDS
        program.slack.names.look_up_seconds = PATIENCE_SECONDS
    port = free_port()
    slack.bot_url = f"http://127.0.0.1:{port}"
    with _served(program, port) as loop:
        yield Running(slack, program, clock, slack.bot_url, loop)


@contextlib.contextmanager
def _served(program: Program, port: int) -> Iterator[asyncio.AbstractEventLoop]:
    with serving(build_asgi(program), port) as (_, loop):
        yield loop


@contextlib.contextmanager
def serving(app: Any, port: int = 0) -> Iterator[tuple[int, asyncio.AbstractEventLoop]]:
    """Serves an ASGI application in a thread until the block is left; gives its port and its loop."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, lifespan="on", ws="none")
    server, loops = QuickServer(config), list[asyncio.AbstractEventLoop]()

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    assert thread.is_alive(), "the program did not start"
    try:
        yield server.servers[0].sockets[0].getsockname()[1], loops[0]
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive(), "the server did not stop"
