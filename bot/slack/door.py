"""Slack as a whole: the HTTP entrance, the client, the connection's state, Socket Mode."""

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import ClientSession, ClientTimeout, TCPConnector
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.dispatch import Dispatcher
from bot.settings import Settings
from bot.slack.app import SlackListeners, _code
from bot.slack.entrance import SlackEntrance
from bot.slack.members import SLACK_FAULTS, Members
from bot.slack.messenger import NOT_LET_IN, SlackMessenger
from bot.slack.news import News
from bot.transactions import Transactions

if TYPE_CHECKING:
    from bot.slack.socket_mode import SocketMode

log = structlog.get_logger()
_RETRY_SECONDS = (1, 2, 5, 10, 30)
_SHORT_LIFE_SECONDS = 5


class SlackDoor:
    """Takes requests in and hands the worker its messenger. Starts whether Slack answers or not."""

    def __init__(self, settings: Settings, dispatcher: Dispatcher, transactions: Transactions, clock: Any) -> None:
        token, secret = settings.slack_bot_token, settings.slack_signing_secret
        if token is None or secret is None:
            raise ValueError("Slack is not switched on")
        self._settings = settings
        base = settings.slack_api_url.rstrip("/") + "/"
        # No retry handlers: the SDK's default sends a message twice when a connection drops.
        self.client = AsyncWebClient(token=token.get_secret_value(), base_url=base, retry_handlers=[])
        self.members = Members(self.client, transactions, clock)
        self.news = News(transactions, clock, dispatcher.options, settings.slack_management_channel, self.not_let_in)
        self.listeners = SlackListeners(self.client, secret.get_secret_value(), dispatcher, self.members, self.news)
        self.messenger = SlackMessenger(self.client, self.not_let_in)
        self.entrance = SlackEntrance(self.listeners.app)
        self._tasks: list[asyncio.Task[None]] = []
        self._hello: asyncio.Task[None] | None = None
        self._socket: SocketMode | None = None
        self.state = "connecting"

    async def start(self) -> None:
        """Opens the shared session; says hello to Slack in the background until it answers."""
        timeout = ClientTimeout(total=self._settings.malvakten_send_timeout_seconds)
        self.client.session = ClientSession(timeout=timeout, connector=TCPConnector(limit=128))
        self._hello = asyncio.ensure_future(self._say_hello())
        self._tasks.append(self._hello)

    def not_let_in(self, code: str) -> None:
        """Somebody has met a token that is no longer good: asks until it is good again."""
        self.state = f"not let in: {code}"
        if self._hello is None or self._hello.done():
            self._hello = asyncio.ensure_future(self._say_hello())
            self._tasks.append(self._hello)

    async def stop(self) -> None:
        await self.listeners.finish(5)
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if self._socket is not None:
            await self._socket.close()
        if self.client.session is not None:
            await self.client.session.close()

    async def _say_hello(self) -> None:
        """Connects, however long it takes; in Socket Mode again each time the connection ends."""
        attempt, is_new = 0, True
        while True:
            try:
                await self._connect(is_new)
            except SLACK_FAULTS as error:
                state = f"not let in: {_code(error)}" if _code(error) in NOT_LET_IN else f"unreachable: {_code(error)}"
                if state != self.state:
                    # Once, however long it lasts.
                    log.warning("slack.unreachable", error=_code(error), why=error)
                self.state = state
                await asyncio.sleep(_RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)])
                attempt, is_new = attempt + 1, True
                continue
            if self._socket is None:
                return
            began = time.monotonic()
            attempt, is_new = 0, not await self._socket.until_ending()
            if time.monotonic() - began < _SHORT_LIFE_SECONDS:
                # Slack takes the connection and ends it: not at full speed.
                await asyncio.sleep(_RETRY_SECONDS[0])

    async def _connect(self, is_new: bool) -> None:
        """One try. `is_new` unless a connection is replaced in good time: events have been missed."""
        if is_new:
            answer = await self.client.auth_test()
            data = answer.data if isinstance(answer.data, dict) else {}
            with contextlib.suppress(SQLAlchemyError):
                await self.news.let_in()
            self.listeners.known_as({k: str(data[k]) for k in ("team_id", "bot_id", "user_id") if data.get(k)})
        if self._settings.slack_app_token is not None:
            await self._open_socket(self._settings.slack_app_token.get_secret_value())
        self.state = "connected"
        log.info("slack.connected")
        if is_new:
            self._tasks = [task for task in self._tasks if not task.done()]
            self._tasks.append(asyncio.ensure_future(self._read_members()))

    async def _open_socket(self, token: str) -> None:
        if self._socket is None:
            # Imported when it is used: most installations take HTTP.
            from bot.slack.socket_mode import SocketMode

            seconds = self._settings.malvakten_send_timeout_seconds
            self._socket = SocketMode(self.listeners.app, token, self.client, seconds)
        await self._socket.connect()

    async def _read_members(self) -> None:
        """Reads the workspace's members; tries again while Slack is silent or the database is not migrated yet."""
        for seconds in _RETRY_SECONDS:
            try:
                log.info("slack.members_read", count=await self.members.read_all())
            except (*SLACK_FAULTS, SQLAlchemyError) as error:
                log.warning("slack.members_not_read", error=_code(error), why=error)
                await asyncio.sleep(seconds)
            else:
                return
