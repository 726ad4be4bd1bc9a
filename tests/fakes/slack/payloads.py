"""What Slack sends to an app.

Sources: docs.slack.dev/interactivity/implementing-slash-commands,
docs.slack.dev/reference/interaction-payloads and docs.slack.dev/apis/events-api.
"""

from __future__ import annotations

from typing import Any

from .checks import Json
from .records import Channel, Message, ResponseUrl, Trigger, User, View
from .workspace import Workspace


def command_form(
    space: Workspace, user: User, channel: Channel, name: str, text: str, trigger: Trigger, answer: ResponseUrl
) -> dict[str, str]:
    """A slash command: a plain form."""
    return {
        "token": "deprecated-verification-token",
        "team_id": user.team_id,
        "team_domain": space.team_domain,
        "channel_id": channel.id,
        "channel_name": space.channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": space.app_id,
        "is_enterprise_install": "false",
        "response_url": space.response_url(answer),
        "trigger_id": trigger.id,
    }


def base(space: Workspace, user: User, type_: str, trigger: Trigger | None) -> Json:
    """The fields every interaction has."""
    payload: Json = {
        "type": type_,
        "team": {"id": space.team_id, "domain": space.team_domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": space.app_id,
        "token": "deprecated-verification-token",
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if trigger is not None:
        payload["trigger_id"] = trigger.id
    return payload


def view_shown(view: View, *, state: bool = True) -> Json:
    """The view as it is sent along, with what the person has filled in."""
    raw = dict(view.raw)
    if state:
        raw["state"] = {"values": view.values}
    return raw


def message_place(space: Workspace, message: Message, values: Json, answer: ResponseUrl) -> Json:
    """The fields of an interaction with a message."""
    channel = space.store.channels[message.channel]
    hidden = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": hidden,
    }
    if message.raw.get("thread_ts"):
        container["thread_ts"] = message.raw["thread_ts"]
    place: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": space.channel_name(channel)},
        "state": {"values": values},
        "response_url": space.response_url(answer),
    }
    if not hidden:  # an ephemeral message is not sent back (block_actions payload page)
        place["message"] = {k: v for k, v in message.raw.items() if k != "metadata"}
    return place


def action(space: Workspace, block: Json, element: Json, extra: Json) -> Json:
    """One entry of ``actions``."""
    made: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": space.store.new_ts(),
    }
    if element["type"] == "button":
        made["text"] = element["text"]
        for name in ("value", "style"):
            if name in element:
                made[name] = element[name]
    return made | extra


def event_body(space: Workspace, event: Json, event_id: str, team: str | None = None) -> Json:
    """The outer form of an event."""
    return {
        "token": "deprecated-verification-token",
        "team_id": space.team_id,
        "context_team_id": team or space.team_id,
        "context_enterprise_id": None,
        "api_app_id": space.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(space.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": space.team_id,
                "user_id": space.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def said(space: Workspace, user: User, channel: Channel, text: str, thread_ts: str | None) -> Json:
    """A person's message as an event; the text is escaped, as Slack does with what people type."""
    ts = space.store.new_ts()
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    event: dict[str, Any] = {"type": "message", "user": user.id, "ts": ts, "team": user.team_id}
    event |= {"channel": channel.id, "event_ts": ts, "client_msg_id": f"{space.store.number():08d}-fake"}
    if channel.user:
        event["channel_type"] = "im"
    else:
        event["type"] = "app_mention"
        escaped = f"<@{space.bot_user_id}> {escaped}"
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text or " "}]}
    event["text"] = escaped
    event["blocks"] = [{"type": "rich_text", "block_id": "said", "elements": [words]}]
    if thread_ts:
        event["thread_ts"] = thread_ts
    return event
