"""SQLite without its waits for the disk: nothing of a test has to survive a power cut, and a thousand tests commit some
thirty times each. A process that is killed loses nothing by it. The programs that tests start as processes of their own
do wait."""

import sqlite3
from typing import Any

from sqlalchemy import Pool, event


def do_not_sync() -> None:
    """From now on, for every engine of this process."""
    event.listen(Pool, "checkout", _do_not_sync)


def _do_not_sync(connection: Any, record: Any, _proxy: Any) -> None:
    # At a connection's first use: the program's own listener has set it up then.
    if isinstance(connection, sqlite3.Connection) and "unsynced" not in record.info:
        record.info["unsynced"] = True
        connection.execute("PRAGMA synchronous = OFF")
