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
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.rounds.ladder import ladder_of
from models.rounds.queries import current_round, plan_of_round, plan_of_year
from models.rounds.tables import Round
from models.rules.courtesy import Receiver, sending_time
from models.rules.dates.deadlines import reminder_instants
from models.rules.ladder import Step
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryState
from models.vocabulary.people import Membership
from models.vocabulary.rounds import RoundState
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
    """The round that the clock is about, as the page shows it: its plan, its numbers in rows of the plan, and its
    events in order. Without any round, this year's plan alone."""

    round: Round | None
    plan: PlanView
    numbers: RoundNumbers
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Stage:
    """The demonstration's parts. `outsiders` are the accounts that are not in the people file; `round_id` is the round
    that the demonstration begins with."""

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
        events = await self.transactions.read(self._instants)
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

    def _instants(self, session: Session) -> list[datetime]:
        """When something happens by itself, in any round."""
        rounds = session.scalars(select(Round)).all()
        events = [event.at for round_ in rounds for event in self._events(round_)]
        return events + [rung.at for round_ in rounds for rung in ladder_of(round_, self.options)]

    def view_of(self, session: Session) -> View:
        """The round, read in the caller's transaction."""
        round_, directory = _shown(session), load_directory(session)
        plan = plan_of_round(directory, round_) if round_ else plan_of_year(directory, self.clock().year)
        if plan is None:
            raise RuntimeError("the demonstration has no plan")
        if round_ is None:
            return View(None, plan, RoundNumbers(0, 0, 0, 0, 0), ())
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


def _shown(session: Session) -> Round | None:
    """The open round with the nearest deadline; else the one that opens next; else the last that is over."""
    current = current_round(session)
    if current is not None and current.state is RoundState.OPEN:
        return current
    planned = select(Round).where(Round.state == RoundState.PLANNED).order_by(Round.opens_at, Round.id).limit(1)
    return session.scalars(planned).first() or current
