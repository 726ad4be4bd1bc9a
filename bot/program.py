"""The running program: its parts are started and stopped together, and watched."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.dispatch import Dispatcher
from bot.settings import Settings
from bot.slack.door import SlackDoor
from bot.telemetry.logs import words_of
from bot.transactions import Transactions
from models.operations.log import log_of
from models.storage.database import Database
from models.storage.schema import SchemaFault, schema_fault, upgrade
from scheduler.worker import Worker

if TYPE_CHECKING:
    from bot.teams.door import TeamsDoor

log = log_of(__name__)
# A running process looks this often whether the schema is still its own.
SCHEMA_LOOK_SECONDS = 5.0


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
        logged = ""
        while True:
            try:
                fault = await asyncio.to_thread(schema_fault, self.database)
            except SQLAlchemyError as error:
                event, why = "database.unavailable", words_of(error)
            else:
                if fault is not None and self.worker is not None and not fault.can_upgrade:
                    raise fault
                event, why = "schema.not_current", str(fault or "")
            if why and why != logged:
                log.warning(event, why=why)
            logged = why
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


async def schema_when_ready(database: Database, migrate: bool) -> None:
    """Waits until the database answers and has this program's schema; with `migrate`, upgrades it. Raises SchemaFault
    when it can never have it."""
    logged = ""
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
            if str(fault) != logged:
                log.warning("schema.not_current", why=str(fault))
            logged = str(fault)
        await asyncio.sleep(2)
