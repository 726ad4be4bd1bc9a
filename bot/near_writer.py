"""Brief writes on SQLite, done in the event loop: to a thread and back is longer than the write itself
(docs/decisions.md has the measurement).

The loop never waits for another's write lock: while another process or thread is writing, what is brief goes the way of
everything else.
"""

from collections.abc import Callable

from bot.batch import NotBegun, Unit, run_together, tell
from models.database import Database


class NearWriter:
    """Commits units at once. `leave` takes what cannot be done here."""

    def __init__(self, database: Database, leave: Callable[[list[Unit]], None]) -> None:
        self._database = database
        self._leave = leave

    def commit(self, batch: list[Unit]) -> None:
        try:
            results = run_together(self._database, batch, patience=0)
        except NotBegun:
            self._leave(batch)
        except Exception as error:
            if len(batch) > 1:
                for unit in batch:
                    unit.alone = True
                self._leave(batch)
            else:
                tell(batch, [(False, error)])
        else:
            tell(batch, [(True, result) for result in results])
