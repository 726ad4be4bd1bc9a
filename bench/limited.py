"""How much longer other conversations wait while Slack limits one of them: the same messages sent with a conversation
beside them that is answered 429 each time, and without."""

import asyncio
import time
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.processes import free_port, malvakten_env, server
from bench.table import Line, Run, Sample, against, at_most, interleaved
from bot.settings import load_settings
from bot.telemetry.logs import set_up_logs
from bot.wiring import build_program
from messages.parts import Message, Paragraph
from messages.stored import to_data
from models.outbox.destinations import to_channel
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.outbox import UNSETTLED, DeliveryKind

# The stub answers it with 429.
LIMITED = "CLIMITED"
MESSAGES, TO_THE_LIMITED, LATENCY = 1000, 20, 0.1


def _fill(session: Session, mark: str, with_limited: bool) -> None:
    now, payload = datetime.now(UTC), to_data(Message((Paragraph("Det är dags att rapportera."),)))
    channels = [f"C{n:06d}" for n in range(MESSAGES)]
    # First in the queue, where they would hold up most.
    limited = [LIMITED] * TO_THE_LIMITED if with_limited else []
    queue_all(session, [
        row_of(f"{mark}:{n}", DeliveryKind.REPLY, "slack", to_channel(channel), now, payload=payload)
        for n, channel in enumerate([*limited, *channels])
    ])  # fmt: skip


def _others_unsent(session: Session) -> int:
    waiting = (Delivery.state.in_(UNSETTLED), Delivery.destination != to_channel(LIMITED))
    return int(session.execute(select(func.count()).select_from(Delivery).where(*waiting)).scalar_one())


async def _seconds(env: dict[str, str], run: Run, mark: str, with_limited: bool) -> Sample:
    database = Database(env["DATABASE_URL"])
    with database.write() as session:
        _fill(session, mark, with_limited)
    program = build_program(load_settings(env, run.folder), database=database)
    assert program.slack is not None and program.worker is not None  # noqa: PT018
    await program.slack.start()
    start = time.perf_counter()
    working = asyncio.ensure_future(program.worker.run())
    while await program.transactions.read(_others_unsent):
        await asyncio.sleep(0.05)
    took = time.perf_counter() - start
    program.worker.stop()
    await working
    await program.stop()
    return Sample(took)


def lines(run: Run) -> list[Line]:
    """Seconds until all other conversations have their message."""
    set_up_logs("error")
    port = free_port()
    env = malvakten_env(run.folder, free_port(), port)
    database = Database(env["DATABASE_URL"])
    upgrade(database)
    database.close()
    marks = iter(range(1000))

    def sample(with_limited: bool) -> Sample:
        return asyncio.run(_seconds(env, run, f"round{next(marks)}", with_limited))

    with server(["-m", "bench.stub", str(port), str(LATENCY)], port, core=1):
        series = interleaved(run, "limited", {"alone": lambda: sample(False), "beside": lambda: sample(True)})
    what = "delay of others while one conversation is limited"
    return [against(what, series["beside"], series["alone"], at_most(1.5), " s")]
