"""Backup and restore on both databases and between them: every row the same, all or nothing, online."""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, cast, func, insert, select, text, update
from sqlalchemy.types import JSON

import models.tables  # noqa: F401 - fills the metadata
from bot.operations.backup.archive import BackupFault
from bot.operations.backup.create import _snapshot, back_up
from bot.operations.backup.restore import check, restore
from models.operations.tables import AuditEvent, Heartbeat, InboundRequest
from models.outbox.queue import queue
from models.outbox.tables import Delivery
from models.people.handover import Handover
from models.people.tables import Person, Unit
from models.plan.tables import Placement
from models.rounds.tables import Round
from models.storage.base import Base
from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, current_revision, migrating, upgrade, upgrade_on
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import HandoverReason
from tests.fakes.slack import FakeSlack
from tests.harness import Clock, Running, running
from tests.postgres import NoPostgreSQL, postgresql
from tests.reports.support import add_answer, add_round
from tests.stock import stocked
from tests.until import until

NOW = datetime(2022, 7, 1, 12, 0, 0, 123456, tzinfo=UTC)
TABLES = Base.metadata.sorted_tables


@contextmanager
def database_of(kind: str, folder: Path, bare: bool = False) -> Iterator[Database]:
    """An empty database; `bare` without tables."""
    if kind == "sqlite":
        made = Database(f"sqlite:///{folder}/empty-{bare}.db")
        if not bare:
            upgrade(made)
        with contextlib.closing(made):
            yield made
        return
    server = postgresql()
    with (
        server.database("template1") if bare else server.database() as url,
        contextlib.closing(Database(url)) as made,
    ):
        yield made


