"""The web application: the chat platforms' entrances, health, metrics and the open site."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.operations.health import health_routes
from bot.program import Program
from bot.requests.payloads import LARGEST_BODY
from bot.telemetry.logs import begin_request
from bot.web.app import site_routes
from bot.web.calendar import calendar_routes
from bot.web.files import file_routes


def build_asgi(program: Program, migrate: bool = False) -> Starlette:
    """The application. Its lifespan starts and stops the program; `migrate` as in `Program.start`."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await program.start(migrate)
        yield
        await program.stop()

    routes = health_routes(program)
    if key := program.settings.malvakten_secret_key:
        options = program.dispatcher.options
        routes += calendar_routes(program.transactions, options, key.get_secret_value(), program.clock)
    if program.slack is not None:
        entrance = program.slack.entrance
        routes.append(Route("/slack/events", entrance.handle, methods=["POST"], max_body_size=LARGEST_BODY))
    if program.teams is not None:
        handle = program.teams.entrance.handle
        routes.append(Route("/teams/messages", handle, methods=["POST"], max_body_size=LARGEST_BODY))
        if program.teams.links is not None:
            routes += file_routes(program.transactions, program.dispatcher.options, program.teams.links)
    app = Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(_RequestMarks)])
    # The open site has every path that no route has, whatever the method: GET to an entrance is refused there.
    app.router.default = Router(site_routes(program.transactions, program.dispatcher.options, program.clock))
    return app


class _RequestMarks:
    """Middleware: gives every HTTP request a mark that all its log lines carry."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            begin_request()
        await self._app(scope, receive, send)
