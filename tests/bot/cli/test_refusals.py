"""Each refusal of the two imports says what to do next, in the words of somebody who knows Excel."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner, Result

from bot.cli.imports import people_app, plan_app
from models.storage.database import Database
from tests.imports.reading.books import HEADING, ROWS, book_with, saved
from tests.imports.support import ACTIVITIES, PEOPLE, dump, new_database, real_rows

PLAN = "goal_kind;goal;activity;units;order\n"
ROW = "målområde;Ett mål;Första;Folkhälsa;1\n"
PEOPLE_HEADING = "email;name;unit;roles"
ANNA = "a@example.se;Anna;Folkhälsa;owner"
JSON_ROW = {"goal_kind": "målområde", "goal": "Ett mål", "activity": "Första", "units": "Folkhälsa", "order": 1}
NOBODY = 65534


def reworded(number: int, words: str) -> str:
    """The real plan with other words at one number."""
    return json.dumps([row | {"activity": words} if row["order"] == number else row for row in real_rows()])


# What is in the file `plan.…`, options, and where the fault is and what is to be done next.
PLANS: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = [
    ("csv", "", (), ("the file is empty", "save it again")),
    ("csv", " \n \n", (), ("the file is empty", "save it again")),
    ("csv", PLAN, (), ("write them below the heading",)),
    ("json", "[]", (), ("has no rows", "Write [ at its beginning", "or save the table in Excel")),
    ("json", " ", (), ("the file is empty", "save it again")),
    ("json", '{"rows": []}', (), ("take away what stands around the list “rows”", "or save the table in Excel")),
    ("json", '"x"', (), ("one object for each row", "Write [ at its beginning")),
    ("json", '["x"]', (), ("row 1:", '{"column": "value", …}', "or save the table in Excel")),
    ("json", "[{},]", (), ("line 1, character", "a comma or a quotation mark", "Correct it, or save the table")),
    ("json", json.dumps([JSON_ROW | {"order": 10**30}]), (), ("row 1, column order", "write a smaller one")),
    ("json", json.dumps([JSON_ROW | {"goal": True}]), (), ("row 1, column goal", "write the goal's name")),
    ("json", json.dumps([JSON_ROW | {"units": [[]]}]), (), ("row 1, column units", "write the unit")),
    ("jpg", "x", (), ("is a picture", "write the table in Excel")),
    ("msg", "x", (), ("is an e-mail", "save the file that is attached")),
    ("csv", ROW, (), ("no heading was found", "write the names above the table", "goal_kind: visionsmål or målområde")),
    ("csv", PLAN.replace("units", "unit") + ROW, (), ("row 1, column unit:", "did you mean units?", "Rename it")),
    ("csv", PLAN.replace("goal;", "mål;") + ROW, (), ("row 1, column mål:", "did you mean goal?", "Rename it")),
    ("csv", "goal_kind;goal;activity;units\na;b;c;d\n", (), ("column order", "write its name in the heading", "14")),
    ("csv", PLAN + "målområde;;Första;Folkhälsa;1\n", (), ("row 2, column goal:", "write the goal's name", "delete")),
    ("csv", PLAN + ROW.replace("målområde", "delmål"), (), ("row 2, column goal_kind", "write one of these two words")),
    ("csv", PLAN + ROW.replace(";1", ";A1"), (), ("row 2, column order", "digits alone", "a column named key")),
    ("csv", PLAN + ROW.replace(";1", ";0"), (), ("row 2, column order", "such as 14")),
    ("csv", PLAN + ROW.replace(";1", ";#REF!"), (), ("row 2, column order", "mend it in Excel")),
    ("csv", PLAN + ROW + ROW, (), ("row 3, column order", "row 2 too", "change it on one", "such as 2", "delete one")),
    ("csv", f"key;{PLAN}K;{ROW}k;{ROW.replace(';1', ';2')}", (), ("row 3, column key", "change or empty it on one")),
    ("csv", PLAN + ROW.replace("Första", "x" * 510), (), ("row 2, column activity", "shorten it by 10")),
    ("json", reworded(14, "Helt nytt"), (), ("activity number 14 is", "Add --same 14 to the command", "--new 14")),
    ("json", reworded(81, ""), ("--same", "99"), ("no activity in the file has the number 99", "leave the option out")),
]  # fmt: skip

# What is in the file `people.csv`, and where the fault is and what is to be done next.
PERSONS: list[tuple[str, tuple[str, ...]]] = [
    (f"{PEOPLE_HEADING}\na@example.se;Anna;Rymd och hav;owner\n", ("row 2, column unit", "units are Folkhälsa, Håll")),
    (f"{PEOPLE_HEADING}\na@example.se;Anna;Folkhalsa;owner\n", ("perhaps Folkhälsa", "write the name in the same way")),
    (f"{PEOPLE_HEADING}\na@example.se;Anna;Folkhälsa, Välfärd;owner\n", ("write Folkhälsa; Välfärd",)),
    (f"{PEOPLE_HEADING}\na@example.se;Anna;;owner\n", ("row 2, column unit", "its name here, or take owner from")),
    (f"{PEOPLE_HEADING}\na@example.se;Anna;;boss\n", ("owner (ägare)", "write those that are right, or leave")),
    (f"{PEOPLE_HEADING}\n;Anna;;\n", ("row 2, column email", "write the person's e-mail address")),
    (f"{PEOPLE_HEADING}\na@x.se & b@x.se;Anna;;\n", ("row 2, column email", "Give each person a row of their own")),
    (f"{PEOPLE_HEADING}\n{ANNA}\n{ANNA}\n", ("row 3, column email", "stands on row 2 too", "delete the other one")),
    (f"{PEOPLE_HEADING};slack_user_id\n{ANNA};U01\nb@example.se;B;;;U01\n", ("row 3,", "Empty the cell of the other")),
    (f"{PEOPLE_HEADING};slack_user_id\n{ANNA};@anna\n", ("column slack_user_id", "Copy member ID; or empty the cell")),
    (f"{PEOPLE_HEADING};language\n{ANNA};svenska\n", ("column language", "write sv for Swedish")),
    (f"{PEOPLE_HEADING};timezone\n{ANNA};Stockholm\n", ("column timezone", "continent/city", "or empty the cell")),
    (f"{PEOPLE_HEADING};deputy_email\n{ANNA};a@example.se\n", ("column deputy_email", "write a colleague's address")),
    (f"{PEOPLE_HEADING};manager_email\n{ANNA};Karin\n", ("column manager_email", "or leave the cell empty")),
    (f"{PEOPLE_HEADING};deputy_email\n{ANNA};chef.folkhalsan@example.se\n",
     ("neither in this file nor among the people of earlier imports", "perhaps chef.folkhalsa@ex", "add a row")),
    (f"{PEOPLE_HEADING};activities\n{ANNA};999\n", ("activity number 999", "from 1 to 80", "correct the number")),
    (f"{PEOPLE_HEADING};activities\n{ANNA};1-5\n", ("column activities", "such as 3;14", "or empty the cell for all")),
    (f"{PEOPLE_HEADING};activities\n{ANNA};1\n", ("lies with Hållbarhet", "take the number away, or write that unit")),
    (f"{PEOPLE_HEADING};deputy_for\n{ANNA};Välfärd\nb@example.se;B;;;Välfärd\n", ("row 3,", "its name away on one")),
    (f"e-post;{PEOPLE_HEADING.removeprefix('email;')}\n{ANNA}\n", ("row 1, column e_post", "did you mean email?")),
]  # fmt: skip


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    made = new_database(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(made.url))
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(plan_app, ["import", str(ACTIVITIES), "--year", "2022"]).exit_code == 0
    assert CliRunner().invoke(people_app, ["import", str(PEOPLE)]).exit_code == 0
    yield made
    made.close()


def assert_says(refused: Result, says: tuple[str, ...]) -> None:
    assert refused.exit_code == 1
    assert [words for words in says if words not in refused.stderr] == [], refused.stderr
    assert "Nothing was changed." in refused.stderr


def test_a_plan_that_is_refused_says_what_to_do_next(database: Database, tmp_path: Path) -> None:
    before = dump(database)
    for ending, content, options, says in PLANS:
        (tmp_path / f"plan.{ending}").write_text(content, encoding="utf-8")
        assert_says(CliRunner().invoke(plan_app, ["import", f"plan.{ending}", "--year", "2022", *options]), says)
    assert dump(database) == before


def test_a_people_file_that_is_refused_says_what_to_do_next(database: Database, tmp_path: Path) -> None:
    before = dump(database)
    for content, says in PERSONS:
        (tmp_path / "people.csv").write_text(content, encoding="utf-8")
        assert_says(CliRunner().invoke(people_app, ["import", "people.csv"]), says)
    assert dump(database) == before


def test_how_rows_are_counted_is_said_when_one_is_named(database: Database, tmp_path: Path) -> None:
    saved(tmp_path, book_with(("Plan", [HEADING, *ROWS, ROWS[0]])))
    (tmp_path / "plan.csv").write_text(PLAN + ROW + ROW, encoding="utf-8")
    (tmp_path / "plan.json").write_text(json.dumps([JSON_ROW, JSON_ROW]), encoding="utf-8")
    told = {
        ".xlsx": ("row 5,", "the numbers that Excel shows"), ".csv": ("row 3,", "Row 1 is the first line of the file."),
        ".json": ("row 2,", "Row 1 is the first {…} in the file."),
    }  # fmt: skip
    for ending, says in told.items():
        assert_says(CliRunner().invoke(plan_app, ["import", f"plan{ending}"]), says)
    saved(tmp_path, book_with(("Blad1", [])), "blank.xlsx")
    blank = CliRunner().invoke(plan_app, ["import", "blank.xlsx"])
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
        "x" * 300 + ".csv": ("cannot be read (File name too long)", "copy it to a folder on your own disk"),
    }.items():
        for app in (plan_app, people_app):
            assert_says(CliRunner().invoke(app, ["import", name]), says)


def test_a_file_that_may_not_be_read_is_refused_with_what_to_do(database: Database) -> None:
    before = dump(database)
    with TemporaryDirectory() as name, without_rights(Path(name)) as folder:
        for may_not in (folder / "plan.csv", folder):
            may_not.chmod(0)
            refused = CliRunner().invoke(plan_app, ["import", str(folder / "plan.csv")])
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
