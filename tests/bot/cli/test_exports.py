"""`malvakten plan export` and `malvakten people export` as typed, and what all exports do with their files."""

import csv
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from bot.cli.support import write_out
from imports.plan.checks import PlanChoices
from imports.plan.store import apply_plan
from models.storage.database import Database
from models.tables import Person, Unit
from tests.imports.support import ACTIVITIES, NOW, PEOPLE, dump, new_database, plan_row, real_rows, write_json
from tests.rights import as_nobody

ROOT = Path(__file__).parents[3]
FORMATS = ["json", "csv", "xlsx"]
PLAN = ["plan", "export", "--year", 2022]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    made = new_database(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(made.url))
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def database(empty: Database) -> Database:
    """With the real plan of 2022 and the invented people."""
    assert run("plan", "import", ACTIVITIES, "--year", 2022).exit_code == 0
    assert run("people", "import", PEOPLE).exit_code == 0
    return empty


@pytest.mark.parametrize("form", FORMATS)
def test_out_and_in_again_changes_nothing(database: Database, form: str) -> None:
    with database.write() as session:
        session.execute(update(Unit).where(Unit.name == "Folkhälsa").values(deputy_email="agare.valfard@example.se"))
        session.execute(update(Unit).where(Unit.name == "Välfärd").values(chosen_deputy_email=""))
        session.execute(update(Person).where(Person.deputy_email.is_not(None)).values(chosen_deputy_email=""))
    before = dump(database, "audit_event")
    for words in (PLAN, ["people", "export"]):
        file = f"{words[0]}.{form}"
        assert run(*words, "--out", file).exit_code == 0
        taken = run(words[0], "import", file, *words[2:])
        assert "0 changed" in taken.stdout
        assert "Not in the file" not in taken.stdout
    assert dump(database, "audit_event") == before


