"""The demonstration's whole world in one process: database, platform, front door, worker and a clock to be moved."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.demo.clock import MovableClock, steps
from bot.demo.front_door import FrontDoor
from bot.demo.platform import Platform
from bot.dispatch import Dispatcher
from bot.transactions import Transactions
from models.answers.outcomes import RoundNumbers, outcomes, round_numbers
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.registers import load_directory
from models.plan.views import PlanView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.deadlines import reminder_instants
from models.storage.database import Database
from models.vocabulary import DeliveryState, Membership
from scheduler.worker import Worker

# After an event, so that it has come; within the ten seconds after which an opening counts as late.
_A_MOMENT = timedelta(seconds=1)
_PAUSE_SECONDS = 0.01
# What is tried again so soon is waited for; a message whose claim the clock was moved over comes again after a second.
_SOON = timedelta(seconds=2)


@dataclass(frozen=True)
class Event:
    """Something that the clock can be moved to."""

    kind: Literal["opening", "reminder", "deadline"]
    at: datetime


@dataclass(frozen=True)
class View:
    """The round as the page shows it: rows of the plan, and how many of them have an answer."""

    round: Round
    plan: PlanView
    numbers: RoundNumbers
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Stage:
    """Everything there is. `outsiders` are the accounts that the people file does not know."""

    clock: MovableClock
    options: Options
    database: Database
    transactions: Transactions
    dispatcher: Dispatcher
    platform: Platform
    worker: Worker
    door: FrontDoor
    outsiders: dict[str, Membership]
    round_id: int

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The worker goes on in the background, as in `malvakten run`."""
        task = asyncio.ensure_future(self.worker.run())
        try:
            yield
        finally:
            self.worker.stop()
            await task

    def close(self) -> None:
        self.transactions.close()
        self.database.close()

    async def move_to(self, target: datetime) -> None:
        """Moves the clock, stopping at every opening, reminder and deadline on the way until its work is done."""
        events = [event.at for event in (await self.view()).events]
        for instant in steps(self.clock(), target + _A_MOMENT, events, _A_MOMENT):
            self.clock.move_to(instant)
            await self.settle()

    async def settle(self) -> None:
        """Does everything that is due now, until nothing is left and nothing is on its way."""
        await self.worker.tick(self.clock())
        while await self.worker.deliver(self.clock()) or await self.transactions.read(self._under_way):
            await asyncio.sleep(_PAUSE_SECONDS)

    def _under_way(self, session: Session) -> bool:
        """Whether a message is being sent or will be in a moment."""
        parent = aliased(Delivery)
        soon = and_(
            Delivery.state.in_([DeliveryState.PENDING, DeliveryState.UNCERTAIN]),
            Delivery.due_at <= self.clock() + _SOON,
            Delivery.target_id.is_(None),
            or_(Delivery.parent_id.is_(None), parent.state == DeliveryState.SENT),
        )
        query = select(Delivery.id).outerjoin(parent, parent.id == Delivery.parent_id)
        wanted = or_(Delivery.state == DeliveryState.SENDING, soon)
        return session.execute(query.where(wanted).limit(1)).first() is not None

    async def view(self) -> View:
        return await self.transactions.read(self.view_of)

    def view_of(self, session: Session) -> View:
        """The round in a transaction."""
        found, directory = session.get_one(Round, self.round_id), load_directory(session)
        plan = plan_of_round(directory, found)
        if plan is None:
            raise RuntimeError("the demonstration has no plan")
        numbers = round_numbers(outcomes(session, directory, found, plan), found)
        return View(found, plan, numbers, self._events(found))

    def _events(self, found: Round) -> tuple[Event, ...]:
        opened = found.opened_at or found.opens_at
        reminders = reminder_instants(opened, found.deadline, found.reminders, self.options.zone)
        return (
            Event("opening", found.opens_at),
            *(Event("reminder", at) for at in reminders),
            Event("deadline", found.deadline),
        )

    async def directory(self) -> Directory:
        return await self.transactions.read(load_directory)
