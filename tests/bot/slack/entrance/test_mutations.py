"""Signed payloads whose parts have the wrong kind: refused, never a traceback, and the program goes on."""

import copy
import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.operations.troubles import held_back_sentences
from bot.requests.payloads import Malformed
from bot.slack.entrance.kinds import check
from tests.examples import examples
from tests.fakes.slack.payloads import event_body
from tests.harness import MANAGEMENT, Running
from tests.until import PATIENCE_SECONDS

Payloads = dict[str, tuple[str, dict[str, Any]]]
Path = tuple[str | int, ...]
ACCOUNT, OTHER = "UAGFOLK01", "UAGSAMH02"
STRANGE: list[Any] = [
    None, [], {}, "", 0, -1, 1.5, True, float("nan"), "x" * 5000, ["a"], {"a": {}}, [[[]]], [None], "\ud800", "a\x00b",
    {"id": []}, {"id": "U1", "values": 3}, "null", "١", [{"type": 1}], {"*": {"*": []}},
]  # fmt: skip


def real_payloads(bot: Running) -> Payloads:
    """What Slack really sends, of every kind, each with how it is sent."""
    bot.create_round(opens_at=bot.clock().replace(microsecond=0))
    bot.settle()
    slack, anna = bot.slack, bot.slack.person(ACCOUNT)
    opened = anna.command("/rapportera", "14")
    view = opened.wait_view()
    home = anna.opens_home()
    replies = {
        "command": anna.command("/malvakten", "status"), "form by command": opened, "home opened": home,
        "button": anna.click(anna.inbox[0], "Rapportera"), "choice": anna.choose(view, "status", "green"),
        "submission": anna.submit(view, {"Hur går det": "Grönt", "Kommentar": "Enligt plan."}),
        "said": anna.says("status 14"), "mention": anna.says("status", channel=MANAGEMENT),
    }  # fmt: skip
    other = bot.slack.person(OTHER)
    sheet = other.command("/rapportera", "").wait_view()
    replies["closing"] = other.close(sheet)
    found: Payloads = {}
    for name, reply in replies.items():
        assert reply.request is not None
        found[name] = (reply.request.kind, reply.request.payload)
    events: dict[str, dict[str, Any]] = {
        "joined": {"type": "team_join", "user": slack.user_object(ACCOUNT)},
        "changed": {"type": "user_change", "user": slack.user_object(ACCOUNT)},
        "renamed": {"type": "channel_rename", "channel": {"id": MANAGEMENT, "name": "ledningen"}},
        "archived": {"type": "channel_archive", "channel": "C0ANNAN", "user": ACCOUNT},
        "left": {"type": "member_left_channel", "channel": "C0ANNAN", "user": ACCOUNT, "team": slack.team_id},
        "revoked": {"type": "tokens_revoked", "tokens": {"oauth": [ACCOUNT], "bot": []}},
        "unknown event": {"type": "reaction_added", "user": ACCOUNT, "item": {"type": "message"}},
    }
    for name, event in events.items():
        found[name] = ("events_api", event_body(slack, event, f"Ev{len(found)}"))
    outer = {"token": "old", "team_id": slack.team_id, "api_app_id": slack.app_id}
    found["limited"] = ("events_api", outer | {"type": "app_rate_limited", "minute_rate_limited": 1_654_000_000})
    found["verification"] = ("events_api", {"type": "url_verification", "token": "old", "challenge": "ch4ll3ng3"})
    return found


def body_of(kind: str, payload: Any) -> bytes:
    if kind == "events_api":
        return json.dumps(payload).encode()
    if kind == "slash_commands" and isinstance(payload, dict):
        return urlencode({k: "\ufffd" if v == "\ud800" else v for k, v in payload.items()}).encode()
    return urlencode({"payload": json.dumps(payload)}).encode()


def post(bot: Running, body: bytes, is_json: bool) -> tuple[int, str]:
    """Sends a signed body; the answer's status and text."""
    stamp = str(int(time.time()))
    key = bot.slack.signing_secret.encode()
    mark = hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json" if is_json else "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}",
    }  # fmt: skip
    connection = http.client.HTTPConnection(urlsplit(bot.url).netloc, timeout=PATIENCE_SECONDS)
    connection.request("POST", "/slack/events", body, headers)
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, content


def send(bot: Running, kind: str, payload: Any) -> int:
    return post(bot, body_of(kind, payload), kind == "events_api")[0]


