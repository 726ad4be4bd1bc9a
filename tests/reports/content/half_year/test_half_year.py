"""The half-year report: drafts, the frozen record alone, corrections beside, who is named, and the words."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from actions.rounds.life_cycle import RoundFault
from actions.rounds.report_texts import write_text
from handlers.access import access_row
from i18n import Translator, translator
from models.people.directory_cache import load_directory
from models.review.queries import snapshot_of
from models.rules.words.offices import is_office
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.people import Role
from reports.content.document import Bullets, Document, Heading, Light, Noted, Paragraph, SectionKind, Table
from reports.content.half_year.from_record import RecordFault, report_of_snapshot
from reports.content.half_year.of_round import load_report
from reports.content.half_year.report import Report, ReportState
from reports.content.half_year.words.whole import half_year_document
from reports.formats import report_html, report_json
from tests.conftest import STOCKHOLM
from tests.handlers.conftest import Office
from tests.reports.rounds import BEFORE, CLOSED, COORDINATOR, NAMED, NASTY, OFFICE, ROUND, lock, the_round, two_rounds

SCHEMA = json.loads((Path(__file__).parents[4] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
T = translator("sv", STOCKHOLM)
WELL = 2  # Ett välmående Västmanland


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with two_rounds(tmp_path_factory.mktemp("closed")) as database:
        yield database


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with two_rounds(tmp_path_factory.mktemp("locked")) as database:
        with database.write() as session:
            goal = load_directory(session).plans[0].by_row[12].goal
            write_text(session, the_round(session), goal, "Det går bra.", Role.COORDINATOR, CLOSED)
            write_text(session, the_round(session), None, "Så här gick halvåret.", None, CLOSED)
        lock(database)
        yield database


def load(database: Database, name: str = ROUND, names: bool = False) -> Report:
    with database.read() as session:
        return load_report(session, the_round(session, name), CLOSED, STOCKHOLM, names)


def record(database: Database) -> bytes:
    with database.read() as session:
        found = snapshot_of(session, the_round(session).id)
        assert found
        return found.document.encode()


def data(report: Report, t: Translator = T) -> Any:
    """The JSON form, which fits its schema."""
    found = json.loads(report_json.render(t, report))
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(found)
    return found


def texts(document: Document) -> str:
    """Everything in the document as plain text."""
    lines: list[str] = [document.title, document.subtitle, document.draft]
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Heading() | Paragraph():
                    lines.append(block.text)
                case Bullets(items):
                    lines += items
                case Table():
                    lines += [str(cell) for row in block.rows for cell in row]
    return "\n".join(lines)


def whole(report: Report, t: Translator = T) -> Document:
    return half_year_document(t, report, "html")


def lines_under(document: Document, heading: str) -> list[str]:
    """The bullets that follow a heading."""
    blocks = [block for section in document.sections for block in section.blocks]
    after = blocks[blocks.index(Heading(2, heading)) + 1 :]
    return list(next(block for block in after if isinstance(block, Bullets)).items)


def test_the_numbers_are_those_of_the_rows_and_compared_with_the_round_before(closed: Database) -> None:
    found = data(load(closed))
    assert found["totals"] == {
        "total": 80, "green": 1, "yellow": 1, "red": 2, "cannot_assess": 1, "not_reported": 75,
    }  # fmt: skip
    assert (found["state"], found["snapshot_sha256"]) == ("draft", None)
    assert {each["row"]: each["before"] for each in found["deviations"]} == {13: "yellow", 14: None, 16: "red"}
    goal = found["goals"][WELL]
    assert (goal["name"], goal["counts"]["total"]) == ("Ett välmående Västmanland", 19)
    assert (found["previous_round"], goal["previous_counts"]["yellow"]) == (BEFORE, 1)
    assert [row["row"] for each in found["goals"] for row in each["rows"]] == list(range(1, 81))
    assert data(load(closed, BEFORE))["goals"][WELL]["previous_counts"] is None


def test_the_first_page_and_the_goals_in_words(closed: Database) -> None:
    document = whole(load(closed))
    first = document.sections[0]
    numbers = next(block for block in first.blocks if isinstance(block, Table))
    assert numbers.rows[-1] == ("Samtliga", "80", "1", "1", "2", "1", "75", "6 %",
                                "Rött +1, Kan inte bedömas +1, Ej rapporterat −2")  # fmt: skip
    assert (
        "Ett välmående Västmanland: 19 aktiviteter – 1 grönt, 1 gult, 2 rött, 1 kan inte bedömas, 14 ej rapporterat"
        in (lines_under(document, "Siffrorna i ord"))
    )
    assert lines_under(document, "Avvikelserna i korthet") == [
        "3 avvikelser: 1 gult, 2 rött.",
        "Rött: raderna 13 och 16.",
        "Sedan förra gången: 1 är ny (rad 14), 1 har försämrats (rad 13), 1 är oförändrad (rad 16).",
        "Åtgärder: 2 är försenade (raderna 13 och 16), 1 är planerad (rad 14).",
        "Beslut som väntar: rad 13.",
    ]
    goals = [section for section in document.sections if section.kind is SectionKind.GOAL]
    assert [goal.blocks[0] for goal in goals][1:3] == [
        Heading(2, "AKTIVITETER VISIONSMÅLET – Digital omställning"),
        Heading(2, "AKTIVITETER MÅLOMRÅDE – Ett välmående Västmanland"),
    ]
    table = next(block for block in goals[WELL].blocks if isinstance(block, Table))
    assert [column.title for column in table.columns] == ["Nr", "Aktivitet", "Verksamhet", "Kommentar", "Status"]
    assert sum(column.width for column in table.columns) == 100
    assert table.continued == "forts. AKTIVITETER MÅLOMRÅDE – Ett välmående Västmanland"
    rows = {row[0]: row for row in table.rows}
    assert rows["12"][3] == Noted(NASTY, ()), "the comment exactly as it is stored"
    assert rows["16"][3] == Noted("Se rad 13.", ("Syftar på rad 13: ■ Rött – ”Står still.”",))
    assert rows["17"][3:] == (Noted("", ("Undantagen: Flyttas till hösten.",)), Light("○", "Ej rapporterat", "#ffffff"))


def test_a_draft_says_so_and_a_locked_report_does_not(closed: Database, locked: Database) -> None:
    draft, frozen = whole(load(closed)), whole(load(locked))
    assert (draft.draft, frozen.draft) == ("Utkast", "")
    assert "Utkast, sammanställt ur svaren" in texts(draft)
    assert "utkast" not in texts(frozen).casefold()
    assert "utkast" not in report_html.render(frozen).decode().casefold()
    assert b'content: "Utkast"' in report_html.render(draft), "on every page on paper"


def test_a_locked_report_is_made_from_the_record_alone(locked: Database) -> None:
    frozen = report_of_snapshot(record(locked))
    assert load(locked) == frozen
    assert frozen.state is ReportState.LOCKED
    assert report_json.render(T, frozen) == report_json.render(T, load(locked))
    assert report_html.render(whole(frozen)) == report_html.render(whole(load(locked)))
    assert str(frozen.sha256) in texts(whole(frozen))
    assert whole(frozen).date == CLOSED.date(), "the lock's day, not today's"
    for t in (T, translator("en", STOCKHOLM)):
        assert data(frozen, t)["state"] == "locked"


def test_a_record_from_before_has_what_it_has(locked: Database) -> None:
    old = json.loads(record(locked))
    del old["report"]
    found = report_of_snapshot(json.dumps(old).encode())
    assert (found.previous, found.method.asked, found.excused, found.introduction) == (None, None, (), None)
    assert data(found)["method"]["missing"] is None
    assert "inget att jämföra med" in texts(whole(found))


def test_half_a_character_of_a_broken_program_is_no_fault(locked: Database) -> None:
    spoilt = record(locked).replace("Står still.".encode(), b"St\\ud83d still.")
    report = report_of_snapshot(spoilt)
    assert "St\ufffd still." in json.dumps(data(report), ensure_ascii=False)
    assert "St\ufffd still." in report_html.render(whole(report)).decode()


def test_what_people_wrote_is_part_of_the_record(locked: Database) -> None:
    report = load(locked)
    assert report.introduction is not None
    assert report.introduction.is_draft
    assert "Så här gick halvåret." in texts(whole(report))
    assert "Ingen har undertecknat texten." in texts(whole(report))
    assert data(report)["goals"][WELL]["summary"] == "Det går bra."
    assert "Undertecknat av samordnare 9 juli 2022." in texts(whole(report))
    with locked.write() as session, pytest.raises(RoundFault):
        write_text(session, the_round(session), None, "För sent.", None, CLOSED)


def test_each_sentence_of_a_draft_has_its_rows(closed: Database) -> None:
    found = data(load(closed))["goals"][WELL]
    sentences = {each["text"]: each["rows"] for each in found["summary_origin"]["sentences"]}
    assert sentences["1 aktivitet av 19 löper på enligt plan."] == [12]
    assert sentences["2 åtgärder är försenade."] == [13, 16]
    assert found["summary"] == " ".join(sentences)
    assert data(load(closed))["goals"][0]["summary"] is None, "nothing was answered"


def test_persons_are_named_only_when_asked_for(locked: Database) -> None:
    report, named = load(locked), load(locked, names=True)
    assert NAMED not in texts(whole(report)) + json.dumps(data(report), ensure_ascii=False)
    assert OFFICE in texts(whole(report))
    assert texts(whole(named)).count(NAMED) == 2, "who is responsible, and who signed"
    assert {"Regionstyrelsen", "Samordnare, 9 juli 2022"} <= set(texts(whole(report)).split("\n"))


def test_corrections_stand_beside_what_was_frozen(tmp_path: Path) -> None:
    with two_rounds(tmp_path) as database:
        lock(database)
        frozen = load(database)
        with database.write() as session:
            office = Office(session, CLOSED + timedelta(days=2))
            ctx = office.context(COORDINATOR)
            place = access_row(ctx, 12, the_round(session))
            office.store(ctx, place, Status.YELLOW, "Rättat.", action="Ring.", late_reason="Fel rad.")
        corrected = load(database)
    assert corrected.totals == frozen.totals
    assert data(frozen)["goals"][WELL]["summary"] is None, "nothing is composed for a locked round"
    row = data(corrected)["goals"][WELL]["rows"][0]
    assert (row["status"], row["comment"]) == ("green", NASTY)
    assert [(each["status"], each["comment"], each["reason"]) for each in row["errata"]] == [
        ("yellow", "Rättat.", "Fel rad.")
    ]
    note = "Rättelse 2022-07-11: ▲ Gult – ”Rättat.” Skäl: Fel rad."
    assert f"{NASTY}\n{note}" in texts(whole(corrected))
    assert "Inga rättelser har gjorts." in texts(whole(frozen))


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (b"", "It is empty"),
        (b'{"schema": "malvakten-snapshot/1", "round"', "or only a part of it"),
        (b"[1]", "no frozen record"),
        (b'{"schema": "malvakten-snapshot/9"}', "this program reads 'malvakten-snapshot/1'"),
        (b'{"schema": "malvakten-snapshot/1"}', "It is damaged: it lacks 'goals'"),
        (b"\xff\xfe", "It is no JSON"),
    ],
)
def test_what_is_no_record_is_said(spoilt: bytes, words: str) -> None:
    with pytest.raises(RecordFault, match=words):
        report_of_snapshot(spoilt)


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it["totals"].update(green=7),
        lambda it: it["goals"][0]["counts"].update(red=2),
        lambda it: it["goals"][0]["rows"][0].update(status="blue"),
        lambda it: it["goals"][0]["rows"][0].update(units=7),
        lambda it: it.update(round=None),
        lambda it: it.update(locked_at="2022-07-09T07:00:00"),
        lambda it: it["report"].update(zone="Nowhere/At_all"),
        lambda it: it["period"].pop("to"),
        lambda it: it["report"].update(missing="många"),
        lambda it: it.update(deviations=[{"row": 1}]),
    ],
)
def test_a_record_that_was_changed_is_said_to_be_damaged(locked: Database, change: Any) -> None:
    document = json.loads(record(locked))
    change(document)
    with pytest.raises(RecordFault, match="It is damaged"):
        report_of_snapshot(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Enhetschefen", True), ("enhetschef Folkhälsa", True), ("Regionstyrelsen och Folkhälsa", True),
        ("Head of unit", True), ("Karin", False), ("Enhetschef Karin Karlsson", False), ("karin", False),
        ("kk@example.se", False), ("", False), ("Konrad", False), ("K. K.", False),
    ],
)  # fmt: skip
def test_what_names_an_office_and_nobody(text: str, is_one: bool) -> None:
    assert is_office(text, ["Folkhälsa"]) is is_one
