"""How a message or file carries its token in Slack, and how it is found by it in a conversation's history."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.calls import Method, call
from scheduler.outbox.messenger import CallFailed, Permanent

EVENT_TYPE = "malvakten_delivery"
# A message of a conversation's history → the ids in it (its own or its files') that carry the token.
IdsIn = Callable[[dict[str, Any]], list[str]]
_PAGE = 200
_MOST_PAGES = 10


async def search(
    client: AsyncWebClient, channel: str, thread: str | None, ids_in: IdsIn, oldest: datetime
) -> list[str]:
    """What `ids_in` finds in a conversation, page by page; in a thread if one is given. Raises CallFailed."""
    ids: list[str] = []
    cursor: str | None = None
    read: Method = client.conversations_history
    extra: dict[str, str] = {}
    if thread:
        read, extra = client.conversations_replies, {"ts": thread}
    for _ in range(_MOST_PAGES):
        page = await call(
            read, channel=channel, oldest=f"{oldest.timestamp():.6f}", include_all_metadata=True, limit=_PAGE,
            cursor=cursor, **extra,
        )  # fmt: skip
        ids += [id_ for message in page.get("messages", []) for id_ in ids_in(message)]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return ids
    raise CallFailed(Permanent("history_too_long"))


def metadata_of(token: str) -> dict[str, Any]:
    """The token as metadata of a message. It is opaque, since any member of the workspace can read metadata."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": token}}


def token_in(message: dict[str, Any]) -> str | None:
    """The token in a message's metadata."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    token = payload.get("key")
    return str(token) if token else None


def marked(name: str, token: str) -> str:
    """The file's name, with a part of the token before the extension."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem}-{_mark(token)}.{extension}" if dot else f"{name}-{_mark(token)}"


def _mark(token: str) -> str:
    """Short enough for a file's name, and unique within one conversation."""
    return token[:12]


def files_with(message: dict[str, Any], token: str) -> list[str]:
    """The ids of a message's files that carry the token."""
    return [str(file["id"]) for file in message.get("files") or [] if _mark(token) in str(file.get("name", ""))]
