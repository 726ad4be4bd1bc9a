"""Socket Mode: one web socket to Slack, replaced by the next before it ends.

The SDK's client reconnects by itself, but twice when Slack announces the end of a connection and then closes it: the
second time drops the first new connection with what was just sent on it. So the SDK's reconnecting is switched off, and
each connection here is used once.
"""

import asyncio
import contextlib
import logging
import time
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

# The SDK notices a silent connection after four of these.
_PING_SECONDS = 5
# Slack closes a connection some seconds after announcing it; one that stays open for longer is closed by us.
_RETIRING_SECONDS = 30
_ANSWERING_SECONDS = 5
# The SDK logs whole responses and addresses, which contain secrets.
_silent = logging.getLogger("malvakten.socket_mode")
_silent.setLevel(logging.CRITICAL + 1)


class _Connection(SocketModeClient):
    """One web socket. `hello` is set when Slack has begun to use it, `ending` when Slack has announced its end or it is
    lost."""

    def __init__(self, app: AsyncApp, token: str, client: AsyncWebClient) -> None:
        super().__init__(token, _silent, client, ping_interval=_PING_SECONDS)
        self.hello, self.ending = asyncio.Event(), asyncio.Event()
        self._app = app
        self._answering: set[asyncio.Task[Any]] = set()
        self.message_listeners.append(self._note)
        self.socket_mode_request_listeners.append(self._answer)

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: ARG002 - the SDK's name
        """Called by the SDK to reconnect; here it only marks the connection as ending."""
        self.ending.set()

    async def _note(self, _client: Any, message: dict[str, Any], _raw: str | None) -> None:
        if message.get("type") == "hello":
            self.hello.set()

    async def _answer(self, _client: Any, request: SocketModeRequest) -> None:
        task = asyncio.ensure_future(self._run(request))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        await task

    async def _run(self, request: SocketModeRequest) -> None:
        began = time.time()
        answer = await run_async_bolt_app(self._app, request)
        await send_async_response(self, request, answer, began)

    async def retire(self) -> None:
        """Keeps the connection until Slack closes it, and closes it when the requests it received are answered."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_RETIRING_SECONDS):
                while await self.is_connected():
                    await asyncio.sleep(0.1)
        await self.finish()

    async def finish(self) -> None:
        """Closes the connection when the requests it received are answered."""
        if self._answering:
            await asyncio.wait(set(self._answering), timeout=_ANSWERING_SECONDS)
        await self.close()  # type: ignore[no-untyped-call]


class SocketMode:
    """The connection in use. `seconds` is the time limit of one attempt to connect."""

    def __init__(self, app: AsyncApp, token: str, client: AsyncWebClient, seconds: float) -> None:
        self._app, self._token, self._client, self._seconds = app, token, client, seconds
        self._current: _Connection | None = None
        self._retiring: dict[asyncio.Task[None], _Connection] = {}

    async def connect(self) -> None:
        """One attempt to connect. The previous connection stays in use until this one is. Raises what the SDK raises,
        or TimeoutError: the SDK itself would retry for ever with an address that Slack accepts only once."""
        ticket = await self._client.apps_connections_open(app_token=self._token)
        new = _Connection(self._app, self._token, self._client)
        new.wss_uri = str(ticket.get("url"))
        try:
            async with asyncio.timeout(self._seconds):
                await new.connect()  # type: ignore[no-untyped-call]
                await new.hello.wait()
        except BaseException:
            await new.close()  # type: ignore[no-untyped-call]
            raise
        old, self._current = self._current, new
        if old is not None:
            self._retiring[asyncio.ensure_future(old.retire())] = old
        self._retiring = {task: connection for task, connection in self._retiring.items() if not task.done()}

    async def until_ending(self) -> bool:
        """Waits until Slack announces the connection's end or it is lost. True if it can still be used."""
        if self._current is None:
            return False
        await self._current.ending.wait()
        return await self._current.is_connected()

    async def close(self) -> None:
        """Closes all connections when the requests they received are answered."""
        current, self._current = self._current, None
        for task in self._retiring:
            task.cancel()
        connections = [*self._retiring.values(), *([current] if current else [])]
        await asyncio.gather(*(connection.finish() for connection in connections))
