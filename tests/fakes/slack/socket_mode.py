"""Socket Mode: envelopes out, acknowledgements in.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
import weakref
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout

from aiohttp import WSMsgType, web

from tests.until import PATIENCE_SECONDS

from .checks import Json
from .workspace import Workspace


class SocketMode:
    """The connections of the app; each envelope goes to one of them, in turn."""

    def __init__(self, space: Workspace) -> None:
        self.space = space
        self.connections: list[web.WebSocketResponse] = []
        self.acks: list[Json] = []
        self._waiting: dict[str, Future[Json]] = {}
        self._lock = threading.Lock()
        self._ending: weakref.WeakSet[web.WebSocketResponse] = weakref.WeakSet()
        self._closing: set[asyncio.Task[None]] = set()
        self._turn = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    def routes(self) -> list[web.RouteDef]:
        """What this side serves."""
        return [web.get("/link/", self.link)]

    async def link(self, request: web.Request) -> web.StreamResponse:
        """One connection: hello first, then acks until it ends."""
        self._loop = asyncio.get_running_loop()
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        hello = {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "fake", "started": "2026-11-21 00:00:00.000", "build_number": 1},
            "connection_info": {"app_id": self.space.app_id},
        }
        await socket.send_str(json.dumps(hello))
        self.connections.append(socket)
        self.space.store.notify()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acked(message.data)
        finally:
            self.connections.remove(socket)
        return socket

    def _acked(self, text: str) -> None:
        try:
            ack = json.loads(text)
        except ValueError:
            self.space.violate("invalid_ack", text[:80])
            return
        self.acks.append(ack)
        with self._lock:
            waiting = self._waiting.pop(ack.get("envelope_id", ""), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)

    def send(self, envelope: Json, timeout: float) -> Json | None:
        """Deliver from any thread and wait for the ack; None when it does not come in time."""
        if self._loop is None or not self.connections:
            return None
        envelope = {"envelope_id": str(uuid.uuid4()), **envelope}
        answer: Future[Json] = Future()
        with self._lock:
            self._waiting[envelope["envelope_id"]] = answer
            self._turn += 1
            usable = [socket for socket in self.connections if socket not in self._ending] or self.connections
            socket = usable[self._turn % len(usable)]
        asyncio.run_coroutine_threadsafe(socket.send_str(json.dumps(envelope)), self._loop)
        try:
            return answer.result(timeout)
        except FutureTimeout:
            return None
        finally:
            with self._lock:
                self._waiting.pop(envelope["envelope_id"], None)

    def disconnect(self, reason: str = "refresh_requested", grace: float = 0.0) -> None:
        """Tell every connection to come anew, as Slack does every few hours, and close it ``grace`` seconds of
        Slack's clock later. Until then it is used as long as there is no other."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._disconnect(reason, grace), self._loop).result(PATIENCE_SECONDS)

    async def _disconnect(self, reason: str, grace: float) -> None:
        for socket in list(self.connections):
            self._ending.add(socket)
            await socket.send_str(json.dumps({"type": "disconnect", "reason": reason}))
            if grace:
                self._close_later(socket, grace)
            else:
                await socket.close()

    def _close_later(self, socket: web.WebSocketResponse, grace: float) -> None:
        async def close() -> None:
            await self.space.clock.sleep(grace)
            await socket.close()

        closing = asyncio.ensure_future(close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """End all connections (the server stops)."""
        for socket in list(self.connections):
            await socket.close()
