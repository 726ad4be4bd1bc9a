"""Accounts that an older version linked by their address are known as such after the migration."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from models.storage.database import Database
from models.storage.schema import migrating, upgrade, upgrade_on
from tests.postgres import postgresql


@pytest.fixture
def older(database_kind: str, tmp_path: object) -> Iterator[Database]:
    """A database of the version before."""
    if database_kind == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/older.db")
        with migrating(database) as connection:
            upgrade_on(connection, "0006")
        yield database
        database.close()
        return
    with postgresql().database(template="template1") as url:
        database = Database(url)
        with migrating(database) as connection:
            upgrade_on(connection, "0006")
        yield database
        database.close()


def test_a_link_by_address_is_told_from_one_that_the_file_names(older: Database) -> None:
    with migrating(older) as connection:
        for number, account in ((1, "U1"), (2, "U2")):
            connection.execute(text(
                "INSERT INTO person (id, email, name, roles, slack_user_id) VALUES (:id, :email, 'A', '[]', :account)"
            ), {"id": number, "email": f"{number}@example.se", "account": account})  # fmt: skip
        connection.execute(text(
            "INSERT INTO audit_event (at, what, subject, details) "
            "VALUES ('2022-01-01 00:00:00', 'person.linked', 'person 2', '{}')"
        ))  # fmt: skip
        connection.execute(text(
            "INSERT INTO member (platform, account, membership, seen_at) "
            "VALUES ('slack', 'U2', 'full', '2022-01-01 00:00:00')"
        ))  # fmt: skip
    upgrade(older)
    with older.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, slack_by_email, removed_at FROM person ORDER BY id")).all()
        assert [(number, bool(by_email), removed) for number, by_email, removed in rows] == [
            (1, False, None), (2, True, None),
        ]  # fmt: skip
        assert connection.execute(text("SELECT count(*) FROM member")).scalar() == 0
