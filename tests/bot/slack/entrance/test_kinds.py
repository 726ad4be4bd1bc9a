"""Each payload goes to the listener of its kind, and one of no kind to nobody."""

import asyncio
import json
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.slack.entrance.kinds import ByKind, Listener, kind_of
from bot.slack.entrance.shapes import Kind

VIEW = {"callback_id": "answer", "id": "V1", "state": {"values": {}}}
PAYLOADS: dict[Kind, dict[str, Any]] = {
    "command": {"command": "/malstatus", "text": "", "user_id": "U1"},
    "action": {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"action_id": "report:0"}]},
    "submission": {"type": "view_submission", "user": {"id": "U1"}, "view": VIEW},
    "closing": {"type": "view_closed", "user": {"id": "U1"}, "view": VIEW},
    "event": {"type": "event_callback", "event": {"type": "message", "user": "U1"}},
    "limited": {"type": "app_rate_limited", "minute_rate_limited": 1518467820},
    "verification": {"type": "url_verification", "challenge": "c"},
}
NOBODYS: list[dict[str, Any]] = [
    {"type": "event_callback"}, {"type": "block_actions"}, {"type": "block_suggestion", "action_id": "a"},
    {"type": "view_submission", "view": {}}, {"type": ["event_callback"]}, {"type": "url_verification"},
    {"type": "app_rate_limited"}, {"command": ["/malstatus"], "user_id": "U1"},
]  # fmt: skip


def dispatch(body: dict[str, Any]) -> tuple[list[str], int]:
    """Which listeners heard it, and the status of the answer."""
    heard: list[str] = []

    def listener(kind: str) -> Listener:
        async def hear(ack: AsyncAck, _body: dict[str, Any]) -> None:
            heard.append(kind)
            await ack()

        return hear

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-test", bot_user_id="U0BOT")

    app = AsyncApp(
        signing_secret="s",
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        url_verification_enabled=False,
    )
    app.use(ByKind({kind: listener(kind) for kind in PAYLOADS}))
    request = AsyncBoltRequest(body=json.dumps(body), headers={"content-type": "application/json"})
    return heard, asyncio.run(app.async_dispatch(request)).status


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_payload_goes_to_the_listener_of_its_kind(kind: Kind) -> None:
    assert kind_of(PAYLOADS[kind]) == kind
    assert dispatch(PAYLOADS[kind]) == ([kind], 200)


@pytest.mark.parametrize("body", NOBODYS)
def test_a_payload_of_no_kind_is_refused(body: dict[str, Any]) -> None:
    assert dispatch(body) == ([], 400)


def test_an_empty_payload_is_malformed() -> None:
    assert dispatch({}) == ([], 400)
