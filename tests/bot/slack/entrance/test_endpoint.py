"""Slack's HTTP entrance: what is refused before Bolt, what is a retry, and that no body reaches the log."""

import asyncio
import hashlib
import hmac
import http.client
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select
from starlette.requests import Request

from models.answers.tables import Answer
from tests.harness import Running
from tests.until import PATIENCE_SECONDS

SECRET_WORDS = "Hemliga ord om en upphandling"


def _post(bot: Running, body: bytes, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(bot.url).netloc, timeout=PATIENCE_SECONDS)
    given = {
        "Content-Type": "application/x-www-form-urlencoded",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    connection.request("POST", "/slack/events", body, given)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def _signed(bot: Running, body: bytes, stamp: str) -> dict[str, str]:
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(bot.slack.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X_Slack_Request_Timestamp": stamp, "X_Slack_Signature": f"v0={digest}"}


def _command(text: str = SECRET_WORDS) -> bytes:
    return urlencode({"command": "/malstatus", "text": text, "user_id": "UAGFOLK01", "trigger_id": "1.2"}).encode()


def test_what_is_not_signed_is_refused_and_not_logged(bot: Running, capfd: pytest.CaptureFixture[str]) -> None:
    body, now = _command(), int(time.time())
    fine = _signed(bot, body, str(now))
    assert _post(bot, body, **fine)[0] == 200
    for stamp in (str(now - 301), str(now + 3600), "", "abc", "1e9", "-5", "9" * 40, "١٢٣".encode().decode("latin-1")):
        assert _post(bot, body, **_signed(bot, body, stamp))[0] == 401, stamp
    assert _post(bot, body)[0] == 401
    assert _post(bot, body, X_Slack_Request_Timestamp=str(now))[0] == 401
    assert _post(bot, body + b"x", **fine)[0] == 401
    assert (
        _post(bot, body, X_Slack_Request_Timestamp=str(now), X_Slack_Signature="v0=åäö".encode().decode("latin-1"))[0]
        == 401
    )
    logged = capfd.readouterr()
    assert SECRET_WORDS not in logged.err + logged.out
    assert "Hemliga" not in logged.err + logged.out


def test_a_body_over_a_megabyte_is_refused_before_it_is_read(bot: Running) -> None:
    large = b"x" * 1_000_001
    assert _post(bot, large, **_signed(bot, large, str(int(time.time()))))[0] == 413
    assert _post(bot, b"", Content_Length="5000000")[0] == 413
    exact = urlencode({"command": "/malstatus", "user_id": "UAGFOLK01", "trigger_id": "1.3", "text": ""}).encode()
    exact += b"&pad=" + b"x" * (1_000_000 - len(exact) - 5)
    assert _post(bot, exact, **_signed(bot, exact, str(int(time.time()))))[0] == 200


NONSENSE = {
    "empty": b"", "broken JSON": b"{", "broken payload": b"payload=%7B", "a list": b"payload=[]",
    "null": b"payload=null", "an empty object": b"{}", "too deep": b'{"a":' * 100_000,
}  # fmt: skip


def test_signed_nonsense_is_refused(bot: Running, capfd: pytest.CaptureFixture[str]) -> None:
    """As malformed when it is signed, as unsigned when it is not: who has no secret learns nothing about parsing."""
    for name, body in NONSENSE.items():
        signed = _signed(bot, body, str(int(time.time())))
        assert _post(bot, body, **signed)[0] == 400, name
        assert _post(bot, body, **{**signed, "X_Slack_Signature": "v0=0"})[0] == 401, name
        assert "Traceback" not in capfd.readouterr().err, name


def test_bytes_that_are_no_text_match_no_signature(bot: Running) -> None:
    body = b"\xff\xfe"
    assert _post(bot, body, **_signed(bot, body, str(int(time.time()))))[0] == 401


def test_a_signed_payload_of_no_kind_is_refused(bot: Running) -> None:
    body = b'{"type":"event_callback"}'
    assert _post(bot, body, **_signed(bot, body, str(int(time.time()))))[0] == 400


@pytest.mark.parametrize("body", [b"ssl_check=1&token=old", b"token=old&ssl_check=1", b"ssl_check=1"])
def test_the_check_of_the_certificate_is_answered(bot: Running, body: bytes) -> None:
    """Signed or not: it says nothing and changes nothing."""
    assert _post(bot, body, **_signed(bot, body, str(int(time.time())))) == (200, b"")
    assert _post(bot, body) == (200, b"")
    assert _post(bot, b"command=/malstatus&user_id=UAGFOLK01&text=ssl_check")[0] == 401


def test_the_check_of_the_address_is_answered_with_what_slack_sent(bot: Running) -> None:
    body = json.dumps({"type": "url_verification", "token": "old", "challenge": "3eZbrw1aB"}).encode()
    status, content = _post(bot, body, **_signed(bot, body, str(int(time.time()))), Content_Type="application/json")
    assert (status, json.loads(content)) == (200, {"challenge": "3eZbrw1aB"})
    assert _post(bot, body)[0] == 401


def test_a_client_that_hangs_up_is_no_error(bot: Running) -> None:
    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    assert bot.program.slack is not None
    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": []}
    assert asyncio.run(bot.program.slack.entrance.handle(Request(scope, receive))).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"type": "block_actions", "user": {"id": "UAGFOLK01"}, "actions": []},
        {"type": "block_actions", "user": {}, "actions": [{"action_id": "report:0"}]},
        {"type": "view_submission", "user": {"id": "UAGFOLK01"}, "view": {"type": "modal", "state": None}},
        {"type": "view_closed", "user": {"id": "UAGFOLK01"}, "view": "form"},
    ],
)
def test_a_signed_payload_that_lacks_a_part_is_refused_without_a_traceback(
    bot: Running, sent: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    body = urlencode({"payload": json.dumps(sent)}).encode()
    assert _post(bot, body, **_signed(bot, body, str(int(time.time()))))[0] == 400
    assert "Traceback" not in capfd.readouterr().err


def test_every_word_may_be_said_in_a_command(bot: Running) -> None:
    """Bolt takes a form with "payload" in it for another kind of request."""
    body = urlencode({
        "command": "/malstatus", "text": "payload", "payload": "x", "user_id": "UAGFOLK01", "trigger_id": "1.7",
    }).encode()  # fmt: skip
    for sent in (body, body.replace(b"payload=x&", b"")):
        status, content = _post(bot, sent, **_signed(bot, sent, str(int(time.time()))))
        assert status == 200
        assert "payload" in content.decode()


def test_only_posts_go_to_the_door(bot: Running) -> None:
    connection = http.client.HTTPConnection(urlsplit(bot.url).netloc, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/slack/events")
    assert connection.getresponse().status == 405
    connection.close()


def test_a_command_of_nobody_and_an_event_of_no_channel_are_refused(bot: Running) -> None:
    command = urlencode({"command": "/malstatus", "text": "", "trigger_id": "1.2"}).encode()
    event = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": {
        "type": "app_mention", "user": "UAGFOLK01", "text": "hej"}}).encode()  # fmt: skip
    for body in (command, event):
        assert _post(bot, body, **_signed(bot, body, str(int(time.time()))))[0] == 400, body


def test_the_same_request_again_has_one_effect_and_the_same_answer(bot: Running) -> None:
    bot.create_round()
    bot.clock.move(minutes=1)
    bot.settle()
    anna = bot.slack.person("UAGFOLK01")
    first = anna.command("/rapportera", "16 gul Försenat. Åtgärd: ny tid")
    again = bot.slack.replay(first)
    assert (again.status, again.raw) == (200, first.raw)
    assert bot.read(lambda session: session.scalar(select(func.count()).select_from(Answer))) == 1
    opened = anna.command("/rapportera", "")
    assert opened.wait_view() is not None
    assert bot.slack.replay(opened).raw == opened.raw
    view = opened.view
    assert view is not None
    sent = anna.submit(view, {"Hur går det": "Grönt", "Kommentar": "Enligt plan."})
    assert bot.slack.replay(sent).raw == sent.raw
    assert bot.read(lambda session: session.scalar(select(func.count()).select_from(Answer))) == 2
    assert bot.slack.violations == []
