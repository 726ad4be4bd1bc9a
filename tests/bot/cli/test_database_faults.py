"""A database that cannot be used: every command says why in one line that says what to do, with status 1."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from bot.operations.database_errors import path_fault
from models.storage.database import Database, parse_url
from models.storage.schema import NEWEST_REVISION, schema_fault
from tests.harness import free_port
from tests.imports.support import ACTIVITIES, PEOPLE, new_database
from tests.postgres import postgresql
from tests.rights import as_nobody

NEWER = f"The database's schema is 9999, newer than this program's ({NEWEST_REVISION})."
UPGRADE = "Run: malvakten db upgrade"
COMMANDS: list[list[object]] = [
    ["status"], ["status", "--json"], ["deliveries"], ["round", "list"], ["round", "open", "x"], ["plan", "export"],
    ["people", "export"], ["answers", "export", "--round", "x"], ["plan", "import", ACTIVITIES],
    ["people", "import", PEOPLE], ["backup", "b.zip"],
]  # fmt: skip
SERVING: list[list[object]] = [["web"], ["worker"], ["run"]]


def every(*others: list[object]) -> list[list[object]]:
    """Every command that needs a database, and others."""
    return [*COMMANDS, *others]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", str(free_port()))
    return tmp_path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> "Run":
    return Run(monkeypatch)


class Run:
    """Runs commands on a database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, url: str, *words: object) -> Result:
        self._monkeypatch.setenv("DATABASE_URL", url)
        return CliRunner().invoke(app, list(map(str, words)))

    def refused(self, url: str, *words: object) -> str:
        """The one line with which a command is refused."""
        done = self(url, *words)
        assert (done.exit_code, done.stdout) == (1, ""), (words, done.output, done.exception)
        assert len(done.stderr.splitlines()) == 1
        assert "hidden" not in done.stderr
        return done.stderr.rstrip("\n")


