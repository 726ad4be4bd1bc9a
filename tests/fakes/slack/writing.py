"""What people write, as Slack has it: with its markup, with files, changed and deleted.

Sources: docs.slack.dev/reference/events/message and its subtypes, .../app_mention, and "Formatting message text".
"""

from __future__ import annotations

from typing import Any

from .checks import Json
from .events import Events
from .records import Channel, Message, User
from .replies import Reply
from .workspace import Workspace


class Writer:
    """One person's keyboard. ``markup`` is the text as Slack keeps it: escaped, with ``<…>`` for links and mentions."""

    def __init__(self, space: Workspace, events: Events, user: User) -> None:
        self._space, self._events, self._user = space, events, user

    def write(
        self, place: Channel, markup: str, thread_ts: str | None = None, subtype: str | None = None,
        files: tuple[str, ...] = (),
    ) -> Message:  # fmt: skip
        """Write a message. One that mentions the bot in a channel is told twice, as ``message`` and ``app_mention``."""
        space = self._space
        with space.store.lock:
            ts = space.store.new_ts()
            event: dict[str, Any] = {"type": "message", "user": self._user.id, "ts": ts, "team": self._user.team_id}
            event |= {"channel": place.id, "event_ts": ts, "text": markup, "channel_type": kind_of(place)}
            if subtype or files:
                event["subtype"] = subtype or "file_share"
            if files:
                event["files"] = [{"id": space.store.new_id("F"), "name": name} for name in files]
            if thread_ts:
                parent = space.store.message(place.id, thread_ts)
                event |= {"thread_ts": thread_ts, "parent_user_id": parent.user if parent else space.bot_user_id}
            message = space.store.add(Message(place.id, {**event}))
        self._events.send(event, self._user.id)
        if f"<@{space.bot_user_id}" in markup and not place.user:
            mention = {name: value for name, value in event.items() if name not in {"channel_type", "subtype"}}
            self._events.send({**mention, "type": "app_mention"}, self._user.id)
        return message

    def edit(self, message: Message, markup: str, event_id: str | None = None) -> Reply:
        """Change the text of one's message."""
        before = dict(message.raw)
        now = self._space.store.new_ts()
        message.replace({"text": markup, "edited": {"user": self._user.id, "ts": now}})
        return self._changed(message, before, now, event_id)

    def unfurl(self, message: Message) -> Reply:
        """Slack itself adds the preview of a link."""
        before = dict(message.raw)
        message.replace({"attachments": [{"id": 1, "from_url": "https://example.se", "fallback": "Exempel"}]})
        return self._changed(message, before, self._space.store.new_ts())

    def delete(self, message: Message) -> Reply:
        """Delete one's message; with answers in its thread a ``tombstone`` stays."""
        now = self._space.store.new_ts()
        if self._space.thread(message.channel, message.ts):
            before = dict(message.raw)
            message.replace({"text": "This message was deleted.", "subtype": "tombstone", "user": "USLACKBOT"})
            return self._changed(message, before, now)
        message.deleted = True
        event = {**self._hidden(message, "message_deleted", now), "deleted_ts": message.ts}
        return self._events.send({**event, "previous_message": dict(message.raw)}, self._user.id)

    def _changed(self, message: Message, before: Json, now: str, event_id: str | None = None) -> Reply:
        event = self._hidden(message, "message_changed", now)
        event |= {"message": dict(message.raw), "previous_message": before}
        return self._events.send(event, self._user.id, event_id)

    def _hidden(self, message: Message, subtype: str, now: str) -> Json:
        place = self._space.store.channels[message.channel]
        return {
            "type": "message", "subtype": subtype, "hidden": True, "channel": place.id,
            "channel_type": kind_of(place), "ts": now, "event_ts": now,
        }  # fmt: skip


def kind_of(place: Channel) -> str:
    """The channel_type of an event."""
    return "im" if place.user else "group" if place.private else "channel"
