"""How fast the outbox is emptied, with the real worker, pace and messenger and a platform that answers after 100 ms, 64
calls at a time; and how fast bare aiohttp posts as many ready-made messages to the same stub."""

import asyncio
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.processes import free_port, malvakten_env, server
from bot.program import Program
from bot.settings import load_settings
from bot.telemetry.logs import set_up_logs
from bot.wiring import build_program
from messages.parts import Message, Paragraph
from messages.stored import to_data
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.outbox import UNSETTLED, DeliveryKind

LATENCY = 0.1
IN_FLIGHT = 64
MESSAGES = 4000
_TEXT = "Det är dags att rapportera. Du ansvarar för tre aktiviteter."


def _fill(session: Session, mark: str) -> None:
    """Queues `MESSAGES` messages, each to its own conversation."""
    now, payload = datetime.now(UTC), to_data(Message((Paragraph(_TEXT),)))
    queue_all(
        session,
        [
            row_of(f"{mark}:{n}", DeliveryKind.REPLY, "slack", f"channel:C{n:06d}", now, payload=payload)
            for n in range(MESSAGES)
        ],
    )


def _unsent(session: Session) -> int:
    query = select(func.count()).select_from(Delivery).where(Delivery.state.in_(UNSETTLED))
    return int(session.execute(query).scalar_one())


async def _ours(program: Program) -> float:
    """Messages per second, from the first claim to the last stored result."""
    assert program.worker is not None
    start = time.perf_counter()
    running = asyncio.ensure_future(program.worker.run())
    while await program.transactions.read(_unsent):
        await asyncio.sleep(0.1)
    took = time.perf_counter() - start
    program.worker.stop()
    await running
    return MESSAGES / took


async def _floor(url: str) -> float:
    """Posts per second with bare aiohttp."""
    body = json.dumps({"channel": "C000001", "text": _TEXT, "blocks": []}).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer xoxb-bench"}
    remaining = iter(range(MESSAGES))

    async def post(session: ClientSession) -> None:
        for _ in remaining:
            async with session.post(f"{url}chat.postMessage", data=body, headers=headers) as answer:
                await answer.read()

    start = time.perf_counter()
    async with ClientSession() as session:
        await asyncio.gather(*(post(session) for _ in range(IN_FLIGHT)))
    return MESSAGES / (time.perf_counter() - start)


async def _round(env: dict[str, str], folder: Path, number: int) -> tuple[float, float, float]:
    """Our rate, our CPU seconds per message, and the floor's rate."""
    database = Database(env["DATABASE_URL"])
    with database.write() as session:
        _fill(session, f"bench{number}")
    program = build_program(load_settings(env, folder), database=database)
    assert program.slack is not None
    await program.slack.start()
    before = time.process_time()
    rate = await _ours(program)
    spent = (time.process_time() - before) / MESSAGES
    await program.stop()
    return rate, spent, await _floor(env["SLACK_API_URL"])


def measure(rounds: int, url: str = "") -> dict[str, Any]:
    """Medians: `rate` and `floor` in messages per second, `cpu` in CPU seconds per message; `all` has the rounds."""
    set_up_logs("error")
    measured: list[tuple[float, float, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        env = {**malvakten_env(folder, free_port(), port, url), "SLACK_PER_CHANNEL_SECONDS": "1"}
        database = Database(env["DATABASE_URL"])
        upgrade(database)
        database.close()
        with server(["-m", "bench.stub", str(port), str(LATENCY)], port, core=1):
            for number in range(rounds + 1):
                result = asyncio.run(_round(env, folder, number))
                # The first round is a warm-up.
                if number:
                    measured.append(result)
    ours, cpu, floor = (statistics.median(values) for values in zip(*measured, strict=True))
    return {"rate": ours, "floor": floor, "cpu": cpu, "all": measured}


if __name__ == "__main__":
    print(measure(3))
