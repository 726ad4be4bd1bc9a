"""Serving: the web process, the worker process, and both in one."""

import asyncio
import contextlib
import fcntl
import functools
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from sqlalchemy.exc import OperationalError

from bot.asgi import build_asgi
from bot.cli.support import any_database, refuse
from bot.operations.database_errors import sqlite_path
from bot.settings import Settings
from bot.telemetry.logs import set_up_logs
from bot.wiring import build_program
from models.storage.database import Database
from models.storage.schema import schema_fault

_DRAIN_SECONDS = 10


def serve(settings: Settings, worker: bool, migrate: bool) -> None:
    """Runs the web process until SIGTERM or SIGINT; requests that are running then have ten seconds to finish."""
    with any_database(settings) as database:
        _require_address(settings.host, settings.port)
        if worker:
            _require_schema(database)
        with _only_worker(database) if worker else contextlib.nullcontext():
            set_up_logs(settings.malvakten_log_level)
            # uvicorn raises SIGTERM again after it has stopped; the process is to end with status 0.
            signal.signal(signal.SIGTERM, lambda *_: None)
            program = build_program(settings, worker=worker, database=database)
            server = uvicorn.Server(uvicorn.Config(
                build_asgi(program, migrate), host=settings.host, port=settings.port, log_config=None, access_log=False,
                server_header=False, timeout_graceful_shutdown=_DRAIN_SECONDS, lifespan="on",
            ))  # fmt: skip
            program.on_fault = functools.partial(setattr, server, "should_exit", True)
            with contextlib.suppress(KeyboardInterrupt):
                server.run()
            if program.fault or not server.started:
                sys.exit(1)


def _require_schema(database: Database) -> None:
    """Refuses to work on a schema that this program can never have. A database that does not answer is waited for."""
    with contextlib.suppress(OperationalError):
        fault = schema_fault(database)
        if fault is not None and not fault.can_upgrade:
            refuse(str(fault))


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
    with any_database(settings) as database:
        _require_schema(database)
        with _only_worker(database):
            set_up_logs(settings.malvakten_log_level)
            if asyncio.run(_work(settings, database)):
                sys.exit(1)


async def _work(settings: Settings, database: Database) -> str:
    """Returns why the worker could not go on; "" when it was stopped."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    program = build_program(settings, worker=True, database=database)
    await program.run_until(stop)
    return program.fault


@contextlib.contextmanager
def _only_worker(database: Database) -> Iterator[None]:
    """On SQLite, refuses to start while another worker runs: a lock on a file next to the database, which the system
    releases however the process ends."""
    name = sqlite_path(database.url)
    if name is None:
        yield
        return
    path = Path(f"{name}.worker.lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror}. Check DATABASE_URL and who may write in that folder.")
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse(f"Another worker already runs on {name}. SQLite takes only one; use PostgreSQL for more.")
        yield
    finally:
        os.close(handle)
