"""The demo behind its page: the real server over the real plan and people, with a clock by hand."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from actions.rounds.life_cycle import NewRound, create_round
from bot.demo.app import build_app
from bot.demo.clock import MovableClock
from bot.demo.platform import Platform
from bot.demo.program import GUEST, MEMBER, build_stage
from bot.demo.stage import Stage
from models.options import Options
from models.rounds.queries import round_named
from models.rules.text import fold
from models.storage.database import Database
from models.vocabulary.rounds import RoundState
from tests.dialogues.demo_chat import DemoChat
from tests.dialogues.harness import open_now
from tests.disk import can_be_full
from tests.harness import Stored, serving, ticking
from tests.kept import Kept
from tests.stock import copied, sample_people, stock, stocked
from tests.until import PATIENCE_SECONDS

_LONG_AGO = "Provomgång"
# All that changes on the platform while nobody is at the page.
_STATE = ("_posts", "_posted", "_changes", "_homes")


class HandClock(MovableClock):
    """The page's clock, in a test's hand."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start, ticking())

    def move(self, **span: float) -> None:
        self.move_to(self() + timedelta(**span))


class Playing(Stored):
    """The running demo and what surrounds it."""

    clock: HandClock

    def __init__(self, stage: Stage, clock: HandClock, chat: DemoChat, loop: asyncio.AbstractEventLoop) -> None:
        self._stage, self._loop = stage, loop
        self.database, self.clock, self.chat = stage.database, clock, chat

    @property
    def platform(self) -> Platform:
        return self._stage.platform

    @property
    def options(self) -> Options:
        return self._stage.options

    def settle(self) -> None:
        """Does all that is due."""
        asyncio.run_coroutine_threadsafe(self._stage.settle(), self._loop).result(PATIENCE_SECONDS)

    drain = settle


@contextmanager
def playing(folder: Path, start: datetime, *, is_open: bool = False) -> Iterator[Playing]:
    """The demo without any round that is going on, or where everybody has been asked in one (`open_now`)."""
    kept = _asked(start) if is_open else None
    with copied(kept.database if kept else stock("sqlite"), folder) as url, _started(url, start, kept) as running:
        yield running


@cache
def _asked(start: datetime) -> Kept:
    with tempfile.TemporaryDirectory() as name, stocked("sqlite", Path(name)) as url:
        with _started(url, start, None) as running:
            open_now(running)
        assert running.chat.violations == []
        return Kept.of(url, running.platform, _STATE, running.clock())


@contextmanager
def _started(url: str, start: datetime, kept: Kept | None) -> Iterator[Playing]:
    accounts = {row.slack_user_id: row.email for row in sample_people() if row.slack_user_id}
    accounts |= {"U0MEDARB1": MEMBER, "U0GAST001": GUEST}
    clock = HandClock(kept.at if kept else start)
    database = Database(url)
    can_be_full(database)
    stage = build_stage(database, _round_long_ago(database, start), clock)
    if kept is not None:
        kept.restore(stage.platform)
    with serving(build_app(stage)) as (port, loop):
        yield Playing(stage, clock, DemoChat(port, accounts, MEMBER), loop)


def _round_long_ago(database: Database, start: datetime) -> int:
    """The page's clock always shows a round; this one is over and published, and nobody was asked in it. It
    is there already where the database was kept."""
    days = datetime(2022, 1, 1).date(), datetime(2022, 1, 31).date()  # noqa: DTZ001 - dates
    opened = start - timedelta(days=60)
    with database.write() as session:
        if there := round_named(session, fold(_LONG_AGO)):
            return there.id
        made = create_round(session, NewRound(_LONG_AGO, *days, opened, opened + timedelta(hours=1)), opened)
        made.state, made.opened_at = RoundState.PUBLISHED, opened
        session.flush()
        return made.id
