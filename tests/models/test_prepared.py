"""Prepared statements give and take what Core would, on both databases."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Text, bindparam, cast, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.base import UtcInstant, instant_of, instant_text
from models.database import Database, at_commit, connection_of
from models.ledger import AuditEvent, Heartbeat, InboundRequest
from models.outbox import insert_for
from models.prepared import Prepared, run_all
from models.schema import upgrade

NOW = datetime(2022, 6, 8, 11, 30, tzinfo=UTC)
COLUMNS = ("at", "what", "subject", "person_id", "details")
add = Prepared(lambda _dialect: insert(AuditEvent).returning(AuditEvent.id), COLUMNS)
find = Prepared(
    lambda _dialect: (
        select(AuditEvent.at, AuditEvent.subject, AuditEvent.details)
        .where(AuditEvent.what == "seen", AuditEvent.subject == bindparam("of"))
        .limit(1)
    )
)
once = Prepared(lambda dialect: insert_for(dialect, InboundRequest).on_conflict_do_nothing(), ("key", "at", "reply"))
plain = Prepared(lambda _dialect: insert(InboundRequest), ("key", "at", "reply"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    upgrade(made)
    yield made
    made.close()


def event(subject: str) -> dict[str, object]:
    return {"at": NOW, "what": "seen", "subject": subject, "person_id": None, "details": {"å": [1, None]}}


def test_types_go_both_ways(database: Database) -> None:
    with database.write() as session:
        ((first,),) = add.rows(connection_of(session), event("Västmanland"))
        assert add.rows(connection_of(session), event("Sala")) == [(first + 1,)]
    with database.read() as session:
        assert find.rows(connection_of(session), {"of": "Västmanland"}) == [(NOW, "Västmanland", {"å": [1, None]})]
        assert find.rows(connection_of(session), {"of": "Köping"}) == []
        core = session.scalars(select(AuditEvent).where(AuditEvent.id == first)).one()
        assert (core.at, core.details) == (NOW, {"å": [1, None]})


def test_many_says_how_many_were_new(database: Database) -> None:
    rows = [{"key": key, "at": NOW, "reply": None} for key in "abc"]
    with database.write() as session:
        assert once.many(connection_of(session), rows[:2]) == 2
        assert once.many(connection_of(session), rows) == 1
        assert session.scalars(select(InboundRequest.reply)).all() == [None, None, None]


def test_a_fault_is_the_one_that_core_raises_and_shows_no_values(database: Database) -> None:
    row = {"key": "hemligt", "at": NOW, "reply": None}
    with pytest.raises(IntegrityError) as caught, database.write() as session:
        plain.many(connection_of(session), [row, row])
    assert "hemligt" not in str(caught.value).split("DETAIL")[0]
    with database.read() as session:
        assert session.scalars(select(InboundRequest.key)).all() == []


def test_a_session_used_again_gets_its_new_connection(database: Database) -> None:
    with database.read() as session:
        first = connection_of(session)
        assert connection_of(session) is first
        session.rollback()
        assert connection_of(session) is not first


def test_the_two_hours_of_the_autumn_night_stay_two(database: Database) -> None:
    """As aware values of one zone they are equal in Python, and so is their hash."""
    stockholm = ZoneInfo("Europe/Stockholm")
    beat = Prepared(lambda _dialect: insert(Heartbeat), ("name", "at"))
    with database.write() as session:
        for fold in (0, 1):
            at = datetime(2026, 10, 25, 2, 30, tzinfo=stockholm, fold=fold)
            beat.many(connection_of(session), [{"name": f"fold {fold}", "at": at}])
        found = {row.name: row.at for row in session.execute(select(Heartbeat.name, Heartbeat.at))}
    assert found == {
        "fold 0": datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "fold 1": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    }  # fmt: skip


@pytest.mark.parametrize("many", [1, 3])
def test_many_rows_are_stored_as_one_is(database: Database, many: int) -> None:
    at = NOW.astimezone(ZoneInfo("Europe/Stockholm"))
    replies = [None, {"text": 'å "\\ 🟢', "n": [1, None]}, {}]
    rows = [{"key": f"key-{n}", "at": at, "reply": reply} for n, reply in enumerate(replies)]
    with database.write() as session:
        for first in range(0, len(rows), many):
            assert plain.many(connection_of(session), rows[first : first + many]) == many
    with database.read() as session:
        found = session.execute(select(InboundRequest.key, InboundRequest.at, InboundRequest.reply).order_by("key"))
        assert [tuple(row) for row in found] == [(row["key"], NOW, row["reply"]) for row in rows]
        texts = session.scalars(select(cast(InboundRequest.reply, Text)).order_by(InboundRequest.key)).all()
        assert [json.loads(text) for text in texts] == replies
        assert texts[0] == "null"


@given(at=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_instants_are_written_on_sqlite_as_core_writes_them(at: datetime) -> None:
    write = UtcInstant().dialect_impl(sqlite.dialect()).bind_processor(sqlite.dialect())
    assert write is not None
    assert instant_text(at) == write(at)
    # In one zone: an hour that a clock shows twice is equal to none of another zone (PEP 495).
    assert instant_of(instant_text(at)) == at.astimezone(UTC)
    assert (instant_text(None), instant_of(None)) == (None, None)


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    rows = [{"key": key, "at": NOW.replace(tzinfo=None), "reply": None} for key in "ab"]
    with database.write() as session:
        for some in (rows, rows[:1]):
            with pytest.raises(ValueError, match="naive"):
                plain.many(connection_of(session), some)


@pytest.mark.parametrize("odd", ["\x00", "\ud800", 2**70], ids=["nul", "half", "big"])
def test_many_rows_take_what_one_takes(database: Database, odd: object) -> None:
    rows = [{"key": key, "at": NOW, "reply": {"odd": odd}} for key in "ab"]
    with database.write() as session:
        assert plain.many(connection_of(session), rows[:1]) == 1
        assert plain.many(connection_of(session), [rows[1], {**rows[1], "key": "c"}]) == 2


def test_what_is_left_for_the_end_may_leave_more(database: Database) -> None:
    done: list[str] = []

    def second(_session: Session, items: list[str]) -> None:
        done.extend(items)

    def first(session: Session, items: list[str]) -> None:
        done.extend(items)
        at_commit(session, second, "second")

    with database.write() as session:
        at_commit(session, first, "first")
    assert done == ["first", "second"]


def begins_with_many(session: Session) -> None:
    once.many(connection_of(session), [{"key": key, "at": NOW, "reply": None} for key in "ab"])


def begins_with_one(session: Session) -> None:
    plain.many(connection_of(session), [{"key": "a", "at": NOW, "reply": None}])


def begins_with_several(session: Session) -> None:
    rows = [{"key": "a", "at": NOW, "reply": None}]
    run_all(connection_of(session), [(plain, rows), (add, [event("Sala")])])


def begins_through_core(session: Session) -> None:
    session.execute(insert(InboundRequest).values(key="a", at=NOW, reply=None))


@pytest.mark.parametrize(
    "work", [begins_with_many, begins_with_one, begins_with_several, begins_through_core], ids=lambda f: f.__name__
)
def test_whatever_a_hasty_transaction_begins_with_is_taken_back_with_it(
    database: Database, work: Callable[[Session], None]
) -> None:
    with database.write(hasty=True) as session:
        work(session)
        session.rollback()
    with database.write(hasty=True) as session:
        assert session.scalars(select(InboundRequest.key)).all() == []
        work(session)
    with database.read() as session:
        assert "a" in session.scalars(select(InboundRequest.key)).all()
