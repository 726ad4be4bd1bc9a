"""The two sides of `bench.engine`: our outbox, and a worker of procrastinate in a process of its own:
`python -m bench.engine_worker URL CONCURRENCY WAIT POLLING HEARTBEAT SWEEP`."""

import asyncio
import resource
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from bot.transactions import Transactions
from messages.parts import Message, Paragraph
from messages.stored import to_data
from models.options import Options
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind
from scheduler.outbox import claims, results
from scheduler.outbox.messenger import Address, History, MessageRef, Outcome, Sent
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.results import Result
from scheduler.outbox.sender import Sender

RULES = PaceRules(per_conversation=0.0, per_minute=6_000_000)
PAYLOAD = to_data(Message((Paragraph("Hej."),)))


class Nowhere:
    """A platform that accepts every message at once, so that only the engine is measured."""

    platform = "slack"

    def split(self, message: Message) -> list[Message]:
        return [message]

    async def post(self, _address: Address, _message: Message, token: str) -> Outcome:
        return Sent(MessageRef("C1", token))

    async def rewrite(self, ref: MessageRef, _message: Message, _token: str) -> Outcome:
        return Sent(ref)

    async def look(self, _address: Address, _token: str, _since: datetime) -> History:
        return History(())

    async def remove(self, ref: MessageRef) -> Outcome:
        return Sent(ref)


def now() -> datetime:
    return datetime.now(UTC)


def fill(database: Database, count: int, name: str) -> list[int]:
    """Queues messages, each to its own conversation; returns the rows' ids."""
    rows = [
        row_of(f"{name}{n}", DeliveryKind.REPLY, "slack", f"channel:{name}{n}", now(), payload=PAYLOAD)
        for n in range(count)
    ]
    with database.write() as session:
        queue_all(session, rows)
        query = select(Delivery.id).where(Delivery.key.startswith(name)).order_by(Delivery.id)
        return list(session.scalars(query))


def own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def outbox(transactions: Transactions, count: int) -> None:
    """Runs our sender until the messages are sent."""
    sender = Sender(transactions, Options(zone=ZoneInfo("Europe/Stockholm")), {"slack": Nowhere()}, RULES, now)
    done = 0
    while done < count:
        handled = await sender.deliver(now())
        assert handled, f"{done} of {count} sent, and nothing more is due"
        done += handled


def send_one(database: Database, row_id: int) -> None:
    """Our state machine for a row that the engine has chosen: claim, commit, send, store the result. This is needed
    with any engine whose jobs carry ids."""
    with database.write() as session:
        [row] = claims._take(session, [row_id], now(), RULES)
    with database.write() as session:
        results.finish(session, [Result(row, Sent(MessageRef("C1", row.token)), now())], now(), RULES)


def engine(url: str) -> Any:
    """The engine with its tasks. Raises ImportError where it is not installed."""
    import procrastinate  # type: ignore[import-not-found]

    conninfo = url.replace("postgresql+psycopg://", "postgresql://")
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo, min_size=2, max_size=10))
    database = Database(url)

    @app.task(name="nothing")  # type: ignore[untyped-decorator]
    async def nothing(row_id: int) -> None:
        del row_id

    @app.task(name="send")  # type: ignore[untyped-decorator]
    async def send(row_id: int) -> None:
        await asyncio.to_thread(send_one, database, row_id)

    @app.task(name="slow")  # type: ignore[untyped-decorator]
    async def slow(row_id: int) -> None:
        del row_id
        await asyncio.sleep(3600)

    @app.task(name="note")  # type: ignore[untyped-decorator]
    async def note(row_id: int) -> None:
        with database.write() as session:
            session.execute(text("INSERT INTO noted VALUES (:id, clock_timestamp())"), {"id": row_id})

    return app


def child(arguments: Sequence[str]) -> None:
    """Runs a worker until it is killed (WAIT is `wait`) or no job is left. When SWEEP is more than 0 it also requeues
    the jobs of workers without a heartbeat for so many seconds. Prints its seconds and its CPU seconds."""
    url, concurrency, wait, polling, heartbeat, sweep = arguments
    app = engine(url)

    async def requeue_stalled() -> None:
        while True:
            await asyncio.sleep(0.5)
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=float(sweep)):
                await app.job_manager.retry_job(job, retry_at=now())

    async def work() -> None:
        async with app.open_async():
            sweeping = asyncio.ensure_future(requeue_stalled()) if float(sweep) else None
            await app.run_worker_async(
                concurrency=int(concurrency), wait=wait == "wait", fetch_job_polling_interval=float(polling),
                update_heartbeat_interval=float(heartbeat), stalled_worker_timeout=float(sweep) or 30.0,
            )  # fmt: skip
            if sweeping:
                sweeping.cancel()

    began, cpu = time.perf_counter(), own_cpu()
    asyncio.run(work())
    print(time.perf_counter() - began, own_cpu() - cpu)


if __name__ == "__main__":
    child(sys.argv[1:])
