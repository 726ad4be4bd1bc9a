"""Of what kind the parts of Slack's payloads are that the program reads (docs.slack.dev/reference/interaction-payloads
and /reference/events). Most may be missing or null; none may be something else."""

import re
from typing import Any, Literal

from bot.requests.payloads import Malformed, Shape, check_shape

Kind = Literal["command", "action", "submission", "closing", "event", "limited", "verification"]
# The id of an account, a channel, a team or an event: what is stored, and asked of Slack.
ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
# Slack's name for a message within its channel.
TIMESTAMP = re.compile(r"[0-9.]{1,32}", re.ASCII)
_FLAGS = ("deleted", "is_bot", "is_stranger", "is_restricted", "is_ultra_restricted", "is_app_user")
_USER: Shape = {
    "id": ID, "team_id": ID, "name": str, "profile": {"email": str}, **dict.fromkeys(_FLAGS, bool),
}  # fmt: skip
_FIELD: Shape = {"value": str, "selected_date": str, "selected_option": {"value": str}}
_VIEW: Shape = {
    "id": str, "hash": str, "type": str, "callback_id": str, "private_metadata": str,
    "blocks": [{"type": str, "block_id": str}], "state": {"values": {"*": {"*": _FIELD}}},
}  # fmt: skip
_PRESSED: Shape = {"action_id": str, "value": str, "action_ts": str, "type": str}
_PERSON: dict[str, Shape] = {
    "user": {"id": ID},
    "team": {"id": ID},
    "trigger_id": str,
    "response_url": str,
    "view": _VIEW,
}
_EVENT: dict[str, Shape] = {
    "type": str, "channel_type": str, "subtype": str, "bot_id": str, "text": str, "tab": str, "thread_ts": TIMESTAMP,
    "ts": TIMESTAMP, "tokens": {"bot": [str], "oauth": [str]},
}  # fmt: skip
_BY_ONE: dict[str, Shape] = {"user": ID, "channel": ID}
_RENAMED: dict[str, Shape] = {"channel": {"id": ID, "name": str}}
# In the other events, `user` and `channel` are sometimes ids and sometimes objects, and are not read.
_EVENTS: dict[str, dict[str, Shape]] = {
    "message": _BY_ONE, "app_mention": _BY_ONE, "app_home_opened": _BY_ONE, "member_joined_channel": _BY_ONE,
    "member_left_channel": _BY_ONE, "team_join": {"user": _USER}, "user_change": {"user": _USER},
    "channel_rename": _RENAMED, "group_rename": _RENAMED,
}  # fmt: skip
_SHAPES: dict[Kind, Shape] = {
    "command": {"command": str, "text": str, "user_id": ID, "trigger_id": str, "response_url": str},
    "action": {**_PERSON, "actions": [_PRESSED]},
    "submission": _PERSON,
    "closing": _PERSON,
    "event": {"event_id": ID, "event": _EVENT},
    "limited": {"team_id": ID, "minute_rate_limited": int},
    "verification": {"challenge": str},
}
_NEEDED: dict[Kind, tuple[str, ...]] = {
    "command": ("user_id",), "action": ("user", "actions"), "submission": ("user", "view"), "closing": ("user", "view"),
    "event": ("event",), "limited": ("minute_rate_limited",), "verification": ("challenge",),
}  # fmt: skip


def check_parts(kind: Kind, body: dict[str, Any]) -> None:
    """Raises Malformed, with the place and never with what is there, when a part is missing or of another kind."""
    for name in _NEEDED[kind]:
        if not body.get(name):
            raise Malformed(f"{kind} without {name}")
    check_shape(body, _SHAPES[kind], kind)
    if kind == "event":
        event = body["event"]
        check_shape(event, _EVENTS.get(event.get("type"), {}), "event.event")
