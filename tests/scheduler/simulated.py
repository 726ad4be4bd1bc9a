"""A whole installation under the test's control: clock, platform with its faults, and where the process dies."""

import asyncio
import copy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.transactions import Transactions
from handlers.context import Said
from messages.parts import File, Message, Paragraph, plain_words
from models.answers.tables import Answer
from models.options import Options
from models.outbox.tables import Delivery
from models.rounds.ladder import ladder_of
from models.rounds.tables import Round
from models.rules.courtesy import Courtesy
from models.rules.news import news_of
from models.rules.wheel import WheelRule
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox.messenger import (
    Address,
    Begin,
    History,
    MessageRef,
    Outcome,
    Permanent,
    Sent,
    Temporary,
    Uncertain,
)  # fmt: skip
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.sender import Sender
from scheduler.wheel import Plans
from scheduler.worker import Worker
from tests.scheduler.desk import WAITING, StillClock

T = TypeVar("T")
ZONE = ZoneInfo("Europe/Stockholm")
MANAGEMENT = "C0LEDNING"
FAULTS = ("limited", "refused", "lost", "stored", "ghost", "raises")
# Later than the call is given up, well before what is uncertain has settled.
GHOST_DELAY = timedelta(seconds=20)


class Crash(BaseException):
    """The process has been killed. No handler of ordinary errors may see it."""


Death = tuple[int, bool]
# How many writes have been committed, and what has happened outside the database.
State = tuple[int, Any]


class DyingRunner:
    """Transactions on the spot; at the n-th one the process dies, before its commit or after it. `outside` tells what
    has happened outside the database."""

    def __init__(
        self,
        database: Database,
        dies_at: int | None = None,
        after_commit: bool = False,
        outside: Callable[[], Any] = lambda: None,
    ) -> None:
        self._database = database
        self._dies_at = dies_at
        self._after = after_commit
        self._outside = outside
        self.count = 0
        self.writes: list[int] = []
        self.dead = False
        # The first death in each state of the world: another one in the same state leaves the same behind.
        self.deaths: dict[State, Death] = {}

    def version(self) -> None:
        return None

    async def read(self, work: Callable[[Session], T], brief: bool = False) -> T:  # noqa: ARG002
        self._step()
        with self._database.read() as session:
            return work(session)

    async def write(
        self,
        work: Callable[[Session], T],
        brief: bool = False,  # noqa: ARG002
        ahead: object = None,  # noqa: ARG002
        is_repeatable: bool = True,  # noqa: ARG002
    ) -> T:
        self._step()
        self.writes.append(self.count)
        with self._database.write() as session:
            result = work(session)
        self._may_die(after_commit=True)
        if self._dies_at == self.count and self._after:
            self.die()
        return result

    def _step(self) -> None:
        if self.dead:
            raise Crash
        self.count += 1
        self._may_die(after_commit=False)
        if self._dies_at == self.count and not self._after:
            self.die()

    def _may_die(self, after_commit: bool) -> None:
        self.deaths.setdefault((len(self.writes), self._outside()), (self.count, after_commit))

    def die(self) -> None:
        self.dead = True
        raise Crash


@dataclass
class Post:
    channel: str
    ts: str
    token: str
    thread: str | None
    text: str
    at: datetime
    removed: bool = False
    versions: int = 1


@dataclass
class SimulatedPlatform:
    """Everything that stands on the platform, across restarts. `faults` are used up, one by each call that posts,
    rewrites or looks; None is a call that goes well."""

    clock: StillClock
    faults: Iterator[str | None] = field(default_factory=lambda: iter(()))
    posts: list[Post] = field(default_factory=list)
    ghosts: list[tuple[datetime, Post]] = field(default_factory=list)
    calls: list[tuple[datetime, str, str]] = field(default_factory=list)
    # Accounts that nothing reaches.
    closed: set[str] = field(default_factory=set)

    def arrive(self) -> None:
        """What was carried out late is there now."""
        for at, post in [ghost for ghost in self.ghosts if ghost[0] <= self.clock()]:
            self.posts.append(post)
            self.ghosts.remove((at, post))

    def there(self, channel: str | None = None) -> list[Post]:
        self.arrive()
        return [post for post in self.posts if not post.removed and channel in {None, post.channel}]

    def copies(self) -> Counter[str]:
        return Counter(post.token for post in self.there())

    def new(self, channel: str, token: str, thread: str | None, message: Message) -> Post:
        number = len(self.posts) + len(self.ghosts) + 1
        return Post(channel, f"{number}.0", token, thread, plain_words(message), self.clock())


