"""`malvakten report --yearly`: the draft of the yearly account, with what is known and its gaps marked."""

import io
from collections.abc import Iterator
from datetime import date

import docx
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from actions.registers.lines import store_lines
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line, Value
from models.registers.links.targets import Targets
from models.rounds.tables import Round
from tests.bot.cli.rounds.test_report import Desk
from tests.reports.rounds import CLOSED, ROUND, lock, two_rounds

PARTS = (
    "Utgångspunkter", "Hur beslut om medel har bidragit till resultaten",
    "Hur ekonomisk, social och miljömässig hållbarhet har påverkat besluten",
    "Hur territoriella perspektiv har påverkat besluten",
    "Jämställdhet, integration, miljö och klimat genom företagsstöd och projektbidrag", "Det som saknas",
)  # fmt: skip


def keep(session: Session, register: str, key: str, **values: Value) -> None:
    targets = Targets(session, load_directory(session), None)
    assert store_lines(session, BY_NAME[register], targets, [Line(key, values)], CLOSED).faults == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with two_rounds(tmp_path_factory.mktemp("rounds")) as database:
        yield Desk(database, tmp_path_factory.mktemp("out"))


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.one_database
def test_the_account_has_its_parts_and_marks_what_is_missing(desk: Desk) -> None:
    assert "is not about a whole year" in desk.said(ROUND, "--yearly", "--format", "html")
    with desk.database.write() as session:
        year = session.query(Round).filter_by(name=ROUND).one().period_to.year
        days = {"period_from": date(year, 1, 1), "period_to": date(year, 12, 31)}
        session.execute(update(Round).where(Round.name == ROUND).values(days))
    bare = text_of(desk.written("docx", ROUND, "--yearly"))
    for part in PARTS:
        assert part in bare, part
    missing = "årets belopp i registret över finansiering"
    assert (f"[Saknas: {missing}]" in bare, bare.count(missing)) == (True, 2), "in its place and in the list"
    assert "är inte låst, så siffrorna kan ändras" in bare
    assert f"21 februari {year + 1}" in bare
    with desk.database.write() as session:
        keep(session, "funding", "F1", kind="F1", year=year, amount="1250000.5")
        keep(session, "funding", "F2", kind="F1", year=year, amount="0.25")
        keep(session, "funding", "F3", kind="F2", year=year, amount="100")
        keep(session, "funding", "F4", kind="F1", year=year - 1, amount="999")
        keep(session, "projects", "P1", name="Vägar framåt", programme="ESF", results="Goda.", ends_on=f"{year}-05-01")
        keep(session, "dialogues", "D1", municipality="Sala", on=f"{year}-05-02", outcome="Bättre bussar")
    lock(desk.database)
    told = text_of(desk.written("docx", ROUND, "--yearly"))
    for known in ("1 250 000,75 kronor", "1 250 100,75 kronor", "Vägar framåt: Goda.", "ESF", "Sala: Bättre bussar"):
        assert known in told.replace("\u00a0", " "), known
    assert "årets belopp" not in told
    assert told.count("[Saknas:") == bare.count("[Saknas:") - 3
    assert "999" not in told
    assert "som avslutats under året och anger sina resultat" in bare, "others may have a programme"
    page = desk.written("html", ROUND, "--yearly").decode()
    assert page == desk.written("html", ROUND, "--yearly").decode()
    assert "Utkast" in page, "it is for people to finish, also of a frozen record"
    assert "Ägare" not in page
    wrong = desk.run(ROUND, "--yearly", "--brief", "--format", "html")
    assert (wrong.exit_code, "Choose one of" in wrong.stderr) == (2, True)
    assert desk.run(ROUND, "--yearly", "--format", "xlsx").exit_code == 2
