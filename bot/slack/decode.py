"""Slack's payloads → who asks what. Pure. What people write in messages: `bot.slack.text.written`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.requests.incoming import Incoming, digest
from bot.requests.payloads import Malformed
from handlers.context import Asked, FormChanged, FormClosed, HomeOpened, Pressed, Said, Submitted
from models.options import Options

PLATFORM = "slack"
T = TypeVar("T")
Body = dict[str, Any]


def read(decoder: Callable[[Body], T], body: Body) -> T:
    """A payload decoded by one of the functions below. Raises Malformed."""
    try:
        return decoder(body)
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise Malformed(type(error).__name__) from error


def command(body: dict[str, Any], options: Options) -> Incoming:
    """A slash command. A command that is not one of ours is read as a subcommand: `/status x` as `all status x`."""
    name = str(body.get("command", "")).lstrip("/")
    text = str(body.get("text", ""))
    routes = {slash: route for route, slash in options.commands.items()}
    route = routes.get(name, "all")
    if route == "all" and name != options.commands["all"]:
        asked: Asked = Said("all", f"{name} {text}")
    else:
        asked = Said(route, text)
    key = digest("command", str(body.get("trigger_id", "")), str(body.get("user_id")), name, text)
    key_or_none = key if body.get("trigger_id") else None
    return Incoming(PLATFORM, str(body["user_id"]), asked, key_or_none, channel=str(body.get("channel_id", "")))


def action(body: dict[str, Any]) -> Incoming:
    """A pressed button, or a choice made in a modal; either with the values of the modal's fields."""
    pressed = body["actions"][0]
    name, value = str(pressed.get("action_id", "")).rpartition(":")[0], str(pressed.get("value", ""))
    key = digest("action", str(pressed.get("action_ts", "")), body["user"]["id"], str(pressed.get("action_id")), value)
    view = body.get("view") or {}
    state, values = str(view.get("private_metadata", "")), field_values(view)
    asked: Asked = Pressed(name or str(pressed.get("action_id", "")), value, state, values)
    if view.get("type") == "modal" and pressed.get("type") != "button":
        asked = FormChanged(str(view.get("callback_id", "")), state, values)
    channel = str((body.get("channel") or {}).get("id", ""))
    return Incoming(PLATFORM, body["user"]["id"], asked, key if pressed.get("action_ts") else None, channel=channel)


def submission(body: dict[str, Any]) -> Incoming:
    """A submitted modal. Its key depends on the values: a modal corrected after a fault is another request."""
    view = body["view"]
    values = field_values(view)
    written = [f"{name}={values[name]}" for name in sorted(values)]
    key = digest("view", str(view.get("id")), str(view.get("hash")), body["user"]["id"], *written)
    asked = Submitted(str(view.get("callback_id", "")), str(view.get("private_metadata", "")), values)
    return Incoming(PLATFORM, body["user"]["id"], asked, key)


def closing(body: dict[str, Any]) -> Incoming:
    """A closed modal. Slack does not send what was written in it; that is why `form_view` makes Slack send each choice
    as it is made."""
    view = body["view"]
    asked = FormClosed(str(view.get("callback_id", "")), str(view.get("private_metadata", "")), field_values(view))
    return Incoming(PLATFORM, body["user"]["id"], asked)


def field_values(view: dict[str, Any]) -> dict[str, str]:
    """The values of a modal's fields, by block id; an empty field has an empty text."""
    values: dict[str, str] = {}
    for block, elements in view.get("state", {}).get("values", {}).items():
        for state in elements.values():
            option = state.get("selected_option") or {}
            value = state.get("value") or state.get("selected_date") or option.get("value")
            values[block] = str(value or "")
    return values


@dataclass(frozen=True)
class ChannelChange:
    """What happened to a channel: `refusal` is the error code that posting there now gets, None when it can be posted
    to; `name` is the new name if it was renamed."""

    channel: str
    refusal: str | None = None
    name: str | None = None


# The error code that posting gets after each of these; None when it succeeds.
_CHANNEL_EVENTS = {
    "channel_archive": "is_archived", "channel_deleted": "channel_not_found", "channel_unarchive": None,
    "group_archive": "is_archived", "group_deleted": "channel_not_found", "group_unarchive": None,
}  # fmt: skip


def channel_change(body: dict[str, Any], bot_user: str | None) -> ChannelChange | None:
    """An event about a channel, or about the bot's own membership of one; None for everything else."""
    event = body.get("event", {})
    kind, channel = str(event.get("type", "")), event.get("channel")
    if kind in {"channel_rename", "group_rename"} and isinstance(channel, dict):
        return ChannelChange(str(channel.get("id", "")), name=str(channel.get("name", "")))
    if kind in _CHANNEL_EVENTS:
        return ChannelChange(str(channel), _CHANNEL_EVENTS[kind])
    if kind in {"member_joined_channel", "member_left_channel"} and bot_user == event.get("user", ""):
        return ChannelChange(str(channel), "not_in_channel" if kind == "member_left_channel" else None)
    return None


def token_revoked(body: dict[str, Any], bot_user: str | None) -> str | None:
    """A code for why the bot's token is no longer valid; None for every other event."""
    event = body.get("event", {})
    if event.get("type") == "app_uninstalled":
        return "app_uninstalled"
    revoked = (event.get("tokens") or {}).get("bot") or []
    if event.get("type") == "tokens_revoked" and bot_user in revoked:
        return "token_revoked"
    return None


def held_back_minute(body: dict[str, Any]) -> datetime:
    """The minute in which Slack held back events because there were too many."""
    return datetime.fromtimestamp(body["minute_rate_limited"], UTC)


def home_opened(body: dict[str, Any]) -> Incoming | None:
    """Somebody looks at the app's home tab; None for every other event."""
    event = body.get("event", {})
    if event.get("type") != "app_home_opened" or event.get("tab") != "home" or not event.get("user"):
        return None
    return Incoming(PLATFORM, event["user"], HomeOpened(), digest("event", str(body.get("event_id", ""))))
