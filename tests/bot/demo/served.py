"""The page served by the real server, in a thread."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from bot.demo.app import build_app
from bot.demo.program import build_demo
from bot.demo.stage import Stage


@contextmanager
def served(folder: Path) -> Iterator[tuple[Stage, int]]:
    """The stage and the port it is served at, until the block is left."""
    built = build_demo(folder)
    server = uvicorn.Server(uvicorn.Config(build_app(built), port=0, log_level="critical", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < end, "the server did not start in time"
        time.sleep(0.01)
    yield built, server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(timeout=30)
    assert not thread.is_alive(), "the server did not stop"
