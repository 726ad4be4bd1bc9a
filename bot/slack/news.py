"""What Slack tells of itself: the management channel's fate, and that the app's token is no longer good."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from actions.platform_news import let_in, lock_out, lose_management_channel, regain_management_channel
from actions.troubles import tell_renamed
from bot.slack.decode import PLATFORM, ChannelNews, channel_news, locked_out
from bot.transactions import Transactions
from messages.reasons import TOKEN_REASONS
from models.operations.trouble import WORKSPACE, open_troubles
from models.options import Options


class News:
    """Stores what events tell. `on_locked_out` hears of a token that is no longer good."""

    def __init__(
        self, transactions: Transactions, clock: Callable[[], datetime], options: Options, management: str | None,
        on_locked_out: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._transactions, self._clock, self._options = transactions, clock, options
        self._management, self._on_locked_out = management, on_locked_out

    async def take(self, body: dict[str, Any], bot_user: str | None) -> None:
        """Stores what an event tells, if anything; the same event again changes nothing."""
        if code := locked_out(body, bot_user):
            now = self._clock()
            await self._transactions.write(lambda session: lock_out(session, PLATFORM, code, now))
            self._on_locked_out(code)
        news = channel_news(body, bot_user)
        if news is not None and news.channel == self._management:
            key = f"renamed:{body.get('event_id')}"
            await self._transactions.write(partial(_store, news, key, self._clock(), self._options))

    async def let_in(self) -> None:
        """Slack has taken the token: what waited for that goes out now."""
        troubles = await self._transactions.read(open_troubles)
        if any(trouble.subject == WORKSPACE and trouble.code in TOKEN_REASONS for trouble in troubles):
            now = self._clock()
            await self._transactions.write(lambda session: let_in(session, PLATFORM, TOKEN_REASONS, now))


def _store(news: ChannelNews, key: str, now: datetime, options: Options, session: Session) -> None:
    if news.gone:
        lose_management_channel(session, PLATFORM, news.gone, now)
    elif news.name:
        tell_renamed(session, key, news.name, now, options)
    else:
        regain_management_channel(session, PLATFORM, now)
