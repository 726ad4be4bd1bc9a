"""Slack as a whole: the HTTP entrance, the client, the connection's state, Socket Mode."""

import contextlib
import time
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.connected_door import ConnectedDoor
from bot.dispatch import Dispatcher
from bot.settings import Settings
from bot.slack.app import SlackListeners
from bot.slack.calls import SLACK_ERRORS, TOKEN_REFUSED, error_code
from bot.slack.entrance.endpoint import SlackEntrance
from bot.slack.members import Members
from bot.slack.messenger import SlackMessenger
from bot.slack.news import News
from bot.slack.text.names import NameFinder
from bot.transactions import Transactions
from models.operations.log import log_of

if TYPE_CHECKING:
    from bot.slack.entrance.socket_mode import SocketMode

log = log_of(__name__)
_SHORT_CONNECTION_SECONDS = 5


class SlackDoor(ConnectedDoor):
    """Receives Slack's requests, and gives the worker its messenger."""

    name = "slack"

    def __init__(self, settings: Settings, dispatcher: Dispatcher, transactions: Transactions, clock: Any) -> None:
        token, secret = settings.slack_bot_token, settings.slack_signing_secret
        if token is None or secret is None:
            raise ValueError("Slack is not switched on")
        super().__init__()
        self._settings = settings
        base = settings.slack_api_url.rstrip("/") + "/"
        # No retry handlers: the SDK's default sends a message twice when a connection drops.
        self.client = AsyncWebClient(token=token.get_secret_value(), base_url=base, retry_handlers=[])
        self.members = Members(self.client, transactions, clock, dispatcher.options)
        self.news = News(
            transactions, clock, dispatcher.options, settings.slack_management_channel, self.on_token_refused
        )
        self.names = NameFinder(self.client, transactions, dispatcher.options.translator())
        self.listeners = SlackListeners(
            self.client, secret.get_secret_value(), dispatcher, self.members, self.news, self.names
        )
        self.messenger = SlackMessenger(self.client, self.members.account_of, self.on_token_refused)
        self.entrance = SlackEntrance(self.listeners.app)
        self._socket: SocketMode | None = None

    async def start(self) -> None:
        """Opens the HTTP session; connects to Slack in the background, with retries until it answers."""
        timeout = ClientTimeout(total=self._settings.malvakten_send_timeout_seconds)
        self.client.session = ClientSession(timeout=timeout, connector=TCPConnector(limit=128))
        self._start_connecting()

    async def stop(self) -> None:
        """Waits for replies that are still being posted (five seconds at most), and closes the connections."""
        await self.listeners.replies.finish(5)
        await self._end_tasks()
        if self._socket is not None:
            await self._socket.close()
        if self.client.session is not None:
            await self.client.session.close()

    async def _keep_connected(self) -> None:
        """Connects, with retries for as long as it takes; in Socket Mode also each time the connection ends."""
        attempt, is_new = 0, True
        while True:
            try:
                await self._connect(is_new)
            except SLACK_ERRORS as error:
                code = error_code(error)
                state = f"not let in: {code}" if code in TOKEN_REFUSED else f"unreachable: {code}"
                # Logged once for each outage.
                if state != self.state:
                    log.warning("slack.unreachable", error=code, why=error)
                self.state = state
                await self._pause_after(attempt)
                attempt, is_new = attempt + 1, True
                continue
            if self._socket is None:
                return
            began = time.monotonic()
            attempt, is_new = 0, not await self._socket.until_ending()
            if time.monotonic() - began < _SHORT_CONNECTION_SECONDS:
                # Slack accepts connections but ends them at once: do not reconnect in a tight loop.
                await self._pause_after(0)

    async def _connect(self, is_new: bool) -> None:
        """One attempt. `is_new` is False when a working connection is replaced before it ends, so that no event has
        been missed."""
        if is_new:
            response = await self.client.auth_test()
            data = response.data if isinstance(response.data, dict) else {}
            with contextlib.suppress(SQLAlchemyError):
                await self.news.token_accepted()
            self.listeners.set_identity({k: str(data[k]) for k in ("team_id", "bot_id", "user_id") if data.get(k)})
            self.members.team = str(data.get("team_id") or "") or None
        if self._settings.slack_app_token is not None:
            await self._open_socket(self._settings.slack_app_token.get_secret_value())
        self.state = "connected"
        log.info("slack.connected")
        if is_new:
            self._begin(self.members.read_all())

    async def _open_socket(self, token: str) -> None:
        if self._socket is None:
            # Imported only when it is used: most installations use HTTP.
            from bot.slack.entrance.socket_mode import SocketMode

            seconds = self._settings.malvakten_send_timeout_seconds
            self._socket = SocketMode(self.listeners.app, token, self.client, seconds)
        await self._socket.connect()
