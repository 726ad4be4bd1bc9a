"""The worker by hand: single steps at instants of the test's choosing, against the fake Slack over HTTP."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.rounds.life_cycle import NewRound, create_round
from bot.program import Program
from bot.settings import load_settings
from bot.slack.door import SlackDoor
from bot.wiring import build_program
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState
from scheduler.worker import Worker
from tests.fakes.slack import FakeSlack, Message
from tests.harness import MANAGEMENT
from tests.until import loop_until, until

T = TypeVar("T")
WAITING = {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN}
DAYS = ((2022, 1, 1), (2022, 6, 30))


class StillClock:
    """A clock that stands still until it is moved, in either direction."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


def is_greeted(door: SlackDoor) -> bool:
    """Whether the calls that a start makes are over, so that they do not mix with the test's; or make no headway."""
    return door.state not in {"connecting", "connected"} or all(task.done() for task in door._tasks)


def greeted(door: SlackDoor) -> None:
    until(lambda: is_greeted(door))


def desk_settings(slack: FakeSlack, url: str, folder: Path, **env: str) -> Any:
    values = {
        "DATABASE_URL": url, "SLACK_BOT_TOKEN": slack.token, "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url, "SLACK_MANAGEMENT_CHANNEL": MANAGEMENT, "SLACK_PER_CHANNEL_SECONDS": "0",
        "SLACK_PER_MINUTE": "60000", "MALVAKTEN_WHEEL": "off", "MALVAKTEN_SEND_TIMEOUT_SECONDS": "8",
        "MALVAKTEN_BASE_URL": "https://malvakten.example.se", **env,
    }  # fmt: skip
    return load_settings(values, folder)


@dataclass
class Desk:
    """One program that is moved on by hand. `other` makes a second one on the same database: another process."""

    slack: FakeSlack
    clock: StillClock
    database: Database
    url: str
    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._loop = asyncio.Runner()
        self.program = self._build()

    def _build(self) -> Program:
        settings = desk_settings(self.slack, self.url, self.folder, **self.env)
        program = build_program(settings, clock=self.clock, database=Database(self.url))
        assert program.slack is not None
        self.run(program.slack.start())
        self.run(loop_until(partial(is_greeted, program.slack)))
        return program

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(work)

    def close(self) -> None:
        self.run(self.program.stop())
        self._loop.close()

    def restart(self, **env: str) -> None:
        """As after a crash: nothing in memory is left."""
        self.run(self.program.stop())
        self.env |= env
        self.program = self._build()

    @property
    def worker(self) -> Worker:
        assert self.program.worker is not None
        return self.program.worker

    # -- steps

    def tick(self) -> int:
        return self.run(self.worker.tick(self.clock()))

    def deliver(self) -> int:
        return self.run(self.worker.deliver(self.clock()))

    def pass_once(self) -> int:
        return self.tick() + self.deliver()

    def claim_and_die(self, most: int = 100) -> list[Delivery]:
        """A worker that claims and is killed before it sends."""
        tasks = self.run(self.worker.sender.claim(self.clock(), most))
        return [task.prepared.row for task in tasks]

    def settle(self, limit: int = 300) -> None:
        """Moves the clock to whatever is waited for next, until nothing is."""
        for _ in range(limit):
            if self.pass_once():
                continue
            following = self.next_instant()
            if following is None:
                return
            self.clock.now = max(self.clock(), following) + timedelta(milliseconds=1)
        raise AssertionError(f"not quiet after {limit} passes: {self.states()}")

    def next_instant(self) -> datetime | None:
        rows = self.rows()
        instants = [r.due_at for r in rows if r.state in {DeliveryState.PENDING, DeliveryState.UNCERTAIN}]
        instants += [r.lease_until for r in rows if r.state is DeliveryState.SENDING and r.lease_until]
        instants += [r.sweep_at for r in rows if r.sweep_at and r.state is DeliveryState.SENT]
        ahead = [at for at in instants if at > self.clock()]
        if ahead:
            return min(ahead)
        return self.clock() + timedelta(seconds=5) if instants else None

    # -- rows

    def write(self, work: Callable[[Session], T]) -> T:
        with self.database.write() as session:
            return work(session)

    def read(self, work: Callable[[Session], T]) -> T:
        with self.database.read() as session:
            return work(session)

    def rows(self, **filters: Any) -> list[Delivery]:
        return self.read(lambda s: list(s.scalars(select(Delivery).filter_by(**filters).order_by(Delivery.id))))

    def row(self, **filters: Any) -> Delivery:
        [found] = self.rows(**filters)
        return found

    def states(self) -> Counter[str]:
        return Counter(f"{row.kind} {row.state}" for row in self.rows())

    def round(self, name: str = "Halvår 2022") -> Round:
        return self.read(lambda s: s.execute(select(Round).where(Round.name == name)).scalar_one())

    def create_round(self, name: str = "Halvår 2022", **changes: Any) -> None:
        """Opens now and closes in 30 days, unless told otherwise."""
        now = self.clock()
        values: dict[str, Any] = {
            "name": name, "period_from": datetime(*DAYS[0]).date(), "period_to": datetime(*DAYS[1]).date(),  # noqa: DTZ001
            "opens_at": now, "deadline": now + timedelta(days=30), **changes,
        }  # fmt: skip
        self.write(lambda session: create_round(session, NewRound(**values), now))

    def open(self) -> None:
        """A round has just opened: every opening message is queued."""
        self.create_round()
        self.tick()
        assert self.round().state is RoundState.OPEN

    # -- the platform's truth

    def copies(self) -> Counter[str]:
        """How many living messages, and files in them, carry each token."""
        found: Counter[str] = Counter()
        files = [row.token for row in self.rows(kind=DeliveryKind.FILE)]
        with self.slack.store.lock:
            for message in self.slack.store.messages:
                token = ((message.metadata or {}).get("event_payload") or {}).get("key")
                if token and not message.deleted:
                    found[token] += 1
                for file in [] if message.deleted else message.raw.get("files", []):
                    found += Counter(token for token in files if token[:12] in file["name"])
        return found

    def assert_exactly_once(self) -> None:
        """Nothing lost, nothing twice: by what stands on the platform."""
        copies, rows = self.copies(), [row for row in self.rows() if not row.is_redraw]
        for row in rows:
            wanted = 1 if row.state is DeliveryState.SENT else 0
            assert copies[row.token] == wanted, f"{row.kind} {row.key} is {row.state}: {copies[row.token]} copies"
            assert row.state not in WAITING, f"{row.kind} {row.key} is still {row.state}"
        assert set(copies) <= {row.token for row in rows}, "a message that no row knows"

    def message(self, row: Delivery) -> Message:
        found = self.slack.store.message(row.platform_channel or "", row.platform_message or "")
        assert found is not None, f"{row.key} is not on the platform"
        return found

    def prompt_of(self, account: str) -> Delivery:
        channel = self.slack.resolve(account)
        [found] = [row for row in self.rows(kind=DeliveryKind.PROMPT) if row.platform_channel == channel]
        return found

    def management(self) -> list[str]:
        return [message.text for message in self.slack.messages(MANAGEMENT)]
