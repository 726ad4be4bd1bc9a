"""Each fault: what the client sees, and whether the message is there afterwards."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.faults import KINDS
from tests.until import PATIENCE_SECONDS


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        running.person("U0ANNA01")
        running.channel("C0LEDNING")
        yield running


def client(slack: FakeSlack, seconds: int = int(PATIENCE_SECONDS)) -> WebClient:
    return WebClient(token=slack.token, base_url=slack.api_url, retry_handlers=[], timeout=seconds)


def outcome(slack: FakeSlack, channel: str = "U0ANNA01", seconds: int = int(PATIENCE_SECONDS)) -> str:
    """What one post comes to, in a word."""
    try:
        client(slack, seconds).chat_postMessage(channel=channel, text="x")
    except SlackApiError as error:
        status = error.response.status_code
        data = error.response.data
        # The SDK puts its own sentence where there is no JSON to read.
        readable = isinstance(data, dict) and not str(data.get("error")).startswith("Received a response")
        return f"{status} {data['error']}" if readable and isinstance(data, dict) else f"{status} no json"
    except TimeoutError:
        return "timeout"
    except (OSError, http.client.HTTPException):
        return "connection"
    return "ok"


@pytest.mark.parametrize(
    ("kind", "seen", "stored"),
    [
        ("429", "429 ratelimited", 0),
        ("ratelimited_200", "200 ratelimited", 0),
        ("close_before", "connection", 0),
        ("close_after", "connection", 1),
        ("500_before", "500 no json", 0),
        ("500_after", "500 no json", 1),
        ("hang_after", "timeout", 1),
        ("html", "200 no json", 0),
        ("half_json", "200 no json", 1),
        ("error", "200 internal_error", 0),
    ],
)
def test_a_fault_comes_once(slack: FakeSlack, kind: str, seen: str, stored: int) -> None:
    slack.faults.add(kind=kind)
    assert outcome(slack, seconds=1 if seen == "timeout" else int(PATIENCE_SECONDS)) == seen
    assert len(slack.messages("U0ANNA01")) == stored
    assert outcome(slack) == "ok"
    assert slack.violations == []


def test_a_ghost_comes_after_the_client_has_given_up(slack: FakeSlack) -> None:
    slack.clock.hold()
    slack.faults.add(kind="ghost", delay=3600)
    assert outcome(slack, seconds=1) == "timeout"
    assert slack.messages("U0ANNA01") == []
    slack.clock.advance(3600)
    slack.wait_for(lambda: slack.messages("U0ANNA01"))


def test_html_may_come_after_storing(slack: FakeSlack) -> None:
    slack.faults.add(kind="html", store=True)
    assert outcome(slack) == "200 no json"
    assert len(slack.messages("U0ANNA01")) == 1


def test_retry_after_is_sent_as_written(slack: FakeSlack) -> None:
    slack.faults.add(kind="429", retry_after="0.5", times=None)
    with pytest.raises(SlackApiError) as error:
        client(slack).chat_postMessage(channel="U0ANNA01", text="x")
    assert error.value.response.headers["Retry-After"] == "0.5"
    slack.faults.clear()
    assert outcome(slack) == "ok"


def test_every_third_time(slack: FakeSlack) -> None:
    slack.faults.add(kind="error", error="fatal_error", every=3)
    assert [outcome(slack) == "ok" for _ in range(6)] == [True, True, False] * 2


def test_by_chance_but_repeatable(slack: FakeSlack) -> None:
    runs = []
    for _ in range(2):
        slack.faults.clear()
        slack.faults.add(kind="error", probability=0.5, seed=7)
        runs.append([outcome(slack) for _ in range(12)])
    assert runs[0] == runs[1]
    assert len(set(runs[0])) == 2


def test_only_one_channel(slack: FakeSlack) -> None:
    slack.faults.add(kind="500_before", channel="U0ANNA01", times=None)
    assert outcome(slack, "C0LEDNING") == "ok"
    assert outcome(slack) == "500 no json"
    assert outcome(slack, slack.store.dm("U0ANNA01").id) == "ok"  # the id as given, or what it stands for
    slack.faults.clear()
    slack.faults.add(kind="500_before", channel=slack.store.dm("U0ANNA01").id)
    assert outcome(slack) == "500 no json"


def test_other_methods(slack: FakeSlack) -> None:
    slack.faults.add(method="users.info", kind="error", error="user_not_found")
    assert outcome(slack) == "ok"
    with pytest.raises(SlackApiError, match="user_not_found"):
        client(slack).users_info(user="U0ANNA01")


def test_a_response_url_can_fail_too(slack: FakeSlack) -> None:
    made = slack.store.new_response_url("U0ANNA01", slack.store.dm("U0ANNA01").id)
    hook = WebhookClient(slack.response_url(made), retry_handlers=[])
    slack.faults.add(method="response_url", kind="close_after")
    with pytest.raises((OSError, http.client.HTTPException)):
        hook.send(text="x")
    assert len(made.posted) == 1


def test_latency(slack: FakeSlack) -> None:
    slack.clock.hold()
    slack.latency = 3600
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(outcome, slack)
        slack.wait_for(lambda: slack.calls("chat.postMessage"))
        assert not asked.done()
        assert slack.messages("U0ANNA01") == []
        slack.clock.advance(3600)
        assert asked.result() == "ok"


def test_an_unknown_kind_is_refused(slack: FakeSlack) -> None:
    with pytest.raises(ValueError, match="unknown fault"):
        slack.faults.add(kind="earthquake")
    assert "refuse_all" not in KINDS  # that is slack.down()


def test_it_stops_at_once_even_while_somebody_hangs() -> None:
    with ThreadPoolExecutor(1) as pool:
        with FakeSlack() as slack:
            slack.person("U0ANNA01")
            slack.faults.add(kind="hang_after")
            asked = pool.submit(outcome, slack, seconds=10 * int(PATIENCE_SECONDS))
            slack.wait_for(lambda: slack.messages("U0ANNA01"))
        assert asked.result() == "connection", "it is the server that ended it"
