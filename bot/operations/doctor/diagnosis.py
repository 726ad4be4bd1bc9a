"""`malvakten doctor`: what is wrong with an installation, in sentences that say what to do. Changes nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import func, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.operations.accounts import account_sentences
from bot.operations.database_errors import database_words, path_fault, sqlite_path
from bot.operations.doctor.findings import Finding
from bot.operations.doctor.slack import CHANNEL_ID, slack_findings
from bot.operations.doctor.slack_accounts import Owners
from bot.operations.troubles import held_back_sentences, trouble_sentences
from bot.settings import Settings
from bot.slack import manifest
from imports.people.owners import newest_plan, rows_without_owner
from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, schema_fault
from models.tables import Member, Person, Placement
from models.vocabulary.people import Role
from scheduler.clock import utc_now

_TIMEOUT_SECONDS = 5
_UPGRADE = "Run: malvakten db upgrade"


def diagnose(settings: Settings, clock: Callable[[], datetime] = utc_now) -> list[Finding]:
    """The results of all checks, passed and failed, in the order in which an operator would correct them."""
    owners = Owners()
    return [
        *_database(settings, owners, clock()),
        *(slack_findings(settings, clock, owners) if settings.slack_on or not settings.teams_on else ()),
        *_teams(settings),
        *_settings(settings, clock),
    ]


def _database(settings: Settings, owners: Owners, now: datetime) -> Iterator[Finding]:
    """The checks of the database and of what is stored in it. Fills `owners`."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "postgresql" and "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(_TIMEOUT_SECONDS)})
    path = sqlite_path(url)
    if fault := path_fault(url) or (path and not path.exists() and f"There is no file {path} yet. {_UPGRADE}"):
        yield Finding(False, "database", fault)
        return
    database = Database(url.render_as_string(hide_password=False))
    try:
        problem = schema_fault(database)
        yield Finding(True, "database", f"The {url.get_backend_name()} database answers.")
        if problem is not None:
            yield Finding(False, "schema", str(problem))
            return
        yield Finding(True, "schema", f"The schema is current (revision {NEWEST_REVISION}).")
        with database.read() as session:
            for sentence in (*trouble_sentences(session), *held_back_sentences(session, now)):
                yield Finding(False, "trouble", sentence)
            yield from _registers(session, owners)
            yield from _teams_installed(session, settings)
    except DBAPIError as error:
        yield Finding(False, "database", database_words(error, url))
    finally:
        database.close()


def _teams(settings: Settings) -> Iterator[Finding]:
    """Imported only when it is used: an installation without Teams pays nothing for it."""
    if settings.teams_on:
        from bot.operations.doctor.teams import teams_findings

        yield from teams_findings(settings)


def _teams_installed(session: Session, settings: Settings) -> Iterator[Finding]:
    if settings.teams_on:
        from bot.operations.doctor.teams import teams_installed

        yield from teams_installed(session, settings)


def _registers(session: Session, owners: Owners) -> Iterator[Finding]:
    """The plan, the people, and rows of the plan without an owner. Fills `owners`."""
    plan = newest_plan(session)
    if plan is None:
        yield Finding(False, "plan", "There is no plan. Run: malvakten plan import FILE")
    else:
        active = select(func.count()).where(Placement.plan_id == plan.id, Placement.active)
        yield Finding(True, "plan", f"The plan of {plan.year} has {session.scalar(active)} rows.")
    current = select(Person).where(Person.removed_at.is_(None)).order_by(Person.email)
    people = list(session.scalars(current))
    owners.accounts |= {person.email: person.slack_user_id for person in people if Role.OWNER in person.roles}
    owners.known |= set(session.scalars(select(Member.account).where(Member.platform == "slack")))
    if not people:
        yield Finding(False, "people", "There are no people. Run: malvakten people import FILE")
        return
    yield Finding(True, "people", f"The people file has {len(people)} people, {len(owners.accounts)} of them owners.")
    if not any(Role.COORDINATOR in person.roles for person in people):
        words = "Nobody is a coordinator, so nobody sees who is missing. Give somebody that role in the people file."
        yield Finding(False, "coordinator", words)
    for fine, words in account_sentences(session):
        yield Finding(fine, "account", words)
    without_owner = [str(row) for row in rows_without_owner(session)]
    if without_owner:
        rows = ", ".join(without_owner)
        words = f"Nobody answers for {rows}. Name an owner of the unit in the people file and import it."
        yield Finding(False, "owners", words)
    elif plan is not None:
        yield Finding(True, "owners", "Every row of the plan has somebody who answers for it.")


def _settings(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """The checks of the settings that need no network."""
    for remark in settings.remarks:
        yield Finding(False, "settings", remark)
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
    state = "is set" if settings.malvakten_secret_key else "is not set: the calendar has no address"
    yield Finding(True, "secret key", f"MALVAKTEN_SECRET_KEY {state}.")


def _slack_settings(settings: Settings) -> Iterator[Finding]:
    channel = settings.slack_management_channel
    if not channel:
        words = "SLACK_MANAGEMENT_CHANNEL is not set, so no deviation is told to management. Set the channel's id."
        yield Finding(False, "management", words)
    elif not CHANNEL_ID.fullmatch(channel):
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