def paths(part: Any, above: Path = ()) -> Iterator[Path]:
    """Where the parts of a payload are."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in items:
        yield (*above, key)
        yield from paths(value, (*above, key))


def changed(payload: Any, path: Path, value: Any, *, without: bool = False) -> Any:
    """A copy of a payload with another value at a place, or without that place."""
    copied = copy.deepcopy(payload)
    part = copied
    for key in path[:-1]:
        part = part[key]
    if without:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return copied


@st.composite
def mutations(draw: st.DrawFn, payloads: Payloads) -> tuple[str, str, Any]:
    """A real payload with up to three parts replaced or taken away."""
    name = draw(st.sampled_from(sorted(payloads)))
    kind, payload = payloads[name]
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(sorted(paths(payload), key=str) or [()]))
        if path:
            payload = changed(payload, path, draw(st.sampled_from(STRANGE)), without=draw(st.integers(0, 4)) == 0)
    return name, kind, payload


# Mutations that were a surprise once.
SURPRISES: list[tuple[str, Path, str]] = [
    ("submission", ("view", "private_metadata"), "x"), ("submission", ("view", "private_metadata"), ""),
    ("changed", ("event", "user", "profile", "email"), "\ud800"),
    ("joined", ("event", "user", "profile", "email"), "\ud800@example.se"),
]  # fmt: skip


def test_no_mutation_of_a_real_payload_is_a_surprise(bot: Running, capfd: pytest.CaptureFixture[str]) -> None:
    payloads = real_payloads(bot)
    capfd.readouterr()

    def is_no_surprise(mutated: tuple[str, str, Any]) -> None:
        _, kind, payload = mutated
        assert send(bot, kind, payload) in {200, 400}
        assert "Traceback" not in capfd.readouterr().err

    settings(max_examples=examples(400))(given(mutations(payloads))(is_no_surprise))()
    for name, path, value in SURPRISES:
        kind, payload = payloads[name]
        is_no_surprise((name, kind, changed(payload, path, value)))
    for kind, payload in payloads.values():
        assert send(bot, kind, payload) == 200


# What the program reads: the payload, the place, and what may stand there besides.
PLACES: list[tuple[str, Path, type]] = [
    ("command", ("user_id",), str), ("command", ("text",), str), ("button", ("user",), dict),
    ("button", ("user", "id"), str), ("button", ("team",), dict), ("button", ("actions",), list),
    ("button", ("actions", 0), dict), ("button", ("actions", 0, "action_id"), str),
    ("button", ("actions", 0, "value"), str), ("button", ("response_url",), str), ("button", ("trigger_id",), str),
    ("choice", ("view",), dict), ("choice", ("view", "state"), dict), ("choice", ("view", "state", "values"), dict),
    ("choice", ("view", "private_metadata"), str), ("submission", ("view",), dict),
    ("submission", ("view", "callback_id"), str), ("submission", ("view", "hash"), str),
    ("submission", ("view", "blocks"), list), ("submission", ("view", "blocks", 0), dict),
    ("submission", ("view", "state", "values", "comment"), dict), ("submission", ("user",), dict),
    ("closing", ("view",), dict), ("closing", ("view", "state", "values"), dict), ("said", ("event",), dict),
    ("said", ("event", "type"), str), ("said", ("event", "text"), str), ("said", ("event", "user"), str),
    ("said", ("event", "channel"), str), ("said", ("event_id",), str), ("mention", ("event", "ts"), str),
    ("home opened", ("event", "tab"), str), ("joined", ("event", "user"), dict),
    ("changed", ("event", "user", "id"), str), ("changed", ("event", "user", "profile"), dict),
    ("changed", ("event", "user", "is_restricted"), bool), ("renamed", ("event", "channel"), dict),
    ("renamed", ("event", "channel", "name"), str), ("revoked", ("event", "tokens"), dict),
    ("revoked", ("event", "tokens", "bot"), list), ("limited", ("minute_rate_limited",), int),
    ("verification", ("challenge",), str), ("said", ("type",), str), ("button", ("type",), str),
]  # fmt: skip
OTHER_KINDS: list[Any] = [["a"], {"a": 1}, 3, 1.5, "text", True]
NEEDED = [
    ("command", ("user_id",)), ("button", ("user",)), ("button", ("user", "id")), ("button", ("actions",)),
    ("submission", ("user",)), ("submission", ("view",)), ("closing", ("view",)), ("said", ("event",)),
    ("limited", ("minute_rate_limited",)), ("verification", ("challenge",)), ("said", ("type",)),
]  # fmt: skip


@pytest.mark.one_database
def test_a_part_of_another_kind_or_missing_is_refused(bot: Running, capfd: pytest.CaptureFixture[str]) -> None:
    """With a line in the log that names the place, and never what stood there."""
    payloads = real_payloads(bot)
    capfd.readouterr()
    for number, (name, path, fits) in enumerate(PLACES):
        kind, payload = payloads[name]
        others = [each for each in OTHER_KINDS if type(each) is not fits]
        for other in others:
            with pytest.raises(Malformed):
                check(changed(payload, path, other))
        if kind != "slash_commands":
            other = others[number % len(others)]
            assert send(bot, kind, changed(payload, path, other)) == 400, (name, path, other)
    for name, path in NEEDED:
        kind, payload = payloads[name]
        assert send(bot, kind, changed(payload, path, None, without=True)) == 400, (name, path)
        if kind != "slash_commands":
            assert send(bot, kind, changed(payload, path, None)) == 400, (name, path)
    logged = capfd.readouterr().err
    assert "Traceback" not in logged
    assert '"error": "event.event.text is of another kind: ' in logged
    assert '"error": "submission.view.state.values.* is of another kind: ' in logged


def test_that_slack_held_back_events_is_told_once_an_hour(bot: Running, capfd: pytest.CaptureFixture[str]) -> None:
    """Slack says so once for every minute in which there were too many."""
    minute = int(bot.clock().timestamp()) // 60 * 60
    for number in (0, 1, 1, 2, 50):
        body = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": minute + 60 * number}
        assert send(bot, "events_api", body) == 200
    bot.settle()
    [text] = [message for message in inbox_of(bot) if "höll inne" in message]
    assert "8 juni 2022 kl. 09.00" in text
    assert "kan skriva igen" in text
    assert "slack.events_held_back" in capfd.readouterr().err
    later = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": minute + 3 * 3600}
    assert send(bot, "events_api", later) == 200
    bot.settle()
    assert len([message for message in inbox_of(bot) if "höll inne" in message]) == 2
    sentences = bot.read(lambda session: held_back_sentences(session, bot.clock() + timedelta(hours=20)))
    assert "from 2022-06-08 07:00 to 2022-06-08 07:51 UTC" in sentences[0]
    assert bot.read(lambda session: held_back_sentences(session, bot.clock() + timedelta(days=2))) == []


def inbox_of(bot: Running) -> list[str]:
    return [message.text for message in bot.slack.person("USAMORD01").inbox]
