"""The state of the pretended workspace."""

from __future__ import annotations

import itertools
import secrets
import threading
from typing import Any

from .records import Call, Channel, Clock, Message, ResponseUrl, Trigger, User, View


class Store:
    """All state; whoever touches it holds ``lock``."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self._by_ts: dict[tuple[str, str], Message] = {}
        self._by_channel: dict[str, list[Message]] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}  # root view id -> the views on it
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.calls: list[Call] = []
        self.files: dict[str, dict[str, Any]] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0

    def number(self) -> int:
        """A number not given before."""
        return next(self._numbers)

    def new_id(self, letter: str) -> str:
        """An id like Slack's."""
        return f"{letter}0{self.number():08d}"

    def new_ts(self) -> str:
        """A timestamp later than every one before it."""
        with self.lock:
            now = int(self.clock.now() * 1_000_000)
            self._last_ts = max(self._last_ts + 100, now)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def notify(self) -> None:
        """Wake whoever waits for a change."""
        with self.changed:
            self.changed.notify_all()

    def dm(self, user: str) -> Channel:
        """The direct message between the bot and a user, opened if need be."""
        with self.lock:
            for channel in self.channels.values():
                if channel.user == user:
                    return channel
            tail = user[1:] if f"D{user[1:]}" not in self.channels else str(self.number())
            opened = Channel(f"D{tail}", "directmessage", user=user, members={user})
            self.channels[opened.id] = opened
            return opened

    def add(self, message: Message) -> Message:
        """Keep a message."""
        with self.lock:
            self.messages.append(message)
            self._by_ts[message.channel, message.ts] = message
            self._by_channel.setdefault(message.channel, []).append(message)
            return message

    def in_channel(self, channel: str) -> list[Message]:
        """What a channel holds, oldest first, deleted messages left out."""
        with self.lock:
            return [m for m in self._by_channel.get(channel, []) if not m.deleted]

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that is not deleted."""
        with self.lock:
            message = self._by_ts.get((channel, ts))
            return None if message is None or message.deleted else message

    def new_trigger(self, user: str, view_id: str | None = None) -> Trigger:
        """A fresh trigger_id in the form the docs give."""
        with self.lock:
            text = f"{self.number()}.{int(self.clock.now())}.{secrets.token_hex(8)}"
            trigger = Trigger(text, user, self.clock.now(), view_id)
            self.triggers[text] = trigger
            return trigger

    def new_response_url(self, user: str, channel: str, source: Message | None = None) -> ResponseUrl:
        """A fresh response_url."""
        with self.lock:
            made = ResponseUrl(secrets.token_hex(12), user, channel, self.clock.now(), source)
            self.response_urls[made.id] = made
            return made
