"""`/metrics`: the figures move with what really happens, and their absence is no error."""

import http.client
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.telemetry.database_metrics import Figures
from models.outbox.queue import queue
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.harness import Clock, Running, running
from tests.postgres import postgresql
from tests.stock import stocked
from tests.until import PATIENCE_SECONDS


def scrape(url: str) -> dict[str, float]:
    """Every sample of the page by its name and labels, as Prometheus reads it."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=PATIENCE_SECONDS) as answer:
        assert answer.status == 200
        text = answer.read().decode()
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def risen(before: dict[str, float], after: dict[str, float], name: str) -> float:
    return after.get(name, 0.0) - before.get(name, 0.0)


def test_deliveries_move_the_figures(bot: Running, slack: FakeSlack) -> None:
    start = scrape(bot.url)
    assert start["malvakten_database_up"] == start["malvakten_schema_current"] == 1
    assert start['malvakten_deliveries{state="sent"}'] == start["malvakten_deliveries_due"] == 0
    bot.create_round()
    assert scrape(bot.url)['malvakten_rounds{state="planned"}'] == 1
    bot.clock.move(minutes=1)
    bot.settle()
    slack.wait_for(lambda: bot.deliveries(kind=DeliveryKind.ROUND_NEWS, state=DeliveryState.SENT))
    bot.drain()
    sent = len(bot.deliveries(state=DeliveryState.SENT))
    slack.wait_for(lambda: scrape(bot.url)['malvakten_deliveries{state="sent"}'] == sent)
    opened = scrape(bot.url)
    assert (opened["malvakten_deliveries_due"], opened["malvakten_delivery_queue_age_seconds"]) == (0, 0)
    assert opened['malvakten_rounds{state="open"}'] == 1
    assert opened['malvakten_heartbeat_age_seconds{name="worker"}'] == 0


def test_what_cannot_be_sent_is_due_then_late_and_ages(bot: Running, slack: FakeSlack, clock: Clock) -> None:
    slack.faults.add("chat.postMessage", "error", times=None, error="team_added_to_org")
    bot.create_round()
    clock.move(minutes=1)
    slack.wait_for(lambda: [row for row in bot.deliveries(kind=DeliveryKind.PROMPT) if row.first_tried_at])
    asked = len([row for row in bot.deliveries(kind=DeliveryKind.PROMPT) if row.first_tried_at])
    clock.move(minutes=10)
    found = scrape(bot.url)
    assert found["malvakten_deliveries_late"] >= asked
    assert found["malvakten_delivery_queue_age_seconds"] == 600
    slack.faults.clear()
    bot.as_time_passes(lambda: scrape(bot.url)["malvakten_deliveries_late"] == 0)


def test_uncertain_and_failed_are_told(bot: Running, slack: FakeSlack, clock: Clock) -> None:
    def add(session: Session) -> None:
        for number, state in enumerate((DeliveryState.UNCERTAIN, DeliveryState.FAILED, DeliveryState.FAILED)):
            queue(session, f"k{number}", DeliveryKind.NOTICE, "elsewhere", "channel:C", clock(), payload={})
            session.execute(update(Delivery).where(Delivery.key == f"k{number}").values(state=state))

    bot.write(add)
    slack.wait_for(lambda: scrape(bot.url)['malvakten_deliveries{state="failed"}'] == 2)
    assert scrape(bot.url)["malvakten_deliveries_uncertain"] == 1


@pytest.mark.one_database
def test_a_message_that_is_tried_again_and_again_ages_all_the_same(bot: Running, clock: Clock) -> None:
    now = clock()

    def add(session: Session) -> None:
        more = {"first_tried_at": now - timedelta(minutes=20), "due_at": now + timedelta(minutes=5), "payload": {}}
        queue(session, "k", DeliveryKind.NOTICE, "elsewhere", "channel:C", now, **more)
        queue(session, "next week", DeliveryKind.NOTICE, "elsewhere", "channel:D", now, due_at=now + timedelta(days=7))

    bot.write(add)
    found = scrape(bot.url)
    assert (found["malvakten_deliveries_due"], found["malvakten_deliveries_late"]) == (0, 1)
    assert found["malvakten_delivery_queue_age_seconds"] == 1200


def test_requests_are_timed_by_route_and_never_by_what_was_written(bot: Running, slack: FakeSlack) -> None:
    person = slack.person("UAGFOLK01")
    before = scrape(bot.url)
    person.command("/malvakten", "status")
    person.command("/malstatus", "")
    person.command("/malvakten", "hemligheten 12")
    person.command("/malvakten", "")
    after = scrape(bot.url)
    count = 'malvakten_handler_seconds_count{kind="command",name="%s"}'
    assert risen(before, after, count % "status") == 2
    assert risen(before, after, count % "unknown") == 1
    assert risen(before, after, count % "help") == 1
    assert not any("hemligheten" in name for name in after)
    spent = 'malvakten_handler_seconds_sum{kind="command",name="status"}'
    assert risen(before, after, spent) > 0


def test_what_the_door_turns_away_is_counted(bot: Running) -> None:
    before = scrape(bot.url)
    for declared, status in ((1_000_001, 413), (0, 401)):
        connection = http.client.HTTPConnection(bot.url.removeprefix("http://"), timeout=PATIENCE_SECONDS)
        connection.request("POST", "/slack/events", headers={"Content-Length": str(declared)})
        assert connection.getresponse().status == status
        connection.close()
    after = scrape(bot.url)
    name = 'malvakten_inbound_refused_total{door="slack",reason="%s"}'
    assert risen(before, after, name % "too_large") == risen(before, after, name % "unsigned") == 1
    assert risen(before, after, name % "malformed") == 0


@pytest.mark.one_database
def test_a_surprise_is_counted(bot: Running, slack: FakeSlack) -> None:
    bot.create_round()
    bot.clock.move(minutes=1)
    bot.settle()
    bo = slack.person("UAGSAMH02")
    view = bo.click(bo.inbox[0], "Report").wait_view()
    view.raw["private_metadata"] = "{}"
    before = scrape(bot.url)
    bo.submit(view, {"status": "green", "comment": "Text"})
    assert risen(before, scrape(bot.url), 'malvakten_handler_failures_total{why="error"}') == 1


def test_without_a_database_the_page_says_so(slack: FakeSlack, clock: Clock, tmp_path: Path) -> None:
    server = postgresql()
    with stocked("postgresql", tmp_path) as url, running(slack, url, clock, tmp_path) as bot:
        assert scrape(bot.url)["malvakten_database_up"] == 1
        with server.down():
            away = scrape(bot.url)
            assert away["malvakten_database_up"] == 0
            assert not any("deliver" in name or "heartbeat" in name for name in away)
            assert 'malvakten_handler_seconds_count{kind="command",name="status"}' in away
        slack.wait_for(lambda: scrape(bot.url)["malvakten_database_up"] == 1)


def test_before_the_first_migration_the_page_says_so(tmp_path: Path, clock: Clock) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")
    names = {family.name: family for family in Figures(database, clock).collect()}
    assert names["malvakten_database_up"].samples[0].value == 1
    assert names["malvakten_schema_current"].samples[0].value == 0
    assert "malvakten_deliveries" not in names
    database.close()
