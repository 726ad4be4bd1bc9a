"""The five forms are read back and compared: the same headings, figures, rows and comments in the same order."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from i18n import translator
from models.rules.spreadsheet import unescape_ooxml
from models.vocabulary.rounds import ReportForm
from reports.content.half_year.from_record import report_of_snapshot
from reports.formats.half_year import make_report
from reports.formats.printable import printable
from tests.reports.formats.bad_texts import BAD_TEXTS
from tests.reports.formats.documents import GOALS
from tests.reports.formats.pdfs import faults, running_text, squeezed
from tests.reports.formats.records import record_of

T = translator("sv", ZoneInfo("Europe/Stockholm"))
WORDS = {
    "green": "● Grönt",
    "yellow": "▲ Gult",
    "red": "■ Rött",
    "cannot_assess": "◆ Kan inte bedömas",
    None: "○ Ej rapporterat",
}
COUNTED = ("total", "green", "yellow", "red", "cannot_assess", "not_reported")
Row = tuple[str, str, str, str, str]


@dataclass
class Told:
    """What a form tells. `headings` are all of the document's, for json those of the goals alone."""

    headings: list[str] = field(default_factory=list)
    figures: list[list[int]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def made(record: bytes) -> Mapping[ReportForm, bytes]:
    report = report_of_snapshot(record)
    return {form: make_report(T, report, form)[0].content for form in ReportForm}


@pytest.fixture(scope="module")
def forms() -> Mapping[ReportForm, bytes]:
    return made(record_of(40))


@pytest.fixture(scope="module")
def bad_forms() -> Mapping[ReportForm, bytes]:
    return made(record_of(3 * len(BAD_TEXTS), BAD_TEXTS))


def of_json(content: bytes) -> Told:
    report: dict[str, Any] = json.loads(content)
    counts = [*(goal["counts"] for goal in report["goals"]), report["totals"]]
    rows = [
        (
            str(row["row"]),
            row["activity"],
            " / ".join(row["units"]),
            printable(row["comment"] or ""),
            WORDS[row["status"]],
        )
        for goal in report["goals"]
        for row in goal["rows"]
    ]
    return Told(
        [goal["heading"] for goal in report["goals"]], [[each[name] for name in COUNTED] for each in counts], rows
    )


class Page(HTMLParser):
    """The headings and the tables of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings, self.tables, self._text = list[str](), list[list[list[str]]](), list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        if tag in {"h2", "th", "td"}:
            self._text = []

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self.headings.append("".join(self._text))
        elif tag in {"th", "td"}:
            self.tables[-1][-1].append("".join(self._text))


def of_html(content: bytes) -> Told:
    page = Page()
    page.feed(content.decode())
    _contents, *headings = page.headings
    return of_tables(headings, page.tables)


def of_docx(content: bytes) -> Told:
    word = docx.Document(io.BytesIO(content))
    headings = [each.text for each in word.paragraphs if each.style and each.style.name == "Heading 1"]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    return of_tables(headings, tables)


def of_tables(headings: list[str], tables: list[list[list[str]]]) -> Told:
    overview, *others = tables
    rows = [(row[0], row[1], row[2], row[3], row[4]) for table in others[: len(GOALS)] for row in table[1:]]
    return Told(headings, [[int(cell) for cell in row[1:7]] for row in overview[1:]], rows)


def of_xlsx(content: bytes) -> Told:
    book = openpyxl.load_workbook(io.BytesIO(content))
    headings = [
        str(row[0].value) for sheet in book for row in sheet.iter_rows() if row[0].font.b and row[0].font.sz == 13
    ]
    overview = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    start = next(place for place, row in enumerate(overview) if row[1] == "Totalt") + 1
    figures = [[int(str(cell)) for cell in row[1:7]] for row in overview[start : start + len(GOALS) + 1]]
    rows = [
        (str(row[0]), str(row[1]), str(row[2]), unescape_ooxml(str(row[3] or "")), str(row[4]))
        for goal in GOALS
        for row in book[goal].iter_rows(min_row=3, values_only=True)
        if row[1]
    ]
    return Told(headings, figures, rows)


READ = {ReportForm.HTML: of_html, ReportForm.DOCX: of_docx, ReportForm.XLSX: of_xlsx}


@pytest.mark.parametrize("form", READ)
def test_html_docx_and_xlsx_tell_what_json_tells(forms: Mapping[ReportForm, bytes], form: ReportForm) -> None:
    told, same = READ[form](forms[form]), of_json(forms[ReportForm.JSON])
    assert told.figures == same.figures
    assert told.rows == same.rows
    assert len(same.rows) == 40
    assert [heading for heading in told.headings if heading in same.headings] == same.headings
    assert told.headings == of_html(forms[ReportForm.HTML]).headings


def test_pdf_tells_what_json_tells_in_the_same_order(forms: Mapping[ReportForm, bytes]) -> None:
    content = forms[ReportForm.PDF]
    outline = str(PdfReader(io.BytesIO(content)).outline)
    same, found = of_json(forms[ReportForm.JSON]), running_text(content)
    headings = of_html(forms[ReportForm.HTML]).headings
    places = [outline.find(f"{heading}'") for heading in headings]
    assert -1 not in places
    assert places == sorted(places)
    wanted = ["".join(row) for row in same.rows]
    wanted.insert(0, same.headings[0])
    figures = ["".join(map(str, numbers)) for numbers in same.figures]
    place = 0
    for text in [*figures, *wanted]:
        place = found.find(squeezed(text), place)
        assert place >= 0, text


@pytest.mark.parametrize("form", READ)
def test_whatever_is_written_is_whole_and_the_same_in_all_forms(
    bad_forms: Mapping[ReportForm, bytes], form: ReportForm
) -> None:
    told, same = READ[form](bad_forms[form]), of_json(bad_forms[ReportForm.JSON])
    assert [row[3] for row in told.rows] == [row[3] for row in same.rows]
    assert [row[3] for row in same.rows][: len(BAD_TEXTS)] == [printable(text) for text in BAD_TEXTS]


def test_json_has_what_was_written_to_the_letter(bad_forms: Mapping[ReportForm, bytes]) -> None:
    report = json.loads(bad_forms[ReportForm.JSON])
    comments = [row["comment"] for goal in report["goals"] for row in goal["rows"]]
    assert comments[: len(BAD_TEXTS)] == list(BAD_TEXTS)


def test_a_pdf_with_bad_texts_is_sound_and_has_every_plain_one(bad_forms: Mapping[ReportForm, bytes]) -> None:
    found = running_text(bad_forms[ReportForm.PDF], column=(49, 87)).replace("Kommentar", "")
    assert not [
        text[:40] for text in BAD_TEXTS if text.isascii() and text.isprintable() and squeezed(text) not in found
    ]
    assert faults(bad_forms[ReportForm.PDF]) == []


def test_another_zone_language_and_hash_seed_of_the_machine_give_the_same_bytes(tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_bytes(record_of(12, BAD_TEXTS[4:10]))
    written = [
        _by_a_process(record, tmp_path / zone, zone, locale) for zone, locale in (("Asia", "C"), ("UTC", "sv_SE.UTF-8"))
    ]
    assert written[0] == written[1]
    assert len(written[0]) == 3


def _by_a_process(record: Path, folder: Path, zone: str, locale: str) -> list[bytes]:
    folder.mkdir()
    environment = {
        **os.environ,
        "TZ": "Asia/Tokyo" if zone == "Asia" else zone,
        "LC_ALL": locale,
        "PYTHONHASHSEED": str(len(zone)),
    }
    for form in ("html", "json", "pdf"):
        command = [
            sys.executable,
            "-m",
            "bot.cli.main",
            "report",
            "--from-snapshot",
            str(record),
            "--out",
            f"{folder}/ut.{form}",
        ]
        subprocess.run(command, env=environment, check=True, capture_output=True)
    return [file.read_bytes() for file in sorted(folder.iterdir())]
