"""The backup's file: a zip with one file of JSON lines for each table, and a manifest that says what must be in them.

`tables/NAME.jsonl` has a list of values a line, in the order of the manifest's columns. Values are the same whatever
database they come from: instants as ISO 8601 in UTC, dates as ISO 8601, JSON as its text.
"""

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

FORMAT, VERSION = "malvakten-backup", 1
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 10_000_000
KINDS = ("integer", "number", "text", "boolean", "instant", "date", "json")


class BackupFault(Exception):
    """A backup cannot be made, read or restored; the text says why and what to do, for the operator."""


@dataclass(frozen=True)
class Table:
    """What the archive holds of one table. `columns` are names with their kinds, of `KINDS`."""

    name: str
    columns: list[tuple[str, str]]
    rows: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Manifest:
    """What the archive holds. `revision` is the schema's, `made_at` an ISO 8601 instant."""

    revision: str
    program: str
    made_at: str
    database: str
    tables: list[Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class Writer:
    """Writes tables one after the other, then the manifest."""

    def __init__(self, target: zipfile.ZipFile) -> None:
        self._zip = target

    def table(self, name: str, columns: list[tuple[str, str]], rows: Iterable[list[Any]]) -> Table:
        digest, count = hashlib.sha256(), 0
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                member.write(line)
                count += 1
        return Table(name, columns, count, digest.hexdigest())

    def manifest(self, manifest: Manifest) -> None:
        told = {"format": FORMAT, "version": VERSION, **asdict(manifest)}
        self._zip.writestr(_MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))


class Reader:
    """An archive that was opened for reading; every fault of the file is a `BackupFault`."""

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
        """The rows of a table. Raises at the end when they are not what was written."""
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
        told = json.loads(self._zip.read(_MANIFEST))
        if not isinstance(told, dict) or told.pop("format", None) != FORMAT:
            raise BackupFault(f"{self._path} is no backup of Målvakten.")
        if told.pop("version", None) != VERSION:
            raise BackupFault(f"{self._path} was made by a newer version of Målvakten. Install that version.")
        tables = [_table(table) for table in told.pop("tables")]
        return Manifest(**told, tables=tables)

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


def _table(told: dict[str, Any]) -> Table:
    columns = [(str(name), str(kind)) for name, kind in told["columns"]]
    if not all(kind in KINDS for _, kind in columns):
        raise ValueError(told["name"])
    return Table(**{**told, "columns": columns})


@contextlib.contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new archive, which takes its name when it is whole; only its owner may read it.

    Raises BackupFault when the name belongs to something else than an older backup, or the disk is full.
    """
    if path.exists():
        _must_be_a_backup(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise BackupFault(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
                yield Writer(target)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
        _settle(path.parent)
    except OSError as error:
        raise BackupFault(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        Path(name).unlink(missing_ok=True)


def _must_be_a_backup(path: Path) -> None:
    try:
        Reader(path).__exit__()
    except BackupFault:
        raise BackupFault(f"{path} exists and is no backup. Choose another name.") from None


def _settle(folder: Path) -> None:
    """The new name outlives a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
