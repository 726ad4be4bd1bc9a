"""The pretended workspace as a test sees it: settings, what was said and called, what was not right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from tests.until import until

from . import limits as lim
from .faults import Faults, Pace
from .records import Call, Clock, Message, User, View
from .store import Store

T = TypeVar("T")

ALL_SCOPES = frozenset({
    "commands", "chat:write", "im:write", "im:read", "im:history", "users:read", "users:read.email",
    "files:write", "files:read", "channels:read", "channels:history", "groups:read", "groups:history",
    "app_mentions:read", "team:read", "connections:write",
})  # fmt: skip


class Base:
    """Settings a test may change, and the state.

    ``token_error`` (``invalid_auth``, ``account_inactive``, ``token_revoked``) is answered to every call
    while set. ``ack_timeout`` is Slack's 3 s unless a busy machine is to be allowed more; what came later than Slack
    would wait is then in ``slow_acks``. With 0 Slack gives up as soon as the request is sent. ``latency`` is how many
    seconds of ``clock`` every call takes.
    ``expected`` holds the codes that are not put in ``violations``; an address that is not
    found is no offence, so ``users_not_found`` is in it from the start.
    """

    def __init__(self) -> None:
        self.team_id = "T0REGION1"
        self.team_domain = "regionen"
        self.app_id = "A0MALVAKT"
        self.bot_id = "B0MALVAKT"
        self.bot_user_id = "U0MALVAKT"
        self.token = "xoxb-fake-0000-malvakten"
        self.app_token = "xapp-fake-0000-malvakten"
        self.signing_secret = "0123456789abcdef0123456789abcdef"
        self.scopes: set[str] = set(ALL_SCOPES)
        self.token_error: str | None = None
        self.messages_tab_enabled = True
        self.home_tab_enabled = True
        self.latency = 0.0
        self.ack_timeout = lim.ACK_SECONDS
        self.slow_acks: list[str] = []
        self.page_size = 200
        self.expected: set[str] = {"users_not_found"}
        self.violations: list[str] = []
        self.faults = Faults()
        self.clock = Clock()
        self.store = Store(self.clock)
        self.url = ""
        self._channel_pace: Pace | None = None
        self._team_pace: Pace | None = None
        self._retry_after: str | None = None
        self.store.users[self.bot_user_id] = User(self.bot_user_id, self.team_id, "malvakten", "Målvakten", is_bot=True)

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is to be set to."""
        return f"{self.url}/api/"

    def violate(self, code: str, detail: str = "") -> None:
        """Remember something that Slack would refuse, unless the test said it expects it."""
        if code not in self.expected:
            with self.store.lock:
                self.violations.append(f"{code}: {detail}" if detail else code)

    # -- what a test reads ---------------------------------------------------------------------------

    def messages(self, where: str) -> list[Message]:
        """Top-level messages of a channel, or of the direct message with a user id, oldest first."""
        channel = self.resolve(where)
        return [m for m in self.store.in_channel(channel) if m.thread_ts is None and m.ephemeral_to is None]

    def thread(self, where: str, ts: str) -> list[Message]:
        """The answers under a message, oldest first, without the message itself."""
        return [m for m in self.store.in_channel(self.resolve(where)) if m.thread_ts == ts and m.ephemeral_to is None]

    def ephemerals(self, user: str) -> list[Message]:
        """What only this user saw, oldest first."""
        with self.store.lock:
            return [m for m in self.store.messages if m.ephemeral_to == user and not m.deleted]

    def calls(self, method: str | None = None) -> list[Call]:
        """The calls of one method (or all) in the order they came."""
        with self.store.lock:
            return [replace(c) for c in self.store.calls if method in {None, c.method}]

    def home(self, user: str) -> View | None:
        """The home tab last published for a user."""
        with self.store.lock:
            return self.store.homes.get(user)

    def wait_for(self, condition: Callable[[], T], seen: Callable[[], object] = lambda: "") -> T:
        """Wait until this gives something true, and return that. `seen` is told when it does not."""

        def pause() -> None:
            with self.store.changed:
                self.store.changed.wait(0.02)

        return until(condition, pause, seen)

    def pace_limit(
        self,
        per_channel_seconds: float | None = 1.0,
        burst: int = 3,
        per_minute: int | None = None,
        retry_after: str | float | None = None,
    ) -> None:
        """Answer 429 to who posts faster than this: seconds per message in one channel beyond a burst,
        and messages a minute in the workspace (docs: rate limits, "posting messages"). None switches off.
        """
        self._channel_pace = Pace(1 / per_channel_seconds, burst) if per_channel_seconds else None
        # The workspace's burst: a quarter of a minute's worth.
        self._team_pace = Pace(per_minute / 60, max(1, per_minute / 4)) if per_minute else None
        self._retry_after = None if retry_after is None else str(retry_after)

    # -- what the parts of the fake use --------------------------------------------------------------

    def resolve(self, where: str) -> str:
        """A channel id; a user id stands for the direct message with that user."""
        return self.store.dm(where).id if where in self.store.users else where

    def too_fast(self, channel: str) -> str | None:
        """The Retry-After of a message posted too soon, else None."""
        now = self.clock.now()
        for pace, key in ((self._channel_pace, channel), (self._team_pace, "")):
            wait = pace.wait(key, now) if pace else 0.0
            if wait:
                return self._retry_after or str(int(wait) + 1)
        return None
