"""The web application: Slack's entrance, health, metrics and the open site."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import metrics
from bot.health import health_routes
from bot.logs import begin_request
from bot.web.app import site_routes
from bot.wiring import Program

_DOORS = {"/slack/events": "slack", "/teams/messages": "teams"}


def build_asgi(program: Program, migrate: bool = False) -> Starlette:
    """The application; starting it starts the program, stopping it stops the program."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await program.start(migrate)
        yield
        await program.stop()

    routes = health_routes(program)
    routes += site_routes(program.transactions, program.dispatcher.options)
    if program.slack is not None:
        routes.append(Route("/slack/events", program.slack.endpoint, methods=["POST"]))
    return Starlette(routes=routes, middleware=[Middleware(_EachRequest)], lifespan=lifespan)


class _EachRequest:
    """Marks every request for the log, and counts what the platforms' doors turn away."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin_request()
        door = _DOORS.get(scope["path"])

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                metrics.answered(door or "", message["status"])
            await send(message)

        await self._app(scope, receive, counting if door else send)
