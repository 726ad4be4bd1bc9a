"""The demo behind its page: the real server over the real plan and people, with a clock by hand."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from actions.rounds.life_cycle import NewRound, create_round
from bot.demo.app import build_app
from bot.demo.clock import MovableClock
from bot.demo.program import GUEST, MEMBER, build_stage
from bot.demo.stage import Stage
from models.options import Options
from models.storage.database import Database
from models.vocabulary.rounds import RoundState
from tests.dialogues.demo_chat import DemoChat
from tests.disk import can_be_full
from tests.harness import Stored, serving, ticking
from tests.stock import sample_people, stocked
from tests.until import PATIENCE_SECONDS


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
    def options(self) -> Options:
        return self._stage.options

    def settle(self) -> None:
        """Does all that is due."""
        asyncio.run_coroutine_threadsafe(self._stage.settle(), self._loop).result(PATIENCE_SECONDS)

    drain = settle


@contextmanager
def playing(folder: Path, start: datetime) -> Iterator[Playing]:
    accounts = {row.slack_user_id: row.email for row in sample_people() if row.slack_user_id}
    accounts |= {"U0MEDARB1": MEMBER, "U0GAST001": GUEST}
    clock = HandClock(start)
    with stocked("sqlite", folder) as url:
        database = Database(url)
        can_be_full(database)
        stage = build_stage(database, _round_long_ago(database, start), clock)
        with serving(build_app(stage)) as (port, loop):
            yield Playing(stage, clock, DemoChat(port, accounts, MEMBER), loop)


def _round_long_ago(database: Database, start: datetime) -> int:
    """The page's clock always shows a round; this one is over and published, and nobody was asked in it."""
    days = datetime(2022, 1, 1).date(), datetime(2022, 1, 31).date()  # noqa: DTZ001 - dates
    opened = start - timedelta(days=60)
    with database.write() as session:
        made = create_round(session, NewRound("Provomgång", *days, opened, opened + timedelta(hours=1)), opened)
        made.state, made.opened_at = RoundState.PUBLISHED, opened
        session.flush()
        return made.id
