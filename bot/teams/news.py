"""Where the bot has been added and taken away, whom it has met, and what happened to the management channel."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions.coordinators.platform_news import lose_management_channel, regain_management_channel
from actions.coordinators.troubles import tell_renamed
from actions.people.conversations import remember_conversations
from bot.background import Background
from bot.teams.conversations import Conversations
from bot.teams.decode import PLATFORM, Activity, place_of
from bot.teams.members import Members
from bot.transactions import Transactions
from messages.parts import Button, Buttons, say
from messages.stored import to_data
from models.operations.log import log_of
from models.options import Options
from models.outbox import keys
from models.outbox.conversations import Met, conversation_met
from models.outbox.destinations import to_account
from models.outbox.queue import queue_all, row_of
from models.people.directory_cache import load_directory
from models.vocabulary.outbox import DeliveryKind

log = log_of(__name__)
# What happens to a channel → the error code that posting there gets then; None when it succeeds.
_CHANNEL_EVENTS = {
    "channelDeleted": "channel_not_found", "channelRestored": None, "teamDeleted": "channel_not_found",
    "teamRestored": None, "teamArchived": "is_archived", "teamUnarchived": None,
}  # fmt: skip


class News:
    """Stores these activities; the same one again changes nothing. `management` is the management channel's id."""

    def __init__(
        self, transactions: Transactions, clock: Callable[[], datetime], options: Options, members: Members,
        conversations: Conversations, management: str | None, on_queued: Callable[[], None],
    ) -> None:  # fmt: skip
        self._transactions, self._clock, self._options = transactions, clock, options
        self._members, self._management, self._on_queued = members, management, on_queued
        self._conversations = conversations
        self._background = Background()

    async def meet(self, activity: Activity, met: Met) -> None:
        """Stores where an account was met."""
        if met.account and not _is_farewell(activity):
            await self._conversations.meet(met, is_new=_is_welcome(activity))

    async def take(self, activity: Activity, met: Met) -> None:
        """An installation, or something about the conversation that it comes from."""
        if _is_farewell(activity):
            await self._taken_away(activity, met)
        elif _is_welcome(activity):
            await self._added(activity, met)
        await self._channel_changed(activity)

    async def _added(self, activity: Activity, met: Met) -> None:
        now = self._clock()
        if met.is_personal:
            if met.account:
                await self._transactions.write(partial(_greet, met.account, now, self._options))
                self._on_queued()
                self._members.meet(met)
                self._background.start(_logged(self._members.read_one(met)))
            return
        # Nothing greets a channel.
        channel = Met(met.conversation, met.service_url, team=met.team)
        is_management = await self._is_management(activity, met)
        await self._transactions.write(partial(_came, channel, is_management, now))
        self._background.start(_logged(self._members.read_team(met)))

    async def _taken_away(self, activity: Activity, met: Met) -> None:
        now, is_management = self._clock(), await self._is_management(activity, met)
        await self._conversations.end(met.conversation, partial(_went, is_management, now))

    async def _is_management(self, activity: Activity, met: Met) -> bool:
        """Whether an activity is about the management channel or its team."""
        management = self._management
        if not management:
            return False
        channel = (activity.get("channelData") or {}).get("channel") or {}
        if management in {met.conversation, met.team, channel.get("id")}:
            return True
        known = await self._transactions.read(lambda session: conversation_met(session, PLATFORM, management))
        return bool(known and known.team and known.team == met.team)

    async def _channel_changed(self, activity: Activity) -> None:
        data = activity.get("channelData") or {}
        event, channel = str(data.get("eventType") or ""), data.get("channel") or {}
        is_team = event.startswith("team")
        met = Met(place_of(activity).conversation, "", team=str((data.get("team") or {}).get("id") or ""))
        about = is_team and await self._is_management(activity, met)
        if not self._management or not (about or channel.get("id") == self._management):
            return
        now = self._clock()
        if event in _CHANNEL_EVENTS:
            await self._transactions.write(partial(_changed, _CHANNEL_EVENTS[event], now))
        elif event == "channelRenamed" and channel.get("name"):
            key = f"renamed:{activity.get('id')}"
            name, options = str(channel["name"]), self._options
            await self._transactions.write(lambda session: tell_renamed(session, key, name, now, options))

    async def read_management(self) -> None:
        """Reads anew who is in the team of the management channel, if the bot has been there."""
        management = self._management or ""
        try:
            known = await self._transactions.read(lambda session: conversation_met(session, PLATFORM, management))
        except SQLAlchemyError as error:
            log.info("teams.members_not_read", error=type(error).__name__)
            return
        if known:
            await self._members.read_team(known)

    async def finish(self) -> None:
        """Ends what is being asked of Teams; it is asked again when somebody is met."""
        await self._background.cancel()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except SQLAlchemyError as error:
        log.warning("teams.members_not_stored", error=error)


def _is_bot_among(activity: Activity, name: str) -> bool:
    bot = (activity.get("recipient") or {}).get("id")
    return bool(bot) and any(each.get("id") == bot for each in activity.get(name) or [])


def _is_welcome(activity: Activity) -> bool:
    if activity["type"] == "installationUpdate":
        return str(activity.get("action") or "").startswith("add")
    return activity["type"] == "conversationUpdate" and _is_bot_among(activity, "membersAdded")


def _is_farewell(activity: Activity) -> bool:
    if activity["type"] == "installationUpdate":
        return str(activity.get("action") or "").startswith("remove")
    return activity["type"] == "conversationUpdate" and _is_bot_among(activity, "membersRemoved")


def _greet(account: str, now: datetime, options: Options, session: Session) -> None:
    """Once for each account, however often and by whomever the bot is installed."""
    t = options.translator(load_directory(session).by_account(PLATFORM, account))
    words = t("Hello! I am Målvakten. I ask about the activities that you answer for, and tell how the plan is going.")
    message = say(words, t("Write “help” to see what you can do."),
                  Buttons((Button(t("What I can do"), "ask", "hjälp"),)))  # fmt: skip
    row = row_of(keys.greeting(PLATFORM, account), DeliveryKind.REPLY, PLATFORM, to_account(account), now,
                 payload=to_data(message))  # fmt: skip
    queue_all(session, [row])


def _came(channel: Met, is_management: bool, now: datetime, session: Session) -> None:
    remember_conversations(session, PLATFORM, [channel], now)
    if is_management:
        regain_management_channel(session, PLATFORM, now)


def _went(is_management: bool, now: datetime, session: Session) -> None:
    if is_management:
        lose_management_channel(session, PLATFORM, "not_in_channel", now)


def _changed(refusal: str | None, now: datetime, session: Session) -> None:
    if refusal:
        lose_management_channel(session, PLATFORM, refusal, now)
    else:
        regain_management_channel(session, PLATFORM, now)
