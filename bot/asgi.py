"""The web application: Slack's entrance, health, metrics and the open site."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.routing import Route

from bot.health import health_routes
from bot.web.app import site_routes
from bot.wiring import Program


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
    return Starlette(routes=routes, lifespan=lifespan)
