"""`malvakten web` and `malvakten worker` as two processes, as the Procfile starts them: one hears, the other sends."""

import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.rounds.life_cycle import NewRound, create_round
from models.answers.tables import Answer
from models.storage.database import Database
from tests.bot.teams.test_files import fetched
from tests.bot.test_stopping import ROOT, beating, is_ready
from tests.dialogues.meeting import populated
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.cards import actions_of, card_of, inputs_of, text_of
from tests.fakes.teams.tenant import MANAGEMENT, Json, Posted
from tests.harness import free_port
from tests.soak.processes import Process
from tests.stock import stocked
from tests.until import PATIENCE_SECONDS, until

OWNER = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def processes(teams: FakeTeams, tmp_path: Path) -> Iterator[tuple[Database, str, dict[str, Process]]]:
    """Both running, the people by their ids elsewhere, and the database beside them."""
    coordinator, port = populated(teams)["USAMORD01"], free_port()
    teams.bot_url = f"http://127.0.0.1:{port}"
    procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    with stocked("sqlite", tmp_path) as url:
        environment = {
            "DATABASE_URL": url, **teams.environment, "TEAMS_MANAGEMENT_CHANNEL": MANAGEMENT, "PORT": str(port),
            "MALVAKTEN_BASE_URL": teams.bot_url, "MALVAKTEN_WHEEL": "off", "MALVAKTEN_LOG_LEVEL": "debug",
            "MALVAKTEN_SEND_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
            "MALVAKTEN_LEASE_SECONDS": str(3 * PATIENCE_SECONDS),
        }  # fmt: skip
        named = {name: procfile[name].split("malvakten ")[1] for name in ("web", "worker")}
        each = {name: Process(command, environment, tmp_path / f"{name}.log") for name, command in named.items()}
        database = Database(url)
        try:
            for process in each.values():
                process.start()
            until(lambda: is_ready(port) and beating(database))
            yield database, coordinator, each
        finally:
            database.close()
            for process in each.values():
                if process.running is not None and process.running.poll() is None:
                    process.kill()


def test_what_the_worker_sends_is_answered_at_the_web(
    teams: FakeTeams, processes: tuple[Database, str, dict[str, Process]]
) -> None:
    database, coordinator, each = processes
    owner, boss = teams.tenant.people[OWNER], teams.tenant.people[coordinator]

    def got(conversation: str, words: str) -> Posted:
        return until(lambda: next((p for p in teams.tenant.in_conversation(conversation)
                                   if words in text_of(p.activity)), None))  # type: ignore[return-value]  # fmt: skip

    def deliver(activity: Json) -> Json:
        status, body = teams.deliver(activity)
        assert status == 200
        return body or {}

    def press(post: Posted, button: str, **values: str) -> Json:
        action = next(a for a in actions_of(card_of(post.activity) or {}) if button in {a["verb"], a["title"]})
        filled = {f"field.{name}": value for name, value in values.items()}
        return deliver(activities.press(teams.tenant, teams.service_url, owner, action, filled, post.ts))

    for person in (owner, boss):
        deliver(activities.installed(teams.tenant, teams.service_url, person))
        got(person.conversation, "Jag är Målvakten")
    now = datetime.now(UTC)
    new = NewRound("Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), now, now + timedelta(hours=12))
    with database.write() as session:
        create_round(session, new, now)
    prompt = got(owner.conversation, "Du svarar för")
    assert press(prompt, "report")["value"] == "Svaret kommer i ett eget meddelande."
    form = until(lambda: next((p for p in teams.tenant.in_conversation(owner.conversation)
                               if inputs_of(card_of(p.activity) or {})), None))  # fmt: skip
    assert form is not None
    assert "Sparat: rad" in str(press(form, "form_submit", status="green", comment="Löper på."))
    with database.read() as session:
        assert [answer.comment for answer in session.scalars(select(Answer))] == ["Löper på."]
    until(lambda: "1 av 9 klara" in text_of(prompt.activity))

    deliver(activities.message(teams.tenant, teams.service_url, boss, "omgång rapport"))
    report = got(boss.conversation, "rapport-halvar-2022.pdf")
    url = actions_of(card_of(report.activity) or {})[0]["url"]
    status, _, content = fetched(url)
    assert (status, content[:5]) == (200, b"%PDF-")
    for process in each.values():
        assert process.running is not None
        process.running.send_signal(signal.SIGTERM)
        assert process.running.wait(PATIENCE_SECONDS) == 0
        said = process.log.read_text(encoding="utf-8")
        assert '"level": "error"' not in said
        assert url.rpartition("/")[2] not in said
        assert "Löper på." not in said
    assert teams.tenant.violations == []
