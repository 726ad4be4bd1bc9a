"""Builds the program from the settings; tests pass their own clock and database."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.addresses.calendar import calendar_url
from bot.dispatch import Dispatcher
from bot.program import Program
from bot.settings import Settings
from bot.slack.door import SlackDoor
from bot.transactions import Transactions
from models.operations.log import log_of
from models.options import Options
from models.rules.ladder import read_later
from models.rules.wheel import read_wheel
from models.storage.database import Database
from scheduler.clock import utc_now
from scheduler.outbox.messenger import Messenger
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.sender import Sender
from scheduler.wheel import Plans
from scheduler.worker import Worker

if TYPE_CHECKING:
    from bot.teams.door import TeamsDoor

log = log_of(__name__)
# Teams takes seven messages a second and 1,800 an hour in a conversation, and fifty calls a second from an app in a
# tenant ("Rate limiting for bots"). The burst is what is claimed at one look into the outbox.
TEAMS_PER_CHANNEL_SECONDS = 1.0
TEAMS_PER_MINUTE = 48 * 60
TEAMS_BURST_SECONDS = 1.3


def options_from(settings: Settings) -> Options:
    """The settings that handlers, actions and messages need."""
    switched_on = {"slack": settings.slack_on, "teams": settings.teams_on}
    platforms = tuple(name for name, is_on in switched_on.items() if is_on)
    key = settings.malvakten_secret_key
    return Options(
        zone=settings.zone, language=settings.malvakten_language, alerts=settings.malvakten_alerts,
        platforms=platforms or ("slack",),
        management={"slack": settings.slack_management_channel, "teams": settings.teams_management_channel},
        commands=settings.command_names, base_url=settings.malvakten_base_url,
        calendar_url=calendar_url(settings.malvakten_base_url, key.get_secret_value() if key else None),
        courtesy=settings.courtesy, later=read_later(settings.malvakten_ladder),
    )  # fmt: skip


def pace_from(settings: Settings) -> PaceRules:
    """How fast the sender may send, and its time limits."""
    slack = PaceRules(
        settings.slack_per_channel_seconds, settings.slack_per_minute, settings.malvakten_lease_seconds,
        settings.malvakten_settle_seconds, settings.malvakten_send_timeout_seconds,
    )  # fmt: skip
    teams = replace(slack, per_conversation=TEAMS_PER_CHANNEL_SECONDS, per_minute=TEAMS_PER_MINUTE,
                    burst_seconds=TEAMS_BURST_SECONDS)  # fmt: skip
    return replace(slack, others={"teams": teams})


def plans_from(settings: Settings, options: Options) -> Plans:
    """What the worker needs to plan rounds."""
    reminders = tuple(filter(None, settings.malvakten_wheel_reminders.split(",")))
    return Plans(
        options, settings.catch_up_max, read_wheel(settings.malvakten_wheel), settings.malvakten_wheel_lead, reminders
    )


def build_program(
    settings: Settings,
    *,
    worker: bool = True,
    clock: Callable[[], datetime] = utc_now,
    database: Database | None = None,
) -> Program:
    """The program, with or without a worker. Opens no connection yet."""
    database = database or Database(settings.database_url)
    transactions = Transactions(database)
    options = options_from(settings)
    dispatcher = Dispatcher(transactions, options, clock)
    slack = SlackDoor(settings, dispatcher, transactions, clock) if settings.slack_on else None
    teams = _teams_door(settings, dispatcher, transactions, clock) if settings.teams_on else None
    program = Program(settings, database, transactions, dispatcher, clock, slack, teams)
    if worker:
        messengers: Mapping[str, Messenger] = {each.messenger.platform: each.messenger for each in program.doors()}
        sender = Sender(transactions, options, messengers, pace_from(settings), clock, options.management)
        program.worker = Worker(transactions, plans_from(settings, options), sender, clock)
        dispatcher.on_reply_queued = program.worker.wake
    return program


def _teams_door(
    settings: Settings, dispatcher: Dispatcher, transactions: Transactions, clock: Callable[[], datetime]
) -> "TeamsDoor":
    """Imported only when it is used: an installation without Teams pays nothing for it."""
    from bot.teams.door import TeamsDoor

    return TeamsDoor(settings, dispatcher, transactions, clock)
