"""Where a delivery goes, as `Delivery.destination` holds it."""

from dataclasses import dataclass
from enum import StrEnum


class DestinationKind(StrEnum):
    """A person's direct messages, the management channel, a conversation by its id, an account's page."""

    PERSON = "person"
    MANAGEMENT = "management"
    CHANNEL = "channel"
    HOME = "home"


@dataclass(frozen=True)
class Destination:
    """`value` is the person's id, the conversation's id or the account; empty for management."""

    kind: DestinationKind
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.value}" if self.value else self.kind.value

    @classmethod
    def read(cls, text: str) -> "Destination":
        """From the column. Raises ValueError for anything that this module has not written."""
        kind, _, value = text.partition(":")
        return cls(DestinationKind(kind), value)


MANAGEMENT = str(Destination(DestinationKind.MANAGEMENT))


def to_person(person_id: int) -> str:
    """The person's direct messages."""
    return str(Destination(DestinationKind.PERSON, str(person_id)))


def to_channel(channel: str) -> str:
    """A conversation by the platform's id."""
    return str(Destination(DestinationKind.CHANNEL, channel))


def to_home(account: str) -> str:
    """The page that the program shows an account."""
    return str(Destination(DestinationKind.HOME, account))
