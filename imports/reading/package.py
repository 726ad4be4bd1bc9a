"""The parts of a workbook file (.xlsx is a zip archive of XML), whatever the case and slashes of their names."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from xml.parsers import expat

from imports.reading.advice import AS_WORKBOOK

_LARGEST_PART = 128 * 2**20  # unpacked; the largest sheet of a real plan is a few hundred kilobytes
_MOST_INSIDE = 300_000  # elements within one row
_TOO_LARGE = (
    f"the workbook unpacks to more than {_LARGEST_PART // 2**20} MB: copy the cells of the table to a new, empty "
    "workbook, save that, and import it"
)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, expat.ExpatError, ParseError)
_DAMAGED = (
    f"the workbook is damaged, or was not copied completely: {AS_WORKBOOK}. Excel mends what it "
    "can; if it cannot open the file either, copy or download it once more, or ask the one who sent it"
)


class WorkbookFault(Exception):
    """Why a workbook cannot be read, and how to save it."""


class Package:
    """An opened archive. Every part is bounded in size, and none may declare entities of its own."""

    def __init__(self, content: bytes) -> None:
        with _told():
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        if not self._zip.infolist():
            raise WorkbookFault(_DAMAGED)
        self._parts = {_normal(info.filename): info for info in self._zip.infolist()}

    def names(self) -> list[str]:
        """The parts' names, in lower case with forward slashes."""
        return list(self._parts)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _normal(name) in self._parts

    def head(self, name: str) -> bytes:
        """The part's first bytes."""
        with _told(), self._open(name) as part:
            return part.read(200)

    def elements(self, name: str, *tags: str) -> Iterator[Element]:
        """The part's elements of these names (without their namespace) as soon as each is complete.

        What has been handed out is forgotten, so that memory does not grow with the part.
        """
        with _told(), self._open(name) as part:
            _refuse_entities(part)
        with _told(), self._open(name) as part:
            open_: list[Element] = []
            wanted = inside = 0
            for event, element in iterparse(part, ("start", "end")):  # noqa: S314  (no entities, bounded size)
                is_wanted = local(element) in tags
                if event == "start":
                    open_.append(element)
                    wanted += is_wanted
                    inside += 1
                    if inside > _MOST_INSIDE:
                        raise WorkbookFault(_TOO_LARGE)
                    continue
                open_.pop()
                wanted -= is_wanted
                if is_wanted:
                    yield element
                if not wanted:
                    inside = 0
                    element.clear()
                    if open_:
                        open_[-1].remove(element)

    def relations(self, of: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id → (the last word of the kind, the part's name)."""
        folder, file = posixpath.split(of)
        name = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if not self.has(name):
            return {}
        return {
            element.get("Id", ""): (
                element.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/" + folder, element.get("Target", "").replace("\\", "/"))).lstrip(
                    "/"
                ),
            )
            for element in self.elements(name, "Relationship")
        }

    def _open(self, name: str) -> IO[bytes]:
        info = self._parts.get(_normal(name))
        if info is None:
            raise WorkbookFault(_DAMAGED)
        if info.flag_bits & 1:
            raise WorkbookFault(f"the workbook is locked with a password: remove it, that is, {AS_WORKBOOK}")
        if info.file_size > _LARGEST_PART:
            raise WorkbookFault(_TOO_LARGE)
        return self._zip.open(info)


def local(element: Element) -> str:
    """The element's name without its namespace: Strict and usual workbooks differ in that alone."""
    return element.tag.rpartition("}")[2]


@contextmanager
def _told() -> Iterator[None]:
    """What the archive and XML libraries raise on broken files, in words."""
    try:
        yield
    except _BROKEN:
        raise WorkbookFault(_DAMAGED) from None


def _refuse_entities(part: IO[bytes]) -> None:
    """A document type can make a small file grow without end, and no spreadsheet program writes one."""

    def refuse(*_: object) -> None:
        raise WorkbookFault(_DAMAGED)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.ParseFile(part)


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
