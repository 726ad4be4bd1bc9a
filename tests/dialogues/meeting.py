"""The whole program with Teams alone, in this process: real HTTP both ways, real tokens, a clock by hand."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import aliased

from bot.asgi import build_asgi
from bot.program import Program
from bot.settings import load_settings
from bot.teams.connector.gate import Gate
from bot.wiring import build_program
from models.answers.untold import has_untold_answers
from models.options import Options
from models.outbox.conversations import ConversationReference
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.dialogues.harness import open_now
from tests.dialogues.teams_chat import TeamsChat
from tests.disk import can_be_full
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.tenant import MANAGEMENT
from tests.harness import Clock, WithWorker, free_port, serving
from tests.kept import Kept
from tests.stock import copied, sample_people, stocked
from tests.until import PATIENCE_SECONDS, until

GUEST, EMPLOYEE = "00000000-0000-4000-8000-00000000ae57", "00000000-0000-4000-8000-0000000000ed"
# All that changes in the tenant while the program runs.
_STATE = ("installed", "posts", "calls", "violations", "_ids")


def populated(teams: FakeTeams) -> dict[str, str]:
    """Everybody of the sample people file, with the bot installed; an employee outside it, and a guest. Returns the
    accounts by the ids that the dialogues know people by."""
    rows = [row for row in sample_people() if row.teams_aad_object_id]
    for row in rows:
        teams.person(row.teams_aad_object_id or "", row.email, row.name)
    teams.person(EMPLOYEE, "medarbetare@example.se", "Medarbetare")
    teams.person(GUEST, "gast@example.se", "Gäst", role="guest")
    teams.tenant.installed |= set(teams.tenant.people)
    accounts = {str(row.slack_user_id): str(row.teams_aad_object_id) for row in rows}
    return {**accounts, "U0MEDARB1": EMPLOYEE, "U0GAST001": GUEST}


_FIRST = aliased(Delivery)
# An answer that is on its way, or what is said on from one.
_ANSWERING = (
    select(Delivery.id)
    .outerjoin(_FIRST, _FIRST.id == Delivery.parent_id)
    .where(or_(Delivery.kind == DeliveryKind.REPLY, _FIRST.kind == DeliveryKind.REPLY))
    .where(
        Delivery.state.in_([DeliveryState.SENDING, DeliveryState.PENDING]),
        Delivery.due_at <= bindparam("now", type_=Delivery.due_at.type),
    )
    .limit(1)
)


class Meeting(WithWorker):
    """A running program and what surrounds it."""

    def __init__(
        self, program: Program, clock: Clock, teams: FakeTeams, chat: TeamsChat, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.program, self.clock, self.teams, self.chat, self.loop = program, clock, teams, chat, loop
        self.database = program.database
        chat.replies_done, chat.threads, chat.idle = self.replies_done, self.threads, self.is_idle

    @property
    def options(self) -> Options:
        return self.program.dispatcher.options

    def everybody_is_greeted(self) -> None:
        """The bot has been installed for everybody, and they have been greeted."""
        tenant, url = self.teams.tenant, self.teams.service_url
        for account in list(tenant.installed):
            status, _ = self.teams.deliver(activities.installed(tenant, url, tenant.people[account]))
            assert status == 200
        until(self.is_idle)
        self.drain()

    def is_idle(self) -> bool:
        """Whether nothing is being asked of Teams beside what is in the outbox."""
        door = self.program.teams
        assert door is not None
        return door.listeners._background.is_idle and door.news._background.is_idle

    def is_connected(self) -> bool:
        """Whether what the program asks Teams at its start is answered."""
        door = self.program.teams
        return door is not None and door._connecting is not None and door._connecting.done()

    def replies_done(self) -> set[str]:
        """Waits for the answers to what was asked; the ids of the messages that are answers."""
        self.wake()
        until(lambda: not self._is_answering())
        return {str(each.platform_message) for each in self._answers().values() if each.platform_message}

    def threads(self) -> dict[str, str]:
        """The messages that are said on from another one, with that one; and the answers, which elsewhere are shown to
        whoever asked and do not stay."""
        first, further = aliased(Delivery), aliased(Delivery)
        query = select(further.platform_message, first.platform_message).join(first, first.id == further.parent_id)
        found = self.read(lambda session: session.execute(query).all())
        answers = [each.platform_message for each in self.deliveries(kind=DeliveryKind.REPLY)]
        return {str(ts): str(parent) for ts, parent in found if ts and parent} | {str(ts): "" for ts in answers if ts}

    def _is_answering(self) -> bool:
        return self.read(lambda session: session.execute(_ANSWERING, {"now": self.clock()}).first() is not None)

    def _answers(self) -> dict[int, Delivery]:
        """The deliveries that are answers, with what is said on from them."""
        rows = self.deliveries()
        answers = {each.id: each for each in rows if each.kind is DeliveryKind.REPLY}
        return answers | {each.id: each for each in rows if each.parent_id in answers}

    def drain(self) -> None:
        """Waits until all that may be sent now has been."""
        self.wake()
        self.until(self._is_told)

    def _is_told(self) -> bool:
        if self.read(has_untold_answers):
            self.tick()
            return False
        return not self.is_going()


class AtOnce(Gate):
    """It is every call's turn at once: Microsoft's fifty a second would be half of a dialogue's time."""

    def turn(self, now: float) -> float:
        return now