class SimulatedMessenger:
    """The platform's calls, as one process makes them."""

    platform = "slack"

    def __init__(self, platform: SimulatedPlatform, runner: DyingRunner) -> None:
        self._there = platform
        self._runner = runner

    def split(self, message: Message) -> list[Message]:
        return [message]

    def _begin(self, method: str, where: str) -> str | None:
        if self._runner.dead:
            raise Crash
        self._there.calls.append((self._there.clock(), method, where))
        return next(self._there.faults, None)

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        channel = address.channel or f"D-{address.account}"
        if address.account in self._there.closed:
            return Permanent("user_disabled")
        fault, post = self._begin("post", channel), self._there.new(channel, token, address.thread, message)
        if fault in {None, "stored", "raises"}:
            self._there.posts.append(post)
        if fault == "ghost":
            self._there.ghosts.append((self._there.clock() + GHOST_DELAY, post))
        return _outcome(fault, MessageRef(channel, post.ts))

    async def upload(self, address: Address, file: File, token: str) -> Outcome:
        return await self.post(address, Message((Paragraph(file.words),)), token)

    async def look_for_file(self, address: Address, token: str, since: datetime) -> History:
        return await self.look(address, token, since)

    async def remove_file(self, ref: MessageRef) -> Outcome:
        return await self.remove(ref)

    async def rewrite(self, ref: MessageRef, message: Message, token: str) -> Outcome:
        fault = self._begin("rewrite", ref.channel)
        [post] = [post for post in self._there.posts if (post.channel, post.ts) == (ref.channel, ref.message)]
        assert post.token == token, "a rewriting must keep the message's mark"
        if fault in {None, "stored", "raises"}:
            post.text, post.versions = plain_words(message), post.versions + 1
        return _outcome(fault, ref)

    async def look(self, address: Address, token: str, since: datetime) -> History:
        channel = address.channel or f"D-{address.account}"
        fault = self._begin("look", channel)
        if fault == "raises":
            raise RuntimeError("the library fell over")
        if fault is not None:
            return History(None, fault, retry_after=2.0 if fault == "limited" else None)
        found = [p for p in self._there.there(channel) if p.token == token and p.at >= since]
        return History(tuple(MessageRef(channel, post.ts) for post in found))

    async def remove(self, ref: MessageRef) -> Outcome:
        fault = self._begin("remove", ref.channel)
        if fault is None:
            for post in self._there.posts:
                post.removed = post.removed or (post.channel, post.ts) == (ref.channel, ref.message)
        return _outcome(fault, ref)


class SimulatedTeams(SimulatedMessenger):
    """The same where no message can be looked for."""

    platform = "teams"
    _begins: Begin | None = None

    def beginning(self, begin: Begin) -> "SimulatedTeams":
        one = copy.copy(self)
        one._begins = begin
        return one

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        if self._begins is not None:
            await self._begins()
        return await super().post(address, message, token)

    async def look(self, address: Address, token: str, since: datetime) -> History:  # noqa: ARG002 - there is no history
        self._begin("look", address.channel or "")
        return History(None, "no_history", refused=True)


def _outcome(fault: str | None, ref: MessageRef) -> Outcome:
    match fault:
        case None:
            return Sent(ref)
        case "limited":
            return Temporary("ratelimited", 2.0)
        case "refused":
            return Temporary("ClientConnectorError")
        case "raises":
            raise RuntimeError("the library fell over")
    return Uncertain(fault)


