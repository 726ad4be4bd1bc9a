"""The app manifest for Slack, and the scopes that the program's calls and events need.

Slack's own JSON Schema accepts `/status`, spaces and å, and does not say which event needs which scope, so the rules
here are ours; where each comes from is in docs/slack.md.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.addresses.public import public_address_fault
from bot.settings import Settings
from handlers.routes import COMMAND_BY_NAME, COMMANDS
from i18n import Translator, translator

NAME = "Målvakten"
BOT_NAME = "malvakten"
ENDPOINT = "/slack/events"

# What each scope is for; docs/slack.md shows this table, and the tests hold the two together.
SCOPES = {
    "app_mentions:read": "to be asked in a channel with a mention",
    "channels:history": "to look whether a message of uncertain fate reached a public channel, and to read an answer in"
    " a thread under its own messages in the management channel; nothing else is read",
    "channels:read": "to know whether the management channel can be written to, and to hear when that changes",
    "chat:write": "to post, change and take away its own messages",
    "commands": "the slash commands",
    "files:write": "to send the picture of the summary",
    "groups:history": "the same in a private channel",
    "groups:read": "the same of a private management channel",
    "im:history": "to be written to directly, and the same look in a direct message",
    "im:write": "to find a person's direct message before that look",
    "users:read": "to tell full members from guests and people who have left",
    "users:read.email": "to find a person of the people file who has no Slack id there",
}
_MEMBERS = ("users:read", "users:read.email")
_CHANNELS, _GROUPS = ("channels:read",), ("groups:read",)
_HISTORY = ("channels:history", "groups:history", "im:history")
# Every Web API method that the program calls, and the bot scopes it needs (docs.slack.dev/reference/methods).
METHODS: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": _HISTORY,
    "conversations.info": (*_CHANNELS, *_GROUPS),
    "conversations.open": ("im:write",),
    "conversations.replies": _HISTORY,
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "users.info": _MEMBERS,
    "users.list": _MEMBERS,
    "users.lookupByEmail": ("users:read.email",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
# Called with SLACK_APP_TOKEN, whose scope is chosen when that token is made.
APP_TOKEN_METHODS = {"apps.connections.open": ("connections:write",)}
# Every event that the program handles (docs.slack.dev/reference/events).
EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": _CHANNELS,
    "channel_deleted": _CHANNELS,
    "channel_rename": _CHANNELS,
    "channel_unarchive": _CHANNELS,
    "group_archive": _GROUPS,
    "group_deleted": _GROUPS,
    "group_rename": _GROUPS,
    "group_unarchive": _GROUPS,
    "member_joined_channel": (*_CHANNELS, *_GROUPS),
    "member_left_channel": (*_CHANNELS, *_GROUPS),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "team_join": _MEMBERS,
    "tokens_revoked": (),
    "user_change": _MEMBERS,
}
FEATURES = {"slash commands": ("commands",)}

# Slack publishes no complete list: these were refused in tests, or are in copies of its help page (docs/slack.md).
RESERVED = frozenset({
    "active", "apps", "archive", "away", "call", "canvas", "close", "collapse", "dm", "dnd", "expand", "feed",
    "feedback", "huddle", "invite", "invite_people", "join", "keys", "kick", "leave", "me", "msg", "mute", "open",
    "part", "prefs", "pro", "remind", "remove", "rename", "s", "search", "shortcuts", "shrug", "star", "status",
    "topic", "unmute", "who",
})  # fmt: skip
_DISPLAY_NAME = re.compile(r"[a-z0-9._-]{1,80}")


class ManifestFault(Exception):
    """Slack would refuse a manifest made of the settings; the text is one line for each fault."""


def manifest(settings: Settings) -> dict[str, Any]:
    """The app manifest for this installation, in its language. Raises ManifestFault."""
    faults = [fault for fault in (address_fault(settings), *command_faults(settings)) if fault]
    if faults:
        raise ManifestFault("\n".join(faults))
    document = _document(settings, translator(settings.malvakten_language, settings.zone))
    faults = list(_length_faults(document))
    if faults:
        raise ManifestFault("\n".join(faults))
    return document


def manifest_json(settings: Settings) -> str:
    """The manifest as it is pasted at api.slack.com/apps. Raises ManifestFault."""
    return json.dumps(manifest(settings), ensure_ascii=False, indent=2)


def bot_scopes() -> list[str]:
    """Exactly the bot scopes that are used, sorted."""
    tables = (METHODS, EVENTS, FEATURES)
    return sorted({scope for table in tables for scopes in table.values() for scope in scopes})


def used_by(scope: str) -> list[str]:
    """The methods, events and features that need a scope."""
    tables = (METHODS, EVENTS, FEATURES)
    return [name for table in tables for name, scopes in table.items() if scope in scopes]


def address_fault(settings: Settings) -> str | None:
    """A sentence on why Slack cannot send requests to this installation; None when it can."""
    if settings.slack_app_token is not None:
        return None
    takes = (
        "takes the public address that Slack sends to, such as https://malvakten.example.se"
        " (http on this machine's own address only), or set SLACK_APP_TOKEN for Socket Mode, which needs no address"
    )
    return public_address_fault(settings.malvakten_base_url, takes)


def command_faults(settings: Settings) -> list[str]:
    """A sentence for each command name that Slack would refuse; the settings have checked their form already."""
    names = [name.strip().removeprefix("/") for name in settings.slack_commands.split(",")]
    return [
        f"SLACK_COMMANDS: /{name} is Slack's own, and Slack refuses a manifest that has it."
        for name in names
        if name in RESERVED
    ]


def _document(settings: Settings, t: Translator) -> dict[str, Any]:
    socket_mode = settings.slack_app_token is not None
    url = (settings.malvakten_base_url or "").rstrip("/") + ENDPOINT
    address = {} if socket_mode else {"request_url": url}
    command_address = {} if socket_mode else {"url": url}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": t("Follows up the activity plan: asks those responsible, and shows how it stands."),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": BOT_NAME, "always_online": True},
            "slash_commands": [
                {"command": f"/{name}", **command_address, **_words(role, t), "should_escape": False}
                for role, name in settings.command_names.items()
            ],
        },
        "oauth_config": {"scopes": {"bot": bot_scopes()}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False, "socket_mode_enabled": socket_mode, "token_rotation_enabled": False,
        },
    }  # fmt: skip


def _words(role: str, t: Translator) -> dict[str, str]:
    """A command's description and usage hint; the hint is its usage without its name."""
    if role == "all":
        words = [t(command.usage).partition(" ")[0] for command in COMMANDS]
        return {"description": t("Everything that Målvakten can do"), "usage_hint": f"[{' | '.join(words)}]"}
    command = COMMAND_BY_NAME[role]
    description = t(command.help)
    return {"description": description[:1].upper() + description[1:], "usage_hint": t(command.usage).partition(" ")[2]}


def _length_faults(document: dict[str, Any]) -> Iterator[str]:
    """A sentence for each text that is empty or longer than Slack takes (slackapi/manifest-schema, version 1)."""
    about, features, settings = document["display_information"], document["features"], document["settings"]
    limits = [("the app's name", about["name"], 35), ("the app's description", about["description"], 140)]
    for command in features["slash_commands"]:
        name = command["command"]
        limits += [(f"the description of {name}", command["description"], 2000)]
        limits += [(f"the usage hint of {name}", command["usage_hint"], 1000)]
    address = settings["interactivity"].get("request_url")
    if address is not None:
        limits += [("MALVAKTEN_BASE_URL with /slack/events", address, 3000)]
    for what, words, most in limits:
        if not 1 <= len(words) <= most:
            yield f"{what[0].upper()}{what[1:]} takes 1 to {most} characters; it has {len(words)}."
    if not _DISPLAY_NAME.fullmatch(features["bot_user"]["display_name"]):
        yield "The bot user's name takes a–z, 0–9, - _ and . only."
