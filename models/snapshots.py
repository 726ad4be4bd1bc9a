"""What is read from the database at every request and seldom changes, kept in memory."""

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlalchemy.orm import Session

from models.database import connection_of
from models.prepared import Prepared
from models.questions import Question, Rows

T = TypeVar("T")


class Snapshot(Generic[T]):
    """`asked` is a small question whose answer changes whenever what `make` reads does. A transaction asks it once, and
    takes what was made when the answer was the same. What is kept belongs to all transactions: nobody changes it.
    """

    def __init__(self, asked: Prepared, make: Callable[[Session, Rows], T]) -> None:
        self._asked = asked
        self._make = make
        # By the pool, which SQLite's reading and writing engines share; PostgreSQL's hasty `write` has another.
        self._kept: WeakKeyDictionary[Pool, tuple[Rows, T]] = WeakKeyDictionary()

    def of(self, session: Session) -> T:
        """As it is in this transaction."""
        # What the session has not written yet may be about it, and then ends with `forget`.
        session.flush()
        if self not in session.info:
            self.take(session, self._asked.rows(connection_of(session), {}))
        found: T = session.info[self]
        return found

    def seen(self, session: Session) -> T | None:
        """The same if this transaction has asked already."""
        session.flush()
        return session.info.get(self)

    def take(self, session: Session, rows: Rows) -> None:
        """The question has been answered with these rows."""
        pool = connection_of(session).engine.pool
        kept = self._kept.get(pool)
        if kept is None or kept[0] != rows:
            kept = (rows, self._make(session, rows))
            # A change that is rolled back may give the next one its number.
            if self not in _changed(session):
                self._kept[pool] = kept
        session.info[self] = kept[1]

    def question(self, session: Session) -> Question:
        """For a transaction that asks several together."""
        return Question(self._asked, {}, partial(self.take, session))

    def forget(self, session: Session) -> None:
        """It has been changed in this transaction."""
        session.info.pop(self, None)
        _changed(session).add(self)


def _changed(session: Session) -> set[Snapshot[Any]]:
    found: set[Snapshot[Any]] = session.info.setdefault("changed", set())
    return found