@pytest.fixture
def full(stocked_url: str) -> Iterator[Database]:
    """The real plan and people, answers with awkward texts, messages, and every kind of value at its limits."""
    database = Database(stocked_url)
    with database.write() as session:
        of = add_round(session)
        add_answer(session, of, 14, comment="Rad\n2\t\\N \\. 'citat' \"C:\\temp\" 🟡 å", action_due=date(2026, 3, 31))
        add_answer(session, of, 14, minutes=5, status=Status.RED, comment="=1+1", cause="", action="\r\n")
        queue(session, "null", DeliveryKind.NOTICE, "slack", "channel:C", NOW, payload=None)
        queue(
            session,
            "data",
            DeliveryKind.NOTICE,
            "slack",
            "channel:C",
            NOW,
            payload={"å": [1, 2.5, None, True, "\u2028"]},
        )
        unit = session.scalars(select(Unit).order_by(Unit.id)).first()
        person = session.scalars(select(Person).order_by(Person.id)).first()
        assert unit is not None and person is not None  # noqa: PT018 - the stock has both
        unit.deputy_email, unit.chosen_deputy_email, person.chosen_deputy_email = "a@example.se", "", "b@example.se"
        row = session.scalars(select(Placement.id)).first()
        session.add(Handover(round_id=of.id, placement_id=row, from_id=person.id, to_id=None,
                             reason=HandoverReason.NOT_MINE, at=NOW, note="Hör till 🟡 annan"))  # fmt: skip
        session.add(AuditEvent(at=NOW, what="x", subject="", after={}))
        session.add(InboundRequest(key="k", at=NOW, reply=None))
        # Each the other's deputy or later in the table than whoever refers to it.
        session.execute(text("UPDATE delivery SET parent_id = (SELECT max(id) FROM delivery) WHERE key = 'null'"))
        session.execute(text("UPDATE delivery SET parent_id = (SELECT min(id) FROM delivery) WHERE key = 'data'"))
    yield database
    database.close()


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every table row by row, JSON as it stands there."""
    found = {}
    with database.read() as session:
        for table in TABLES:
            columns = [cast(c, Text) if isinstance(c.type, JSON) else c for c in table.columns]
            found[table.name] = [tuple(row) for row in session.execute(select(*columns).order_by(*table.primary_key))]
    return found


def needs_postgresql(kind: str) -> None:
    try:
        if kind == "postgresql":
            postgresql()
    except NoPostgreSQL as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("bare", [False, True], ids=["migrated", "bare"])
@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_every_row_comes_back_in_either_database(full: Database, target: str, bare: bool, tmp_path: Path) -> None:
    needs_postgresql(target)
    path = tmp_path / "backup.zip"
    made = back_up(full, path, NOW)
    assert made.rows == sum(len(rows) for rows in contents(full).values()) > 300
    assert path.stat().st_mode & 0o777 == 0o600
    with database_of(target, tmp_path, bare) as empty:
        assert restore(empty, path, NOW) == made == check(path)
        assert contents(empty) == contents(full)
        assert current_revision(empty) == NEWEST_REVISION
        again = back_up(empty, tmp_path / "again.zip", NOW)
        assert again.tables == made.tables
        with full.write() as one, empty.write() as other:
            assert _next_ids(one) == _next_ids(other)


def _next_ids(session: Any) -> list[int]:
    """New rows get the numbers that they would have got."""
    unit, event = Unit(name="Ny", key="ny"), AuditEvent(at=NOW, what="x", subject="", after={})
    session.add_all([unit, event])
    session.flush()
    return [unit.id, event.id]


def test_a_backup_is_of_one_moment_and_holds_up_nobody(full: Database) -> None:
    with _snapshot(full) as connection:
        before = connection.execute(select(func.count()).select_from(Person)).scalar_one()
        with full.write(2.0) as session:
            session.add(InboundRequest(key="later", at=NOW, reply=None))
            session.execute(update(Round).values(name="Ändrad"))
        assert connection.execute(select(func.count()).select_from(InboundRequest)).scalar_one() == 1
        assert connection.execute(select(Round.name)).scalar_one() != "Ändrad"
        assert before > 0


def test_writes_go_on_during_a_backup(full: Database, tmp_path: Path) -> None:
    """Two rows are always written together; a backup has both or none."""
    stop, written = threading.Event(), 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            with full.write() as session:
                session.add(InboundRequest(key=f"pair{written}", at=NOW, reply=None))
                session.add(AuditEvent(at=NOW, what="pair", subject=str(written), after={}))
            written += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        until(lambda: written)
        for number in range(3):
            back_up(full, tmp_path / f"{number}.zip", NOW)
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        with database_of("sqlite", tmp_path / str(number)) as empty:
            restore(empty, tmp_path / f"{number}.zip", NOW)
            with empty.read() as session:
                keys = session.scalars(select(InboundRequest.key).where(InboundRequest.key.startswith("pair"))).all()
                subjects = session.scalars(select(AuditEvent.subject).where(AuditEvent.what == "pair")).all()
            assert {f"pair{subject}" for subject in subjects} == set(keys)
            assert keys


def test_nothing_is_restored_over_anything(full: Database, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    back_up(full, path, NOW)
    before = contents(full)
    with pytest.raises(BackupFault, match="not empty: activity, "):
        restore(full, path, NOW)
    assert contents(full) == before
    with database_of(full.url.get_backend_name(), tmp_path) as empty:
        restore(empty, path, NOW)
        with pytest.raises(BackupFault, match="not empty"):
            restore(empty, path, NOW)
        assert contents(empty) == before


def test_a_running_program_is_not_restored_under(full: Database, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    back_up(full, path, NOW)
    with database_of(full.url.get_backend_name(), tmp_path) as empty:
        with empty.write() as session:
            session.execute(insert(Heartbeat).values(name="worker", at=NOW - timedelta(seconds=3)))
        with pytest.raises(BackupFault, match="Stop it first"):
            restore(empty, path, NOW)
        restore(empty, path, NOW + timedelta(minutes=1))
        assert contents(empty) == contents(full)


def test_what_does_not_fit_postgresql_is_said_and_nothing_is_stored(tmp_path: Path) -> None:
    """SQLite does not hold anybody to a column's length."""
    needs_postgresql("postgresql")
    with stocked("sqlite", tmp_path) as url:
        full = Database(url)
        with full.write() as session:
            session.add(Unit(name="x" * 201, key="x"))
        back_up(full, tmp_path / "backup.zip", NOW)
        full.close()
    with database_of("postgresql", tmp_path) as empty:
        with pytest.raises(BackupFault, match=r"^unit cannot be stored: value too long"):
            restore(empty, tmp_path / "backup.zip", NOW)
        assert not any(contents(empty).values())