RULES = PaceRules(per_conversation=0.0, per_minute=60_000)


@dataclass
class Installation:
    """A database and a platform that outlive processes, and the process that runs now."""

    url: str
    start: datetime
    wheel: tuple[WheelRule, ...] = ()
    rules: PaceRules = RULES
    management: str | None = MANAGEMENT
    catch_up_max: timedelta = timedelta(days=7)
    # The rounds of most tests end in July.
    courtesy: Courtesy = field(default_factory=lambda: Courtesy(silent=()))
    messenger: type[SimulatedMessenger] = SimulatedMessenger

    def __post_init__(self) -> None:
        self.database = Database(self.url)
        self._loop = asyncio.Runner()
        self.clock = StillClock(self.start)
        self.platform = SimulatedPlatform(self.clock)
        self.options = Options(zone=ZONE, courtesy=self.courtesy)
        self.restarts = self.doors = 0
        self._deaths: Iterator[Death] = iter(())
        self.boot()

    def boot(self, dies_at: int | None = None, after_commit: bool = False) -> None:
        """A fresh process."""
        if dies_at is None:
            dies_at, after_commit = next(self._deaths, (None, False))
        self.runner = DyingRunner(self.database, dies_at, after_commit, self._outside)
        messenger = self.messenger(self.platform, self.runner)
        management = {messenger.platform: self.management}
        sender = Sender(self.runner, self.options, {messenger.platform: messenger}, self.rules, self.clock, management)
        plans = Plans(self.options, self.catch_up_max, self.wheel, "P7D", ("P7D", "P2D"))
        self.worker = Worker(self.runner, plans, sender, self.clock)
        self.dispatcher = Dispatcher(cast(Transactions, self.runner), self.options, self.clock)

    def die_at(self, deaths: Iterable[Death]) -> None:
        """From now on each process of this installation dies in its turn, until there are no more deaths."""
        self._deaths = iter(deaths)
        self.boot()

    def _outside(self) -> Any:
        """`doors` is odd while somebody waits for an answer."""
        return len(self.platform.calls), self.clock(), self.doors

    def survive(self, work: Callable[[], T]) -> T | None:
        """Does something; if the process dies of it, starts it again and returns None."""
        try:
            return work()
        except Crash:
            self.restarts += 1
            self.boot()
            return None

    def pass_once(self) -> int:
        async def both() -> int:
            done = await self.worker.tick(self.clock()) + await self.worker.deliver(self.clock())
            if self.runner.dead:
                raise Crash
            return done

        found = self.survive(lambda: self._loop.run(both()))
        return 1 if found is None else found

    def deliver_once(self) -> int | None:
        """The sending of a pass, without what the clock does."""

        async def deliver() -> int:
            done = await self.worker.deliver(self.clock())
            if self.runner.dead:
                raise Crash
            return done

        return self.survive(lambda: self._loop.run(deliver()))

    def claim_and_die(self) -> int:
        """A worker that does what is due, claims, and is killed before it sends. Returns how many it claimed."""

        async def claim() -> int:
            await self.worker.tick(self.clock())
            return len(await self.worker.sender.claim(self.clock(), 100))

        claimed = self._loop.run(claim())
        self.boot()
        return claimed

    def settle(self, until: datetime | None = None, limit: int = 400) -> None:
        """Goes on until nothing is waited for, or through everything that is due up to an instant; the clock moves
        from one thing to the next."""
        for _ in range(limit):
            if self.pass_once():
                continue
            following = self._next(until)
            if following is None:
                return
            self.clock.now = following
        raise AssertionError(f"not quiet after {limit} passes: {self.states()}")

    def _next(self, until: datetime | None) -> datetime | None:
        """The next instant at which something may happen; None when there is none, or the last has been reached."""
        instants: list[datetime] = [at for at, _ in self.platform.ghosts]
        for row in self.rows():
            if row.state in {DeliveryState.PENDING, DeliveryState.UNCERTAIN}:
                instants.append(row.due_at)
            elif row.state is DeliveryState.SENDING:
                instants.append((row.lease_until or self.clock()) + timedelta(milliseconds=1))
            elif row.state is DeliveryState.SENT and row.sweep_at:
                instants.append(row.sweep_at)
        blocked = bool(instants) and max(instants) <= self.clock()
        if until is not None:
            instants += self._rounds()
        ahead = [at for at in instants if at > self.clock()]
        if blocked:
            ahead.append(self.clock() + timedelta(seconds=5))
        if until is not None and until > self.clock():
            ahead = [at for at in ahead if at < until] or [until]
        elif until is not None:
            return None
        return min(ahead, default=None)

    def _rounds(self) -> list[datetime]:
        found = self.read(lambda s: list(s.scalars(select(Round))))
        instants = [at for each in found for at in (each.opens_at, each.deadline)]
        for each in found:
            ladder = ladder_of(each, self.options)
            instants += [rung.at for rung in ladder]
            instants += [news.at for news in news_of(each.opens_at, each.deadline, ladder, ZONE)]
        return instants

    def say(self, account: str, words: str, key: str) -> str | None:
        """A request through the front door. None when the process died before the answer was out."""
        return self.command(account, "report", words, key)

    def command(self, account: str, command: str, words: str, key: str) -> str | None:
        """The same for any command."""
        self.doors += 1
        reply = self.survive(
            lambda: self._loop.run(self.dispatcher.run(Incoming("slack", account, Said(command, words), key)))
        )
        self.doors += 1
        return plain_words(reply) if isinstance(reply, Message) else None

    # -- what is there

    def read(self, work: Callable[[Session], T]) -> T:
        with self.database.read() as session:
            return work(session)

    def write(self, work: Callable[[Session], T]) -> T:
        with self.database.write() as session:
            return work(session)

    def rows(self, **filters: Any) -> list[Delivery]:
        return self.read(lambda s: list(s.scalars(select(Delivery).filter_by(**filters).order_by(Delivery.id))))

    def states(self) -> Counter[str]:
        return Counter(f"{row.kind} {row.state}" for row in self.rows())

    def answers(self) -> list[Answer]:
        return self.read(lambda s: list(s.scalars(select(Answer).order_by(Answer.id))))

    def faults(self, owners: int, acknowledged: Sequence[str], rounds: int = 1) -> list[str]:
        """What is not as it should be at the end, in words."""
        found: list[str] = []
        copies = self.platform.copies()
        rows = [row for row in self.rows() if row.target_id is None]
        found += [
            f"{row.key} is {row.state} with {copies[row.token]} copies"
            for row in rows
            if copies[row.token] != (1 if row.state is DeliveryState.SENT else 0)
        ]
        found += [f"{row.key} is stuck: {row.state}" for row in self.rows() if row.state in WAITING]
        found += [f"{row.key} failed: {row.error}" for row in self.rows() if row.state is DeliveryState.FAILED]
        for kind, wanted in ((DeliveryKind.PROMPT, owners * rounds), (DeliveryKind.SUMMARY, rounds)):
            sent = [row for row in rows if row.kind is kind and row.state is DeliveryState.SENT]
            if len(sent) != wanted:
                found.append(f"{len(sent)} {kind} instead of {wanted}")
        stored = Counter(answer.comment for answer in self.answers())
        found += [
            f"the answer {words!r} is stored {stored[words]} times" for words in acknowledged if stored[words] != 1
        ]
        return found

    def close(self) -> None:
        self._loop.close()
        self.database.close()


@contextmanager
def installation(folder: Path, stock: bytes, start: datetime, **more: Any) -> Iterator[Installation]:
    """One on SQLite, with a database that begins as `stock`."""
    path = folder / "simulated.db"
    for old in folder.glob("simulated.db*"):
        old.unlink()
    path.write_bytes(stock)
    made = Installation(f"sqlite:///{path}", start, **more)
    try:
        yield made
    finally:
        made.close()
