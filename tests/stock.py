"""A database with the real plan and the invented people in it, made once in each test process and then copied."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from imports.people.file import PersonRow, read_people
from imports.people.store import apply_people
from imports.plan.file import read_plan
from imports.plan.store import apply_plan
from models.storage.database import Database, parse_url
from models.storage.schema import upgrade
from tests.postgres import postgresql

SAMPLES = Path(__file__).parent.parent / "samples" / "vastmanland-2022"


@cache
def sample_people() -> tuple[PersonRow, ...]:
    """The rows of the sample people file."""
    return tuple(read_people(SAMPLES / "people.csv").rows)


def import_samples(session: Session) -> None:
    """The real plan and the invented people."""
    now = datetime(2022, 1, 10, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
    apply_plan(session, read_plan(SAMPLES / "activities.json").rows, 2022, now)
    apply_people(session, sample_people(), now)


def _fill(database: Database) -> None:
    with database.write() as session:
        import_samples(session)
    database.close()


# What a database is copied from: the bytes of SQLite's file, or the name of a database of PostgreSQL's.
Template = bytes | str
_numbers = count(1)


@cache
def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stock.db"
        database = Database(f"sqlite:///{path}")
        upgrade(database)
        _fill(database)
        return path.read_bytes()


@cache
def _postgresql() -> str:
    name = "malvakten_stock"
    server = postgresql()
    server.copy(name)
    _fill(Database(server.url(name)))
    return name


def stock(kind: str) -> Template:
    """`kind` is `sqlite` or `postgresql`. Raises NoPostgreSQL."""
    return _sqlite() if kind == "sqlite" else _postgresql()


@contextmanager
def stocked(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database of its own, as for `stock`."""
    with copied(stock(kind), folder) as url:
        yield url


@contextmanager
def copied(template: Template, folder: Path) -> Iterator[str]:
    """The URL of a database of its own."""
    if isinstance(template, bytes):
        path = folder / "malvakten.db"
        path.write_bytes(template)
        yield f"sqlite:///{path}"
        return
    with postgresql().database(template) as url:
        yield url


def template_of(url: str) -> Template:
    """What others are copied from, of a database that nobody is connected to any more."""
    name = parse_url(url).database
    assert name is not None
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(name)) as stored:
            return stored.serialize()
    template = f"malvakten_kept_{next(_numbers)}"
    postgresql().copy(template, name)
    return template
