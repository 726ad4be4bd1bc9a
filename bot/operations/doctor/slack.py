"""The checks of `malvakten doctor` that ask Slack."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient

from bot.operations.doctor.findings import Finding
from bot.operations.doctor.slack_accounts import Owners, accounts_by_address, named_accounts
from bot.operations.doctor.slack_errors import code_of
from bot.settings import Settings
from bot.slack import manifest
from bot.slack.calls import SLACK_ERRORS

CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
TIMEOUT_SECONDS = 5
# Slack's requests are refused when their time stamp is five minutes off; a minute leaves room.
MOST_SKEW_SECONDS = 60
_TOKEN_ADVICE = {
    "invalid_auth": "Copy the Bot User OAuth Token (xoxb-) again into SLACK_BOT_TOKEN",
    "not_authed": "Copy the Bot User OAuth Token (xoxb-) again into SLACK_BOT_TOKEN",
    "token_revoked": "Install the app again and put its new token into SLACK_BOT_TOKEN",
    "token_expired": "Install the app again and put its new token into SLACK_BOT_TOKEN",
    "account_inactive": "The app has been removed: install it again and put its new token into SLACK_BOT_TOKEN",
}


def slack_findings(settings: Settings, clock: Callable[[], datetime], owners: Owners) -> Iterator[Finding]:
    """The checks that ask Slack: the token, its scopes, the clock, the owners' accounts and the management channel."""
    if settings.slack_bot_token is None:
        words = "Slack is off, so nobody is asked. Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (docs/slack.md)."
        yield Finding(False, "slack", words)
        return
    # No retry handlers: a check tries once.
    client = WebClient(
        settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url.rstrip("/") + "/",
        timeout=TIMEOUT_SECONDS, retry_handlers=[],
    )  # fmt: skip
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        code = code_of(error)
        advice = _TOKEN_ADVICE.get(code, "Try again in a while; see status.slack.com")
        yield Finding(False, "slack", f"Slack refuses the token or fails: {code}. {advice}.")
        yield from _skew(_headers(error.response), clock())
        return
    except SLACK_ERRORS as error:
        words = f"Slack does not answer at {settings.slack_api_url} ({type(error).__name__})."
        words += " Check the network, a proxy in between, and SLACK_API_URL. What is asked of Slack was not checked."
        yield Finding(False, "slack", words)
        return
    headers = _headers(answer)
    team, url, user = (str(answer.get(name) or "?") for name in ("team", "url", "user"))
    yield Finding(True, "slack", f"Slack answers: workspace {team} ({url}), as @{user}.")
    if not answer.get("bot_id"):
        words = "SLACK_BOT_TOKEN is not a bot's. Use the Bot User OAuth Token, which begins with xoxb-."
        yield Finding(False, "token", words)
    yield from _scopes(headers)
    yield from _skew(headers, clock())
    yield from named_accounts(client, owners, str(answer.get("team_id") or ""))
    yield from accounts_by_address(client, owners, str(answer.get("team_id") or ""))
    if settings.slack_management_channel and CHANNEL_ID.fullmatch(settings.slack_management_channel):
        yield _management(client, settings.slack_management_channel)


def _headers(response: Any) -> dict[str, str]:
    """A response's headers by lower-case name."""
    return {str(name).lower(): str(value) for name, value in dict(getattr(response, "headers", None) or {}).items()}


def _scopes(headers: dict[str, str]) -> Iterator[Finding]:
    if "x-oauth-scopes" not in headers:
        words = "Could not be checked: Slack's answer has no x-oauth-scopes. Compare them with docs/slack.md."
        yield Finding(True, "scopes", words)
        return
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",") if scope.strip()}
    needed = set(manifest.bot_scopes())
    missing, unused = sorted(needed - granted), sorted(granted - needed)
    if missing:
        words = f"Not granted: {', '.join(missing)}. Put what malvakten manifest slack prints under App Manifest"
        yield Finding(False, "scopes", f"{words}, and install the app again.")
    else:
        yield Finding(True, "scopes", f"All {len(needed)} scopes that are used are granted.")
    if unused:
        yield Finding(True, "scopes", f"Granted and never used: {', '.join(unused)}. They can be taken away.")


def _skew(headers: dict[str, str], now: datetime) -> Iterator[Finding]:
    """This machine's clock against Slack's, from the `date` header, which has whole seconds."""
    try:
        seconds = round((now - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (ValueError, TypeError):
        yield Finding(True, "clock", "Could not be checked: Slack's answer has no readable date.")
        return
    if abs(seconds) > MOST_SKEW_SECONDS:
        side = "ahead of" if seconds > 0 else "behind"
        words = f"This machine's clock is {abs(seconds)} s {side} Slack's. Past 300 s every request is refused"
        yield Finding(False, "clock", f"{words} as too old or too new. Set it by NTP.")
    else:
        yield Finding(True, "clock", f"The clock agrees with Slack's within {max(1, abs(seconds))} s.")


def _management(client: WebClient, channel: str) -> Finding:
    """Whether the management channel exists and can be written to."""
    invite = "Write /invite @malvakten there."
    try:
        info: dict[str, Any] = client.conversations_info(channel=channel).get("channel") or {}
    except SlackApiError as error:
        if code_of(error) == "channel_not_found":
            words = f"There is no channel {channel}, or it is private and the bot is not in it. {invite}"
            return Finding(False, "management", words)
        return Finding(False, "management", f"The channel {channel} could not be looked at: {code_of(error)}.")
    except SLACK_ERRORS as error:
        words = f"The channel {channel} could not be looked at ({type(error).__name__}). Try again."
        return Finding(False, "management", words)
    name = info.get("name") or channel
    if info.get("is_archived"):
        return Finding(False, "management", f"The channel #{name} is archived. Unarchive it, or choose another.")
    if info.get("is_member") is False:
        return Finding(False, "management", f"The bot is not in #{name}, so summaries wait. {invite}")
    return Finding(True, "management", f"Summaries go to #{name}.")
