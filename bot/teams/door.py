"""Teams as a whole: the HTTP entrance, the client, the connection's state."""

import contextlib
from collections.abc import Callable
from datetime import datetime

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from sqlalchemy.exc import SQLAlchemyError

from actions.coordinators.platform_news import let_in
from bot.addresses.files import FileLinks
from bot.connected_door import ConnectedDoor
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


class TeamsDoor(ConnectedDoor):
    """Receives Teams' requests, and gives the worker its messenger."""

    name = "teams"

    def __init__(
        self, settings: Settings, dispatcher: Dispatcher, transactions: Transactions, clock: Callable[[], datetime]
    ) -> None:
        client_id, secret, tenant = settings.teams_client_id, settings.teams_client_secret, settings.teams_tenant_id
        if client_id is None or secret is None or tenant is None:
            raise ValueError("Teams is not switched on")
        super().__init__()
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
        self._session: ClientSession | None = None

    async def start(self) -> None:
        """Opens the HTTP session; connects to Microsoft in the background, with retries until it answers."""
        self._session = ClientSession(timeout=ClientTimeout(total=self._timeout), connector=TCPConnector(limit=128))
        self.keys.session = self.token.session = self.connector.session = self._session
        self._start_connecting()

    async def _keep_connected(self) -> None:
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
            await self._pause_after(attempt)
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
        await self._end_tasks()
        if self._session is not None:
            await self._session.close()


def file_links(settings: Settings, clock: Callable[[], datetime]) -> FileLinks | None:
    """None when nobody can reach an address of this program. Without MALVAKTEN_SECRET_KEY the key comes from the
    client secret of Teams: every process that sends has it, and anybody who knows it may read all anyway."""
    secret = settings.malvakten_secret_key or settings.teams_client_secret
    if secret is None or not settings.malvakten_base_url:
        return None
    return FileLinks(secret.get_secret_value(), settings.malvakten_base_url, clock)
