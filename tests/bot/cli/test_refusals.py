"""Each refusal of the two imports says what to do next, in the words of somebody who knows Excel."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from models.storage.database import Database
from tests.bot.cli.bad_people import BAD_PEOPLE
from tests.bot.cli.bad_plans import BAD_PLANS, JSON_ROW, PLAN, ROW
from tests.bot.cli.bad_workbooks import BAD_WORKBOOKS
from tests.imports.reading.books import HEADING, ROWS, book_with, saved
from tests.imports.support import ACTIVITIES, PEOPLE, dump, new_database
from tests.imports.test_cases import WORKSHOP

NOBODY = 65534


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = new_database(tmp_path_factory.mktemp("refusals"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", str(made.url))
        fill()
    yield made
    made.close()


@pytest.fixture
def database(filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """With the real plan and the sample people. Nothing that is refused changes it."""
    monkeypatch.setenv("DATABASE_URL", str(filled.url))
    monkeypatch.chdir(tmp_path)
    return filled


def fill() -> None:
    assert CliRunner().invoke(app, ["plan", "import", str(ACTIVITIES), "--year", "2022"]).exit_code == 0
    assert CliRunner().invoke(app, ["people", "import", str(PEOPLE)]).exit_code == 0


def assert_says(refused: Result, says: tuple[str, ...]) -> None:
    assert refused.exit_code == 1, refused.output
    assert isinstance(refused.exception, SystemExit)
    assert not WORKSHOP.search(refused.stderr), refused.stderr
    assert [words for words in says if words not in refused.stderr] == [], refused.stderr
    assert "Nothing was changed." in refused.stderr


def assert_refused(
    database: Database, command: str, file: str, options: tuple[str, ...], says: tuple[str, ...]
) -> None:
    before = dump(database)
    assert_says(CliRunner().invoke(app, [command, "import", file, *options]), says)
    assert dump(database) == before


@pytest.mark.parametrize(("ending", "text", "options", "says"), BAD_PLANS)
def test_a_plan_that_is_refused_says_what_to_do_next(
    database: Database, tmp_path: Path, ending: str, text: str, options: tuple[str, ...], says: tuple[str, ...]
) -> None:
    (tmp_path / f"plan.{ending}").write_text(text, encoding="utf-8")
    assert_refused(database, "plan", f"plan.{ending}", ("--year", "2022", *options), says)


@pytest.mark.parametrize(("make", "options", "says"), BAD_WORKBOOKS)
def test_a_workbook_that_is_refused_says_what_to_do_next(
    database: Database, tmp_path: Path, make: Callable[[Path], None], options: tuple[str, ...], says: tuple[str, ...]
) -> None:
    make(tmp_path / "plan.xlsx")
    assert_refused(database, "plan", "plan.xlsx", ("--year", "2022", *options), says)


@pytest.mark.parametrize(("text", "says"), BAD_PEOPLE)
def test_a_people_file_that_is_refused_says_what_to_do_next(
    database: Database, tmp_path: Path, text: str, says: tuple[str, ...]
) -> None:
    (tmp_path / "people.csv").write_text(text, encoding="utf-8")
    assert_refused(database, "people", "people.csv", (), says)


def test_arguments_that_are_none_are_refused_with_what_they_take(database: Database) -> None:
    for words, says in {
        "plan import my plan.xlsx": '"my plan.xlsx"', "people import a b.csv": '"a b.csv"',
        "plan import a.csv --year 22": "such as 2026, not “22”", "plan import a.csv --same A1": "such as 14",
        "plan import a.csv --same 20-10": "did you mean 10-20?",
        "plan import a.csv --dryrun": "--dry-run",
    }.items():  # fmt: skip
        refused = CliRunner().invoke(app, words.split())
        assert refused.exit_code == 2
        assert says in " ".join(refused.stderr.replace("│", " ").split())


def test_how_rows_are_counted_is_said_when_one_is_named(database: Database, tmp_path: Path) -> None:
    saved(tmp_path, book_with(("Plan", [HEADING, *ROWS, ROWS[0]])))
    (tmp_path / "plan.csv").write_text(PLAN + ROW + ROW, encoding="utf-8")
    (tmp_path / "plan.json").write_text(json.dumps([JSON_ROW, JSON_ROW]), encoding="utf-8")
    told = {
        ".xlsx": ("row 5,", "the numbers that Excel shows"), ".csv": ("row 3,", "Row 1 is the first line of the file."),
        ".json": ("row 2,", "Row 1 is the first {…} in the file."),
    }  # fmt: skip
    for ending, says in told.items():
        assert_says(CliRunner().invoke(app, ["plan", "import", f"plan{ending}"]), says)
    saved(tmp_path, book_with(("Blad1", [])), "blank.xlsx")
    blank = CliRunner().invoke(app, ["plan", "import", "blank.xlsx"])
    assert_says(blank, ("write the column names goal_kind, goal, activity, units, order in a row",))
    assert "the numbers that Excel shows" not in blank.stderr


def test_a_file_that_is_not_there_is_refused_with_where_to_look(database: Database, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "plan.csv").write_text(PLAN, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to("nowhere.csv")
    for name, says in {
        "folder": ("folder is a folder", f"such as {Path('folder', 'plan.csv')}"),
        "folder/plann.csv": ("There is no file plann.csv in the folder", "Did you mean plan.csv?", "quotation marks"),
        "folder/x": ("There is no file x in the folder", "It has: plan.csv.", "with its ending"),
        "other/plan.csv": ("There is no folder other.", "Check how it is spelt"),
        "link.csv": ("is a shortcut to a file that is not there any more", "Import the file itself"),
        os.devnull: ("is no ordinary file", "Save the table as one"),
        "https://example.se/plan.xlsx": ("is an address on the web", "Download it first"),
        r"C:\plans\plan.xlsx": ("is a path of Windows", "Copy the file to this computer"),
        "x" * 300 + ".csv": ("cannot be read (File name too long)", "copy it to a folder on your own disk"),
    }.items():
        for command in ("plan", "people"):
            assert_says(CliRunner().invoke(app, [command, "import", name]), says)


def test_a_file_that_may_not_be_read_is_refused_with_what_to_do(database: Database) -> None:
    before = dump(database)
    with TemporaryDirectory() as name, without_rights(Path(name)) as folder:
        for may_not in (folder / "plan.csv", folder):
            may_not.chmod(0)
            refused = CliRunner().invoke(app, ["plan", "import", str(folder / "plan.csv")])
            assert_says(refused, ("plan.csv cannot be read", "you have no right to it", "to a folder of your own"))
    assert dump(database) == before


@contextmanager
def without_rights(folder: Path) -> Iterator[Path]:
    """A plan in a folder of somebody who is not root, to whom nothing is forbidden."""
    file = folder / "plan.csv"
    file.write_text(PLAN + ROW, encoding="utf-8")
    user = os.geteuid()
    if user == 0:
        os.chown(folder, NOBODY, -1)
        os.chown(file, NOBODY, -1)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        os.seteuid(user)
        folder.chmod(0o700)
