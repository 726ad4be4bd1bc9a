"""What the pretended workspace is made of: users, channels, messages, views, triggers, response URLs."""

from __future__ import annotations

import asyncio
import copy
import time
from dataclasses import dataclass, field

from .checks import Json
from .reading import visible_text

_LOOK_SECONDS = 0.01


class Clock:
    """Slack's clock; it can be moved ahead so that triggers and response URLs grow old at once, and answers come that
    take a while. Requests are signed with the real time all the same."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._held: float | None = None

    def now(self) -> float:
        """Seconds since 1970."""
        return (time.time() if self._held is None else self._held) + self._ahead

    def hold(self) -> None:
        """From now on no time passes but by `advance`: how fast the machine is makes no difference."""
        self._held = time.time()

    def advance(self, seconds: float) -> None:
        """Let time pass for Slack."""
        self._ahead += seconds

    async def sleep(self, seconds: float) -> None:
        """Wait until so much of Slack's time has passed."""
        ends = self.now() + seconds
        while (left := ends - self.now()) > 0:
            await asyncio.sleep(min(left, _LOOK_SECONDS))


@dataclass
class User:
    """A person, or the bot itself."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str | None = None
    guest: bool = False
    stranger: bool = False
    deleted: bool = False
    is_bot: bool = False
    tz: str | None = "Europe/Stockholm"
    locale: str = "sv-SE"
    more: Json = field(default_factory=dict)  # further fields of the user object


@dataclass
class Channel:
    """A channel (C…), private channel (G…/C…) or direct message (D…)."""

    id: str
    name: str
    user: str | None = None  # the other party of a direct message
    private: bool = False
    archived: bool = False
    bot_is_member: bool = True
    members: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """The word that scopes are named with: im, groups or channels."""
        return "im" if self.user else "groups" if self.private else "channels"


@dataclass
class Message:
    """One message; ``raw`` is what Slack shows of it now, ``versions`` what it was before each edit."""

    channel: str
    raw: Json
    ephemeral_to: str | None = None
    deleted: bool = False
    versions: list[Json] = field(default_factory=list)

    @property
    def ts(self) -> str:
        """Its id within the channel."""
        return str(self.raw["ts"])

    @property
    def thread_ts(self) -> str | None:
        """The message it answers, if it stands in a thread."""
        thread = self.raw.get("thread_ts")
        return None if thread in {None, self.ts} else str(thread)

    @property
    def text(self) -> str:
        """What a person reads."""
        return visible_text(self.raw)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, with the ids Slack gave where the bot gave none."""
        return list(self.raw.get("blocks", []))

    @property
    def metadata(self) -> Json | None:
        """Its metadata, as posted."""
        return self.raw.get("metadata")

    @property
    def user(self) -> str:
        """Who wrote it."""
        return str(self.raw["user"])

    def replace(self, changes: Json) -> None:
        """Change it in place and remember what it was."""
        self.versions.append(copy.deepcopy(self.raw))
        self.raw.update(changes)


@dataclass
class View:
    """A modal or home tab that somebody has in front of them; ``raw`` follows every update."""

    id: str
    user: str
    raw: Json
    values: dict[str, dict[str, Json]]
    closed: bool = False

    @property
    def text(self) -> str:
        """What a person reads."""
        return visible_text(self.raw)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw["blocks"])

    @property
    def hash(self) -> str:
        """Changes with every update."""
        return str(self.raw["hash"])


@dataclass
class Trigger:
    """A trigger_id: three seconds, one use."""

    id: str
    user: str
    made: float
    view_id: str | None = None  # the view it was made in
    used: bool = False
    opened: View | None = None


@dataclass
class ResponseUrl:
    """A response_url: five uses, thirty minutes."""

    id: str
    user: str
    channel: str
    made: float
    source: Message | None = None
    uses: int = 0
    bodies: list[Json] = field(default_factory=list)
    posted: list[Message] = field(default_factory=list)


@dataclass
class Call:
    """One call of the Web API as it was seen: outcome is ok, an error code, or a fault's kind."""

    method: str
    args: Json
    at: float
    outcome: str = ""
