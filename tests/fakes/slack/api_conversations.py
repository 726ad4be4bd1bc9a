"""conversations.*.

Source: docs.slack.dev/reference/methods/conversations.open, .info, .history, .replies.
"""

from __future__ import annotations

from typing import Any

from .checks import Json, SlackError
from .records import Channel, Message
from .web_api import cursor, method, need_scope, number, truth, uncursor
from .workspace import Workspace


@method("conversations.open", "im:write")
def conversations_open(space: Workspace, args: Json) -> Json:
    """Open or resume the direct message with one user."""
    if args.get("channel"):
        channel = space.store.channels.get(str(args["channel"]))
        if channel is None or not channel.user:
            raise SlackError("channel_not_found")
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    users = args.get("users") or []
    users = users.split(",") if isinstance(users, str) else users
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type", ["[ERROR] the fake opens 1:1 only"])
    user = space.store.users.get(users[0])
    if user is None or user.is_bot:
        raise SlackError("user_not_found")
    if user.deleted:
        raise SlackError("user_disabled")
    before = any(c.user == user.id for c in space.store.channels.values())
    flags: Json = {"no_op": True, "already_open": True} if before else {}
    return {"channel": {"id": space.store.dm(user.id).id}, **flags}


def _readable(space: Workspace, args: Json, what: str, *, member: bool) -> Channel:
    """A conversation whose kind the granted scopes cover, and which the bot is in."""
    channel = space.store.channels.get(str(args.get("channel", "")))
    if channel is None or (channel.private and not channel.bot_is_member):
        raise SlackError("channel_not_found")
    need_scope(space, f"{channel.kind}:{what}")
    if member and not channel.bot_is_member:
        raise SlackError("not_in_channel")
    return channel


@method("conversations.info")
def conversations_info(space: Workspace, args: Json) -> Json:
    """One conversation."""
    channel = _readable(space, args, "read", member=False)
    if channel.user:
        return {"channel": {"id": channel.id, "is_im": True, "user": channel.user, "is_archived": False}}
    shown: dict[str, Any] = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_member": channel.bot_is_member,
        "context_team_id": space.team_id,
    }
    return {"channel": shown}


def _shown(space: Workspace, message: Message, *, metadata: bool) -> Json:
    raw = dict(message.raw)
    if not metadata:
        raw.pop("metadata", None)
    replies = [m for m in _alive(space, message.channel) if m.thread_ts == message.ts]
    if replies:
        raw |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
    return raw


def _within(args: Json, messages: list[Message]) -> list[Message]:
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9999999999.999999")
    low, high, inclusive = _micros(oldest), _micros(latest), truth(args.get("inclusive"))
    ends = {low, high} if inclusive else set()
    return [m for m in messages if low < _micros(m.ts) < high or _micros(m.ts) in ends]


def _micros(ts: str) -> int:
    """A ts as a number; not a float, which would lose the last digits."""
    whole, _, part = ts.partition(".")
    if not whole.isdigit() or (part and not part.isdigit()):
        raise SlackError("invalid_ts_latest")
    return int(whole) * 1_000_000 + int((part + "000000")[:6])


def _page(space: Workspace, args: Json, messages: list[Message]) -> Json:
    size = number(args, "limit", 100, 999)
    start = uncursor(args, "next_ts:")
    if start:
        at = next((i for i, m in enumerate(messages) if m.ts == start), len(messages))
        messages = messages[at:]
    metadata = truth(args.get("include_all_metadata"))
    answer: Json = {
        "messages": [_shown(space, m, metadata=metadata) for m in messages[:size]],
        "has_more": len(messages) > size,
    }
    if len(messages) > size:
        answer["response_metadata"] = {"next_cursor": cursor(f"next_ts:{messages[size].ts}")}
    return answer


def _alive(space: Workspace, channel: str) -> list[Message]:
    return [m for m in space.store.in_channel(channel) if m.ephemeral_to is None]


@method("conversations.history")
def conversations_history(space: Workspace, args: Json) -> Json:
    """Top-level messages, newest first; metadata only with include_all_metadata."""
    channel = _readable(space, args, "history", member=True)
    top = [m for m in _alive(space, channel.id) if not m.thread_ts or m.raw.get("subtype") == "thread_broadcast"]
    return {"pin_count": 0, **_page(space, args, _within(args, top)[::-1])}


@method("conversations.replies")
def conversations_replies(space: Workspace, args: Json) -> Json:
    """A message and the answers to it, oldest first."""
    channel = _readable(space, args, "history", member=True)
    parent = space.store.message(channel.id, str(args.get("ts", "")))
    if parent is None:
        raise SlackError("thread_not_found")
    root = parent.thread_ts or parent.ts
    replies = [m for m in _alive(space, channel.id) if m.thread_ts == root]
    first = [m for m in _alive(space, channel.id) if m.ts == root]
    return _page(space, args, first + _within(args, replies))
