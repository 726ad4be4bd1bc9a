"""Units of work that share a transaction, and how they are told how it went."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.database import ANSWER_SECONDS, Database, expect_units

# A batch takes some milliseconds.
LARGEST_BATCH = 32
# serialization_failure, deadlock_detected, unique_violation (PostgreSQL manual, appendix A): two at the same moment.
_LOST_RACE = {"40001", "40P01", "23505"}
# As many may meet on one row as there are writers in a few processes; each round, one of them wins.
_MOST_RUNS = 20

Work = Callable[[Session], Any]
Outcome = tuple[bool, Any]
# What several units of a transaction can have done for them together before they are run: the function is given the
# items of all that name it.
Ahead = tuple[Callable[[Session, list[Any]], None], Any]


class Unit:
    """A unit of work, and the future of who waits for it in which loop."""

    __slots__ = ("ahead", "alone", "future", "is_repeatable", "loop", "work")

    def __init__(
        self, work: Work, loop: asyncio.AbstractEventLoop, ahead: "Ahead | None" = None, is_repeatable: bool = True
    ) -> None:
        self.work = work
        self.ahead = ahead
        # Whether it finds out by itself that it has been done before.
        self.is_repeatable = is_repeatable
        # Whether it has shared a transaction that failed.
        self.alone = False
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()


class NotBegun(Exception):
    """The database did not let a transaction begin; `cause` is what it said."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Uncertain(Exception):
    """The connection was lost at the COMMIT, which may have been done or not; `cause` is what the driver said."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


def run_together(
    database: Database, batch: Sequence[Unit], patience: float = ANSWER_SECONDS, again: bool = True
) -> list[Any]:
    """The results of all, committed at once; the first exception of one takes the whole transaction back. `patience` is
    how long another's write lock is waited for, in seconds. Raises NotBegun and Uncertain."""
    state = _State.WAITING
    try:
        with database.write(patience, hasty=True) as session:
            session.connection()
            state = _State.WORKING
            _begin(session, batch)
            results = [unit.work(session) for unit in batch]
            state = _State.COMMITTING
    except Exception as error:
        if state is _State.WAITING:
            raise NotBegun(error) from error
        # Certainly nothing has been committed; the next connection is a new one.
        if state is _State.WORKING and again and _is_gone(error):
            database.forget_connections()
            return run_together(database, batch, patience, again=False)
        if state is _State.COMMITTING and _is_gone(error):
            raise Uncertain(error) from error
        raise
    return results


def _begin(session: Session, batch: Sequence[Unit]) -> None:
    expect_units(session, len(batch))
    together: dict[Callable[[Session, list[Any]], None], list[Any]] = {}
    for unit in batch:
        if unit.ahead is not None:
            together.setdefault(unit.ahead[0], []).append(unit.ahead[1])
    for work, items in together.items():
        work(session, items)


class _State(Enum):
    WAITING = auto()
    WORKING = auto()
    COMMITTING = auto()


def _is_gone(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


def run_alone(database: Database, work: Work) -> Outcome:
    """In a transaction of its own, again as long as it meets another."""
    for run in range(1, _MOST_RUNS + 1):
        try:
            with database.write(ANSWER_SECONDS) as session:
                return True, work(session)
        except Exception as error:
            if run == _MOST_RUNS or not lost_race(error):
                return False, error
        time.sleep(random.uniform(0, 0.002 * run))  # noqa: S311 - to part those who met, no secret
    raise AssertionError("the last run returns")


def lost_race(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _LOST_RACE


def tell(batch: Sequence[Unit], outcomes: Sequence[Outcome]) -> None:
    """To be called in the units' loop."""
    for unit, (fine, result) in zip(batch, outcomes, strict=True):
        if unit.future.done():
            continue
        if fine:
            unit.future.set_result(result)
        else:
            unit.future.set_exception(result)
