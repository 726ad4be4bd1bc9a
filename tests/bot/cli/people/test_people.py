"""`malvakten people remove`, `people new-address`, and what `people import` says about accounts, as typed."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from actions.answers.handovers import hand_over
from actions.people.members import Account, remember_accounts
from bot.cli.commands import app
from models.people.directory_cache import load_directory
from models.people.tables import Person
from models.rounds.queries import unpublished_rounds
from models.storage.database import Database
from models.vocabulary.people import HandoverReason, Membership
from tests.bot.cli.server import ROUND, Server
from tests.conftest import import_samples
from tests.imports.support import NOW, PEOPLE, dump, new_database

ALONE = "agare.ledningsstaben@example.se"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    made = new_database(tmp_path)
    with made.write() as session:
        import_samples(session)
    monkeypatch.setenv("DATABASE_URL", str(made.url))
    monkeypatch.chdir(tmp_path)
    return made


def people(*words: object) -> Result:
    return CliRunner().invoke(app, ["people", *map(str, words)])


def see(database: Database, account: str, email: str, membership: Membership) -> None:
    with database.write() as session:
        remember_accounts(session, "slack", [Account(account, membership, email)], NOW)


def test_somebody_is_removed_and_the_rows_left_are_named(database: Database) -> None:
    before = dump(database)
    assert "Dry run: nothing was stored.\n" in people("remove", ALONE, "--dry-run").stdout
    assert dump(database) == before
    done = people("remove", f" {ALONE.upper()}")
    assert (done.exit_code, done.stdout) == (
        0,
        f"{ALONE} (Ägare Ledningsstaben) is no longer in the people file.\n"
        "Answers kept: 0. Drafts deleted: 0.\n"
        "Nobody answers for row 60 (Ledningsstaben) now. Name an owner of the unit in the people file and import it.\n",
    )
    again = people("remove", ALONE)
    assert (again.exit_code, again.stderr.startswith(f"Nobody in the people file has the address {ALONE}.")) == (
        1,
        True,
    )
    other = people("remove", "chef.folkhalsa@example.se")
    assert "Was deputy or manager of: agare.folkhalsa@example.se" in other.stdout
    assert "Nobody answered for these before either: row 60 (Ledningsstaben)." in other.stdout


def test_removing_as_json_is_one_document(database: Database) -> None:
    assert json.loads(people("remove", ALONE, "--json").stdout) == {
        "email": ALONE, "dry_run": False, "answers_kept": 0, "drafts_deleted": 0, "stood_in_for": [],
        "without_owner": [{"row": 60, "units": ["Ledningsstaben"]}],
    }  # fmt: skip


def test_an_address_that_is_mistyped_is_asked_back(database: Database) -> None:
    refused = people("remove", "agare.ledningstaben@example.se")
    assert refused.exit_code == 1
    assert f"Did you mean {ALONE}" in refused.stderr


def test_a_new_address_keeps_the_person(database: Database) -> None:
    done = people("new-address", ALONE, "Nytt.Namn@example.se")
    assert (done.exit_code, done.stdout.startswith(f"{ALONE} is now nytt.namn@example.se")) == (0, True)
    with database.read() as session:
        person = load_directory(session).by_email["nytt.namn@example.se"]
    assert (person.name, person.slack_user_id) == ("Ägare Ledningsstaben", "UAGLEDN01")
    for wrong in ("nytt", "agare.folkhalsa@example.se"):
        refused = people("new-address", "nytt.namn@example.se", wrong)
        assert (refused.exit_code, "Nothing was changed." in refused.stderr) == (1, True)


def test_what_the_refusal_of_an_import_says_works(database: Database, tmp_path: Path) -> None:
    """The account of somebody who has left is given to their successor."""
    text = PEOPLE.read_text(encoding="utf-8").replace(ALONE, "ny.agare@example.se")
    (tmp_path / "new.csv").write_text(text.replace("Ägare Ledningsstaben", "Efterträdare"), encoding="utf-8")
    refused = people("import", "new.csv")
    assert refused.exit_code == 1
    assert f"run: malvakten people remove {ALONE}" in refused.stderr
    people("remove", ALONE)
    done = people("import", "new.csv")
    assert (done.exit_code, "1 person added" in done.stdout) == (0, True)


def test_the_import_finds_accounts_by_address_and_names_guests_and_closed_ones(
    database: Database, tmp_path: Path
) -> None:
    see(database, "UAGLEDN01", ALONE, Membership.FULL)
    see(database, "UAGFOLK01", "x@partner.se", Membership.GUEST)
    see(database, "UAGHALL01", "y@example.se", Membership.DEACTIVATED)
    see(database, "U0GUEST01", "agare.kultur1@example.se", Membership.EXTERNAL)
    text = PEOPLE.read_text(encoding="utf-8").replace("UAGKULT01", "")
    (tmp_path / "new.csv").write_text(text, encoding="utf-8")
    people("remove", "agare.kultur1@example.se")
    said = people("import", "new.csv").stdout
    assert "agare.folkhalsa@example.se: the account UAGFOLK01 is a guest's, and is asked because" in said
    assert "agare.hallbarhet@example.se: the Slack account UAGHALL01 is closed." in said
    assert "agare.kultur1@example.se: the Slack account with that address, U0GUEST01, is of another org" in said
    assert len(json.loads(people("import", "new.csv", "--json").stdout)["accounts"]) == 3
    (tmp_path / "new.csv").write_text(PEOPLE.read_text(encoding="utf-8").replace("UAGLEDN01", ""), encoding="utf-8")
    people("remove", ALONE)
    people("import", "new.csv")
    with database.read() as session:
        assert load_directory(session).by_email[ALONE].slack_user_id == "UAGLEDN01"


@pytest.mark.parametrize("command", ["remove", "new-address"])
def test_help_shows_an_example(command: str) -> None:
    shown = people(command, "--help")
    assert shown.exit_code == 0
    assert f"Example: malvakten people {command} anna.ek@example.se" in " ".join(shown.stdout.split())


def test_a_row_is_given_to_somebody_who_is_asked_instead(database: Database) -> None:
    none = people("give", 16, "chef.folkhalsa@example.se")
    assert (none.exit_code, none.stderr) == (1, "No round is open. Name one with --round. Nothing was changed.\n")
    server = Server(str(database.url), answered=False)
    done = people("give", 16, "chef.folkhalsa@example.se", "--why", "Leder arbetet")
    assert (done.exit_code, done.stdout) == (
        0,
        f"chef.folkhalsa@example.se is asked about row 16 in {ROUND}.\n"
        "Not asked any more: agare.folkhalsa@example.se.\n",
    )
    again = people("give", 16, "chef.folkhalsa@example.se", "--round", ROUND.upper())
    assert (again.exit_code, "already. Nothing was changed." in again.stderr) == (1, True)
    assert people("give", 999, ALONE).exit_code == 1
    # Of two owners, one has handed row 7 back: the other goes on being asked.
    with database.write() as session:
        directory = load_directory(session)
        round_ = unpublished_rounds(session)[0]
        row = directory.plans[0].by_row[7]
        first, second = directory.owners(row)
        hand_over(session, round_, [(first, None, row)], HandoverReason.NOT_MINE, server.now)
    told = json.loads(people("give", 7, ALONE, "--json").stdout)
    assert told == {"round": ROUND, "row": 7, "asked": ALONE, "not_asked_any_more": [first.email]}
    with database.read() as session:
        directory = load_directory(session)
        asked = directory.asked(row, round_.id)
    assert {directory.by_id[each].email for each in asked} == {second.email, ALONE}


def test_somebody_is_added_and_changed_by_the_checks_of_an_import(database: Database) -> None:
    before = dump(database)
    refused = people("add", "ny", "--name", "Ny", "--unit", "Folkhelsa")
    assert refused.exit_code == 1
    assert "email: takes one e-mail address" in refused.stderr
    assert "unit: there is no unit “Folkhelsa”" in refused.stderr
    new = ("ny@example.se", "--name", "Ny Ägare", "--unit", "ledningsstaben", "--deputy", "chef.valfard@example.se")
    assert "Dry run: nothing was stored." in people("add", *new, "--dry-run").stdout
    assert dump(database) == before
    assert people("add", *new).stdout == "ny@example.se: added.\n"
    assert "is in the people file already" in people("add", *new).stderr
    assert people("remove", ALONE).exit_code == 0
    told = json.loads(people("change", "ny@example.se", "--activities", "999", "--json").stdout)
    assert [fault["column"] for fault in told["faults"]] == ["activities"]
    assert people("change", "ny@example.se").exit_code == 1
    done = people("change", "Ny@example.se", "--email", "nyare@example.se", "--deputy", "", "--roles", "owner;manager")
    assert done.stdout == (
        "nyare@example.se: changed.\n"
        "New address: ny@example.se is now nyare@example.se, the same person with the same account and answers.\n"
    )
    with database.read() as session:
        person = load_directory(session).by_email["nyare@example.se"]
    assert (person.name, person.deputy_email, len(person.roles), len(person.units)) == ("Ny Ägare", None, 2, 1)
    lines = json.loads(CliRunner().invoke(app, ["audit", "--person", "nyare@example.se", "--format", "json"]).stdout)
    kinds = [line["what"] for line in lines]
    assert kinds == ["person.added", "person.new_address", "person.changed"]
    assert {line["channel"] for line in lines} == {"cli"}


def test_a_removed_person_is_not_exported(database: Database) -> None:
    assert people("remove", ALONE).exit_code == 0
    assert "removed-" not in people("export", "--format", "csv").stdout
    assert ALONE not in people("export", "--format", "csv").stdout


def test_a_deputy_chosen_in_the_chat_is_kept_unless_another_is_written(database: Database) -> None:
    with database.write() as session:
        owner = session.scalars(select(Person).where(Person.email == ALONE)).one()
        owner.chosen_deputy_email = "chef.valfard@example.se"
    assert people("change", ALONE, "--name", "Annat namn").exit_code == 0
    with database.read() as session:
        assert session.scalars(select(Person).where(Person.email == ALONE)).one().chosen_deputy_email
    assert people("change", ALONE, "--deputy", "").exit_code == 0
    with database.read() as session:
        assert session.scalars(select(Person).where(Person.email == ALONE)).one().chosen_deputy_email is None
