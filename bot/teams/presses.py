"""Which presses are the same one sent anew. Teams sends a press again when it has seen no answer, maybe under another
id."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.requests.incoming import digest
from bot.teams.decode import Press
from bot.transactions import Transactions
from models.operations.tables import InboundRequest

# Teams waits fifteen seconds for an answer (bot basics, "Turns"). A second press of the same button after this long,
# with the same in the fields, is meant.
SAME_SECONDS = 30
_DIGITS = 8
_NEWEST = 8


class Presses:
    """Gives presses their keys (`bot.requests.incoming.Incoming.key`): the card that somebody presses on, a number that
    counts their presses there, and what was pressed."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def key_of(self, press: Press, activity_id: str, writes: bool, now: datetime) -> str:
        """The key of a press. The newest one on the card once more is the same press sent anew; after another one it
        is meant, however soon it comes. For one that changes nothing, the activity's own id decides."""
        if not writes:
            return digest(press.mark, activity_id)
        # What waited for us, as after an outage, is as old as it says.
        since = min(now, press.at or now) - timedelta(seconds=SAME_SECONDS)
        return await self._transactions.read(lambda session: _key(session, press, since))


def _key(session: Session, press: Press, since: datetime) -> str:
    card, mark = digest(press.on), digest(press.mark)
    key, at = InboundRequest.key, InboundRequest.at
    on_card = key.between(f"{card}:{'0' * _DIGITS}", f"{card}:{'9' * _DIGITS}")
    newest = session.execute(select(key, at).where(on_card).order_by(key.desc()).limit(_NEWEST)).all()
    if not newest:
        return _numbered(card, 1, mark)
    number = _number(newest[0].key)
    same = _numbered(card, number, mark)
    # Two may have got one number, when they came at the same time.
    is_again = any(each.key == same and each.at > since for each in newest)
    return same if is_again else _numbered(card, number + 1, mark)


def _numbered(card: str, number: int, mark: str) -> str:
    return f"{card}:{number:0{_DIGITS}}:{mark}"


def _number(key: str) -> int:
    return int(key.split(":")[1])
