"""The text of message events → who asks what. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.requests.incoming import Conversation, Incoming, digest
from bot.requests.typed import read_typed, without_address
from bot.slack.decode import PLATFORM
from bot.slack.manifest import NAME
from bot.slack.text.markup import Names, mentioned_ids, read_markup
from handlers.answers.text.lines import is_whole_answer
from handlers.context import Asked, Deleted, Edited, Said
from models.options import Options
from models.outbox.destinations import Destination, to_channel

# The subtypes of a message event that are somebody's own words (docs.slack.dev/reference/events/message).
_OWN_WORDS = {None, "file_share", "me_message", "thread_broadcast"}


@dataclass(frozen=True)
class Listener:
    """Who listens: the bot's accounts, the commands' names, and the channel whose threads it listens to."""

    bots: frozenset[str]
    options: Options
    management: str | None = None


@dataclass(frozen=True)
class Written:
    """Somebody's words, with Slack's markup still in them. `edited` are those that they replace; `is_deleted` when
    nothing does."""

    account: str
    conversation: Conversation
    text: str
    has_file: bool = False
    edited: str | None = None
    is_deleted: bool = False

    @property
    def mentioned(self) -> list[str]:
        """The ids of the accounts and channels that the words mention."""
        return mentioned_ids(f"{self.edited or ''} {self.text}")


def written(body: dict[str, Any], listener: Listener) -> Written | None:
    """What an event says that is meant for the bot; None when it says nothing to it."""
    event = body.get("event", {})
    kind, subtype, where = event.get("type"), event.get("subtype"), event.get("channel_type")
    if kind == "app_mention" or (kind == "message" and where == "im" and subtype in _OWN_WORDS):
        return _said(event, event, is_direct=kind == "message")
    if kind != "message":
        return None
    if where == "im":
        return _changed(event)
    return _in_thread(event, listener) if where in {"channel", "group"} and subtype in _OWN_WORDS else None


def incoming(body: dict[str, Any], said: Written, listener: Listener, names: Names) -> Incoming:
    """The request that the words make."""
    names = replace(names, by_id={**dict.fromkeys(listener.bots, NAME), **names.by_id})

    def read(text: str) -> Said:
        words = without_address(text, _mention_of(listener.bots), is_direct=not said.conversation.is_public)
        return read_typed(read_markup(words, names), listener.options)

    thread = "" if said.conversation.is_public else said.conversation.thread or ""
    asked: Asked = replace(read(said.text), has_file=said.has_file, thread=thread)
    if said.is_deleted:
        asked = Deleted(read(said.text))
    elif said.edited is not None:
        asked = Edited(read(said.edited), read(said.text))
    key = digest("event", str(body.get("event_id", "")))
    channel = Destination.read(said.conversation.destination).value
    return Incoming(PLATFORM, said.account, asked, key, answer_in=said.conversation, channel=channel)


def _said(event: Mapping[str, Any], message: Mapping[str, Any], is_direct: bool) -> Written | None:
    """The words of a message; None when a program wrote them."""
    if message.get("bot_id") or not message.get("user"):
        return None
    thread = message.get("thread_ts") or (None if is_direct else message.get("ts"))
    conversation = Conversation(to_channel(event["channel"]), str(thread) if thread else None, is_public=not is_direct)
    return Written(str(message["user"]), conversation, str(message.get("text") or ""),
                   has_file=bool(message.get("files")))  # fmt: skip


def _changed(event: Mapping[str, Any]) -> Written | None:
    """An edited or deleted direct message. Slack changes messages by itself, too (previews of links): then the words
    stay as they were."""
    before, after = event.get("previous_message") or {}, event.get("message") or {}
    is_changed = event.get("subtype") == "message_changed" and before.get("text") != after.get("text")
    # A deleted message that has a thread stays as a `tombstone`.
    is_deleted = event.get("subtype") == "message_deleted" or after.get("subtype") == "tombstone"
    if is_deleted and (said := _said(event, before, is_direct=True)):
        return replace(said, is_deleted=True)
    # Without the earlier text, only the mark of an edit shows that it is one.
    if is_changed and (before or "edited" in after) and (said := _said(event, after, is_direct=True)):
        return replace(said, edited=str(before.get("text") or ""))
    return None


def _in_thread(event: Mapping[str, Any], listener: Listener) -> Written | None:
    """An answer in a thread of the management channel, where the bot's own messages stand. All else that is said there
    is not meant for the bot; what mentions it comes as `app_mention`."""
    text = str(event.get("text") or "")
    is_under_bot = event.get("thread_ts") and event.get("parent_user_id") in {None, *listener.bots}
    if not is_under_bot or event.get("channel") != listener.management or _mention_of(listener.bots).search(text):
        return None
    words = read_typed(read_markup(text, Names()), listener.options).words
    if not is_whole_answer(words):
        return None
    return _said(event, event, is_direct=False)


def bots_of(body: dict[str, Any], identity: str | None) -> frozenset[str]:
    """The bot's accounts: its own, and those that the event is delivered for. While neither is known, the one that a
    mention's event begins with."""
    authorized = (each.get("user_id") for each in body.get("authorizations") or [] if each.get("is_bot"))
    known = frozenset(str(account) for account in (identity, *authorized) if account)
    event = body.get("event", {})
    if known or event.get("type") != "app_mention":
        return known
    return frozenset(mentioned_ids(str(event.get("text") or ""))[:1])


def _mention_of(bots: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"<@(?:{'|'.join(sorted(map(re.escape, bots)))})(?:\|[^<>]*)?>")