def change(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_newer_schema_is_told_by_every_command_and_left_alone(run: Run, folder: Path) -> None:
    database = new_database(folder)
    change(database, "UPDATE alembic_version SET version_num = '9999'")
    for words in every(["db", "upgrade"], ["worker"], ["run"]):
        assert run.refused(str(database.url), *words) == f"{NEWER} Install the version of Målvakten that it belongs to."
    assert NEWER in run(str(database.url), "doctor", "--json").stdout
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    database.close()


def test_an_older_schema_and_none_are_told_with_what_to_do(run: Run, folder: Path) -> None:
    url = f"sqlite:///{folder}/empty.db"
    for words in COMMANDS:
        assert run.refused(url, *words) == f"The database has no tables yet. {UPGRADE}"
    database = new_database(folder)
    change(database, "UPDATE alembic_version SET version_num = '0001'")
    older = f"The database's schema is 0001, older than this program's ({NEWEST_REVISION}). {UPGRADE}"
    for words in COMMANDS[:-1]:
        assert run.refused(str(database.url), *words) == older
    assert run(str(database.url), "backup", "b.zip").exit_code == 0
    database.close()


@pytest.mark.parametrize("revision", [False, True])
def test_another_program_s_database_is_told_by_every_command_and_left_alone(
    run: Run, database_url: str, revision: bool
) -> None:
    database = Database(database_url)
    if not database.is_sqlite:
        change(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    change(database, "CREATE TABLE orders (id int)", "CREATE TABLE spatial_ref_sys (id int)")
    if revision:
        change(
            database, "CREATE TABLE alembic_version (version_num text)", "INSERT INTO alembic_version VALUES ('ab12')"
        )
    line = "The database is another program's (it has orders). Give DATABASE_URL an empty one."
    for words in every(["db", "upgrade"], ["worker"], ["run"]):
        assert run.refused(database_url, *words) == line
    with database.engine.connect() as connection:
        assert connection.dialect.has_table(connection, "person") is False
    database.close()


def test_a_database_with_tables_of_an_extension_is_empty(run: Run, folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/m.db")
    change(database, "CREATE TABLE spatial_ref_sys (id int)")
    assert run(str(database.url), "db", "upgrade").exit_code == 0
    assert schema_fault(database) is None
    database.close()


def test_a_file_that_cannot_be_the_database_is_told_by_every_command(run: Run, folder: Path) -> None:
    (folder / "letter.db").write_text("Hej! Detta är ett brev och ingen databas. " * 100, encoding="utf-8")
    (folder / "taken.db").mkdir()
    for name, line in {
        f"{folder}/none/m.db": f"There is no folder {folder}/none for the database. Create it, or change DATABASE_URL.",
        "none/m.db": "There is no folder none for the database. Create it, or change DATABASE_URL.",
        "taken.db": "The database taken.db is a folder. Name a file in DATABASE_URL.",
    }.items():
        for words in every(["db", "upgrade"], *SERVING, ["restore", "b.zip"]):
            assert run.refused(f"sqlite:///{name}", *words) == line
        assert line in run(f"sqlite:///{name}", "doctor", "--json").stdout
    for name, line in {
        "letter.db": "letter.db is no SQLite database, or is damaged. "
        "Name another file in DATABASE_URL, or restore a backup.",
        # No process may make a file here, not even root's.
        "/proc/m.db": "The database /proc/m.db cannot be opened or written (unable to open database file). "
        "Check DATABASE_URL and who may write there.",
    }.items():  # fmt: skip
        for words in every(["db", "upgrade"]):
            assert run.refused(f"sqlite:///{name}", *words) == line
    assert run.refused("sqlite:////proc/m.db", "worker").startswith("/proc/m.db.worker.lock cannot be written: ")


def test_a_folder_that_may_not_be_read_is_told_in_one_line(folder: Path) -> None:
    (folder / "private").mkdir(mode=0)
    with as_nobody():
        line = path_fault(parse_url(f"sqlite:///{folder}/private/m.db"))
    words = "cannot be reached: Permission denied. Check DATABASE_URL and who may read that folder."
    assert line == f"The database {folder}/private/m.db {words}"


def test_a_postgresql_that_does_not_answer_is_told_in_one_line_without_the_password(run: Run) -> None:
    host = parse_url(postgresql().url("postgres")).query["host"]
    for url, words in {
        f"postgresql://u:hidden@127.0.0.1:{free_port()}/d": "Connection refused",
        f"postgresql://nobody:hidden@/postgres?host={host}": 'role "nobody" does not exist',
        f"postgresql://postgres:hidden@/nothing?host={host}": 'database "nothing" does not exist',
        "postgresql://u:hidden@no-such-host.invalid/d": "no-such-host.invalid",
        f"postgresql://u:hidden@/d?host={host}&sslmode=perhaps": "sslmode",
        f"postgresql://u:hidden@/d?host={host}&colour=blue": "colour",
    }.items():
        for command in (["status"], ["db", "upgrade"], ["backup", "b.zip"], ["plan", "import", ACTIVITIES]):
            line = run.refused(url, *command)
            assert line.startswith("The database does not answer: ")
            assert words in line
            assert line.endswith(". Check DATABASE_URL.")
        told = run(url, "doctor", "--json")
        assert (told.exit_code, words in json.loads(told.stdout)[0]["words"], "hidden" in told.stdout) == (
            1,
            True,
            False,
        )


def test_settings_that_cannot_be_taken_end_every_command_with_status_two(run: Run) -> None:
    for words in every(["db", "upgrade"], *SERVING, ["doctor"]):
        done = run("postgresql+psycopg2://u:hidden@h/d", *words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == (
            "DATABASE_URL: takes sqlite:///FILE or postgresql://USER@HOST/NAME; "
            "take +psycopg2 away: the program has its own driver\n"
        )


def test_a_misspelt_variable_is_told_beside_what_was_asked_for(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = new_database(folder)
    monkeypatch.setenv("MALVAKTEN_LANGAUGE", "en")
    remark = "MALVAKTEN_LANGAUGE is no setting, so it changes nothing. Is it MALVAKTEN_LANGUAGE?"
    done = run(str(database.url), "round", "list", "--json")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "[]\n", f"{remark}\n")
    told = run(str(database.url), "doctor", "--json")
    assert (told.exit_code, told.stderr) == (1, "")
    assert remark in told.stdout
    database.close()


def test_a_short_password_is_hidden_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:99999/x")
    refused = CliRunner().invoke(app, ["status"])
    assert refused.exit_code == 1
    assert 'invalid port number: "99999"' in refused.stderr
