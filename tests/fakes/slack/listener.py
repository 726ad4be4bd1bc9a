"""The server's thread: an event loop that serves until it is told to stop, and can be cut off."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web

from tests.until import PATIENCE_SECONDS

T = TypeVar("T")
Setup = Callable[[web.Application, asyncio.Event], Callable[[], Awaitable[None]]]


class Listener:
    """An aiohttp server on 127.0.0.1 in a thread of its own; the port stays ours while it is down."""

    def __init__(self, setup: Setup, port: int = 0) -> None:
        self.port = port
        self._setup = setup
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._site: web.TCPSite | None = None
        self._runner: web.AppRunner | None = None
        self._placeholder: socket.socket | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="fake-slack", daemon=True)

    def start(self) -> None:
        """Start and return when the port is open."""
        self._thread.start()
        started = self._ready.wait(PATIENCE_SECONDS)
        if not started or self._failure is not None:
            raise RuntimeError("the fake Slack did not start") from self._failure

    def stop(self) -> None:
        """Stop and wait for the thread."""
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive(), "the fake Slack did not stop"

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except Exception as failure:
            self._failure = failure
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        app = web.Application(client_max_size=64 * 1024 * 1024)
        close = self._setup(app, self._stop)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await self._open()
        self._ready.set()
        await self._stop.wait()
        await close()
        await self._runner.cleanup()
        self._let_go()
        await asyncio.sleep(0.01)  # lets the transports end before the loop does

    async def _open(self) -> None:
        assert self._runner is not None
        self._let_go()
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = int(self._runner.addresses[0][1])

    async def _close(self) -> None:
        assert self._runner is not None
        if self._site is None:
            return
        await self._site.stop()
        self._site = None
        # Bound but not listening: connections are refused, and nobody else gets the port meanwhile.
        self._placeholder = socket.socket()
        self._placeholder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._placeholder.bind(("127.0.0.1", self.port))
        server = self._runner.server
        if server is not None:
            await server.shutdown(0.05)

    def _let_go(self) -> None:
        if self._placeholder is not None:
            self._placeholder.close()
            self._placeholder = None

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run something in the loop, from another thread."""
        assert self._loop is not None

        async def doing() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(doing(), self._loop).result(PATIENCE_SECONDS)

    def down(self) -> None:
        """Refuse connections and drop those that are open."""
        self.run(self._close)

    def up(self) -> None:
        """Accept again, on the same port."""
        if self._site is None:
            self.run(self._open)
