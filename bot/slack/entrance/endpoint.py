"""`POST /slack/events`: Slack's requests over HTTP.

Starlette limits the size of a body (`bot.requests.payloads.LARGEST_BODY`, set on the route), Bolt checks the signature
and the age, and its adapter makes the response. The rest of the adapter (`AsyncSlackRequestHandler`) cannot be used,
because it answers 500 or 404 in these tests of tests/bot/slack/entrance/test_endpoint.py:

- `test_every_word_may_be_said_in_a_command`: it loses the fields of a command whose text contains "payload";
- `test_signed_nonsense_is_refused`: it parses a body before the signature is checked, and raises when it cannot;
- `test_what_is_not_signed_is_refused_and_not_logged`: Bolt's check raises on a time stamp that is not a number, and on
  a signature that is not ASCII.
"""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.requests.payloads import Malformed, body_of
from bot.slack.entrance.kinds import WHY, check
from bot.telemetry import metrics

_STAMP = re.compile(r"[0-9]{1,12}")


class SlackEntrance:
    """The endpoint. No body is ever logged."""

    def __init__(self, app: AsyncApp) -> None:
        self._app = app

    async def handle(self, request: Request) -> Response:
        """Answers one request, and counts it when it is refused."""
        response = await self._answer(request)
        if response.status_code >= 400:
            metrics.answered("slack", response.status_code)
        return response

    async def _answer(self, request: Request) -> Response:
        body = await body_of(request)
        if isinstance(body, Response):
            return body
        # Bolt refuses a missing time stamp as too old.
        stamp = request.headers.get("x-slack-request-timestamp", "0")
        if not _STAMP.fullmatch(stamp) or not request.headers.get("x-slack-signature", "").isascii():
            return PlainTextResponse("not signed", 401)
        return to_starlette_response(await self._app.async_dispatch(_bolt_request(body, request.headers)))


def _bolt_request(body: bytes, headers: Mapping[str, str]) -> AsyncBoltRequest:
    """The request for Bolt. A body that cannot be parsed, or whose parts have the wrong kind, becomes an empty payload,
    so that Bolt still checks the signature first, and does not look into it (`ByKind` then answers 400). Slack signs
    text: bytes that are not UTF-8 match no signature."""
    text = body.decode("utf-8", "replace")
    try:
        request = AsyncBoltRequest(body=_unambiguous(text), headers=dict(headers))
        if "ssl_check" not in request.body:
            check(request.body)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, Malformed) as error:
        request = AsyncBoltRequest(body="", headers=dict(headers))
        request.context[WHY] = str(error) if isinstance(error, Malformed) else type(error).__name__
    request.raw_body = text
    return request


def _unambiguous(text: str) -> str:
    """A command as JSON if it contains the word "payload" anywhere: Bolt would look for JSON in a field of that
    name."""
    if "payload" in text and not text.startswith("{"):
        fields = dict(parse_qsl(text, keep_blank_values=True))
        if "command" in fields:
            return json.dumps(fields)
    return text
