"""`malvakten doctor`: what is wrong with an installation, in sentences that say what to do. Changes nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import WebClient
from sqlalchemy import func, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.operations.troubles import trouble_sentences
from bot.settings import Settings
from bot.slack import manifest
from imports.owners import newest_plan, rows_without_owner
from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, current_revision
from models.tables import Person, Placement
from models.vocabulary import Role
from scheduler.clock import utc_now

TIMEOUT_SECONDS = 5
# Slack's requests are refused when their time stamp is five minutes off; a minute leaves room.
MOST_SKEW_SECONDS = 60
_MOST_LOOKUPS = 40
_SLACK_FAULTS = (SlackClientError, OSError, ValueError)
# The owners by e-mail address, with the Slack id that the people file gives.
Owners = dict[str, str | None]
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_TOKEN_ADVICE = {
    "invalid_auth": "Copy the Bot User OAuth Token (xoxb-) again into SLACK_BOT_TOKEN",
    "not_authed": "Copy the Bot User OAuth Token (xoxb-) again into SLACK_BOT_TOKEN",
    "token_revoked": "Install the app again and put its new token into SLACK_BOT_TOKEN",
    "token_expired": "Install the app again and put its new token into SLACK_BOT_TOKEN",
    "account_inactive": "The app has been removed: install it again and put its new token into SLACK_BOT_TOKEN",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is as it should be, what it is, and a sentence or two about it."""

    fine: bool
    what: str
    words: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def diagnose(settings: Settings, clock: Callable[[], datetime] = utc_now) -> list[Finding]:
    """Everything there is to say, good and bad, in the order in which one would put it right."""
    owners: Owners = {}
    return [*_database(settings, owners), *_slack(settings, clock, owners), *_settings(settings, clock)]


def printed(findings: list[Finding]) -> None:
    """A line for each: sign and word, so that colour is never alone."""
    table = Table.grid(padding=(0, 2))
    for finding in findings:
        mark = Text("✔ ok", "green") if finding.fine else Text("✘ wrong", "bold red")
        table.add_row(mark, Text(finding.what), Text(finding.words))
    console = Console(highlight=False)
    console.print(table)
    wrong = sum(not finding.fine for finding in findings)
    console.print(Text("Nothing is wrong." if not wrong else f"To put right: {wrong} of {len(findings)}."))


def _database(settings: Settings, owners: Owners) -> Iterator[Finding]:
    """The database and what is in it; the owners found there are put into `owners`."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and not _exists(url.database):
        yield Finding(False, "database", f"There is no file {url.database} yet. Run: malvakten db upgrade")
        return
    if url.get_backend_name() == "postgresql" and "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(TIMEOUT_SECONDS)})
    database = Database(url.render_as_string(hide_password=False))
    try:
        found = current_revision(database)
        yield Finding(True, "database", f"The {url.get_backend_name()} database answers.")
        if found != NEWEST_REVISION:
            state = f"The schema is at revision {found}" if found else "There are no tables yet"
            words = f"{state}; this program needs {NEWEST_REVISION}. Run: malvakten db upgrade"
            yield Finding(False, "schema", words)
            return
        yield Finding(True, "schema", f"The schema is current (revision {found}).")
        with database.read() as session:
            yield from _registers(session, owners)
    except SQLAlchemyError as error:
        words = str(getattr(error, "orig", None) or type(error).__name__).strip().replace("\n", " ")
        if url.password:
            words = words.replace(url.password, "***")
        yield Finding(False, "database", f"The database does not answer: {words}. Check DATABASE_URL.")
    finally:
        database.close()


def _exists(name: str) -> bool:
    return name == ":memory:" or name.startswith("file:") or Path(name).exists()


def _registers(session: Session, owners: Owners) -> Iterator[Finding]:
    """What keeps messages from going out; the plan, the people, and who answers for what."""
    for sentence in trouble_sentences(session):
        yield Finding(False, "trouble", sentence)
    plan = newest_plan(session)
    if plan is None:
        yield Finding(False, "plan", "There is no plan. Run: malvakten plan import FILE")
    else:
        active = select(func.count()).where(Placement.plan_id == plan.id, Placement.active)
        yield Finding(True, "plan", f"The plan of {plan.year} has {session.scalar(active)} rows.")
    people = list(session.scalars(select(Person).order_by(Person.email)))
    owners.update({person.email: person.slack_user_id for person in people if Role.OWNER in person.roles})
    if not people:
        yield Finding(False, "people", "There are no people. Run: malvakten people import FILE")
        return
    yield Finding(True, "people", f"The people file has {len(people)} people, {len(owners)} of them owners.")
    if not any(Role.COORDINATOR in person.roles for person in people):
        words = "Nobody is a coordinator, so nobody sees who is missing. Give somebody that role in the people file."
        yield Finding(False, "coordinator", words)
    bare = [str(row) for row in rows_without_owner(session)]
    if bare:
        words = f"Nobody answers for {', '.join(bare)}. Name an owner of the unit in the people file and import it."
        yield Finding(False, "owners", words)
    elif plan is not None:
        yield Finding(True, "owners", "Every row of the plan has somebody who answers for it.")


def _slack(settings: Settings, clock: Callable[[], datetime], owners: Owners) -> Iterator[Finding]:
    """Slack as it answers now."""
    if settings.slack_bot_token is None:
        words = "Slack is off, so nobody is asked. Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (docs/slack.md)."
        yield Finding(False, "slack", words)
        return
    # No retry handlers: one try, and a sentence.
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
    except _SLACK_FAULTS as error:
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
    yield from _accounts(client, owners)
    if settings.slack_management_channel and _CHANNEL.fullmatch(settings.slack_management_channel):
        yield _management(client, settings.slack_management_channel)


def _headers(response: Any) -> dict[str, str]:
    """An answer's headers by lower-case name."""
    return {str(name).lower(): str(value) for name, value in dict(getattr(response, "headers", None) or {}).items()}


