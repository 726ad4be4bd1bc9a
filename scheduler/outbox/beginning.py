"""Stores that a call begins, where a message cannot be looked for: what had not begun when its worker was killed is
sent by another one (`scheduler.outbox.expiry`)."""

from sqlalchemy import Update, bindparam, update
from sqlalchemy.orm import Session

from models.operations.log import log_of
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryState
from scheduler.outbox.messenger import Messenger, Temporary, Uncertain, Unsearchable
from scheduler.outbox.storing import Runner

log = log_of(__name__)


class NotBegun(Exception):
    """The call may not be made; the text says why."""


def begin(session: Session, row: Delivery) -> bool:
    """Stores that the call for a claimed row begins. False when the row is no longer claimed under this attempt."""
    return session.connection().execute(_BEGUN, {"of": row.id, "by": row.attempt}).rowcount == 1


def _begun() -> Update:
    fenced = (Delivery.id == bindparam("of", type_=Delivery.id.type),
              Delivery.attempt == bindparam("by", type_=Delivery.attempt.type),
              Delivery.state == DeliveryState.SENDING)  # fmt: skip
    return update(Delivery).where(*fenced).values(begun_attempt=Delivery.attempt)


class Beginning:
    """The beginning of the call for one claimed row. `has_begun` when something may have been sent."""

    def __init__(self, runner: Runner, row: Delivery) -> None:
        self._runner, self._row = runner, row
        self.has_begun = False

    def with_(self, messenger: Messenger) -> Messenger:
        """The messenger for this row. Redraws are repeated, so for them nothing is stored."""
        if self._row.is_redraw or not isinstance(messenger, Unsearchable):
            self.has_begun = True
            return messenger
        return messenger.beginning(self._store)

    def failed(self, error: str) -> Temporary | Uncertain:
        """The outcome of a call that did not return."""
        return Uncertain(error) if self.has_begun else Temporary(error)

    async def _store(self) -> None:
        """Raises NotBegun when it cannot be stored, or when another worker may have the row."""
        try:
            is_mine = await self._runner.write(lambda session: begin(session, self._row))
        except Exception as error:
            # It may have been stored all the same. Nothing is sent, and the result says so.
            log.warning("delivery.cannot_store", error=error)
            raise NotBegun(type(error).__name__) from None
        if not is_mine:
            raise NotBegun("the claim has run out")
        self.has_begun = True


# Built once, because building a statement takes longer than running it.
_BEGUN = _begun()
