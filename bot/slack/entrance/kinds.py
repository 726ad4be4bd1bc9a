"""Hands each payload to the one listener of its kind.

Bolt asks its listeners one after the other whether a request is theirs, at 19 µs each, so the last one registered would
pay for all before it (docs/decisions.md has the measurement). Bolt's checks, context and ack are used as they are.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.requests.payloads import Malformed
from bot.slack.entrance.shapes import Kind, check_parts
from models.operations.log import log_of

log = log_of(__name__)
# Where the entrance leaves, for a request whose payload it has taken away, why.
WHY = "malformed"
Listener = Callable[[AsyncAck, dict[str, Any]], Awaitable[None]]
_KINDS: dict[str, Kind] = {
    "event_callback": "event", "block_actions": "action", "view_submission": "submission", "view_closed": "closing",
    "app_rate_limited": "limited", "url_verification": "verification",
}  # fmt: skip


def kind_of(body: dict[str, Any]) -> Kind | None:
    """The kind of a payload; None for one that the manifest does not ask for."""
    if "command" in body:
        return "command"
    kind = body.get("type")
    return _KINDS.get(kind) if isinstance(kind, str) else None


def check(body: dict[str, Any]) -> Kind:
    """The kind of a payload. Raises Malformed for none, and when a part is missing or has the wrong kind."""
    kind = kind_of(body)
    if kind is None:
        raise Malformed("unknown kind" if body else "empty")
    check_parts(kind, body)
    return kind


class ByKind(AsyncMiddleware):
    """The last middleware of the app. A payload that is empty, of no known kind, or malformed is answered 400."""

    def __init__(self, listeners: Mapping[Kind, Listener]) -> None:
        self._listeners = listeners

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt hands it over
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002 - Bolt's
    ) -> BoltResponse | None:
        ack = req.context.ack
        if WHY in req.context:
            return _malformed(str(req.context[WHY]))
        try:
            kind = check(req.body)
            await self._listeners[kind](ack, req.body)
        except Malformed as error:
            return _malformed(str(error))
        return ack.response


def _malformed(why: str) -> BoltResponse:
    log.warning("slack.malformed", error=why)
    return BoltResponse(status=400, body="no payload")
