"""Teams as a whole: the HTTP entrance, the client, the connection's state."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from sqlalchemy.exc import SQLAlchemyError

from actions.coordinators.platform_news import let_in
from bot.addresses.files import FileLinks
from bot.dispatch import Dispatcher
from bot.settings import Settings
from bot.teams.app import TeamsListeners
from bot.teams.connector.client import Connector
from bot.teams.connector.gate import Gate
from bot.teams.connector.token import OutboundToken
from bot.teams.conversations import Conversations
from bot.teams.entrance.endpoint import TeamsEntrance
from bot.teams.entrance.signing_keys import SigningKeys
from bot.teams.entrance.tokens import InboundTokens
from bot.teams.members import Members
from bot.teams.messenger import TeamsMessenger
from bot.teams.news import News
from bot.transactions import Transactions
from models.operations.log import log_of
from models.operations.trouble import WORKSPACE, open_troubles
from scheduler.outbox.messenger import CallFailed, Temporary

log = log_of(__name__)
_RETRY_SECONDS = (1, 2, 5, 10, 30)


class TeamsDoor:
    """Receives Teams' requests, and gives the worker its messenger. Starts whether Microsoft answers or not. `state` is
    what `/readyz` shows of the connection."""

    def __init__(
        self, settings: Settings, dispatcher: Dispatcher, transactions: Transactions, clock: Callable[[], datetime]
    ) -> None:
        client_id, secret, tenant = settings.teams_client_id, settings.teams_client_secret, settings.teams_tenant_id
        if client_id is None or secret is None or tenant is None:
            raise ValueError("Teams is not switched on")
        self._transactions, self._clock = transactions, clock
        self._timeout = settings.malvakten_send_timeout_seconds
        options, hosts = dispatcher.options, settings.teams_hosts
        self.keys = SigningKeys(settings.teams_openid_metadata_url)
        self.token = OutboundToken(settings.teams_authority_url, tenant, client_id, secret.get_secret_value())
        self.connector = Connector(self.token)
        conversations = Conversations(transactions, clock)
        self.members = Members(self.connector, transactions, clock, options, tenant)
        self.links = file_links(settings, clock)
        self.messenger = TeamsMessenger(
            self.connector, transactions, conversations, hosts, client_id, tenant, Gate(), self.links,
            self.on_token_refused,
        )  # fmt: skip
        self.news = News(transactions, clock, options, self.members, conversations, settings.teams_management_channel,
                         lambda: dispatcher.on_reply_queued())  # fmt: skip  # noqa: PLW0108 - it is set later
        self.listeners = TeamsListeners(dispatcher, transactions, self.members, self.messenger, self.news, clock)
        tokens = InboundTokens(client_id, self.keys)
        self.entrance = TeamsEntrance(tokens, tenant, hosts, self.listeners.take)
        self._tasks: list[asyncio.Task[None]] = []
        self._connecting: asyncio.Task[None] | None = None
        self._session: ClientSession | None = None
        # Called with each of the door's tasks that ends; one that ends with an error ends the program.
        self.on_ended: Callable[[asyncio.Task[None]], None] = lambda _task: None
        self.state = "connecting"

    async def start(self) -> None:
        """Opens the HTTP session; connects to Microsoft in the background, with retries until it answers."""
        self._session = ClientSession(timeout=ClientTimeout(total=self._timeout), connector=TCPConnector(limit=128))
        self.keys.session = self.token.session = self.connector.session = self._session
        self._start_connecting()

    def on_token_refused(self, code: str) -> None:
        """Microsoft refused the secret: connects anew, with retries until it is accepted again."""
        self.state = f"not let in: {code}"
        if self._connecting is None or self._connecting.done():
            self._start_connecting()

    def _start_connecting(self) -> None:
        self._connecting = asyncio.create_task(self._connect(), name="teams")
        self._connecting.add_done_callback(self.on_ended)
        self._tasks = [task for task in self._tasks if not task.done()] + [self._connecting]

    async def _connect(self) -> None:
        """Fetches a token, with retries for as long as it takes: a wrong secret shows at once, and not when the first
        message is sent."""
        for attempt in range(1_000_000):
            try:
                await self.token.get()
                break
            except CallFailed as failed:
                outcome = failed.outcome
                is_refused = isinstance(outcome, Temporary) and outcome.everywhere
                state = f"{'not let in' if is_refused else 'unreachable'}: {outcome.error}"
                # Logged once for each outage.
                if state != self.state or not attempt:
                    log.warning("teams.unreachable", error=outcome.error)
                self.state = state
            await asyncio.sleep(_RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)])
        self.state = "connected"
        log.info("teams.connected")
        with contextlib.suppress(SQLAlchemyError):
            await self._let_in()
        await self.news.read_management()

    async def _let_in(self) -> None:
        """Ends the outage of a refused secret, so that the messages that waited for it are sent."""
        troubles = await self._transactions.read(open_troubles)
        codes = {each.code for each in troubles if (each.platform, each.subject) == ("teams", WORKSPACE)}
        if codes:
            now = self._clock()
            await self._transactions.write(lambda session: let_in(session, "teams", codes, now))

    async def stop(self) -> None:
        """Waits for cards that are still being rewritten (five seconds at most), and closes the connections."""
        await self.listeners.finish(5)
        await self.news.finish()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()


def file_links(settings: Settings, clock: Callable[[], datetime]) -> FileLinks | None:
    """None when nobody can reach an address of this program. Without MALVAKTEN_SECRET_KEY the key comes from the
    client secret of Teams: every process that sends has it, and who knows it may read everything anyway."""
    secret = settings.malvakten_secret_key or settings.teams_client_secret
    if secret is None or not settings.malvakten_base_url:
        return None
    return FileLinks(secret.get_secret_value(), settings.malvakten_base_url, clock)
