"""`malvakten backup` and `malvakten restore` as typed: what is refused, in which words, and nothing is left."""

import io
import json
import re
import resource
import secrets
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from bot.operations.backup.archive import Reader, written
from models.operations.tables import AuditEvent
from models.people.tables import Person
from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, current_revision
from tests.stock import stocked


def malvakten(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


@pytest.fixture
def backup(database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of the real plan and people; DATABASE_URL is a new SQLite database."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "backup.zip"
    with stocked(database_kind, tmp_path) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        made = malvakten("backup", path)
        assert made.exit_code == 0, made.stderr
        assert re.fullmatch(rf"Wrote \d+ rows of \d+ tables \(schema {NEWEST_REVISION}\) to .*\n", made.stdout)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    return path


def persons(folder: Path) -> int | None:
    """How many the new database has; None while it has no tables."""
    database = Database(f"sqlite:///{folder}/new.db")
    try:
        if current_revision(database) is None:
            return None
        with database.read() as session:
            return session.execute(select(func.count()).select_from(Person)).scalar_one()
    finally:
        database.close()


def test_there_and_back(backup: Path, tmp_path: Path) -> None:
    looked_at = malvakten("restore", "--dry-run", backup)
    assert (looked_at.exit_code, persons(tmp_path)) == (0, None)
    assert "is whole" in looked_at.stdout
    restored = malvakten("restore", backup)
    assert restored.exit_code == 0, restored.stderr
    assert restored.stdout.startswith("Restored ")
    assert (persons(tmp_path) or 0) > 10
    assert malvakten("status", "--json").exit_code == 0
    again = malvakten("restore", backup)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is not empty" in again.stderr


def _flip(data: bytes) -> bytes:
    """In the middle of the largest table; between two of them are dates that nobody reads."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        largest = max(archive.infolist(), key=lambda each: each.compress_size)
    middle = largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "spoil",
    [_flip, lambda data: data[: len(data) // 2], lambda data: data[:-1], lambda _: b"", lambda _: b"no zip" * 100],
    ids=["a byte", "half", "nearly whole", "empty", "something else"],
)
def test_a_damaged_file_is_refused_and_nothing_is_stored(
    backup: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    backup.write_bytes(spoil(backup.read_bytes()))
    for words in (["restore", backup], ["restore", "--dry-run", backup]):
        refused = malvakten(*words)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "is damaged or cut off" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
    assert persons(tmp_path) is None


def rewritten(path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> None:
    """Changes the manifest and the members, with fitting sums of the zip's own."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    with zipfile.ZipFile(path, "w") as new:
        for name, data in members.items():
            new.writestr(name, data)
        new.writestr("manifest.json", json.dumps(manifest))


def _without_a_row(_manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    members["tables/person.jsonl"] = b"\n".join(members["tables/person.jsonl"].splitlines()[:-1]) + b"\n"


def _with_another_name(_manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    members["tables/person.jsonl"] = members["tables/person.jsonl"].replace(b"example.se", b"exempel.se", 1)


def _without_a_table(_manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    del members["tables/person.jsonl"]


def _table_untold(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
    manifest["tables"] = [table for table in manifest["tables"] if table["name"] != "person"]


def _newer_schema(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
    manifest["revision"] = "9999"


def _newer_format(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
    manifest["version"] = 2


def _somebody_elses(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
    manifest["format"] = "other"


def _unknown_kind(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
    manifest["tables"][0]["columns"][0][1] = "blob"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_a_row, "damaged"), (_with_another_name, "damaged"), (_without_a_table, "damaged"),
        (_unknown_kind, "damaged"), (_table_untold, "does not fit the database: person"),
        (_newer_schema, "newer version of Målvakten (0.1.0, schema 9999). Install"),
        (_newer_format, "newer version of Målvakten. Install"), (_somebody_elses, "is no backup of Målvakten"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_was_written_is_refused(
    backup: Path, tmp_path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None], said: str
) -> None:
    rewritten(backup, change)
    refused = malvakten("restore", backup)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert said in refused.stderr
    assert persons(tmp_path) is None


@pytest.mark.one_database
def test_rows_that_refer_to_nothing_are_refused(backup: Path, tmp_path: Path) -> None:
    with Reader(backup) as old, written(tmp_path / "other.zip") as new:
        for table in old.manifest.tables:
            new_rows = [] if table.name == "person" else old.rows(table)
            made = new.table(table.name, table.columns, new_rows)
            old.manifest.tables[old.manifest.tables.index(table)] = made
        new.manifest(old.manifest)
    refused = malvakten("restore", tmp_path / "other.zip")
    assert refused.exit_code == 1
    assert "refers to nothing in person" in refused.stderr
    assert persons(tmp_path) is None


@pytest.mark.one_database
def test_only_an_older_backup_is_written_over(backup: Path, tmp_path: Path) -> None:
    malvakten("db", "upgrade")
    precious = tmp_path / "precious.txt"
    precious.write_text("Do not lose me.")
    refused = malvakten("backup", precious)
    assert (refused.exit_code, precious.read_text()) == (1, "Do not lose me.")
    assert "is no backup. Choose another name" in refused.stderr
    assert malvakten("backup", tmp_path / "new.db").exit_code == 1
    assert malvakten("backup", backup).exit_code == 0
    with Reader(backup) as replaced:
        assert replaced.manifest.rows == 0


@pytest.mark.one_database
def test_a_full_disk_leaves_the_older_backup_and_nothing_else(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/malvakten.db")
    database = Database(f"sqlite:///{tmp_path}/malvakten.db")
    with database.write() as session:
        at = datetime(2022, 7, 1, tzinfo=UTC)
        session.add(AuditEvent(at=at, what="x", subject=secrets.token_hex(99_000), after={}))
    database.close()
    before, names = backup.read_bytes(), sorted(tmp_path.iterdir())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, limits[1]))
    try:
        refused = malvakten("backup", backup)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.exit_code == 1
    assert "cannot be written: File too large" in refused.stderr
    assert backup.read_bytes() == before
    assert [path for path in sorted(tmp_path.iterdir()) if "malvakten.db-" not in path.name] == names


@pytest.mark.one_database
def test_what_cannot_be_done_is_said_in_a_sentence(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No such file" in malvakten("restore", tmp_path / "none.zip").stderr
    assert "No such file" in malvakten("backup", tmp_path / "none" / "x.zip").stderr
    assert "Run: malvakten db upgrade" in malvakten("backup", tmp_path / "x.zip").stderr
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    for words in (("backup", tmp_path / "x.zip"), ("restore", backup)):
        refused = malvakten(*words)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr.startswith("The database does not answer")
    assert not (tmp_path / "x.zip").exists()
    assert malvakten("backup").exit_code == 2
