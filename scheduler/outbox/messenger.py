"""What a platform must be able to do for the outbox, and the four ways in which a call can end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from messages.files import File
from messages.parts import Message


@dataclass(frozen=True)
class MessageRef:
    """A message that exists on the platform."""

    channel: str
    message: str


@dataclass(frozen=True)
class Address:
    """Where a message goes: `channel` when it is known, else the person by `account` or, failing that, `email`.
    `thread` is the platform's id of the message in whose thread it goes."""

    channel: str | None = None
    account: str | None = None
    email: str | None = None
    thread: str | None = None

    @property
    def tried(self) -> str:
        """By what the receiver is looked for (`Delivery.tried_address`)."""
        return self.account or self.email or self.channel or ""


@dataclass(frozen=True)
class Sent:
    ref: MessageRef


@dataclass(frozen=True)
class Permanent:
    """Refused for good; trying again would change nothing. `error` is the platform's word."""

    error: str


@dataclass(frozen=True)
class Temporary:
    """Certainly not done. `retry_after` in seconds, None when the platform named no time. `everywhere` when the whole
    workspace is to be left alone, not only this conversation."""

    error: str
    retry_after: float | None = None
    everywhere: bool = False


@dataclass(frozen=True)
class Uncertain:
    """It may or may not have been done."""

    error: str


Outcome = Sent | Permanent | Temporary | Uncertain


@dataclass(frozen=True)
class History:
    """What a look into the conversation found, oldest first: the messages that carry the token. None when the look
    itself failed: `refused` when it would fail again, else to be tried again, after `retry_after` seconds if the
    platform named a time."""

    found: tuple[MessageRef, ...] | None
    error: str = ""
    refused: bool = False
    retry_after: float | None = None


class Messenger(Protocol):
    """One platform's way of sending. No method raises for what the platform does."""

    @property
    def platform(self) -> str: ...

    def split(self, message: Message) -> list[Message]:
        """The message as one or more that each fit the platform."""
        ...

    async def post(self, address: Address, message: Message, token: str) -> Outcome: ...

    async def rewrite(self, ref: MessageRef, message: Message, token: str) -> Outcome: ...

    async def look(self, address: Address, token: str, since: datetime) -> History: ...

    async def remove(self, ref: MessageRef) -> Outcome: ...


@runtime_checkable
class Publisher(Protocol):
    """A platform on which the program has a page of its own for each account."""

    async def publish(self, account: str, message: Message) -> Outcome:
        """Shows this in the place of what was shown before; once more is harmless."""
        ...


@runtime_checkable
class Uploader(Protocol):
    """A platform that takes files. A file is found again by the token in its name."""

    async def upload(self, address: Address, file: File, token: str) -> Outcome: ...

    async def look_for_file(self, address: Address, token: str, since: datetime) -> History: ...

    async def remove_file(self, ref: MessageRef) -> Outcome: ...
