"""The report as HTML: everything is text, nothing is fetched, and the Nu HTML checker has nothing to say."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports.content.document import Heading, Noted, Table
from reports.formats import report_html
from reports.formats.printable import printable
from tests.reports.formats.bad_texts import BAD_TEXTS
from tests.reports.formats.documents import sample_document

# Where `make vnu` puts it.
VNU = Path(__file__).parents[3] / ".venv" / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ASKS = re.compile(rb"<(?:script|link|img|iframe|object|base|form)\b|@import|url\((?!#)|\bon\w+=", re.IGNORECASE)


class Read(HTMLParser):
    """The texts of cells and headings, and every element with its attributes."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {"td": [], "th": [], "h1": [], "h2": [], "h3": []}
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._within: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.texts:
            self.texts[tag].append("")
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if self._within:
            self.texts[self._within[-1]][-1] += data


def test_whatever_is_written_is_printed_as_text() -> None:
    document = sample_document(rows=len(BAD_TEXTS) * 3, comments=BAD_TEXTS)
    content = report_html.render(document)
    cells = Read(content).texts["td"]
    noted = (
        cell
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if isinstance(cell, Noted)
    )
    shown = ["".join(map(printable, (cell.text, *cell.notes))) for cell in noted]
    assert [cell for cell in cells if cell in set(shown)] == shown, "whole, and in their order"
    own = ASKS.findall(report_html.render(sample_document(rows=3)))
    assert own == [], "nothing is asked for, and nothing runs"
    elements = {tag for tag, _ in Read(content).elements}
    assert elements == {tag for tag, _ in Read(report_html.render(sample_document(rows=3))).elements}


def test_tables_have_headings_and_charts_have_words() -> None:
    document = sample_document()
    read = Read(report_html.render(document))
    headings = [block for section in document.sections for block in section.blocks if isinstance(block, Heading)]
    for level in (2, 3):
        of_level = [each.text for each in headings if each.level == level]
        assert [each for each in read.texts[f"h{level}"] if each in of_level] == of_level
    assert read.texts["h1"] == [document.title]
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in read.elements if tag == "th")
    names = [tag for tag, _ in read.elements]
    assert names.count("caption") == names.count("table") > 0
    pictures = [attributes for tag, attributes in read.elements if tag == "svg" and "aria-hidden" not in attributes]
    assert [attributes["role"] for attributes in pictures] == ["img"]
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    told = {tag: attributes.get("id") for tag, attributes in read.elements if tag in {"title", "desc"}}
    assert str(pictures[0]["aria-labelledby"]).split() == list(told.values())


def test_a_style_cannot_be_ended_by_a_text() -> None:
    document = sample_document(draft='</style><b>"; } \\ x')
    assert report_html.render(document).count(b"</style>") == 1


def test_the_checker_finds_nothing(tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None or not VNU.exists():
        pytest.skip("needs java and `make vnu`")
    plain, bad = sample_document(), sample_document(rows=len(BAD_TEXTS) * 3, comments=BAD_TEXTS, draft="Utkast")
    # What it warns of in the bad ones are the letters that people wrote.
    for document, options in ((plain, ()), (bad, ("--errors-only",))):
        page = tmp_path / "page.html"
        page.write_bytes(report_html.render(document))
        words = [java, "-jar", str(VNU), *options, str(page)]
        found = subprocess.run(words, capture_output=True, text=True, check=False)
        assert (found.returncode, found.stderr) == (0, "")
