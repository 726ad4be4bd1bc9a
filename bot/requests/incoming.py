"""A request of a platform: who asks what, where, and the key by which a retry of it is known."""

import hashlib
from dataclasses import dataclass

from handlers.context import Asked


@dataclass(frozen=True)
class Conversation:
    """A conversation on the platform: `destination` as in `Delivery.destination`, the platform's id of a thread in it,
    whether others than the asker read it, and whether a form is a message there."""

    destination: str
    thread: str | None = None
    is_public: bool = False
    takes_forms: bool = False


@dataclass(frozen=True)
class Incoming:
    """One request of a platform. `key` is the same for every retry of the request; None where the platform gives no
    mark to make it from. `answer_in` is where the reply is posted when the request cannot be answered in place.
    `channel` is the platform's id of the conversation that it was made in, where the platform says so."""

    platform: str
    account: str
    asked: Asked
    key: str | None = None
    answer_in: Conversation | None = None
    channel: str = ""


def digest(*parts: str) -> str:
    """A request's key, from the platform's marks for the request."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
