"""`malvakten decision …` and `malvakten deviations show|ask|reply|read` as typed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind
from tests.handlers.conftest import Office
from tests.stock import stocked

Run = Callable[..., Result]
pytestmark = pytest.mark.one_database
MANAGER, OWNER = "chef.folkhalsa@example.se", "agare.folkhalsa@example.se"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Row 16 is red and asks for a decision, row 17 is yellow; the round has closed."""
    with stocked("sqlite", tmp_path) as made:
        database = Database(made)
        with database.write() as session:
            office = Office(session, datetime.now(UTC) - timedelta(days=31))
            round_ = office.open("Första")
            office.answer("UAGFOLK01", 16, Status.RED, action="Ny plan", decision_by="Regionstyrelsen")
            office.answer("UAGFOLK01", 17, Status.YELLOW, action="Ny plan")
            office.now = datetime.now(UTC)
            office.close(round_)
        database.close()
        yield made


@pytest.fixture
def run(url: str) -> Run:
    return lambda *words: CliRunner().invoke(app, [*words], env={"DATABASE_URL": url})


def count(url: str, kind: DeliveryKind) -> int:
    database = Database(url)
    with database.read() as session:
        number = session.query(Delivery).filter(Delivery.kind == kind).count()
    database.close()
    return number


def test_a_decision_is_listed_answered_and_listed_no_more(run: Run, url: str) -> None:
    [asked] = json.loads(run("decision", "list", "--json").stdout)
    assert (asked["row"], asked["decision_by"], asked["decision_answer"]) == (16, "Regionstyrelsen", None)
    answered = run("decision", "answer", "16", "later", "--until", "2099-09-01", "--words", "After.", "--as", MANAGER)
    assert answered.exit_code == 0, answered.stderr
    assert answered.stdout.startswith("Saved. The decision on row 16: Later, on 1 September 2099 – “After.”")
    assert run("decision", "list").stdout == "No decisions.\n"
    [listed] = json.loads(run("decision", "list", "--all", "--json").stdout)
    assert (listed["decision_answer"], listed["row"]) == ("later", 16)
    assert count(url, DeliveryKind.DECISION) > 0


def test_the_second_answer_is_refused_and_the_operator_is_named(run: Run) -> None:
    assert run("decision", "answer", "16", "yes").exit_code == 0
    refused = run("decision", "answer", "16", "no", "--as", MANAGER)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("The operator answered")


REFUSED = [
    (("decision", "answer", "17", "yes"), "Row 17 asks for no decision."),
    (("decision", "answer", "999", "yes"), "There is no row 999 in the plan."),
    (("decision", "answer", "16", "perhaps"), "Answer yes, no or later"),
    (("decision", "answer", "16", "later"), "Later needs a day"),
    (("decision", "answer", "16", "yes", "--as", OWNER), "Only management and whoever is asked"),
    (("decision", "answer", "16", "yes", "--as", "ingen@example.se"), "--as: nobody in the people file"),
    (("deviations", "ask", "999", "Varför?", "--as", MANAGER), "There is no row 999 in the plan."),
    (("deviations", "reply", "16", "Jo.", "--as", OWNER), "Nobody has asked you anything about row 16"),
    (("deviations", "read", "--as", OWNER), "The summary is for management"),
    (("deviations", "show", "999"), "There is no row 999 in the plan."),
]


@pytest.mark.parametrize(("words", "why"), REFUSED)
def test_what_cannot_be_done_is_refused_in_words(run: Run, words: tuple[str, ...], why: str) -> None:
    refused = run(*words)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(why), refused.stderr


def test_a_day_goes_with_later_alone(run: Run) -> None:
    assert run("decision", "answer", "16", "yes", "--until", "2099-09-01").exit_code == 2


def test_a_question_its_reply_and_both_shown(run: Run, url: str) -> None:
    assert run("deviations", "ask", "16", "Varför?", "--as", MANAGER).stdout.startswith("Saved. The question")
    assert count(url, DeliveryKind.QUESTION) > 0
    assert run("deviations", "reply", "16", "Sjukdom.", "--as", OWNER).stdout.startswith("Saved. Your reply")
    assert count(url, DeliveryKind.QUESTION_REPLY) == 1
    shown = run("deviations", "show", "16").stdout
    assert "Chef Folkhälsa (manager) asked: “Varför?”" in shown
    assert "replied: “Sjukdom.”" in shown
    assert "Row 16 needs a decision by: Regionstyrelsen" in shown


def test_the_summary_is_read_once(run: Run) -> None:
    assert run("deviations", "read", "--as", MANAGER).stdout.startswith("Thank you.")
    assert run("deviations", "read", "--round", "första", "--as", MANAGER).stderr.startswith("You said")


def test_the_register_itself_is_as_before(run: Run) -> None:
    assert [each["row"] for each in json.loads(run("deviations", "--json").stdout)] == [16, 17]
