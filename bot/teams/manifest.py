"""The app package for Teams: a zip with the manifest and two icons. docs/teams.md says where it is uploaded."""

import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.addresses.public import is_loopback, public_address_fault
from bot.settings import Settings
from bot.teams.icons import TEAL, colour_icon, outline_icon
from handlers.routes import COMMAND_BY_NAME, COMMANDS
from handlers.routing import Command
from i18n import Translator, translator
from models.rules.text import shorten

NAME = "Målvakten"
# The newest version that Microsoft has released; its schema is in the npm package @microsoft/app-manifest.
MANIFEST_VERSION = "1.30"
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}/MicrosoftTeams.schema.json"
MOST_COMMANDS = 12
_SHORT, _LONG = 80, 4_000
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
# The app's versions count days and minutes from here.
_FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


class ManifestFault(Exception):
    """Teams would refuse a package made of the settings; the text is one line for each fault."""


def package(settings: Settings, now: datetime) -> bytes:
    """The zip that is uploaded. Raises ManifestFault."""
    document = manifest(settings, now)
    contents = {
        "manifest.json": (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode(),
        document["icons"]["color"]: colour_icon(),
        document["icons"]["outline"]: outline_icon(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in contents.items():
            target.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def manifest(settings: Settings, now: datetime) -> dict[str, Any]:
    """The manifest for this installation, in its language. Raises ManifestFault."""
    faults = [*_setting_faults(settings), *filter(None, [_address_fault(settings)])]
    if faults:
        raise ManifestFault("\n".join(faults))
    return _document(settings, now, translator(settings.malvakten_language, settings.zone))


def _setting_faults(settings: Settings) -> list[str]:
    values = {
        "TEAMS_CLIENT_ID": settings.teams_client_id,
        "TEAMS_CLIENT_SECRET": settings.teams_client_secret,
        "TEAMS_TENANT_ID": settings.teams_tenant_id,
    }
    missing = [
        f"{name} is missing: docs/teams.md says where it is found." for name, value in values.items() if not value
    ]
    client = settings.teams_client_id
    if client and not _GUID.fullmatch(client):
        missing.append(
            "TEAMS_CLIENT_ID is no application (client) id: it looks like 1b2c3d4e-1234-5678-9abc-1b2c3d4e5f60."
        )
    return missing


def _address_fault(settings: Settings) -> str | None:
    """Microsoft's servers send to the address, so nothing on this machine only is one."""
    takes = "takes the public address that Microsoft sends to, such as https://malvakten.example.se"
    fault = public_address_fault(settings.malvakten_base_url, takes)
    if fault is None and is_loopback(urlsplit(settings.malvakten_base_url or "").hostname or ""):
        return f"MALVAKTEN_BASE_URL is this machine's own: it {takes}."
    return fault


def _document(settings: Settings, now: datetime, t: Translator) -> dict[str, Any]:
    url = settings.malvakten_base_url or ""
    does = t("Follows up the activity plan: asks those responsible, and shows how it stands.")
    personal = [command for command in COMMANDS if command.who != "coordinator"]
    in_channel = [command for command in COMMANDS if not command.is_personal]
    return {
        "$schema": SCHEMA,
        "manifestVersion": MANIFEST_VERSION,
        "version": version_at(now),
        "id": settings.teams_client_id,
        "developer": {"name": NAME, "websiteUrl": url, "privacyUrl": url, "termsOfUseUrl": url},
        "name": {"short": NAME, "full": NAME},
        "description": {"short": shorten(does, _SHORT), "full": shorten(_all_commands(does, t), _LONG)},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": TEAL,
        "localizationInfo": {"defaultLanguageTag": settings.malvakten_language},
        "bots": [{
            "botId": settings.teams_client_id, "scopes": ["personal", "team"], "supportsFiles": False,
            "isNotificationOnly": False,
            "commandLists": [
                {"scopes": ["personal"], "commands": listed(personal, t)},
                {"scopes": ["team"], "commands": listed(in_channel, t)},
            ],
        }],
        "defaultInstallScope": "personal",
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(url).hostname],
    }  # fmt: skip


def version_at(now: datetime) -> str:
    """Teams takes a changed package only when its version is higher than the one before."""
    since = now - _FIRST_DAY
    return f"1.{since.days}.{since.seconds // 60}"


def listed(commands: Sequence[Command], t: Translator) -> list[dict[str, str]]:
    """The commands that Teams proposes where somebody writes: the first ones, and the help, which names the rest."""
    others = [command for command in commands if command.name != "help"]
    chosen = [*others[: MOST_COMMANDS - 1], COMMAND_BY_NAME["help"]]
    return [{"title": _word(command, t), "description": _about(command, t)} for command in chosen]


def _word(command: Command, t: Translator) -> str:
    return t(command.usage).partition(" ")[0]


def _about(command: Command, t: Translator) -> str:
    words = t(command.help)
    return words[:1].upper() + words[1:]


def _all_commands(does: str, t: Translator) -> str:
    # After the help come other names of the registers, which are many.
    told = COMMANDS[: COMMANDS.index(COMMAND_BY_NAME["help"]) + 1]
    lines = [f"{t(command.usage)} – {t(command.help)}" for command in told]
    return "\n".join([does, "", *lines])
