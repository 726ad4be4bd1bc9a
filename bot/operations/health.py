"""`/healthz`, `/readyz` and `/metrics`."""

import asyncio
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.operations.troubles import trouble_sentences
from bot.program import Program
from bot.telemetry.database_metrics import Figures
from bot.wiring import pace_from
from models.operations.tables import Heartbeat
from models.storage.schema import schema_fault

# The worker is alive when its heartbeat is younger than this.
FRESH_SECONDS = 15.0
# `/metrics` answers within this time, also when the database is slow or unavailable.
SCRAPE_SECONDS = 5.0


def health_routes(program: Program) -> list[Route]:
    """The three routes. A process with a worker needs a fresh heartbeat to be ready; `web` only reports it."""
    figures = Figures(program.database, program.clock, pace_from(program.settings))

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_request: Request) -> Response:
        try:
            async with asyncio.timeout(5):
                state = await asyncio.to_thread(_database_state, program)
        except TimeoutError:
            state = {"database": "no answer within 5 s", "migrations": "unknown", "worker": {"heartbeat_age": None}}
        ready = state["database"] == "ok" and state["migrations"] == "current"
        age = state["worker"]["heartbeat_age"]
        if program.worker is not None:
            ready = ready and age is not None and age < FRESH_SECONDS
        if program.fault:
            ready, state["fault"] = False, program.fault
        state["slack"] = program.slack.state if program.slack else "off"
        state["teams"] = program.teams.state if program.teams else "off"
        return JSONResponse({"ready": ready, **state}, status_code=200 if ready else 503)

    async def metrics(_request: Request) -> Response:
        try:
            async with asyncio.timeout(SCRAPE_SECONDS):
                text = await asyncio.to_thread(generate_latest, figures)
        except TimeoutError:
            text = await asyncio.to_thread(generate_latest, figures.without_database)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _database_state(program: Program) -> dict[str, Any]:
    """The part of `/readyz` that needs the database."""
    state: dict[str, Any] = {"database": "ok", "migrations": "unknown", "worker": {"heartbeat_age": None}}
    try:
        fault = schema_fault(program.database)
        state["migrations"] = "current" if fault is None else f"not current: {fault}"
        if fault is None:
            with program.database.read() as session:
                heartbeat = session.execute(select(Heartbeat.at).where(Heartbeat.name == "worker")).scalar()
                state["troubles"] = trouble_sentences(session)
            if heartbeat is not None:
                state["worker"]["heartbeat_age"] = round((program.clock() - heartbeat).total_seconds(), 1)
    except SQLAlchemyError as error:
        state["database"] = f"unreachable: {type(error).__name__}"
    return state