def _code(error: SlackApiError) -> str:
    """Slack's word, without the rest of the answer."""
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
    missing, spare = sorted(needed - granted), sorted(granted - needed)
    if missing:
        words = f"Not granted: {', '.join(missing)}. Put what malvakten manifest slack prints under App Manifest"
        yield Finding(False, "scopes", f"{words}, and install the app again.")
    else:
        yield Finding(True, "scopes", f"All {len(needed)} scopes that are used are granted.")
    if spare:
        yield Finding(True, "scopes", f"Granted and never used: {', '.join(spare)}. They can be taken away.")


def _skew(headers: dict[str, str], now: datetime) -> Iterator[Finding]:
    """Slack's clock, from the answer's date; it has whole seconds."""
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
    """Whether the summaries get there."""
    invite = "Write /invite @malvakten there."
    try:
        found: dict[str, Any] = client.conversations_info(channel=channel).get("channel") or {}
    except SlackApiError as error:
        if _code(error) == "channel_not_found":
            words = f"There is no channel {channel}, or it is private and the bot is not in it. {invite}"
            return Finding(False, "management", words)
        return Finding(False, "management", f"The channel {channel} could not be looked at: {_code(error)}.")
    except _SLACK_FAULTS as error:
        words = f"The channel {channel} could not be looked at ({type(error).__name__}). Try again."
        return Finding(False, "management", words)
    name = found.get("name") or channel
    if found.get("is_archived"):
        return Finding(False, "management", f"The channel #{name} is archived. Unarchive it, or choose another.")
    if found.get("is_member") is False:
        return Finding(False, "management", f"The bot is not in #{name}, so summaries wait. {invite}")
    return Finding(True, "management", f"Summaries go to #{name}.")


def _accounts(client: WebClient, owners: Owners) -> Iterator[Finding]:
    """Owners without a Slack id in the people file are found by e-mail, or not at all."""
    emails = [email for email, account in owners.items() if not account]
    if owners and not emails:
        yield Finding(True, "accounts", "Every owner has a Slack id in the people file.")
    lost = []
    for email in emails[:_MOST_LOOKUPS]:
        try:
            client.users_lookupByEmail(email=email)
        except SlackApiError as error:
            if _code(error) != "users_not_found":
                yield Finding(False, "accounts", f"Owners could not be looked up by e-mail: {_code(error)}. Try again.")
                break
            lost.append(email)
        except _SLACK_FAULTS as error:
            words = f"Slack stopped answering while owners were looked up ({type(error).__name__}). Try again."
            yield Finding(False, "accounts", words)
            break
    else:
        if emails and not lost:
            yield Finding(True, "accounts", f"Owners without a Slack id ({len(emails)}) are found by e-mail.")
    if lost:
        words = f"Slack knows nobody with the address of these owners: {', '.join(lost)}."
        yield Finding(False, "accounts", f"{words} Correct it, or put slack_user_id into the people file.")
    if len(emails) > _MOST_LOOKUPS:
        words = f"Only the first {_MOST_LOOKUPS} of {len(emails)} owners without a Slack id were looked up."
        yield Finding(True, "accounts", words)


def _settings(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """What can be said of the settings without asking anybody."""
    if settings.slack_on:
        yield from _slack_settings(settings)
    here = clock().astimezone(settings.zone)
    yield Finding(True, "time zone", f"{settings.malvakten_timezone}, where it is {here:%Y-%m-%d %H:%M}.")
    lease, needed = settings.malvakten_lease_seconds, settings.malvakten_send_timeout_seconds + 2
    if lease < needed:
        words = f"MALVAKTEN_LEASE_SECONDS is {lease:g}; set it to {needed:g} or more, or messages may go out twice."
        yield Finding(False, "lease", words)
    else:
        yield Finding(True, "lease", f"A claim is held for {lease:g} s, a send takes {needed - 2:g} s at most.")
    state = "is set" if settings.malvakten_secret_key else "is not set: answer links and web sessions are off"
    yield Finding(True, "secret key", f"MALVAKTEN_SECRET_KEY {state}.")


def _slack_settings(settings: Settings) -> Iterator[Finding]:
    channel = settings.slack_management_channel
    if not channel:
        words = "SLACK_MANAGEMENT_CHANNEL is not set, so no deviation is told to management. Set the channel's id."
        yield Finding(False, "management", words)
    elif not _CHANNEL.fullmatch(channel):
        words = f"SLACK_MANAGEMENT_CHANNEL is {channel!r}: it takes the channel's id, such as C0123ABCD, not its name."
        yield Finding(False, "management", f"{words} In Slack: the channel's name, About, at the bottom.")
    token = settings.slack_app_token
    if token is None:
        fault = manifest.address_fault(settings)
        yield Finding(fault is None, "address", fault or f"Slack sends to {settings.malvakten_base_url}.")
    elif token.get_secret_value().startswith("xapp-"):
        yield Finding(True, "address", "Socket Mode is on, so no public address is needed.")
    else:
        words = "SLACK_APP_TOKEN is not an app-level token: it takes one that begins with xapp- (Basic Information)."
        yield Finding(False, "address", words)
    faults = manifest.command_faults(settings)
    names = ", ".join(f"/{name}" for name in settings.command_names.values())
    yield Finding(not faults, "commands", " ".join(faults) or f"The slash commands are {names}.")
