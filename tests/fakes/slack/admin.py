"""Handles for other processes, under /_admin: what a test would do in Python, over HTTP.

GET messages?channel=, calls?method=, violations; POST user, channel, faults, settings, event, act.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .checks import Json
from .forms import RefusedByClient
from .replies import Reply

if TYPE_CHECKING:
    from .server import FakeSlack

_SETTINGS = {"bot_url", "bot_path", "latency", "token_error", "messages_tab_enabled", "ack_timeout"}


class Admin:
    """The handlers."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack

    def routes(self) -> list[web.RouteDef]:
        """What is served."""
        return [
            web.get("/_admin/messages", self.messages),
            web.get("/_admin/calls", self.calls),
            web.get("/_admin/violations", self.violations),
            web.post("/_admin/{what:user|channel|faults|settings|event|act}", self.change),
        ]

    async def messages(self, request: web.Request) -> web.Response:
        """All messages, or those of one channel or user, with what a person reads."""
        where = request.query.get("channel")
        with self.slack.store.lock:
            channel = self.slack.resolve(where) if where else None
            found = [m for m in self.slack.store.messages if channel in {None, m.channel} and not m.deleted]
            shown = [
                {"channel": m.channel, "text": m.text, "raw": m.raw, "ephemeral_to": m.ephemeral_to} for m in found
            ]
        return web.json_response(shown)

    async def calls(self, request: web.Request) -> web.Response:
        """The calls of the Web API."""
        return web.json_response([asdict(call) for call in self.slack.calls(request.query.get("method"))])

    async def violations(self, _: web.Request) -> web.Response:
        """Everything that was not right."""
        return web.json_response(self.slack.violations)

    async def change(self, request: web.Request) -> web.Response:
        """Carry out one order; the JSON body holds the arguments of the Python method."""
        body: Json = await request.json()
        orders: dict[str, Callable[[Json], Any]] = {
            "user": self._user,
            "channel": self._channel,
            "faults": self._fault,
            "settings": self._settings,
            "event": lambda order: self._shown(self.slack.event(order["event"], order.get("event_id"))),
            "act": self._act,
        }
        try:
            # In a thread: a person's request may make the bot call this very server.
            done = await asyncio.to_thread(orders[request.match_info["what"]], body)
        except (TypeError, ValueError, LookupError, AssertionError, RefusedByClient) as error:
            return web.json_response({"ok": False, "error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response({"ok": True, "result": done})

    def _user(self, order: Json) -> Any:
        person = self.slack.person(order.pop("id"), **order)
        return {"id": person.id, "dm": person.dm}

    def _channel(self, order: Json) -> Any:
        return self.slack.channel(order.pop("id"), **order).id

    def _fault(self, order: Json) -> Any:
        if order.get("clear"):
            self.slack.faults.clear()
        else:
            self.slack.faults.add(**order)

    def _settings(self, order: Json) -> Any:
        if set(order) - _SETTINGS:
            raise ValueError(f"unknown settings {sorted(set(order) - _SETTINGS)}")
        for name, value in order.items():
            setattr(self.slack, name, value)

    def _act(self, order: Json) -> Any:
        """{"user", "do": command|says|click|choose|submit|close, "view_id"? or "channel"+"ts"?, "args": []}."""
        person = self.slack.person(order["user"])
        args = list(order.get("args", []))
        if "view_id" in order:
            args.insert(0, self.slack.store.views[order["view_id"]])
        elif "ts" in order:
            args.insert(0, {"channel": order["channel"], "ts": order["ts"]})
        if order["do"] not in {"command", "says", "click", "choose", "submit", "close"}:
            raise ValueError(f"unknown action {order['do']!r}")
        return self._shown(getattr(person, order["do"])(*args))

    def _shown(self, reply: Reply) -> Json:
        view = reply.view
        return {
            "status": reply.status,
            "seconds": reply.seconds,
            "failure": reply.failure,
            "text": reply.text,
            "errors": reply.errors,
            "view": view.raw if view else None,
        }
