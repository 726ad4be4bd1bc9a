"""The pretended workspace as its parts use it: where may be posted, how messages and views come to be."""

from __future__ import annotations

import secrets

from .base import Base
from .checks import Json, SlackError
from .forms import initial_values, with_ids
from .records import Channel, Message, ResponseUrl, View


class Workspace(Base):
    """The workspace with its rules for posting and for views."""

    def channel_for_posting(self, where: str) -> Channel:
        """The channel the bot may post in, or Slack's reason why not."""
        with self.store.lock:
            by_name = {f"#{c.name}": c for c in self.store.channels.values() if not c.user}
            user = self.store.users.get(where)
            channel = self.store.channels.get(where) or by_name.get(where)
            if user is not None and not user.is_bot:
                channel = self.store.dm(where)
            if channel is None:
                raise SlackError("channel_not_found")
            other = self.store.users.get(channel.user or "")
            if other is not None and other.deleted:
                raise SlackError("channel_not_found")
            if channel.user and not self.messages_tab_enabled:
                raise SlackError("messages_tab_disabled")
            if channel.archived:
                raise SlackError("is_archived")
            if not channel.bot_is_member:
                raise SlackError("channel_not_found" if channel.private else "not_in_channel")
            return channel

    def bot_message(self, channel: str, body: Json, ephemeral_to: str | None = None) -> Message:
        """Store a message of the bot's, as Slack keeps it."""
        with self.store.lock:
            raw: Json = {
                "type": "message",
                "user": self.bot_user_id,
                "bot_id": self.bot_id,
                "app_id": self.app_id,
                "team": self.team_id,
                "text": body.get("text") or "",
                "ts": self.store.new_ts(),
            }
            if body.get("blocks"):
                raw["blocks"] = with_ids(body["blocks"])
            for name in ("thread_ts", "metadata", "attachments"):
                if body.get(name):
                    raw[name] = body[name]
            if ephemeral_to:
                raw["is_ephemeral"] = True
            message = self.store.add(Message(channel, raw, ephemeral_to))
            self.store.changed.notify_all()
            return message

    def new_view(self, user: str, definition: Json, root: View | None = None) -> View:
        """Show a view to somebody: a new modal, one on top of another, or a home tab."""
        with self.store.lock:
            view_id = self.store.new_id("V")
            raw = self.view_raw(view_id, definition)
            if root is not None:
                raw["root_view_id"] = root.raw["root_view_id"]
                raw["previous_view_id"] = root.id
            view = View(view_id, user, raw, initial_values(raw["blocks"]))
            self.store.views[view_id] = view
            self.store.stacks.setdefault(raw["root_view_id"], []).append(view)
            self.store.changed.notify_all()
            return view

    def view_raw(self, view_id: str, definition: Json) -> Json:
        """The view object Slack makes of a definition."""
        raw: Json = {
            "id": view_id,
            "team_id": self.team_id,
            "type": definition["type"],
            "blocks": with_ids(definition["blocks"]),
            "private_metadata": definition.get("private_metadata", ""),
            "callback_id": definition.get("callback_id", ""),
            "external_id": definition.get("external_id", ""),
            "state": {"values": {}},
            "hash": f"{int(self.clock.now())}.{secrets.token_hex(4)}",
            "title": definition.get("title"),
            "submit": definition.get("submit"),
            "close": definition.get("close"),
            "clear_on_close": definition.get("clear_on_close", False),
            "notify_on_close": definition.get("notify_on_close", False),
            "previous_view_id": None,
            "root_view_id": view_id,
            "app_id": self.app_id,
            "bot_id": self.bot_id,
            "app_installed_team_id": self.team_id,
        }
        return raw

    def update_view(self, view: View, definition: Json) -> None:
        """Replace what a view shows; what the person had filled in stays where block and action agree."""
        with self.store.lock:
            raw = self.view_raw(view.id, definition)
            for name in ("root_view_id", "previous_view_id"):
                raw[name] = view.raw[name]
            view.raw = raw
            view.values = initial_values(raw["blocks"], view.values)
            self.store.changed.notify_all()

    def close_view(self, view: View, *, all_of_them: bool = False) -> None:
        """Take a view (or its whole stack) away."""
        with self.store.lock:
            stack = self.store.stacks.get(view.raw["root_view_id"], [])
            gone = list(stack) if all_of_them else [view]
            for one in gone:
                one.closed = True
                if one in stack:
                    stack.remove(one)

    def response_url(self, made: ResponseUrl) -> str:
        """Its address on this server."""
        return f"{self.url}/response/{self.team_id}/{made.id}"

    def channel_name(self, channel: Channel) -> str:
        """The name a payload gives: direct messages and private channels have none of their own."""
        return "directmessage" if channel.user else "privategroup" if channel.private else str(channel.name)
