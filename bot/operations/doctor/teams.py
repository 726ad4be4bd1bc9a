"""The checks of `malvakten doctor` that are about Teams: the settings, Microsoft's answers, and where the bot has been
added."""

import asyncio
import re
from collections.abc import Iterator

from aiohttp import ClientSession, ClientTimeout
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.operations.doctor.findings import Finding
from bot.settings import Settings
from bot.teams.connector.token import OutboundToken
from bot.teams.decode import PLATFORM
from bot.teams.entrance.endpoint import CHANNEL
from bot.teams.entrance.signing_keys import SigningKeys
from bot.teams.manifest import ManifestFault, manifest
from models.outbox.conversations import ConversationReference, conversation_met
from models.tables import Person
from models.vocabulary.people import Role
from scheduler.clock import utc_now
from scheduler.outbox.messenger import CallFailed

TIMEOUT_SECONDS = 5
_CONVERSATION = re.compile(r"19:[^;\s]+@thread\.\S+")
_MOST_NAMED = 5
# Entra's error codes (RFC 6749, "Error response").
_ADVICE = {
    "invalid_client": "Make a new client secret in Entra and put its value (not its id) into TEAMS_CLIENT_SECRET",
    "unauthorized_client": "Check TEAMS_CLIENT_ID and TEAMS_TENANT_ID: no such application is in that tenant",
    "invalid_request": "Check TEAMS_TENANT_ID",
    "invalid_resource": "The tenant has no service principal for the application: add the app's enterprise application",
}


def teams_findings(settings: Settings) -> Iterator[Finding]:
    """The checks that need no database: the app package's settings, the secret, the signing keys, the channel's id."""
    try:
        manifest(settings, utc_now())
    except ManifestFault as fault:
        yield Finding(False, "teams address", " ".join(str(fault).splitlines()))
    else:
        yield Finding(True, "teams address", f"Microsoft sends to {settings.malvakten_base_url}/teams/messages.")
    channel = settings.teams_management_channel
    if not channel:
        words = "TEAMS_MANAGEMENT_CHANNEL is not set, so no deviation is told to management there."
        yield Finding(settings.slack_on, "teams management", words)
    elif not _CONVERSATION.fullmatch(channel):
        words = f"TEAMS_MANAGEMENT_CHANNEL is {channel!r}: it takes the channel's id, such as 19:…@thread.tacv2."
        yield Finding(False, "teams management", f"{words} It is in the channel's link (Get link to channel), decoded.")
    yield from asyncio.run(_asked(settings))


async def _asked(settings: Settings) -> list[Finding]:
    async with ClientSession(timeout=ClientTimeout(total=TIMEOUT_SECONDS)) as session:
        return [await _token(settings, session), await _keys(settings, session)]


async def _token(settings: Settings, session: ClientSession) -> Finding:
    secret = settings.teams_client_secret
    token = OutboundToken(
        settings.teams_authority_url, settings.teams_tenant_id or "", settings.teams_client_id or "",
        secret.get_secret_value() if secret else "",
    )  # fmt: skip
    token.session = session
    try:
        await token.get()
    except CallFailed as failed:
        code = failed.outcome.error
        advice = _ADVICE.get(code, f"Check the network, and {settings.teams_authority_url}")
        return Finding(False, "teams", f"Entra gives no token: {code}. {advice}.")
    return Finding(True, "teams", "Entra accepts the client secret.")


async def _keys(settings: Settings, session: ClientSession) -> Finding:
    keys = SigningKeys(settings.teams_openid_metadata_url)
    keys.session = session
    await keys.refresh()
    if not keys.known:
        words = f"The signing keys cannot be fetched from {settings.teams_openid_metadata_url}, so nobody is let in."
        return Finding(False, "teams keys", f"{words} Check the network and a proxy in between.")
    endorsed = sum(CHANNEL in key.endorsements for key in keys.known.values())
    words = f"{len(keys.known)} signing keys, {endorsed} of them for Teams."
    return Finding(endorsed > 0, "teams keys", words)


def teams_installed(session: Session, settings: Settings) -> Iterator[Finding]:
    """Where the bot has been added, by what Teams has sent."""
    channel = settings.teams_management_channel
    if channel and conversation_met(session, PLATFORM, channel) is None:
        words = "Teams has not told of the management channel yet. Add the app to its team, or write to the bot there."
        yield Finding(False, "teams team", words)
    ref = ConversationReference
    met = exists().where(ref.platform == PLATFORM, ref.account == Person.teams_aad_object_id, ref.ended_at.is_(None))
    people = session.scalars(select(Person).where(Person.removed_at.is_(None), ~met).order_by(Person.email))
    missing = [person.email for person in people if Role.OWNER in person.roles]
    if settings.slack_on:
        missing = []
    if missing:
        more = f" and {len(missing) - _MOST_NAMED} more" if missing[_MOST_NAMED:] else ""
        named = ", ".join(missing[:_MOST_NAMED]) + more
        words = f"The app has not been added for {len(missing)} owners, who cannot be asked: {named}."
        yield Finding(False, "teams people", f"{words} Add it for them with a setup policy in the Teams admin centre.")
    else:
        yield Finding(True, "teams people", "Every owner can be written to.")
