"""Hands each payload to the one listener of its kind.

Bolt asks its listeners one after the other whether a request is theirs, at 19 µs each, so the last one registered would
pay for all before it (docs/decisions.md has the measurement). Bolt's checks, context and ack are used as they are.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import (
    is_block_actions,
    is_event,
    is_slash_command,
    is_view_closed,
    is_view_submission,
)  # fmt: skip
from slack_bolt.response import BoltResponse

from bot.slack.decode import Malformed

log = structlog.get_logger()
Kind = Literal["command", "action", "submission", "closing", "event"]
Listener = Callable[[AsyncAck, dict[str, Any]], Awaitable[None]]
_KINDS: tuple[tuple[Kind, Callable[[dict[str, Any]], bool]], ...] = (
    ("command", is_slash_command), ("event", is_event), ("action", is_block_actions),
    ("submission", is_view_submission), ("closing", is_view_closed),
)  # fmt: skip


def kind_of(body: dict[str, Any]) -> Kind | None:
    """The kind of a payload; None for one that the manifest does not ask for."""
    return next((kind for kind, is_kind in _KINDS if is_kind(body)), None)


class ByKind(AsyncMiddleware):
    """The last middleware of the app. A payload of no known kind is answered 404, an empty or malformed one 400."""

    def __init__(self, listeners: Mapping[Kind, Listener]) -> None:
        self._listeners = listeners

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt hands it over
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002 - Bolt's
    ) -> BoltResponse | None:
        if not req.body:
            # Also a body that the entrance could not parse.
            return _malformed("empty")
        kind = kind_of(req.body)
        if kind is None:
            # Bolt's own answer. Its code for it raises on payloads that are not Slack's.
            return BoltResponse(status=404, body={"error": "unhandled request"})
        ack = req.context.ack
        try:
            await self._listeners[kind](ack, req.body)
        except Malformed as error:
            return _malformed(str(error))
        return ack.response


def _malformed(why: str) -> BoltResponse:
    log.warning("slack.malformed", error=why)
    return BoltResponse(status=400, body="no payload")
