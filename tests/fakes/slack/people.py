"""People: they type commands, click, choose, fill in forms and talk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from . import payloads
from .acks import show_command_ack, show_submission_ack
from .checks import Json
from .events import Events
from .forms import (
    STATE,
    RefusedByClient,
    Values,
    client_errors,
    filled,
    find_field,
    initial_values,
)
from .records import Channel, Message, User, View
from .replies import RawAnswer, Reply
from .screen import Target, find_button, on_screen
from .transport import Transport
from .workspace import Workspace
from .writing import Writer


class Person:
    """One person in the workspace, seen from their own screen."""

    def __init__(self, space: Workspace, transport: Transport, events: Events, user: User) -> None:
        self._space = space
        self._transport = transport
        self._events = events
        self.user = user
        self.keyboard = Writer(space, events, user)
        self._values: dict[tuple[str, str], Values] = {}  # chosen in messages

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def dm(self) -> str:
        """The id of the direct message with the bot."""
        return self._space.store.dm(self.id).id

    @property
    def inbox(self) -> list[Message]:
        """Top-level messages in the direct message with the bot, oldest first."""
        return self._space.messages(self.id)

    def command(self, name: str, text: str = "", channel: str | None = None) -> Reply:
        """Type a slash command, in the direct message with the bot unless a channel is given."""
        place = self._place(channel)
        store = self._space.store
        trigger, answer = store.new_trigger(self.id), store.new_response_url(self.id, place.id)
        form = payloads.command_form(self._space, self.user, place, name, text, trigger, answer)
        request = self._transport.signed("slash_commands", form)
        raw = self._transport.send(request)
        reply = Reply(self._space, self.id, request, raw, trigger, answer)
        show_command_ack(self._space, reply)
        return reply

    def says(self, text: str, channel: str | None = None, thread_ts: str | None = None) -> Reply:
        """Write to the bot: a message event in the direct message, a mention of the bot in a channel."""
        place = self._place(channel)
        with self._space.store.lock:
            event = payloads.said(self._space, self.user, place, text, thread_ts)
            self._space.store.add(Message(place.id, {**event, "type": "message"}))
        return self._events.send(event, self.id)

    def writes(self, markup: str, channel: str | None = None, **more: Any) -> Message:
        """Write a message as Slack has it, with markup (`Writer.write`)."""
        return self.keyboard.write(self._place(channel), markup, **more)

    def click(self, target: Target, what: str, value: str | None = None) -> Reply:
        """Press a button, or choose from an overflow menu, by action_id or by (part of) its label.

        ``value`` tells buttons apart that look the same. LookupError when there is no such button, or
        more than one.
        """
        on = on_screen(self._space, self.id, target)
        block, element, extra = find_button(on.blocks, what, value)
        return self._act(on, payloads.action(self._space, block, element, extra))

    def choose(self, target: Target, field: str, value: Any) -> Reply:
        """Set a select, radio, date or other field of a view or message.

        Slack tells the bot at once, except in an input block without ``dispatch_action``: then nothing
        is sent (``reply.sent`` is False) and the value waits for the submission.
        """
        on = on_screen(self._space, self.id, target)
        block, element = find_field(on.blocks, field)
        values = self._values_of(on)
        state = filled(element, value)
        values[block["block_id"]][element["action_id"]] = state
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Reply(self._space, self.id, None, RawAnswer(0, {}, "", 0.0))
        name, initial, _ = STATE[element["type"]]
        extra = {name: state[name]}
        if initial in element:
            extra[initial] = element[initial]
        return self._act(on, payloads.action(self._space, block, element, extra))

    def submit(self, target: Target, values: Mapping[str, Any] | None = None, hash_: str | None = None) -> Reply:
        """Fill in a modal and press its submit button.

        Keys are block_id, action_id or (part of) the label; options go by (part of) their label or their
        value, dates as YYYY-MM-DD, ``None`` empties. Raises RefusedByClient when Slack's own client would
        not send the form (required, too long, no date ...). ``hash_`` sends an older state.
        """
        view = on_screen(self._space, self.id, target)
        assert isinstance(view, View), "only a modal can be submitted"
        if not view.raw["submit"]:
            raise LookupError("this view has no submit button")
        for key, value in (values or {}).items():
            block, element = find_field(view.blocks, key)
            wanted = value.isoformat() if isinstance(value, dt.date) else value
            view.values[block["block_id"]][element["action_id"]] = filled(element, wanted)
        errors = client_errors(view.blocks, view.values)
        if errors:
            raise RefusedByClient(errors)
        trigger = self._space.store.new_trigger(self.id, view.id)
        payload = payloads.base(self._space, self.user, "view_submission", trigger)
        shown = payloads.view_shown(view)
        payload |= {"view": {**shown, "hash": hash_ or view.hash}, "response_urls": []}
        request = self._transport.signed("interactive", payload)
        reply = Reply(self._space, self.id, request, self._transport.send(request), trigger, acted_on=view)
        show_submission_ack(self._space, reply, view)
        return reply

    def close(self, target: Target, *, all_of_them: bool = False) -> Reply:
        """Close a modal; the bot hears of it only with ``notify_on_close``, and not what was written in it."""
        view = on_screen(self._space, self.id, target)
        assert isinstance(view, View), "only a modal can be closed"
        payload = payloads.base(self._space, self.user, "view_closed", None)
        everything = all_of_them or view.raw["clear_on_close"]
        payload |= {"view": payloads.view_shown(view, state=False), "is_cleared": bool(everything)}
        self._space.close_view(view, all_of_them=everything)
        if not view.raw["notify_on_close"]:
            return Reply(self._space, self.id, None, RawAnswer(0, {}, "", 0.0), acted_on=view)
        request = self._transport.signed("interactive", payload)
        return Reply(self._space, self.id, request, self._transport.send(request), acted_on=view)

    def opens_home(self, tab: str = "home") -> Reply:
        """Open the app's home: app_home_opened."""
        home = self._space.home(self.id)
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.dm, "tab": tab}
        event["event_ts"] = self._space.store.new_ts()
        if home is not None:
            event["view"] = payloads.view_shown(home)
        return self._events.send(event, self.id)

    # ------------------------------------------------------------------------------------------------

    def _place(self, channel: str | None) -> Channel:
        return self._space.store.channels[channel] if channel else self._space.store.dm(self.id)

    def _values_of(self, on: Message | View) -> Values:
        if isinstance(on, View):
            return on.values
        key = (on.channel, on.ts)
        self._values[key] = initial_values(on.blocks, self._values.get(key))
        return self._values[key]

    def _act(self, on: Message | View, action: Json) -> Reply:
        """Send block_actions."""
        store = self._space.store
        with store.lock:
            view = on if isinstance(on, View) else None
            trigger = store.new_trigger(self.id, view.id if view else None)
            payload = payloads.base(self._space, self.user, "block_actions", trigger)
            answer = None
            if isinstance(on, View):
                payload |= {"container": {"type": "view", "view_id": on.id}, "view": payloads.view_shown(on)}
            else:
                answer = store.new_response_url(self.id, on.channel, on)
                payload |= payloads.message_place(self._space, on, self._values_of(on), answer)
            payload["actions"] = [action]
            request = self._transport.signed("interactive", payload)
        raw = self._transport.send(request)
        return Reply(self._space, self.id, request, raw, trigger, answer, acted_on=view)
