"""`malvakten doctor` against a real database and the fake Slack: each fault gets a sentence, and no secret is told."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from bot.operations.doctor.diagnosis import diagnose
from bot.operations.doctor.findings import Finding, print_findings
from bot.settings import Settings, load_settings
from bot.slack.manifest import bot_scopes
from models.operations.trouble import WORKSPACE, close_trouble, open_trouble
from models.storage.database import Database
from models.tables import Person, Placement, PlacementUnit
from models.vocabulary.people import Role
from tests.conftest import import_samples
from tests.fakes.slack import FakeSlack
from tests.imports.support import new_database

SIGNING_SECRET = "5f1c0ffee5f1c0ffee5f1c0ffee5f1c0"
SECRET_KEY = "nyckeln-som-ingen-ska-se"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = new_database(tmp_path)
    with made.write() as session:
        import_samples(session)
    yield made
    made.close()


@pytest.fixture
def env(database: Database, slack: FakeSlack) -> dict[str, str]:
    """An installation in which nothing is wrong."""
    slack.scopes = set(bot_scopes())
    return {
        "DATABASE_URL": str(database.url), "SLACK_BOT_TOKEN": slack.token, "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": slack.api_url, "SLACK_MANAGEMENT_CHANNEL": "C0LEDNING",
        "MALVAKTEN_BASE_URL": "https://malvakten.example.se", "MALVAKTEN_SECRET_KEY": SECRET_KEY,
    }  # fmt: skip


def settings(env: dict[str, str], **changes: str) -> Settings:
    return load_settings({**env, **changes}, Path(__file__).parent)


def wrong(env: dict[str, str], **changes: str) -> dict[str, str]:
    """What is wrong, by what it is about."""
    return {finding.what: finding.words for finding in diagnose(settings(env, **changes)) if not finding.fine}


def words(env: dict[str, str], what: str, **changes: str) -> str:
    return " ".join(finding.words for finding in diagnose(settings(env, **changes)) if finding.what == what)


def lose_ids(database: Database, *emails: str) -> None:
    with database.write() as session:
        session.execute(update(Person).where(Person.email.in_(emails)).values(slack_user_id=None))


def test_nothing_is_wrong_with_a_whole_installation(env: dict[str, str], slack: FakeSlack) -> None:
    found = diagnose(settings(env))
    assert [finding for finding in found if not finding.fine] == []
    said = {finding.what: finding.words for finding in found}
    assert said["plan"] == "The plan of 2022 has 80 rows."
    assert said["people"].startswith("The people file has 22 people")
    assert said["slack"] == "Slack answers: workspace regionen (https://regionen.slack.com/), as @malvakten."
    assert said["scopes"] == "All 12 scopes that are used are granted."
    assert said["address"] == "Slack sends to https://malvakten.example.se."
    assert said["commands"].endswith("/malvakten, /malstatus, /rapportera, /avvikelser.")
    assert slack.violations == []
    methods = [call.method for call in slack.calls()]
    # Slack is asked about the owners' accounts only as long as the program has not been told of them.
    assert methods == ["auth.test", *["users.info"] * 11, "conversations.info"]


def test_a_database_that_is_not_there_is_not_made(env: dict[str, str], tmp_path: Path) -> None:
    found = wrong(env, DATABASE_URL=f"sqlite:///{tmp_path}/annan.db")
    assert found["database"].endswith("annan.db yet. Run: malvakten db upgrade")
    assert not (tmp_path / "annan.db").exists()


def test_a_database_without_tables_says_what_to_run(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "tom.db").touch()
    found = wrong(env, DATABASE_URL=f"sqlite:///{tmp_path}/tom.db")
    assert set(found) == {"schema"}
    assert found["schema"].startswith("The database has no tables yet")
    assert found["schema"].endswith("Run: malvakten db upgrade")


@pytest.mark.parametrize("where", ["127.0.0.1:1/malvakten", "/malvakten?host=/tmp/hemligt"])
def test_a_database_that_does_not_answer_is_a_finding_without_its_password(env: dict[str, str], where: str) -> None:
    found = wrong(env, DATABASE_URL=f"postgresql://anna:hemligt@{where}")
    assert set(found) == {"database"}
    assert found["database"].startswith("The database does not answer: ")
    assert "hemligt" not in str(found)


def test_a_file_that_is_no_database_is_a_finding(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Det här är ingen databas." * 99, encoding="utf-8")
    assert "text.db is no SQLite database" in wrong(env, DATABASE_URL=f"sqlite:///{tmp_path}/text.db")["database"]


def test_an_empty_database_lacks_plan_and_people(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "ny").mkdir()
    new = new_database(tmp_path / "ny")
    found = wrong(env, DATABASE_URL=str(new.url))
    assert set(found) == {"plan", "people"}
    assert "malvakten plan import" in found["plan"]
    assert "malvakten people import" in found["people"]


def test_rows_that_nobody_answers_for_are_named(env: dict[str, str], database: Database) -> None:
    with database.write() as session:
        one = session.query(Placement).filter_by(row=14).one()
        session.execute(delete(PlacementUnit).where(PlacementUnit.placement_id == one.id))
        owner = session.query(Person).filter_by(email="agare.hallbarhet@example.se").one()
        owner.activities = [1]
    assert "row " in wrong(env)["owners"]
    assert "(Hållbarhet)" in wrong(env)["owners"]


def test_somebody_must_be_the_coordinator(env: dict[str, str], database: Database) -> None:
    with database.write() as session:
        for person in session.query(Person):
            person.roles = [role for role in person.roles if role != Role.COORDINATOR]
    assert "Nobody is a coordinator" in wrong(env)["coordinator"]


def test_owners_without_an_id_are_looked_up_by_e_mail(env: dict[str, str], database: Database) -> None:
    lose_ids(database, "agare.folkhalsa@example.se", "agare.kultur1@example.se")
    assert words(env, "accounts") == "Owners without a Slack id (2) are found by e-mail."


def test_owners_whom_slack_does_not_know_are_named(env: dict[str, str], database: Database, slack: FakeSlack) -> None:
    slack.store.users["UAGFOLK01"].email = "ny.adress@example.se"
    lose_ids(database, "agare.folkhalsa@example.se", "agare.kultur1@example.se")
    assert "these owners: agare.folkhalsa@example.se. " in wrong(env)["accounts"]


def test_a_look_up_that_slack_refuses_is_a_finding(env: dict[str, str], database: Database, slack: FakeSlack) -> None:
    lose_ids(database, "agare.folkhalsa@example.se")
    slack.faults.add("users.lookupByEmail", "429")
    assert "could not be looked up by e-mail: ratelimited" in wrong(env)["accounts"]
    slack.faults.add("users.lookupByEmail", "close_before")
    assert "Slack stopped answering" in wrong(env)["accounts"]


def test_slack_that_is_off_is_said(env: dict[str, str]) -> None:
    without = {name: value for name, value in env.items() if not name.startswith("SLACK_")}
    assert set(wrong(without)) == {"slack"}
    assert "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET" in wrong(without)["slack"]


def test_slack_that_cannot_be_reached_is_a_finding(env: dict[str, str]) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/api/"
        found = wrong(env, SLACK_API_URL=url)
    assert set(found) == {"slack"}
    assert found["slack"].startswith(f"Slack does not answer at {url} (")


@pytest.mark.parametrize("kind", ["html", "half_json", "500_before", "close_before", "429"])
def test_whatever_slack_answers_is_a_finding(env: dict[str, str], slack: FakeSlack, kind: str) -> None:
    slack.faults.add("auth.test", kind)
    assert set(wrong(env)) == {"slack"}


@pytest.mark.parametrize(
    ("error", "advice"), [("invalid_auth", "again into SLACK_BOT_TOKEN"), ("account_inactive", "install it again")]
)
def test_a_token_that_slack_refuses_is_a_finding(
    env: dict[str, str], slack: FakeSlack, error: str, advice: str
) -> None:
    slack.token_error = error
    found = wrong(env)
    assert set(found) == {"slack"}
    assert error in found["slack"]
    assert advice in found["slack"]


def test_scopes_that_lack_and_scopes_too_many_are_named(env: dict[str, str], slack: FakeSlack) -> None:
    slack.scopes = {*bot_scopes(), "files:write", "team:read"} - {"im:write", "groups:history"}
    found = wrong(env)
    assert set(found) == {"scopes"}
    assert found["scopes"].startswith("Not granted: groups:history, im:write.")
    assert "Granted and never used: team:read." in words(env, "scopes")


@contextlib.contextmanager
def bare_slack(date: str = "") -> Iterator[str]:
    """Answers auth.test with nothing but its body, since a proxy in between has taken the headers away, and a date."""

    class Bare(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b'{"ok": true, "team": "regionen", "user": "anna"}'
            self.send_response_only(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if date:
                self.send_header("Date", date)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Bare) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/"
        finally:
            server.shutdown()
            thread.join()


def test_what_slack_does_not_tell_is_called_unchecked_and_not_right(env: dict[str, str]) -> None:
    with bare_slack() as url:
        assert words(env, "scopes", SLACK_API_URL=url).startswith("Could not be checked: ")
        assert words(env, "clock", SLACK_API_URL=url).startswith("Could not be checked: ")
        assert wrong(env, SLACK_API_URL=url) == {
            "token": "SLACK_BOT_TOKEN is not a bot's. Use the Bot User OAuth Token, which begins with xoxb-."
        }


@pytest.mark.parametrize(("seconds", "fine"), [(0, True), (60, True), (-60, True), (61, False), (-61, False)])
def test_a_clock_a_minute_off_is_wrong(env: dict[str, str], seconds: int, fine: bool) -> None:
    now = datetime(2022, 6, 8, 7, 0, tzinfo=UTC)
    with bare_slack(format_datetime(now, usegmt=True)) as url:
        found = diagnose(settings(env, SLACK_API_URL=url), lambda: now + timedelta(seconds=seconds))
    (clock,) = [finding for finding in found if finding.what == "clock"]
    assert clock.fine is fine
    assert fine or ("ahead of" if seconds > 0 else "behind") in clock.words


def test_the_clock_is_looked_at_even_when_the_token_is_refused(env: dict[str, str], slack: FakeSlack) -> None:
    slack.token_error = "invalid_auth"
    late = diagnose(settings(env), lambda: datetime.now(UTC) - timedelta(minutes=10))
    assert {finding.what for finding in late if not finding.fine} == {"slack", "clock"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"archived": True}, "The channel #ledning is archived."),
        ({"bot_is_member": False}, "The bot is not in #ledning, so summaries wait. Write /invite @malvakten there."),
        ({"bot_is_member": False, "private": True}, "There is no channel C0LEDNING, or it is private"),
    ],
)
def test_a_management_channel_that_cannot_be_written_to(
    env: dict[str, str], slack: FakeSlack, changed: dict[str, bool], said: str
) -> None:
    slack.expected.add("channel_not_found")
    slack.channel("C0LEDNING", "ledning", **changed)  # type: ignore[arg-type]
    assert wrong(env)["management"].startswith(said)


def test_what_keeps_messages_from_going_out_is_said(env: dict[str, str], database: Database, slack: FakeSlack) -> None:
    since = datetime(2022, 6, 8, 7, 0, tzinfo=UTC)
    with database.write() as session:
        open_trouble(session, "slack", WORKSPACE, "token_revoked", since)
    said = "Slack does not let the program in since 2022-06-08 07:00 UTC (token_revoked); 0 messages wait"
    assert wrong(env)["trouble"].startswith(said)
    slack.token_error = "token_revoked"
    assert "token_revoked. Install the app again" in wrong(env)["slack"]
    with database.write() as session:
        close_trouble(session, "slack", WORKSPACE, since)
    slack.token_error = None
    assert wrong(env) == {}


@pytest.mark.parametrize(
    ("changes", "what", "said"),
    [
        ({"SLACK_MANAGEMENT_CHANNEL": ""}, "management", "is not set"),
        ({"SLACK_MANAGEMENT_CHANNEL": "#ledning"}, "management", "takes the channel's id"),
        ({"SLACK_MANAGEMENT_CHANNEL": "#C0LEDNING"}, "management", "takes the channel's id"),
        ({"MALVAKTEN_BASE_URL": ""}, "address", "MALVAKTEN_BASE_URL is missing"),
        ({"MALVAKTEN_BASE_URL": "http://malvakten.example.se"}, "address", "is not https"),
        ({"SLACK_APP_TOKEN": "xoxb-fel-sort"}, "address", "begins with xapp-"),
        ({"SLACK_COMMANDS": "malvakten,status,rapportera,avvikelser"}, "commands", "/status is Slack's own"),
    ],
)
def test_settings_that_slack_does_not_take(env: dict[str, str], changes: dict[str, str], what: str, said: str) -> None:
    found = wrong(env, **changes)
    assert set(found) == {what}
    assert said in found[what]


def test_socket_mode_needs_no_address(env: dict[str, str]) -> None:
    assert wrong(env, SLACK_APP_TOKEN="xapp-1-A", MALVAKTEN_BASE_URL="") == {}


def test_a_lease_shorter_than_a_send_is_wrong(env: dict[str, str]) -> None:
    # load_settings refuses this already; the check is for settings that were made otherwise.
    chosen = settings(env).model_copy(update={"malvakten_lease_seconds": 11.0})
    (found,) = [finding for finding in diagnose(chosen) if not finding.fine]
    assert found.words.startswith("MALVAKTEN_LEASE_SECONDS is 11; set it to 12 or more")


def test_a_missing_secret_key_is_only_noted(env: dict[str, str]) -> None:
    assert wrong(env, MALVAKTEN_SECRET_KEY="") == {}
    assert "is not set" in words(env, "secret key", MALVAKTEN_SECRET_KEY="")


def test_the_time_of_the_place_is_told(env: dict[str, str]) -> None:
    found = diagnose(settings(env), lambda: datetime(2022, 6, 8, 7, 0, tzinfo=UTC))
    assert Finding(True, "time zone", "Europe/Stockholm, where it is 2022-06-08 09:00.") in found


def run(env: dict[str, str], monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(app, ["doctor", *words], env=env)


def test_the_command_ends_with_0_or_1_and_json_is_a_document(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, slack: FakeSlack
) -> None:
    fine = run(env, monkeypatch, tmp_path, "--json")
    assert fine.exit_code == 0
    assert all(set(one) == {"fine", "what", "words"} and one["fine"] for one in json.loads(fine.stdout))
    slack.token_error = "invalid_auth"
    assert run(env, monkeypatch, tmp_path, "--json").exit_code == 1


def test_no_secret_is_told(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, slack: FakeSlack
) -> None:
    env["SLACK_APP_TOKEN"] = "xapp-hemlig"
    for error in (None, "invalid_auth"):
        slack.token_error = error
        for flag in ([], ["--json"]):
            result = run(env, monkeypatch, tmp_path, *flag)
            for secret in (slack.token, SIGNING_SECRET, SECRET_KEY, "xapp-hemlig"):
                assert secret not in result.output


def test_the_sign_has_a_word_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings([Finding(True, "plan", "Finns."), Finding(False, "people", "Finns [inte]. :smile:")])
    text = capsys.readouterr().out
    assert "✔ ok" in text
    assert "✘ wrong" in text
    assert "Finns [inte]. :smile:" in text
    assert "To put right: 1 of 2." in text
