"""`malvakten doctor` with Teams on, against the fake: each fault gets a sentence, and no secret is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.people.conversations import remember_conversations
from bot.operations.doctor.diagnosis import diagnose
from bot.settings import load_settings
from models.outbox.conversations import Met
from models.people.directory_cache import load_directory
from models.storage.database import Database
from tests.conftest import OPENING, import_samples
from tests.fakes.teams import SECRET, FakeTeams
from tests.fakes.teams.tenant import MANAGEMENT
from tests.imports.support import new_database

SERVICE = "https://smba.trafficmanager.net/emea/"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = new_database(tmp_path)
    with made.write() as session:
        import_samples(session)
        met = [
            Met(f"a:{person.id}", SERVICE, person.teams_aad_object_id or "", "29:x", is_personal=True)
            for person in load_directory(session).people
        ]
        met.append(Met(MANAGEMENT, SERVICE))
        remember_conversations(session, "teams", met, OPENING)
    yield made
    made.close()


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    with FakeTeams() as fake:
        yield fake


def wrong(database: Database, teams: FakeTeams, **changes: str) -> dict[str, str]:
    env = {
        "DATABASE_URL": str(database.url), "MALVAKTEN_BASE_URL": "https://malvakten.example.se",
        "MALVAKTEN_SECRET_KEY": "en-lång-hemlig-nyckel-som-ingen-ser", **teams.environment,
        "TEAMS_MANAGEMENT_CHANNEL": MANAGEMENT, **changes,
    }  # fmt: skip
    found = diagnose(load_settings(env, Path(__file__).parent))
    assert SECRET not in "".join(each.words for each in found)
    return {each.what: each.words for each in found if not each.fine}


def test_an_installation_with_teams_alone_has_nothing_wrong(database: Database, teams: FakeTeams) -> None:
    assert wrong(database, teams) == {}


def test_each_fault_of_teams_gets_a_sentence(database: Database, teams: FakeTeams) -> None:
    refused = wrong(database, teams, TEAMS_CLIENT_SECRET="a-wrong-one")
    assert refused["teams"].startswith("Entra gives no token: invalid_client. Make a new client secret")
    assert "takes the channel's id" in wrong(database, teams, TEAMS_MANAGEMENT_CHANNEL="ledning")["teams management"]
    assert "is not set" in wrong(database, teams, TEAMS_MANAGEMENT_CHANNEL="")["teams management"]
    elsewhere = wrong(database, teams, TEAMS_MANAGEMENT_CHANNEL="19:annan@thread.tacv2")
    assert elsewhere["teams team"].startswith("Teams has not told of the management channel yet.")
    assert "https" in wrong(database, teams, MALVAKTEN_BASE_URL="http://malvakten.example.se")["teams address"]
    teams.keys = {"first": ["webchat"]}
    assert wrong(database, teams)["teams keys"] == "1 signing keys, 0 of them for Teams."
    teams.fail("keys", 500, times=9)
    assert wrong(database, teams)["teams keys"].startswith("The signing keys cannot be fetched")
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE conversation_reference SET ended_at = seen_at WHERE is_personal")
    assert "cannot be asked: agare." in wrong(database, teams)["teams people"]
