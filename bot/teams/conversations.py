"""Where accounts are met, kept in the database, and noted here so that the same is not stored with every activity."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.people.conversations import end_conversation, remember_conversations
from bot.teams.decode import PLATFORM
from bot.transactions import Transactions
from models.outbox.conversations import Met

_MOST_MET = 5000
# A conversation that is used all day is stored anew this often.
_STORED_FOR = timedelta(minutes=1)


class Conversations:
    """The conversations that are known; of several with a person, the one used last is the freshest."""

    def __init__(self, transactions: Transactions, clock: Callable[[], datetime]) -> None:
        self._transactions, self._clock = transactions, clock
        # By account: what is stored of where it was met last, and when.
        self._stored: OrderedDict[str, tuple[Met, datetime]] = OrderedDict()

    async def meet(self, met: Met, is_new: bool = False) -> None:
        """Stores where an account was met, unless that was stored just now and is not `is_new`."""
        now, stored = self._clock(), self._stored.get(met.account)
        if stored is not None and stored[0] == met and abs(now - stored[1]) < _STORED_FOR and not is_new:
            return
        await self._transactions.write(lambda session: remember_conversations(session, PLATFORM, [met], now))
        self._stored[met.account] = (met, now)
        while len(self._stored) > _MOST_MET:
            self._stored.popitem(last=False)

    async def end(self, conversation: str, more: Callable[[Session], None] = lambda _session: None) -> None:
        """The bot may no longer write in a conversation; `more` is done in the same transaction."""
        now = self._clock()

        def work(session: Session) -> None:
            end_conversation(session, PLATFORM, conversation, now)
            more(session)

        await self._transactions.write(work)
        ended = [account for account, (met, _) in self._stored.items() if met.conversation == conversation]
        for account in ended:
            del self._stored[account]
