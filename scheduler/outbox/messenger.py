"""The interface of a platform towards the outbox, and the four outcomes of a call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from messages.parts import File, Form, Message


@dataclass(frozen=True)
class MessageRef:
    """A message that exists on the platform, by the platform's ids of its conversation and of the message."""

    channel: str
    message: str


@dataclass(frozen=True)
class Address:
    """Where to send a message: to `channel` when it is known, else to the person with this `account` or, without one,
    this `email`. `thread` is the platform's id of the message in whose thread it is posted."""

    channel: str | None = None
    account: str | None = None
    email: str | None = None
    thread: str | None = None

    @property
    def tried(self) -> str:
        """The part of the address that identifies the receiver (`Delivery.tried_address`)."""
        return self.account or self.email or self.channel or ""


@dataclass(frozen=True)
class Sent:
    """Done: the message exists, or was rewritten or removed."""

    ref: MessageRef


@dataclass(frozen=True)
class Permanent:
    """Refused, and would be refused again. `error` is the platform's error code."""

    error: str


@dataclass(frozen=True)
class Temporary:
    """Not done, and may be retried. `retry_after` is in seconds, None when the platform named no time. `everywhere`
    when the whole workspace is affected, not only this conversation."""

    error: str
    retry_after: float | None = None
    everywhere: bool = False


@dataclass(frozen=True)
class Uncertain:
    """It is not known whether it was done, e.g. after a timeout."""

    error: str


Outcome = Sent | Permanent | Temporary | Uncertain
# Is run just before something is posted. When it raises, nothing may be posted.
Begin = Callable[[], Awaitable[None]]


class CallFailed(Exception):
    """A call to a platform did not succeed; `outcome` says whether it may be tried again."""

    def __init__(self, outcome: Permanent | Temporary | Uncertain) -> None:
        self.outcome = outcome


@dataclass(frozen=True)
class History:
    """The result of searching a conversation for a token. `found` are the messages that carry it, oldest first; None
    when the search failed. Then `error` says why, `refused` that it would fail again, and `retry_after` after how many
    seconds to retry, if the platform named a time."""

    found: tuple[MessageRef, ...] | None
    error: str = ""
    refused: bool = False
    retry_after: float | None = None


class Messenger(Protocol):
    """Sends to one platform. No method raises for an error of the platform or the network: the outcome says it."""

    @property
    def platform(self) -> str:
        """The platform's name, as in `Delivery.platform`."""
        ...

    def split(self, message: Message) -> list[Message]:
        """Splits a message into one or more, each within the platform's size limits."""
        ...

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        """Posts a message that carries the token, by which `look` finds it."""
        ...

    async def rewrite(self, ref: MessageRef, message: Message, token: str) -> Outcome:
        """Replaces the content of a message, which keeps its token. Doing it twice is harmless."""
        ...

    async def look(self, address: Address, token: str, since: datetime) -> History:
        """Searches the conversation for messages with this token that were posted at or after `since`."""
        ...

    async def remove(self, ref: MessageRef) -> Outcome:
        """Deletes a message."""
        ...


@runtime_checkable
class Unsearchable(Protocol):
    """A platform where no message can be looked for: `Messenger.look` never finds anything."""

    def beginning(self, begin: Begin) -> Messenger:
        """The same messenger for one message, which runs `begin` just before it posts, once nothing else is waited for.
        What `begin` raises is raised."""
        ...


@runtime_checkable
class FormSender(Protocol):
    """A platform where a form is a message."""

    async def post_form(self, address: Address, form: Form, token: str) -> Outcome:
        """Posts a form. As `Messenger.post`."""
        ...


@runtime_checkable
class Publisher(Protocol):
    """A platform with a home page per account."""

    async def publish(self, account: str, message: Message) -> Outcome:
        """Replaces the account's home page. Doing it twice is harmless."""
        ...


@runtime_checkable
class Uploader(Protocol):
    """A platform that accepts files. A file carries the token in its name."""

    async def upload(self, address: Address, file: File, token: str) -> Outcome:
        """Uploads a file to a conversation. As `Messenger.post`."""
        ...

    async def look_for_file(self, address: Address, token: str, since: datetime) -> History:
        """Searches the conversation for uploads of the file. As `Messenger.look`."""
        ...

    async def remove_file(self, ref: MessageRef) -> Outcome:
        """Deletes a file."""
        ...
