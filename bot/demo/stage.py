"""The demonstration in one process: database, platform, front door, worker, and a clock that can be moved."""

import asyncio
from collections.abc import AsyncIterator, Iterator
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
from models.rounds.ladder import ladder_of
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.courtesy import Receiver, sending_time
from models.rules.dates.deadlines import reminder_instants
from models.rules.ladder import Step
from models.storage.database import Database
from models.vocabulary import DeliveryState, Membership
from scheduler.worker import Worker

# The clock stops so long after an event, so that the event is due; an opening counts as late after ten seconds.
_AFTER_EVENT = timedelta(seconds=1)
_PAUSE_SECONDS = 0.01
# A retry that is due this soon is waited for; a message whose lease ran out when the clock moved is due in a second.
_SOON = timedelta(seconds=2)


@dataclass(frozen=True)
class Event:
    """An instant in the round that the clock can be moved to; of a step after the deadline, when its messages are
    sent."""

    kind: Literal["opening", "reminder", "deadline"] | Step
    at: datetime


@dataclass(frozen=True)
class View:
    """The round as the page shows it: its plan, its numbers in rows of the plan, and its events in order."""

    round: Round
    plan: PlanView
    numbers: RoundNumbers
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Stage:
    """The demonstration's parts. `outsiders` are the accounts that are not in the people file; `round_id` is the round
    whose events the clock can be moved to."""

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
        """Runs the worker in the background, as in `malvakten run`."""
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
        """Moves the clock, and stops at every opening, reminder and deadline on the way until its work is done."""
        view = await self.view()
        events = [event.at for event in view.events] + [rung.at for rung in ladder_of(view.round, self.options)]
        for instant in steps(self.clock(), target + _AFTER_EVENT, events, _AFTER_EVENT):
            self.clock.move_to(instant)
            await self.settle()

    async def settle(self) -> None:
        """Runs the worker until nothing is due and nothing is being sent. What is sent may make more due."""
        is_first = True
        while await self.worker.tick(self.clock()) or is_first:
            is_first = False
            while await self.worker.deliver(self.clock()) or await self.transactions.read(self._under_way):
                await asyncio.sleep(_PAUSE_SECONDS)

    def _under_way(self, session: Session) -> bool:
        """Whether a message is being sent or is due within `_SOON`."""
        parent = aliased(Delivery)
        soon = and_(
            Delivery.state.in_([DeliveryState.PENDING, DeliveryState.UNCERTAIN]),
            Delivery.due_at <= self.clock() + _SOON,
            Delivery.target_id.is_(None),
            or_(Delivery.parent_id.is_(None), parent.state == DeliveryState.SENT),
        )
        query = select(Delivery.id).outerjoin(parent, parent.id == Delivery.parent_id)
        unsettled = or_(Delivery.state == DeliveryState.SENDING, soon)
        return session.execute(query.where(unsettled).limit(1)).first() is not None

    async def view(self) -> View:
        """The current state of the round."""
        return await self.transactions.read(self.view_of)

    def view_of(self, session: Session) -> View:
        """The round, read in the caller's transaction."""
        round_, directory = session.get_one(Round, self.round_id), load_directory(session)
        plan = plan_of_round(directory, round_)
        if plan is None:
            raise RuntimeError("the demonstration has no plan")
        numbers = round_numbers(outcomes(session, directory, round_, plan), round_)
        return View(round_, plan, numbers, self._events(round_))

    def _events(self, round_: Round) -> tuple[Event, ...]:
        opened = round_.opened_at or round_.opens_at
        reminders = reminder_instants(opened, round_.deadline, round_.reminders, self.options.zone)
        return (
            Event("opening", round_.opens_at),
            *(Event("reminder", at) for at in reminders),
            Event("deadline", round_.deadline),
            *self._later(round_),
        )

    def _later(self, round_: Round) -> Iterator[Event]:
        """The steps after the deadline. What falls on a day off or in quiet hours is sent on the next working day."""
        anybody = Receiver(self.options.zone)
        for rung in ladder_of(round_, self.options):
            if rung.step not in {Step.BEFORE, Step.ON}:
                yield Event(rung.step, sending_time(rung.at, anybody, self.options.courtesy) or rung.at)

    async def directory(self) -> Directory:
        return await self.transactions.read(load_directory)
