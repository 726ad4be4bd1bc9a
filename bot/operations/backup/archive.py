"""The backup's file: a zip with one file of JSON lines for each table, and a manifest with their columns and checksums.

Each line of `tables/NAME.jsonl` is a list of values, in the order of the manifest's columns. Values do not depend on
the database: instants are ISO 8601 in UTC, dates ISO 8601, JSON its text.
"""

import contextlib
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from bot.operations.whole_file import whole_file

FORMAT, VERSION = "malvakten-backup", 1
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 10_000_000
KINDS = ("integer", "number", "text", "boolean", "instant", "date", "json")


class BackupFault(Exception):
    """A backup cannot be made, read or restored; the text says why and what to do, for the operator."""


@dataclass(frozen=True)
class Table:
    """A table in the archive. `columns` are names with their kinds (`KINDS`), `sha256` is of its file."""

    name: str
    columns: list[tuple[str, str]]
    rows: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Manifest:
    """The archive's contents. `revision` is the schema's, `program` the version that made it, `made_at` an ISO 8601
    instant, `database` the SQLAlchemy name of the database's kind."""

    revision: str
    program: str
    made_at: str
    database: str
    tables: list[Table]

    @property
    def rows(self) -> int:
        """The number of rows of all tables."""
        return sum(table.rows for table in self.tables)


class Writer:
    """Writes tables one after the other, then the manifest."""

    def __init__(self, target: zipfile.ZipFile) -> None:
        self._zip = target

    def table(self, name: str, columns: list[tuple[str, str]], rows: Iterable[list[Any]]) -> Table:
        """Writes a table's rows; returns its entry for the manifest."""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                member.write(line)
                count += 1
        return Table(name, columns, count, digest.hexdigest())

    def manifest(self, manifest: Manifest) -> None:
        document = {"format": FORMAT, "version": VERSION, **asdict(manifest)}
        self._zip.writestr(_MANIFEST, json.dumps(document, ensure_ascii=False, indent=1))


class Reader:
    """An archive opened for reading. Every method raises BackupFault when the file cannot be read or is damaged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._reading():
            self._zip = zipfile.ZipFile(path)
            self.manifest = self._read_manifest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """The rows of a table. Raises BackupFault after the last one when their number or checksum is wrong."""
        digest, count = hashlib.sha256(), 0
        with self._reading(), self._zip.open(_member(table.name)) as member:
            for line in member:
                row = json.loads(line)
                if not isinstance(row, list) or len(row) != len(table.columns):
                    raise ValueError(table.name)
                digest.update(line)
                count += 1
                yield row
        if count != table.rows or digest.hexdigest() != table.sha256:
            raise self._damaged()

    def _read_manifest(self) -> Manifest:
        if _MANIFEST not in self._zip.namelist() or self._zip.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
            raise BackupFault(f"{self._path} is no backup of Målvakten.")
        document = json.loads(self._zip.read(_MANIFEST))
        if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
            raise BackupFault(f"{self._path} is no backup of Målvakten.")
        if document.pop("version", None) != VERSION:
            raise BackupFault(f"{self._path} was made by a newer version of Målvakten. Install that version.")
        tables = [_table(entry) for entry in document.pop("tables")]
        return Manifest(**document, tables=tables)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, NotImplementedError):
            raise self._damaged() from None
        except OSError as error:
            raise BackupFault(f"{self._path} cannot be read: {error.strerror or type(error).__name__}.") from None

    def _damaged(self) -> BackupFault:
        return BackupFault(f"{self._path} is damaged or cut off, or no backup of Målvakten. Use another backup.")


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"


def _table(entry: dict[str, Any]) -> Table:
    columns = [(str(name), str(kind)) for name, kind in entry["columns"]]
    if not all(kind in KINDS for _, kind in columns):
        raise ValueError(entry["name"])
    return Table(**{**entry, "columns": columns})


@contextlib.contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Writes a new archive under a temporary name, and renames it when it is complete. Only its owner may read it.

    Raises BackupFault when the file exists and is not a backup, or cannot be written.
    """
    if path.exists():
        _must_be_a_backup(path)
    try:
        with whole_file(path, private=True) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
            yield Writer(target)
    except OSError as error:
        raise BackupFault(f"{path} cannot be written: {error.strerror}.") from None


def _must_be_a_backup(path: Path) -> None:
    try:
        Reader(path).__exit__()
    except BackupFault:
        raise BackupFault(f"{path} exists and is no backup. Choose another name.") from None