@pytest.mark.parametrize("form", FORMATS)
def test_into_an_empty_database_and_out_again_gives_the_same_file(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    for words in (PLAN, ["people", "export"]):
        run(*words, "--out", tmp_path / f"{words[0]}.{form}")
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("DATABASE_URL", str(new_database(other).url))
    for words in (PLAN, ["people", "export"]):
        assert run(words[0], "import", tmp_path / f"{words[0]}.{form}", *words[2:]).exit_code == 0
        for name in FORMATS:
            monkeypatch.setenv("DATABASE_URL", str(database.url))
            first = run(*words, "--format", name).stdout_bytes
            monkeypatch.setenv("DATABASE_URL", f"sqlite:///{other}/malvakten.db")
            again = run(*words, "--format", name).stdout_bytes
            assert name == "xlsx" or again == first  # a workbook tells when it was made


def test_json_is_the_plan_as_the_sample_file_has_it(database: Database) -> None:
    rows = json.loads(run(*PLAN).stdout)
    assert [{key: value for key, value in row.items() if value is not None} for row in rows] == [
        {key: value for key, value in row.items() if value is not None} for row in real_rows()
    ]


def test_csv_opens_in_columns_in_a_swedish_excel(database: Database) -> None:
    run("people", "export", "--out", "people.csv")
    content = Path("people.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfemail;name;unit;roles;")
    exported = list(csv.DictReader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    sample = list(csv.DictReader(PEOPLE.read_text(encoding="utf-8").splitlines()))
    assert {row["email"]: {**row, "deputy_for": ""} for row in sample} == {row["email"]: row for row in exported}
    for mark, shown in ((",", ","), ("tab", "\t"), ("\\t", "\t")):
        assert run("people", "export", "--format", "csv", "--delimiter", mark).stdout.startswith(f"email{shown}name")
    assert run("people", "export", "--delimiter", "|").exit_code == 2


def test_the_file_s_ending_says_the_format_unless_it_is_given(database: Database) -> None:
    run(*PLAN, "--out", "a.XLSX")
    run(*PLAN, "--out", "b.csv", "--format", "json")
    run(*PLAN, "--out", "c.txt")
    assert Path("a.XLSX").read_bytes().startswith(b"PK")
    assert Path("b.csv").read_bytes() == Path("c.txt").read_bytes() == run(*PLAN).stdout_bytes


def test_rows_that_were_switched_off_are_left_out(database: Database) -> None:
    run("plan", "import", write_json(Path("fewer.json"), real_rows()[:70]), "--year", 2022, "--deactivate-missing")
    assert len(json.loads(run(*PLAN).stdout)) == 70


def test_which_year_is_meant_is_said_or_asked(empty: Database) -> None:
    assert (run("plan", "export").exit_code, run("plan", "export").stderr) == (
        1,
        "There is no plan yet. Run: malvakten plan import FILE\n",
    )
    for year in (2021, 2022, 2999):
        with empty.write() as session:
            apply_plan(session, [plan_row(1, f"Plan {year}")], year, NOW)
    nearest = run("plan", "export")
    assert (nearest.exit_code, json.loads(nearest.stdout)[0]["activity"]) == (0, "Plan 2022")
    assert nearest.stderr == "This is the plan of 2022: import it with --year 2022.\n"
    refused = run("plan", "export", "--year", 2020)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "There is no plan of 2020. The plans are of 2021, 2022, 2999.\n"


# "Kost; städ" looks like two units in one cell.
NEW_UNITS = PlanChoices(new_units=True)


def test_what_the_import_could_not_split_or_read_again_is_refused(empty: Database) -> None:
    with empty.write() as session:
        apply_plan(session, [plan_row(1, "A", units=("Drift/Underhåll", "Kost; städ"))], 2022, NOW, NEW_UNITS)
        apply_plan(session, [plan_row(7, "A", comment="å" * 40_000)], 2021, NOW)
    refused = run(*PLAN, "--out", "plan.xlsx")
    assert (refused.exit_code, Path("plan.xlsx").exists()) == (1, False)
    assert refused.stderr.startswith("The name “Drift/Underhåll” has / in it")
    assert json.loads(run(*PLAN).stdout)[0]["units"] == ["Drift/Underhåll", "Kost; städ"]

    refused = run("plan", "export", "--year", 2021, "--out", "plan.xlsx")
    assert (refused.exit_code, Path("plan.xlsx").exists()) == (1, False)
    assert refused.stderr.startswith("Plan 2021, order 7: comment is longer than a cell of Excel takes")
    assert run("plan", "export", "--year", 2021, "--out", "plan.csv").exit_code == 0
    assert "1 unchanged" in run("plan", "import", "plan.csv", "--year", 2021).stdout

    person = [{"email": "a@example.se", "name": "A", "unit": ["Kost; städ"], "roles": "owner"}]
    assert run("people", "import", write_json(Path("people.json"), person)).exit_code == 0
    assert run("people", "export", "--format", "csv").exit_code == 1
    run("people", "export", "--out", "people.json")
    assert "1 unchanged" in run("people", "import", "people.json").stdout


def test_a_file_that_cannot_be_written_is_refused_in_a_sentence(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder").mkdir()
    for out, words in (
        ("none/a.json", "There is no folder none. Create it, or name a file in another one.\n"),
        ("folder", "folder is a folder. Name a file in it.\n"),
        ("/proc/a.json", "/proc/a.json cannot be written: "),
    ):
        refused = run(*PLAN, "--out", out)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr.startswith(words)
    (tmp_path / "private").mkdir(mode=0)
    with as_nobody(), pytest.raises(SystemExit):
        write_out(tmp_path / "private" / "a.json", b"[]")
    assert "private/a.json cannot be written: Permission denied." in capsys.readouterr().err
    link = Path("link.json")
    link.symlink_to("folder/there.json")
    assert run(*PLAN, "--out", link).exit_code == 0
    assert link.is_symlink()
    assert len(json.loads(Path("folder/there.json").read_text(encoding="utf-8"))) == 80


def typed(*words: object, limit: int | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, whose files may become `limit` bytes long."""

    def prepare() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *map(str, words)], env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True, check=False, preexec_fn=prepare,
    )  # fmt: skip


def test_nothing_half_is_left_when_the_disk_is_full(database: Database, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("the older one", encoding="utf-8")
    (tmp_path / "plan.json").chmod(0o640)
    refused = typed(*PLAN, "--out", "plan.json", limit=33_000)  # more than SQLite maps, less than the plan
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.startswith(b"plan.json cannot be written: File too large.")
    assert (tmp_path / "plan.json").read_text(encoding="utf-8") == "the older one"
    assert list(tmp_path.glob(".plan*")) == []
    assert typed(*PLAN, "--out", "plan.json").returncode == 0
    assert len(json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))) == 80
    assert (tmp_path / "plan.json").stat().st_mode & 0o777 == 0o640


def test_stdout_is_utf_8_whatever_the_terminal_s_letters_are(database: Database) -> None:
    for words in (PLAN, ["people", "export", "--format", "csv"], ["status", "--json"]):
        done = typed(*words, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
        assert done.returncode == 0, done.stderr
        assert "ä" in done.stdout.decode()
    assert typed(*PLAN, "--out", "/dev/stdout").stdout == typed(*PLAN).stdout


def test_there_is_a_row_for_every_person(database: Database) -> None:
    with database.read() as session:
        emails = list(session.scalars(select(Person.email).order_by(Person.email)))
    assert [row["email"] for row in json.loads(run("people", "export").stdout)] == emails
