"""Files and databases for the tests of imports and exports."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select

from imports.plan.file import PlanRow, read_plan
from imports.reading.letters.swedish import garbled, untwice
from models.storage.database import Database
from models.storage.schema import upgrade
from models.tables import ActivityWording, Placement
from models.vocabulary.plan import GoalKind

SAMPLES = Path(__file__).parents[2] / "samples" / "vastmanland-2022"
ACTIVITIES = SAMPLES / "activities.json"
PEOPLE = SAMPLES / "people.csv"
NOW = datetime(2022, 6, 1, 8, 0, tzinfo=UTC)
PLAN_COLUMNS = ("order", "goal_kind", "goal", "activity", "units", "comment", "status")


@cache
def _empty_database() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        database = Database(f"sqlite:///{path}")
        upgrade(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return path.read_bytes()


def new_database(folder: Path) -> Database:
    """A migrated SQLite database in a file of its own (the migrations run once and the file is copied)."""
    path = folder / "malvakten.db"
    path.write_bytes(_empty_database())
    return Database(f"sqlite:///{path}")


def assert_beginnings(told: Sequence[str], beginnings: Sequence[str]) -> None:
    """The sentences in order, each with something after its beginning or nothing."""
    assert [text[: len(start)] for text, start in zip(told, beginnings, strict=True)] == list(beginnings)


def dump(database: Database, *leave_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those named."""
    from models.storage.base import Base

    with database.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in leave_out
        }


def real_rows() -> list[dict[str, Any]]:
    """The real plan as the sample file has it."""
    rows: list[dict[str, Any]] = json.loads(ACTIVITIES.read_text(encoding="utf-8"))
    return rows


def real_plan() -> tuple[PlanRow, ...]:
    plan = read_plan(ACTIVITIES)
    assert plan.faults == ()
    return plan.rows


def plan_row(order: int, activity: str, **others: Any) -> PlanRow:
    values: dict[str, Any] = {"goal_kind": GoalKind.VISION, "goal": "Hållbar utveckling", "units": ("Hållbarhet",)}
    return PlanRow(position=order, order=order, activity=activity, **{**values, **others})


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a spreadsheet holds it: lists as text."""
    return {key: "/".join(value) if isinstance(value, list) else value for key, value in row.items()}


def write_csv(
    path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([flat(row).get(column, "") for column in columns] for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(columns))
    for row in rows:
        sheet.append([flat(row).get(column) for column in columns])
    book.save(path)
    return path


def write_json(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def activities_of(database: Database) -> dict[int, int]:
    """Each row's activity."""
    with database.read() as session:
        return {p.row: p.activity_id for p in session.scalars(select(Placement))}


def wordings_of(database: Database, activity: int) -> list[str]:
    """An activity's words, oldest first."""
    with database.read() as session:
        query = select(ActivityWording).where(ActivityWording.activity_id == activity)
        return [w.text for w in session.scalars(query.order_by(ActivityWording.version))]


def reads_right(text: str) -> bool:
    """Whether no letters of the text look as if they had been read in a wrong encoding, which the import refuses."""
    return not (garbled(text, swedish_elsewhere=True) or garbled(text, swedish_elsewhere=False) or untwice(text))
