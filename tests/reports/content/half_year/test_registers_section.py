"""What the registers say in the half-year report: frozen with the round, in all five forms, and nothing that is not
open."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from actions.registers.lines import end_line, store_lines
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.storage.database import Database
from models.vocabulary.rounds import ReportForm, ReportKind
from reports.content.document import Table
from reports.content.half_year.from_record import report_of_snapshot
from reports.content.half_year.report import ReportRegister
from reports.content.half_year.words.registers import registers_sections
from reports.content.half_year.words.whole import half_year_document
from reports.formats.half_year import make_report
from tests.reports.content.half_year.test_half_year import T, data, load, record, texts, whole
from tests.reports.formats.pdfs import squeezed
from tests.reports.rounds import CLOSED, lock, two_rounds

LINES = {
    "decisions": [
        Line("B1", {"matter": "Plan <b>antagen</b>", "forum": "RS", "decided_on": "2022-03-08"}, ("row:58",)),
        Line("B2", {"matter": "Annat halvår", "decided_on": "2021-12-31"}),
        Line("B3", {"matter": "Utan dag"}),
        Line("B4", {"matter": "Upphävt", "decided_on": "2022-03-09"}),
    ],
    "funding": [
        Line("F1", {"kind": "F1", "year": 2022, "amount": "1250000.5", "recipient": "Hemlig firma"}, ("row:14",)),
        Line("F2", {"kind": "F1", "year": 2022}),
        Line("F3", {"kind": "F1", "year": 2021, "amount": "77"}),
    ],
    "stories": [
        Line("S1", {"title": "Bussen", "text": "Nu kommer jag fram", "consent": True, "published": True,
                    "told_on": "2022-05-01"}),
        Line("S2", {"title": "Hemlig", "text": "Inte för andra", "consent": True, "told_on": "2022-05-01"}),
    ],
    "lessons": [Line("L1", {"text": "Hemlig lärdom"}, ("row:14",))],
}  # fmt: skip


def store(database: Database, lines: dict[str, list[Line]]) -> None:
    with database.write() as session:
        directory = load_directory(session)
        targets = Targets(session, directory, directory.plans[0])
        for name, each in lines.items():
            assert not store_lines(session, BY_NAME[name], targets, each, CLOSED).faults


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with two_rounds(tmp_path_factory.mktemp("locked")) as database:
        assert "registers" not in data(load(database))
        assert "Vid sidan av planen" not in texts(whole(load(database)))
        store(database, LINES)
        with database.write() as session:
            end_line(session, BY_NAME["decisions"], "B4", "Upphävt.", CLOSED, date(2022, 6, 1))
        lock(database)
        yield database


def plain_text(form: ReportForm, content: bytes) -> str:
    if form in {ReportForm.DOCX, ReportForm.XLSX}:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    if form is ReportForm.PDF:
        return squeezed("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    return content.decode()


def test_what_belongs_to_the_period_and_is_open_is_told_in_order(locked: Database) -> None:
    registers = {each["register"]: each["lines"] for each in data(load(locked))["registers"]}
    assert {name: [line["key"] for line in lines] for name, lines in registers.items()} == {
        "funding": ["F1"], "stories": ["S1"], "decisions": ["B1"],
    }  # fmt: skip
    assert registers["funding"][0]["amount"] == 1250000.5
    assert registers["decisions"][0]["links"] == ["row:58"]
    told = texts(whole(load(locked))).replace("\u00a0", " ")
    assert "1 250 000,50 kronor" in told
    assert "8 mars 2022\nRS\nPlan <b>antagen</b>\n–\nrad 58" in told


@pytest.mark.parametrize("form", list(ReportForm))
def test_all_five_forms_tell_it_and_none_tells_what_is_not_open(locked: Database, form: ReportForm) -> None:
    content = make_report(T, load(locked), form)[0].content
    text = plain_text(form, content)
    story = "Nu kommer jag fram"
    assert (squeezed(story) if form is ReportForm.PDF else story) in text
    assert "hemlig" not in text.lower()
    if form is not ReportForm.JSON:
        assert "<b>antagen" not in text or form is ReportForm.PDF
        title = "Vid sidan av planen"
        assert (squeezed(title) if form is ReportForm.PDF else title) in text


def test_it_is_frozen_with_the_round_and_an_older_record_lacks_it(locked: Database, tmp_path: Path) -> None:
    before = record(locked)
    store(locked, {"decisions": [Line("B1", {"matter": "Ändrat", "decided_on": "2022-03-08"})]})
    assert record(locked) == before
    assert "Ändrat" not in texts(whole(load(locked)))
    document = json.loads(before)
    document["report"]["registers"].append({"register": "gone", "lines": [{"key": "1", "links": []}]})
    document["report"]["registers"][0]["lines"][0] |= {"amount": "inget tal", "links": ["gone:1"]}
    told = texts(whole(report_of_snapshot(json.dumps(document).encode())))
    assert "inget tal" in told
    assert "gone:1" in told
    del document["report"]["registers"]
    assert "Vid sidan av planen" not in texts(whole(report_of_snapshot(json.dumps(document).encode())))


def test_of_a_long_register_the_first_lines_are_shown_and_the_rest_is_said_to_be_in_the_open_data(
    locked: Database,
) -> None:
    lines = tuple({"key": f"F{number}", "kind": "F1", "year": 2022, "amount": 5} for number in range(5000))
    report = replace(load(locked), registers=(ReportRegister("funding", lines),))
    [section] = registers_sections(T, report)
    [table] = [block for block in section.blocks if isinstance(block, Table)]
    assert [row[0] for row in table.rows] == [f"F{number}" for number in range(200)]
    told = texts(whole(report)).replace("\u00a0", " ")
    assert "4 800 rader till visas inte här. De finns i öppna data: data/funding.csv." in told


@pytest.mark.parametrize("amount", ["mycket", None, float("nan")])
def test_an_amount_of_a_record_that_cannot_be_summed_is_a_gap_of_the_yearly_account(
    locked: Database, amount: object
) -> None:
    document = json.loads(record(locked))
    [funding] = [each for each in document["report"]["registers"] if each["register"] == "funding"]
    funding["lines"].append({"key": "F9", "kind": "F1", "amount": amount})
    funding["lines"].append({"key": "F10", "kind": "F1"})
    report = report_of_snapshot(json.dumps(document).encode())
    told = texts(half_year_document(T, report, ReportForm.HTML, ReportKind.YEARLY)).replace("\u00a0", " ")
    assert "[Saknas: beloppet för F9, F10: det som den frysta sammanställningen har är inget tal]" in told
    assert "1 250 000,50 kronor" in told
