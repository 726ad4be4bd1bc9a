"""`POST /slack/events`: what Slack sends over HTTP.

Size, time stamp and signature are checked before anything is read out of a body, and no body is ever logged. It is an
ASGI application of its own, which spares each request the layers that pages need (docs/decisions.md has the
measurement).
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.types import Receive, Scope, Send

from bot import metrics
from bot.dispatch import RETRY_WINDOW_SECONDS

log = structlog.get_logger()
LARGEST_BODY = 1_000_000
Bolt = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class SlackEntrance:
    """Answers each request with what Bolt makes of it."""

    def __init__(self, bolt: Bolt, signing_secret: str) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(signing_secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answer = await self._answer(headers, receive)
        if answer is None:
            return
        if answer.status >= 400:
            metrics.answered("slack", answer.status)
        body = answer.body.encode()
        told = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.first_headers().items()]
        told.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": answer.status, "headers": told})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, headers: dict[str, str], receive: Receive) -> BoltResponse | None:
        """None for somebody who has hung up."""
        try:
            body = await _limited_body(headers, receive)
        except ConnectionError:
            return None
        if body is None:
            return BoltResponse(status=413, body="too large")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return BoltResponse(status=400, body="not UTF-8")
        if not self._is_signed(headers, body):
            return BoltResponse(status=401, body="not signed")
        try:
            # Bolt reads a form that has the word "payload" anywhere in it as one that has such a field, and takes what
            # is read already only under the name of the other way in.
            request = AsyncBoltRequest(body=_read(text, headers), headers=dict(headers), mode="socket_mode")
            return await self._bolt(request)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            # Signed, but no payload of Slack's; Bolt trusts that it is one.
            log.warning("slack.malformed", error=error)
            return BoltResponse(status=400, body="no payload")

    def _is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        # The verifier raises on other characters.
        if not signature.isascii() or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
            return False
        if abs(time.time() - int(stamp)) > RETRY_WINDOW_SECONDS:
            return False
        return self._verifier.is_valid(body, stamp, signature)


def _read(text: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """A JSON body, the JSON in a form's field `payload`, or a form. Raises ValueError for anything else."""
    if headers.get("content-type", "").startswith("application/json") or text.startswith("{"):
        read = json.loads(text)
    else:
        read = dict(parse_qsl(text, keep_blank_values=True))
        if "payload" in read and "command" not in read:
            read = json.loads(read["payload"])
    if not isinstance(read, dict) or not read:
        raise ValueError("not a payload")
    return read


async def _limited_body(headers: Mapping[str, str], receive: Receive) -> bytes | None:
    """The body, or None when it is larger than allowed; reads no further than that. Raises ConnectionError."""
    declared = headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        return None
    chunks, size = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        chunk: bytes = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST_BODY:
            return None
        if not message.get("more_body", False):
            return b"".join(chunks)
