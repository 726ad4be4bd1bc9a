"""What becomes of connections when a database is closed."""

from typing import Any

import pytest
from sqlalchemy import event

from models.storage.database import Database


@pytest.mark.parametrize("is_over_before", [True, False])
def test_a_connection_in_use_is_closed_when_it_comes_back(database_url: str, is_over_before: bool) -> None:
    database = Database(database_url)
    opened: list[Any] = []
    closed: list[Any] = []
    event.listen(database.engine, "connect", lambda connection, _: opened.append(connection))
    event.listen(database.engine, "close", lambda connection, _: closed.append(connection))
    with database.read() as session:
        session.connection()
        if not is_over_before:
            database.close()
    database.close()
    assert len(opened) == 1
    assert closed == opened
