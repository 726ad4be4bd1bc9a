"""The values of `Delivery.destination`: the conversation that a message is sent to."""

from dataclasses import dataclass
from enum import StrEnum


class DestinationKind(StrEnum):
    """A person's direct messages, an account's (of somebody who need not be in the people file), the management
    channel, a conversation by the platform's id, an account's home page."""

    PERSON = "person"
    ACCOUNT = "account"
    MANAGEMENT = "management"
    CHANNEL = "channel"
    HOME = "home"


@dataclass(frozen=True)
class Destination:
    """`value` is the person's id, the platform's id of the conversation, or the account; empty for MANAGEMENT."""

    kind: DestinationKind
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.value}" if self.value else self.kind.value

    @classmethod
    def read(cls, text: str) -> "Destination":
        """Parses the column's text, the inverse of `str`. Raises ValueError for an unknown kind."""
        kind, _, value = text.partition(":")
        return cls(DestinationKind(kind), value)


MANAGEMENT = str(Destination(DestinationKind.MANAGEMENT))


def to_person(person_id: int) -> str:
    """The person's direct messages."""
    return str(Destination(DestinationKind.PERSON, str(person_id)))


def to_account(account: str) -> str:
    """The direct messages of an account."""
    return str(Destination(DestinationKind.ACCOUNT, account))


def to_channel(channel: str) -> str:
    """A conversation by the platform's id."""
    return str(Destination(DestinationKind.CHANNEL, channel))


def to_home(account: str) -> str:
    """The home page of an account (Slack's App Home)."""
    return str(Destination(DestinationKind.HOME, account))
