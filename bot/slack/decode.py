"""Slack's payloads → who asks what. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.dispatch import Conversation, Incoming, digest
from handlers.context import Asked, FormChanged, FormClosed, HomeOpened, Pressed, Said, Submitted
from models.options import Options
from models.outbox.destinations import to_channel

PLATFORM = "slack"
T = TypeVar("T")
Body = dict[str, Any]
_MENTION = re.compile(r"^\s*<@[UW][A-Z0-9]+(\|[^>]*)?>\s*")


class Malformed(Exception):
    """A signed payload that is none of Slack's. Its text is the kind of fault, never the payload's words."""


def read(how: Callable[[Body], T], body: Body) -> T:
    """What one of the functions below makes of a payload. Raises Malformed when it lacks what Slack always sends."""
    try:
        return how(body)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise Malformed(type(error).__name__) from error


def command(body: dict[str, Any], options: Options) -> Incoming:
    """A slash command. A request named `/status` is answered although Slack reserves the name."""
    name = str(body.get("command", "")).lstrip("/")
    text = str(body.get("text", ""))
    by_name = {slash: what for what, slash in options.commands.items()}
    what = by_name.get(name, "all")
    if what == "all" and name != options.commands["all"]:
        asked: Asked = Said("all", f"{name} {text}")
    else:
        asked = Said(what, text)
    key = digest("command", str(body.get("trigger_id", "")), str(body.get("user_id")), name, text)
    return Incoming(PLATFORM, str(body["user_id"]), asked, key if body.get("trigger_id") else None)


def action(body: dict[str, Any]) -> Incoming:
    """A pressed button, or a choice made in a modal; with what is written in the modal that it stands in."""
    pressed = body["actions"][0]
    name, value = str(pressed.get("action_id", "")).rpartition(":")[0], str(pressed.get("value", ""))
    key = digest("action", str(pressed.get("action_ts", "")), body["user"]["id"], str(pressed.get("action_id")), value)
    view = body.get("view") or {}
    state, values = str(view.get("private_metadata", "")), field_values(view)
    asked: Asked = Pressed(name or str(pressed.get("action_id", "")), value, state, values)
    if view.get("type") == "modal" and pressed.get("type") != "button":
        asked = FormChanged(str(view.get("callback_id", "")), state, values)
    return Incoming(PLATFORM, body["user"]["id"], asked, key if pressed.get("action_ts") else None)


def submission(body: dict[str, Any]) -> Incoming:
    """A sent modal."""
    view = body["view"]
    values = field_values(view)
    written = [f"{name}={values[name]}" for name in sorted(values)]
    key = digest("view", str(view.get("id")), str(view.get("hash")), body["user"]["id"], *written)
    asked = Submitted(str(view.get("callback_id", "")), str(view.get("private_metadata", "")), values)
    return Incoming(PLATFORM, body["user"]["id"], asked, key)


def closing(body: dict[str, Any]) -> Incoming:
    """A modal put away. Slack tells nothing of what was written in it, so its fields are told as they are chosen."""
    view = body["view"]
    asked = FormClosed(str(view.get("callback_id", "")), str(view.get("private_metadata", "")), field_values(view))
    return Incoming(PLATFORM, body["user"]["id"], asked)


def field_values(view: dict[str, Any]) -> dict[str, str]:
    """What the fields of a modal hold, by block id; an empty field is an empty text."""
    values: dict[str, str] = {}
    for block, elements in view.get("state", {}).get("values", {}).items():
        for state in elements.values():
            option = state.get("selected_option") or {}
            found = state.get("value") or state.get("selected_date") or option.get("value")
            values[block] = str(found or "")
    return values


@dataclass(frozen=True)
class ChannelNews:
    """What has become of a channel: `gone` is the code that posting there is now answered with, None when it can be
    written to; `name` when it has a new one."""

    channel: str
    gone: str | None = None
    name: str | None = None


# What posting is answered with after each of these.
_CHANNEL_EVENTS = {
    "channel_archive": "is_archived", "channel_deleted": "channel_not_found", "channel_unarchive": None,
    "group_archive": "is_archived", "group_deleted": "channel_not_found", "group_unarchive": None,
}  # fmt: skip


def channel_news(body: dict[str, Any], bot_user: str | None) -> ChannelNews | None:
    """An event about a channel, or about the bot's own membership of one; None for everything else."""
    event = body.get("event", {})
    kind, channel = str(event.get("type", "")), event.get("channel")
    if kind in {"channel_rename", "group_rename"} and isinstance(channel, dict):
        return ChannelNews(str(channel.get("id", "")), name=str(channel.get("name", "")))
    if kind in _CHANNEL_EVENTS:
        return ChannelNews(str(channel), _CHANNEL_EVENTS[kind])
    if kind in {"member_joined_channel", "member_left_channel"} and bot_user == event.get("user", ""):
        return ChannelNews(str(channel), "not_in_channel" if kind == "member_left_channel" else None)
    return None


def locked_out(body: dict[str, Any], bot_user: str | None) -> str | None:
    """The code that says that the app's token is no longer good; None for every other event."""
    event = body.get("event", {})
    if event.get("type") == "app_uninstalled":
        return "app_uninstalled"
    revoked = (event.get("tokens") or {}).get("bot") or []
    if event.get("type") == "tokens_revoked" and bot_user in revoked:
        return "token_revoked"
    return None


def said(body: dict[str, Any]) -> Incoming | None:
    """Something written to the bot, in its direct messages or with a mention; None for everything else.

    Slack escapes event text once; command and form text is literal (the manifest's `should_escape: false`).
    """
    event = body.get("event", {})
    direct = event.get("type") == "message" and event.get("channel_type") == "im" and not event.get("subtype")
    if not (direct or event.get("type") == "app_mention") or event.get("bot_id") or not event.get("user"):
        return None
    words = _unescape(_MENTION.sub("", str(event.get("text", ""))))
    thread = event.get("thread_ts") or (None if direct else event.get("ts"))
    key = digest("event", str(body.get("event_id", "")))
    conversation = Conversation(to_channel(event["channel"]), str(thread) if thread else None, is_public=not direct)
    return Incoming(PLATFORM, event["user"], Said("all", words), key, answer_in=conversation)


def home_opened(body: dict[str, Any]) -> Incoming | None:
    """Somebody looks at the app's home tab; None for every other event."""
    event = body.get("event", {})
    if event.get("type") != "app_home_opened" or event.get("tab") != "home" or not event.get("user"):
        return None
    return Incoming(PLATFORM, event["user"], HomeOpened(), digest("event", str(body.get("event_id", ""))))


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
