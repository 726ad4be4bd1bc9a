"""`malvakten answers export` as typed."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cli.rounds.answers import answers_app
from models.storage.database import Database
from models.tables import Round
from models.vocabulary.answers import Status
from reports.content.exports.answers import FIELDS
from tests.imports.support import new_database
from tests.reports.support import add_answer, add_round, with_real_plan

ROOT = Path(__file__).parents[4]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The real plan, and a round in which row 14 was answered twice."""
    made = new_database(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(made.url))
    monkeypatch.chdir(tmp_path)
    with_real_plan(made)
    with made.write() as session:
        of = add_round(session)
        add_answer(session, of, 14)
        add_answer(session, of, 14, minutes=5, status=Status.RED, comment="=HYPERLINK(1)")
    return made


def export(*words: object) -> Result:
    return CliRunner().invoke(answers_app, ["export", *map(str, words)])


def test_json_has_an_object_for_every_row(database: Database) -> None:
    done = export("--round", "halvår  2022")
    assert done.exit_code == 0
    rows = json.loads(done.stdout)
    assert len(rows) == 80
    assert list(rows[0]) == list(FIELDS)
    assert [(row["row"], row["status"], row["version"]) for row in rows if row["status"]] == [(14, "red", 2)]


def test_all_versions_are_the_stored_ones_oldest_first(database: Database) -> None:
    rows = json.loads(export("--round", "Halvår 2022", "--all-versions").stdout)
    assert [(row["row"], row["version"], row["status"]) for row in rows] == [(14, 1, "green"), (14, 2, "red")]


def test_csv_on_stdout_has_no_mark_and_in_a_file_has_one(database: Database, tmp_path: Path) -> None:
    done = export("--round", "Halvår 2022", "--format", "csv")
    rows = list(csv.reader(io.StringIO(done.stdout_bytes.decode(), newline=""), delimiter=";"))
    assert rows[0] == list(FIELDS)
    assert len(rows) == 81
    assert rows[14][FIELDS.index("comment")] == "'=HYPERLINK(1)"
    assert rows[34][FIELDS.index("units")] == "Välfärd / Samhällsutveckling"
    to_file = export("--round", "Halvår 2022", "--format", "csv", "--out", tmp_path / "a.csv")
    assert (to_file.exit_code, to_file.stdout) == (0, "")
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + done.stdout_bytes


def test_xlsx_goes_to_a_file_or_through_stdout(database: Database, tmp_path: Path) -> None:
    assert export("--round", "Halvår 2022", "--format", "xlsx", "--out", tmp_path / "a.xlsx").exit_code == 0
    piped = export("--round", "Halvår 2022", "--format", "xlsx")
    for content in ((tmp_path / "a.xlsx").read_bytes(), piped.stdout_bytes):
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        assert [cell.value for cell in sheet[1]] == list(FIELDS)
        assert (sheet.max_row, sheet["G15"].value, sheet["G15"].data_type) == (81, "=HYPERLINK(1)", "s")


def test_json_can_go_to_a_file(database: Database, tmp_path: Path) -> None:
    export("--round", "Halvår 2022", "--out", tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == export("--round", "Halvår 2022").stdout


def test_an_unknown_round_is_refused_with_the_known_names(database: Database) -> None:
    refused = export("--round", "Helår 2022")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "There is no round “Helår 2022”. The rounds are: Halvår 2022.\n"


def test_a_comment_longer_than_a_cell_goes_on_beside_it_which_is_said(database: Database, tmp_path: Path) -> None:
    comment = "🟡" * 20_000
    with database.write() as session:
        add_answer(session, session.scalars(select(Round)).one(), 15, comment=comment)
    done = export("--round", "Halvår 2022", "--out", tmp_path / "a.xlsx")
    assert (done.exit_code, "row 15: comment is longer than a cell" in done.stderr) == (0, True)
    heading, *rows = load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(values_only=True)
    first = heading.index("comment")
    assert heading[first + 1] == "comment_2"
    assert f"{rows[14][first]}{rows[14][first + 1]}" == comment


@pytest.mark.parametrize("words", [[], ["--round", "x", "--format", "pdf"], ["--round"]])
def test_wrong_usage_is_two(database: Database, words: list[str]) -> None:
    assert export(*words).exit_code == 2


def test_an_excel_file_is_not_poured_over_a_terminal(database: Database) -> None:
    ours, theirs = pty.openpty()
    words = ["export", "--round", "Halvår 2022", "--format", "xlsx"]
    program = "from bot.cli.rounds.answers import answers_app; answers_app()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        stdout=theirs, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 1
    assert b"give --out FILE" in done.stderr