def test_an_older_backup_is_brought_up_to_date(database_kind: str, tmp_path: Path) -> None:
    with database_of(database_kind, tmp_path, bare=True) as old:
        with migrating(old) as connection:
            upgrade_on(connection, "0001")
            connection.execute(text("INSERT INTO unit (id, name, key) VALUES (7, 'Enhet', 'enhet')"))
        assert back_up(old, tmp_path / "old.zip", NOW).revision == "0001"
    (tmp_path / "new").mkdir()
    with database_of(database_kind, tmp_path / "new", bare=True) as new:
        restore(new, tmp_path / "old.zip", NOW)
        assert current_revision(new) == NEWEST_REVISION
        with new.read() as session:
            assert session.execute(text("SELECT id, name FROM unit")).all() == [(7, "Enhet")]
    if NEWEST_REVISION != "0001":
        with database_of(database_kind, tmp_path / "new") as newer, pytest.raises(BackupFault, match="without tables"):
            restore(newer, tmp_path / "old.zip", NOW)


def test_a_database_of_something_else_is_left_alone(full: Database, tmp_path: Path) -> None:
    back_up(full, tmp_path / "backup.zip", NOW)
    with database_of(full.url.get_backend_name(), tmp_path, bare=True) as other:
        with other.write() as session:
            session.execute(text("CREATE TABLE theirs (id integer)"))
        with pytest.raises(BackupFault, match="something else"):
            restore(other, tmp_path / "backup.zip", NOW)
        assert current_revision(other) is None


@pytest.mark.parametrize(("look_first", "begun"), [(True, None), (False, 0)])
def test_what_had_not_begun_in_the_backup_may_have_begun_since(
    full: Database, tmp_path: Path, look_first: bool, begun: int | None
) -> None:
    claimed = {"state": DeliveryState.SENDING, "attempt": 1, "begun_attempt": 0, "lease_until": NOW}
    with full.write() as session:
        session.execute(update(Delivery).where(Delivery.key == "data").values(claimed))
    back_up(full, tmp_path / "backup.zip", NOW)
    with database_of(full.url.get_backend_name(), tmp_path, bare=True) as other:
        restore(other, tmp_path / "backup.zip", NOW, look_first=look_first)
        with other.read() as session:
            row = session.scalars(select(Delivery).where(Delivery.key == "data")).one()
            assert (row.state, row.begun_attempt) == (DeliveryState.SENDING, begun)


def prompts_of(bot: Running, state: DeliveryState) -> dict[str, str | None]:
    """The opening messages with the platform's ids once all are in this state, else nothing."""
    found = bot.deliveries(kind=DeliveryKind.PROMPT)
    return {row.key: row.platform_message for row in found} if {row.state for row in found} == {state} else {}


def test_what_was_sent_after_the_backup_is_not_sent_again(
    slack: FakeSlack, clock: Clock, stocked_url: str, tmp_path: Path
) -> None:
    """A program that asks everybody, is lost, and is restored from a backup of the moment before."""
    path = tmp_path / "backup.zip"
    with running(slack, stocked_url, clock, tmp_path) as bot:
        slack.faults.add("chat.postMessage", "429", times=None)
        bot.create_round()
        clock.move(minutes=1)
        slack.wait_for(lambda: bot.deliveries(kind=DeliveryKind.PROMPT))
        back_up(bot.program.database, path, clock())
        slack.faults.clear()
        bot.as_time_passes(lambda: prompts_of(bot, DeliveryState.SENT))
        sent = prompts_of(bot, DeliveryState.SENT)
    clock.move(minutes=5)
    (tmp_path / "new").mkdir()
    with database_of("sqlite", tmp_path / "new", bare=True) as empty:
        restore(empty, path, clock(), look_first=True)
        url = str(empty.url)
    with running(slack, url, clock, tmp_path) as bot:
        bot.as_time_passes(lambda: prompts_of(bot, DeliveryState.SENT))
        assert prompts_of(bot, DeliveryState.SENT) == sent
        assert [len(slack.person(user).inbox) for user in ("UAGFOLK01", "UAGSAMH02")] == [1, 1]
        assert slack.person("UAGFOLK01").command("/rapportera", "14 grön Enligt plan.").text.startswith("Tack")
    assert slack.violations == []
