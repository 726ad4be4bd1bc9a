"""The CPU time of dispatching with every command, button and form registered, against an app with one listener.

Both are Bolt apps in this process with the same settings. Ours has its real listeners, decoding, routes and rendering;
only the handlers are replaced by one that says hello, as the other app's listener does.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bench.load import SECRET, command_fields, message_fields
from bench.table import Line, Run, Sample, against, at_most, interleaved
from bot.dispatch import Dispatcher, Lookup
from bot.requests.incoming import Incoming
from bot.requests.routing import route
from bot.slack.app import SlackListeners
from bot.slack.text.markup import Names
from messages.parts import Reply, say
from models.options import Options

REQUESTS = 600
Request = tuple[str, dict[str, str | Sequence[str]]]
_HELLO = say("hello")


class _SaysHello(Dispatcher):
    """Finds the route of a request, and does not run it."""

    def __init__(self) -> None:
        self.options = Options(zone=ZoneInfo("Europe/Stockholm"))

    async def run(self, incoming: Incoming, lookup: Lookup | None = None) -> Reply:  # noqa: ARG002 - the base's
        route(incoming.asked)
        return _HELLO


class _Nothing:
    """Stands in for `Members`, which must not be called, for `News`, which ignores every event, and for the names of
    those who are mentioned: nobody is."""

    management = None

    async def look_up(self, account: str) -> Any:
        raise AssertionError(account)

    async def of(self, _ids: Sequence[str]) -> Names:
        return Names()

    async def take(self, body: dict[str, Any], us: str | None) -> None:
        """Ignores an event."""


def _ours() -> AsyncApp:
    client = AsyncWebClient(token="xoxb-bench", retry_handlers=[])
    nothing = _Nothing()
    listeners = SlackListeners(client, SECRET, _SaysHello(), nothing, nothing, nothing)  # type: ignore[arg-type]
    listeners.identity = {"team_id": "T0BENCH", "bot_id": "B0BOT", "user_id": "U0BOT"}
    return listeners.app


def _one_listener(kind: str) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_token="xoxb-bench", bot_user_id="U0BOT")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    async def hello(ack: AsyncAck) -> None:
        await ack("hello")

    if kind == "command":
        app.command("/malstatus")(hello)
    else:
        app.event("message")(hello)
    return app


def _command(number: int) -> Request:
    return urlencode(command_fields(number, "/malstatus", "digital", "UAGFOLK01")), {}


def _event(number: int) -> Request:
    body = json.dumps(message_fields(number, "status digital", "UAGFOLK01", "D0BENCH"))
    return body, {"content-type": "application/json"}


def _measure(app: AsyncApp, make: Callable[[int], Request]) -> Sample:
    """This process's CPU time per request, in µs."""
    requests = [make(number) for number in range(REQUESTS)]

    async def dispatch_all() -> None:
        for body, headers in requests:
            # Unsigned, as in Socket Mode: only the dispatching is measured.
            request = AsyncBoltRequest(body=body, headers=headers, mode="socket_mode")
            answer = await app.async_dispatch(request)
            assert answer.status == 200, answer.body

    before = time.process_time()
    asyncio.run(dispatch_all())
    return Sample((time.process_time() - before) / REQUESTS * 1e6)


def lines(run: Run) -> list[Line]:
    """A command, which is our first listener, and an event, which is our last."""
    table = []
    for kind, make in (("command", _command), ("event", _event)):
        contenders = {
            "floor": partial(_measure, _one_listener(kind), make), "ours": partial(_measure, _ours(), make),
        }  # fmt: skip
        series = interleaved(run, f"listeners, {kind}", contenders)
        what = f"dispatch CPU of a {kind}, everything registered"
        table.append(against(what, series["ours"], series["floor"], at_most(1.3), " µs"))
    return table