def without_pace(program: Program) -> None:
    """The pace of a conversation is counted by the clock, which stands still; that of all calls by a real one."""
    assert program.worker is not None
    assert program.teams is not None
    program.teams.messenger._gate = AtOnce()
    sender = program.worker.sender
    sender.rules = replace(sender.rules, others={})
    sender.rules = replace(sender.rules, per_conversation=0.0, per_minute=60_000)


@contextmanager
def meeting(teams: FakeTeams, url: str, clock: Clock, folder: Path, **env: str) -> Iterator[Meeting]:
    """Starts the program on a database, with Teams on, and lets it greet everybody."""
    with _started(teams, url, clock, folder, populated(teams), **env) as running:
        running.everybody_is_greeted()
        running.chat.are_read(teams.tenant.posts)
        yield running


@contextmanager
def greeted(teams: FakeTeams, clock: Clock, folder: Path, *, is_open: bool = False) -> Iterator[Meeting]:
    """The same on the real plan and people; where the round `is_open`, everybody has been asked in it (`open_now`)."""
    before = _greeted(clock())
    accounts = populated(teams)
    with (
        _restored(_asked(clock()) if is_open else before, teams, folder) as url,
        _started(teams, url, clock, folder, accounts) as running,
    ):
        until(running.is_connected)
        running.chat.are_read(before.platform["posts"])
        yield running


@cache
def _greeted(at: datetime) -> Kept:
    with tempfile.TemporaryDirectory() as name, FakeTeams() as teams, stocked("sqlite", Path(name)) as url:
        with _started(teams, url, Clock(at), Path(name), populated(teams)) as running:
            until(running.is_connected)
            running.everybody_is_greeted()
        return Kept.of(url, teams.tenant, _STATE, at)


@cache
def _asked(at: datetime) -> Kept:
    with tempfile.TemporaryDirectory() as name, FakeTeams() as teams:
        accounts = populated(teams)
        with _restored(_greeted(at), teams, Path(name)) as url:
            with _started(teams, url, Clock(at), Path(name), accounts) as running:
                until(running.is_connected)
                open_now(running)
                assert running.clock() == at
            assert teams.tenant.violations == []
            return Kept.of(url, teams.tenant, _STATE, at)


@contextmanager
def _restored(kept: Kept, teams: FakeTeams, folder: Path) -> Iterator[str]:
    """The URL of what was kept. Teams is on another port now."""
    kept.restore(teams.tenant)
    with copied(kept.database, folder) as url:
        database = Database(url)
        with database.write() as session:
            session.execute(update(ConversationReference).values(service_url=teams.service_url))
        database.close()
        yield url


@contextmanager
def _started(
    teams: FakeTeams, url: str, clock: Clock, folder: Path, accounts: dict[str, str], **env: str
) -> Iterator[Meeting]:
    port = free_port()
    teams.bot_url = f"http://127.0.0.1:{port}"
    settings = load_settings(
        {
            "DATABASE_URL": url, **teams.environment, "TEAMS_MANAGEMENT_CHANNEL": MANAGEMENT, "MALVAKTEN_WHEEL": "off",
            "MALVAKTEN_SETTLE_SECONDS": "1", "MALVAKTEN_SEND_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
            "MALVAKTEN_LEASE_SECONDS": str(3 * PATIENCE_SECONDS), "MALVAKTEN_BASE_URL": teams.bot_url,
            "MALVAKTEN_SECRET_KEY": "a-secret-of-the-tests", **env,
        },
        folder,
    )  # fmt: skip
    database = Database(url)
    can_be_full(database)
    program = build_program(settings, clock=clock, database=database)
    door = program.teams
    assert program.worker is not None
    assert door is not None
    program.worker.ring_seconds = 0.25
    # Within the contract's second; a busy machine may be slower without a fault.
    door.members.look_up_seconds = PATIENCE_SECONDS
    without_pace(program)
    with serving(build_asgi(program), port) as (_, loop):
        yield Meeting(program, clock, teams, TeamsChat(teams, accounts), loop)
