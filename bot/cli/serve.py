"""Serving: the web process, the worker process, and both in one."""

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from bot.asgi import build_asgi
from bot.cli.support import refuse
from bot.operations.logs import set_up_logs
from bot.settings import Settings
from bot.wiring import build_program
from models.storage.database import Database

_DRAIN_SECONDS = 10


def serve(settings: Settings, worker: bool, migrate: bool) -> None:
    """Runs the web process until SIGTERM or SIGINT; requests that are running then have ten seconds to finish."""
    set_up_logs(settings.malvakten_log_level)
    # uvicorn raises SIGTERM again after it has stopped; the process is to end with status 0.
    signal.signal(signal.SIGTERM, lambda *_: None)
    database = Database(settings.database_url)
    _require_address(settings.host, settings.port)
    with _only_worker(database) if worker else contextlib.nullcontext():
        program = build_program(settings, worker=worker, database=database)
        uvicorn.run(
            build_asgi(program, migrate), host=settings.host, port=settings.port, log_config=None, access_log=False,
            server_header=False, timeout_graceful_shutdown=_DRAIN_SECONDS, lifespan="on",
        )  # fmt: skip


def _require_address(host: str, port: int) -> None:
    """Refuses an address that cannot be listened on. uvicorn would exit with its own status and only log why."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        refuse(f"Cannot listen on {host}, port {port}: {error.strerror}. Set HOST and PORT to what is free here.")


def work(settings: Settings) -> None:
    """Runs the worker until SIGTERM or SIGINT."""
    set_up_logs(settings.malvakten_log_level)
    database = Database(settings.database_url)
    with _only_worker(database):
        asyncio.run(_work(settings, database))


async def _work(settings: Settings, database: Database) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    program = build_program(settings, worker=True, database=database)
    await program.run_until(stop)


@contextlib.contextmanager
def _only_worker(database: Database) -> Iterator[None]:
    """On SQLite, refuses to start while another worker runs: a lock on a file next to the database, which the system
    releases however the process ends."""
    name = database.url.database
    if not database.is_sqlite or not name or name == ":memory:":
        yield
        return
    path = Path(f"{name}.worker.lock")
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse(f"Another worker already runs on {name}. SQLite takes only one; use PostgreSQL for more.")
        yield
    finally:
        os.close(handle)
