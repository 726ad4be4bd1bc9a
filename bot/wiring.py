"""Builds the program from the settings; tests pass their own clock and database."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from bot.dispatch import Dispatcher
from bot.settings import Settings
from bot.slack.door import SlackDoor
from bot.transactions import Transactions
from models.options import Options
from models.rules.ladder import read_later
from models.rules.wheel import read_wheel
from models.storage.database import Database
from models.storage.schema import is_current, upgrade
from scheduler.clock import utc_now
from scheduler.outbox.messenger import Messenger
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.sender import Sender
from scheduler.wheel import Plans
from scheduler.worker import Worker

log = structlog.get_logger()


@dataclass
class Program:
    """The program's parts, started and stopped together. `slack` and `worker` are None when they are off."""

    settings: Settings
    database: Database
    transactions: Transactions
    dispatcher: Dispatcher
    clock: Callable[[], datetime]
    slack: SlackDoor | None = None
    worker: Worker | None = None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self, migrate: bool = False) -> None:
        """Starts the doors and the worker, without waiting for a platform. With `migrate` the worker first brings the
        schema up to date."""
        if self.slack is not None:
            await self.slack.start()
        if self.worker is not None:
            self._tasks.append(asyncio.ensure_future(self._work(self.worker, migrate)))

    async def _work(self, worker: Worker, migrate: bool) -> None:
        if migrate:
            await migrate_when_possible(self.database)
        await worker.run()

    async def run_until(self, stop: asyncio.Event) -> None:
        """Runs the program until the event is set; for a worker without a web side."""
        await self.start()
        await stop.wait()
        await self.stop()

    async def stop(self) -> None:
        """Waits for work that is running (ten seconds at most); what is left stays in the outbox for another worker."""
        if self.worker is not None:
            self.worker.stop()
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=10)
            for task in unfinished:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self.slack is not None:
            await self.slack.stop()
        await asyncio.to_thread(self.transactions.close)
        self.database.close()


def options_from(settings: Settings) -> Options:
    """The settings that handlers, actions and messages need."""
    platforms = ("slack",) if settings.slack_on else ()
    return Options(
        zone=settings.zone, language=settings.malvakten_language, alerts=settings.malvakten_alerts,
        platforms=platforms or ("slack",), commands=settings.command_names, base_url=settings.malvakten_base_url,
        courtesy=settings.courtesy, later=read_later(settings.malvakten_ladder),
    )  # fmt: skip


def pace_from(settings: Settings) -> PaceRules:
    """How fast the sender may send, and its time limits."""
    return PaceRules(
        settings.slack_per_channel_seconds, settings.slack_per_minute, settings.malvakten_lease_seconds,
        settings.malvakten_settle_seconds, settings.malvakten_send_timeout_seconds,
    )  # fmt: skip


def plans_from(settings: Settings, options: Options) -> Plans:
    """What the worker needs to plan rounds."""
    reminders = tuple(filter(None, settings.malvakten_wheel_reminders.split(",")))
    return Plans(
        options, settings.catch_up_max, read_wheel(settings.malvakten_wheel), settings.malvakten_wheel_lead, reminders
    )


def build_program(
    settings: Settings,
    *,
    worker: bool = True,
    clock: Callable[[], datetime] = utc_now,
    database: Database | None = None,
) -> Program:
    """The program, with or without a worker. Opens no connection yet."""
    database = database or Database(settings.database_url)
    transactions = Transactions(database)
    options = options_from(settings)
    dispatcher = Dispatcher(transactions, options, clock)
    slack = SlackDoor(settings, dispatcher, transactions, clock) if settings.slack_on else None
    program = Program(settings, database, transactions, dispatcher, clock, slack)
    if worker:
        messengers: Mapping[str, Messenger] = {"slack": slack.messenger} if slack else {}
        management = {"slack": settings.slack_management_channel}
        sender = Sender(transactions, options, messengers, pace_from(settings), clock, management)
        program.worker = Worker(transactions, plans_from(settings, options), sender, clock)
        dispatcher.on_reply_queued = program.worker.wake
    return program


async def migrate_when_possible(database: Database) -> None:
    """Brings the schema up to date, with retries every two seconds while the database is unavailable."""
    while True:
        try:
            if not await asyncio.to_thread(is_current, database):
                await asyncio.to_thread(upgrade, database)
        except DBAPIError as error:
            log.warning("database.unavailable", error=error)
            await asyncio.sleep(2)
        else:
            return
