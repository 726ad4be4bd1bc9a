"""The web application: Slack's entrance, health, metrics and the open site."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.health import health_routes
from bot.logs import begin_request
from bot.web.app import site_routes
from bot.wiring import Program


def build_asgi(program: Program, migrate: bool = False) -> ASGIApp:
    """The application; starting it starts the program, stopping it stops the program."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await program.start(migrate)
        yield
        await program.stop()

    routes = health_routes(program)
    routes += site_routes(program.transactions, program.dispatcher.options)
    doors: dict[tuple[str, str], ASGIApp] = {}
    if program.slack is not None:
        routes.append(Route("/slack/events", program.slack.entrance, methods=["POST"]))
        doors["POST", "/slack/events"] = program.slack.entrance
    return _Front(Starlette(routes=routes, lifespan=lifespan), doors)


class _Front:
    """Marks every request for the log, and shows what the platforms send straight to their doors."""

    def __init__(self, pages: ASGIApp, doors: dict[tuple[str, str], ASGIApp]) -> None:
        self._pages = pages
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._pages
        if scope["type"] == "http":
            begin_request()
            app = self._doors.get((scope["method"], scope["path"]), app)
        await app(scope, receive, send)
