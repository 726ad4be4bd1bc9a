"""Which presses are the same one sent anew. Teams sends a press again when it has seen no answer, maybe under another
id."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dispatch import digest
from bot.transactions import Transactions
from models.operations.tables import InboundRequest

# Teams waits fifteen seconds for an answer (bot basics, "Turns"). A second press of the same button after this long,
# with the same in the fields, is meant.
SAME_SECONDS = 30


class Presses:
    """Gives presses their keys (`bot.dispatch.Incoming.key`)."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def key_of(self, mark: str, activity_id: str, writes: bool, now: datetime) -> str:
        """The key of a press. `mark` is the same for the same button on the same card with the same in its fields; for
        one that changes nothing, only the activity's own id tells."""
        if not writes:
            return digest(mark, activity_id)
        number = int(now.timestamp()) // SAME_SECONDS
        before = digest(mark, str(number - 1))
        since = now - timedelta(seconds=SAME_SECONDS)
        is_again = await self._transactions.read(lambda session: _handled_since(session, before, since))
        return before if is_again else digest(mark, str(number))


def _handled_since(session: Session, key: str, since: datetime) -> bool:
    query = select(InboundRequest.key).where(InboundRequest.key == key, InboundRequest.at > since)
    return session.execute(query).first() is not None
