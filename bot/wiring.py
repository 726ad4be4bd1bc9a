"""Builds the program from the settings; tests pass their own clock and database."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.addresses.calendar import calendar_url
from bot.dispatch import Dispatcher
from bot.settings import Settings
from bot.slack.door import SlackDoor
from bot.telemetry.logs import words_of
from bot.transactions import Transactions
from models.operations.log import log_of
from models.options import Options
from models.rules.ladder import read_later
from models.rules.wheel import read_wheel
from models.storage.database import Database
from models.storage.schema import SchemaFault, schema_fault, upgrade
from scheduler.clock import utc_now
from scheduler.outbox.messenger import Messenger
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.sender import Sender
from scheduler.wheel import Plans
from scheduler.worker import Worker

if TYPE_CHECKING:
    from bot.teams.door import TeamsDoor

log = log_of(__name__)
# A running process looks this often whether the schema is still its own.
SCHEMA_LOOK_SECONDS = 5.0
# Teams takes seven messages a second and 1,800 an hour in a conversation, and fifty calls a second from an app in a
# tenant ("Rate limiting for bots"). The burst is what is claimed at one look into the outbox.
TEAMS_PER_CHANNEL_SECONDS = 1.0
TEAMS_PER_MINUTE = 48 * 60
TEAMS_BURST_SECONDS = 1.3


@dataclass
class Program:
    """The program's parts, started and stopped together. `slack`, `teams` and `worker` are None when they are
    off.

    When a task ends by itself, or the schema becomes one that the worker does not know, `fault` says so, and `on_fault`
    is called to end the process: its manager starts another one.
    """

    settings: Settings
    database: Database
    transactions: Transactions
    dispatcher: Dispatcher
    clock: Callable[[], datetime]
    slack: SlackDoor | None = None
    teams: "TeamsDoor | None" = None
    worker: Worker | None = None
    fault: str = ""
    on_fault: Callable[[], None] = lambda: None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _has_schema: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    async def start(self, migrate: bool = False) -> None:
        """Starts the doors and the worker, without waiting for a platform. With `migrate` the worker first brings the
        schema up to date."""
        for door in self.doors():
            door.on_ended = self._ended
            await door.start()
        if self.worker is not None:
            self._begin("worker", self._work(self.worker, migrate))
        else:
            self._has_schema.set()
        self._begin("schema", self._watch_schema())

    def doors(self) -> "list[SlackDoor | TeamsDoor]":
        """The doors that are switched on."""
        return [door for door in (self.slack, self.teams) if door is not None]

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    async def _work(self, worker: Worker, migrate: bool) -> None:
        await schema_when_ready(self.database, migrate)
        self._has_schema.set()
        await worker.run()

    async def _watch_schema(self) -> None:
        """Logs that the schema is not this program's. A worker ends then, if nobody can upgrade it."""
        await self._has_schema.wait()
        told = ""
        while True:
            try:
                fault = await asyncio.to_thread(schema_fault, self.database)
            except SQLAlchemyError as error:
                event, why = "database.unavailable", words_of(error)
            else:
                if fault is not None and self.worker is not None and not fault.can_upgrade:
                    raise fault
                event, why = "schema.not_current", str(fault or "")
            if why and why != told:
                log.warning(event, why=why)
            told = why
            await asyncio.sleep(SCHEMA_LOOK_SECONDS)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A task has ended. Only one that is stopped, or has nothing left to do, ends without an error."""
        error = None if task.cancelled() else task.exception()
        if self._stopping or not (task.cancelled() or error):
            return
        by_itself = f"The task {task.get_name()} has ended by itself. The log says why."
        self.fault = str(error) if isinstance(error, SchemaFault) else by_itself
        self.on_fault()
        log.error("program.ends", why=self.fault, exc_info=None if isinstance(error, SchemaFault) else error)

    async def run_until(self, stop: asyncio.Event) -> None:
        """Runs the program until the event is set, or until it cannot go on; for a worker without a web side."""
        self.on_fault = stop.set
        await self.start()
        await stop.wait()
        await self.stop()

    async def stop(self) -> None:
        """Waits for work that is running (ten seconds at most); what is left stays in the outbox for another worker."""
        self._stopping = True
        if self.worker is not None:
            self.worker.stop()
        for task in self._tasks:
            if task.get_name() != "worker" or not self._has_schema.is_set():
                task.cancel()
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=10)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        for door in self.doors():
            await door.stop()
        await asyncio.to_thread(self.transactions.close)
        self.database.close()


def options_from(settings: Settings) -> Options:
    """The settings that handlers, actions and messages need."""
    switched_on = {"slack": settings.slack_on, "teams": settings.teams_on}
    platforms = tuple(name for name, is_on in switched_on.items() if is_on)
    key = settings.malvakten_secret_key
    return Options(
        zone=settings.zone, language=settings.malvakten_language, alerts=settings.malvakten_alerts,
        platforms=platforms or ("slack",),
        management={"slack": settings.slack_management_channel, "teams": settings.teams_management_channel},
        commands=settings.command_names, base_url=settings.malvakten_base_url,
        calendar_url=calendar_url(settings.malvakten_base_url, key.get_secret_value() if key else None),
        courtesy=settings.courtesy, later=read_later(settings.malvakten_ladder),
    )  # fmt: skip


def pace_from(settings: Settings) -> PaceRules:
    """How fast the sender may send, and its time limits."""
    slack = PaceRules(
        settings.slack_per_channel_seconds, settings.slack_per_minute, settings.malvakten_lease_seconds,
        settings.malvakten_settle_seconds, settings.malvakten_send_timeout_seconds,
    )  # fmt: skip
    teams = replace(slack, per_conversation=TEAMS_PER_CHANNEL_SECONDS, per_minute=TEAMS_PER_MINUTE,
                    burst_seconds=TEAMS_BURST_SECONDS)  # fmt: skip
    return replace(slack, others={"teams": teams})


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
    teams = _teams_door(settings, dispatcher, transactions, clock) if settings.teams_on else None
    program = Program(settings, database, transactions, dispatcher, clock, slack, teams)
    if worker:
        messengers: Mapping[str, Messenger] = {each.messenger.platform: each.messenger for each in program.doors()}
        sender = Sender(transactions, options, messengers, pace_from(settings), clock, options.management)
        program.worker = Worker(transactions, plans_from(settings, options), sender, clock)
        dispatcher.on_reply_queued = program.worker.wake
    return program


def _teams_door(
    settings: Settings, dispatcher: Dispatcher, transactions: Transactions, clock: Callable[[], datetime]
) -> "TeamsDoor":
    """Imported only when it is used: an installation without Teams pays nothing for it."""
    from bot.teams.door import TeamsDoor

    return TeamsDoor(settings, dispatcher, transactions, clock)


async def schema_when_ready(database: Database, migrate: bool) -> None:
    """Waits until the database answers and has this program's schema; with `migrate`, upgrades it. Raises SchemaFault
    when it can never have it."""
    told = ""
    while True:
        try:
            fault = await asyncio.to_thread(schema_fault, database)
            if fault is not None and fault.can_upgrade and migrate:
                await asyncio.to_thread(upgrade, database)
                return
        except DBAPIError as error:
            log.warning("database.unavailable", error=error)
        else:
            if fault is None:
                return
            if not fault.can_upgrade:
                raise fault
            if str(fault) != told:
                log.warning("schema.not_current", why=str(fault))
            told = str(fault)
        await asyncio.sleep(2)
