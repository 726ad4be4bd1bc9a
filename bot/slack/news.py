"""Events about the installation itself: what happened to the management channel, and that the token was revoked."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from actions.coordinators.platform_news import let_in, lock_out, lose_management_channel, regain_management_channel
from actions.coordinators.troubles import tell_renamed
from bot.slack.decode import PLATFORM, ChannelChange, channel_change, token_revoked
from bot.transactions import Transactions
from messages.reasons import TOKEN_REASONS
from models.operations.log import log_of
from models.operations.trouble import WORKSPACE, note_held_back, open_troubles
from models.options import Options

log = log_of(__name__)


class News:
    """Stores these events. `on_token_refused` is called with the code when the token is no longer valid; `management`
    is the management channel's id."""

    def __init__(
        self, transactions: Transactions, clock: Callable[[], datetime], options: Options, management: str | None,
        on_token_refused: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._transactions, self._clock, self._options = transactions, clock, options
        self.management, self._on_token_refused = management, on_token_refused

    async def take(self, body: dict[str, Any], bot_user: str | None) -> None:
        """Stores an event if it is one of these; the same event again changes nothing."""
        if code := token_revoked(body, bot_user):
            now = self._clock()
            await self._transactions.write(lambda session: lock_out(session, PLATFORM, code, now))
            self._on_token_refused(code)
        change = channel_change(body, bot_user)
        if change is not None and change.channel == self.management:
            key = f"renamed:{body.get('event_id')}"
            await self._transactions.write(partial(_store, change, key, self._clock(), self._options))

    async def held_back(self, minute: datetime) -> None:
        """Stores that Slack held back events in a minute, which the coordinators and `doctor` are told."""
        log.warning("slack.events_held_back", minute=minute.isoformat())
        await self._transactions.write(lambda session: note_held_back(session, PLATFORM, minute))

    async def token_accepted(self) -> None:
        """Ends the outage of a refused token, so that the messages that waited for it are sent."""
        outages = await self._transactions.read(open_troubles)
        if any(outage.subject == WORKSPACE and outage.code in TOKEN_REASONS for outage in outages):
            now = self._clock()
            await self._transactions.write(lambda session: let_in(session, PLATFORM, TOKEN_REASONS, now))


def _store(change: ChannelChange, key: str, now: datetime, options: Options, session: Session) -> None:
    if change.refusal:
        lose_management_channel(session, PLATFORM, change.refusal, now)
    elif change.name:
        tell_renamed(session, key, change.name, now, options)
    else:
        regain_management_channel(session, PLATFORM, now)
