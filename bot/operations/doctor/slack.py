"""The checks of `malvakten doctor` that ask Slack."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import WebClient

from bot.operations.accounts import KINDS
from bot.operations.doctor.findings import Finding
from bot.settings import Settings
from bot.slack import manifest
from bot.slack.members import membership_in
from models.vocabulary.people import Membership


@dataclass
class Owners:
    """The owners by e-mail address, with the Slack id that the people file gives. `known` are the ids of which Slack's
    word is stored (`bot.operations.accounts` reports those)."""

    accounts: dict[str, str | None] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
TIMEOUT_SECONDS = 5
# Slack's requests are refused when their time stamp is five minutes off; a minute leaves room.
MOST_SKEW_SECONDS = 60
_MOST_LOOKUPS = 40
_SLACK_ERRORS = (SlackClientError, OSError, ValueError)
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
        code = _code(error)
        advice = _TOKEN_ADVICE.get(code, "Try again in a while; see status.slack.com")
        yield Finding(False, "slack", f"Slack refuses the token or fails: {code}. {advice}.")
        yield from _skew(_headers(error.response), clock())
        return
    except _SLACK_ERRORS as error:
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
    yield from _named_accounts(client, owners, str(answer.get("team_id") or ""))
    yield from _accounts(client, owners, str(answer.get("team_id") or ""))
    if settings.slack_management_channel and CHANNEL_ID.fullmatch(settings.slack_management_channel):
        yield _management(client, settings.slack_management_channel)


def _headers(response: Any) -> dict[str, str]:
    """A response's headers by lower-case name."""
    return {str(name).lower(): str(value) for name, value in dict(getattr(response, "headers", None) or {}).items()}


def _code(error: SlackApiError) -> str:
    """Slack's error code, without the rest of the response."""
    data = getattr(error.response, "data", None)
    if isinstance(data, dict) and data.get("error"):
        return str(data["error"])
    return f"an unreadable answer (HTTP {getattr(error.response, 'status_code', None) or '?'})"


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
        if _code(error) == "channel_not_found":
            words = f"There is no channel {channel}, or it is private and the bot is not in it. {invite}"
            return Finding(False, "management", words)
        return Finding(False, "management", f"The channel {channel} could not be looked at: {_code(error)}.")
    except _SLACK_ERRORS as error:
        words = f"The channel {channel} could not be looked at ({type(error).__name__}). Try again."
        return Finding(False, "management", words)
    name = info.get("name") or channel
    if info.get("is_archived"):
        return Finding(False, "management", f"The channel #{name} is archived. Unarchive it, or choose another.")
    if info.get("is_member") is False:
        return Finding(False, "management", f"The bot is not in #{name}, so summaries wait. {invite}")
    return Finding(True, "management", f"Summaries go to #{name}.")


def _user_in(response: Any) -> dict[str, Any]:
    """The user object of a response; empty where something else answers than Slack."""
    user = response.get("user")
    return user if isinstance(user, dict) else {}


def _fault_of(user: dict[str, Any], email: str, holders: dict[str, str], team: str) -> str:
    """Why the account with an owner's address is not asked; "" when it is."""
    account, membership = str(user.get("id")), membership_in(user, team)
    if account in holders:
        words = f"{email} is not asked: the Slack account with that address, {account}, is {holders[account]}'s."
        return f"{words} If they are one person, run: malvakten people remove {holders[account]}."
    if membership is Membership.FULL:
        return ""
    kind = KINDS.get(membership, "not a full member's yet")
    words = f"{email}: the Slack account with that address, {account}, is {kind}, and is not asked."
    return f"{words} If it is to be, write that id under slack_user_id in the people file."


def _named_accounts(client: WebClient, owners: Owners, team: str) -> Iterator[Finding]:
    """Whether the accounts that the people file names exist, where nothing is stored about them."""
    named = [(email, account) for email, account in owners.accounts.items() if account and account not in owners.known]
    for email, account in named[:_MOST_LOOKUPS]:
        try:
            membership = membership_in(_user_in(client.users_info(user=account)), team)
        except SlackApiError as error:
            if _code(error) == "user_not_found":
                words = f"{email}: there is no Slack account {account}. Correct slack_user_id in the people file."
                yield Finding(False, "accounts", words)
                continue
            yield Finding(False, "accounts", f"Accounts could not be looked up: {_code(error)}. Try again.")
            return
        except _SLACK_ERRORS as error:
            words = f"Slack stopped answering while accounts were looked up ({type(error).__name__}). Try again."
            yield Finding(False, "accounts", words)
            return
        if membership is Membership.DEACTIVATED:
            words = f"{email}: the Slack account {account} is closed. Write the new account's id under slack_user_id."
            yield Finding(False, "accounts", words)
        elif membership in KINDS:
            words = f"{email}: the account {account} is {KINDS[membership]}, and is asked because the people file"
            yield Finding(membership is not Membership.BOT, "accounts", f"{words} names it.")


def _accounts(client: WebClient, owners: Owners, team: str) -> Iterator[Finding]:
    """Whether each owner without a Slack id in the people file has an account with their e-mail address, which is a
    full member's of our own workspace and nobody else's."""
    emails = [email for email, account in owners.accounts.items() if not account]
    holders = {account: email for email, account in owners.accounts.items() if account}
    if owners.accounts and not emails:
        yield Finding(True, "accounts", "Every owner has a Slack id in the people file.")
    unknown, is_fine = [], True
    for email in emails[:_MOST_LOOKUPS]:
        try:
            user = _user_in(client.users_lookupByEmail(email=email))
            if fault := _fault_of(user, email, holders, team):
                is_fine = False
                yield Finding(False, "accounts", fault)
        except SlackApiError as error:
            if _code(error) != "users_not_found":
                yield Finding(False, "accounts", f"Owners could not be looked up by e-mail: {_code(error)}. Try again.")
                break
            unknown.append(email)
        except _SLACK_ERRORS as error:
            words = f"Slack stopped answering while owners were looked up ({type(error).__name__}). Try again."
            yield Finding(False, "accounts", words)
            break
    else:
        if emails and not unknown and is_fine:
            yield Finding(True, "accounts", f"Owners without a Slack id ({len(emails)}) are found by e-mail.")
    if unknown:
        words = f"Slack knows nobody with the address of these owners: {', '.join(unknown)}."
        yield Finding(False, "accounts", f"{words} Correct it, or put slack_user_id into the people file.")
    if len(emails) > _MOST_LOOKUPS:
        words = f"Only the first {_MOST_LOOKUPS} of {len(emails)} owners without a Slack id were looked up."
        yield Finding(True, "accounts", words)
