"""What is in the tenant: people, conversations, and the messages in them."""

import random
import threading
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]

CLIENT_ID, SECRET = "00000000-0000-4000-9000-00000000c11e", "a~client.secret_of-the-fake"
TENANT = "00000000-0000-4000-9000-0000000007e4"
BOT = f"28:{CLIENT_ID}"
TEAM, GENERAL = "19:teamet@thread.tacv2", "19:teamet@thread.tacv2"
MANAGEMENT = "19:ledningen@thread.tacv2"
# Microsoft's limits for one conversation: calls within seconds ("Rate limiting for bots").
CONVERSATION_LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
TENANT_LIMIT = (50, 1.0)
LARGEST_MESSAGE = 100_000


@dataclass
class Person:
    """Somebody with an account. `member` is how conversations with this bot know them."""

    account: str
    email: str
    name: str
    role: str = "user"
    tenant: str = TENANT
    principal: str = ""

    @property
    def member(self) -> str:
        return f"29:1{self.account.replace('-', '')}"

    @property
    def conversation(self) -> str:
        return f"a:1{self.account.replace('-', '')}"

    def as_member(self) -> Json:
        return {
            "id": self.member, "name": self.name, "aadObjectId": self.account, "email": self.email,
            "userPrincipalName": self.principal or self.email, "tenantId": self.tenant, "userRole": self.role,
        }  # fmt: skip


@dataclass
class Posted:
    """A message of the bot's. `conversation` is without the thread, which is `thread`."""

    ts: str
    conversation: str
    thread: str | None
    activity: Json
    changes: int = 0
    is_lost: bool = False


@dataclass
class Fault:
    """What happens instead of the next calls of a kind (`post`, `update`, `members`, `token`, `begin`): an answer, or
    none at all. With `done` the call is carried out all the same. Each call meets it with this `chance`, after these
    `seconds`."""

    kind: str
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    times: int = 1
    done: bool = False
    drops: bool = False
    where: str = ""
    chance: float = 1.0
    seconds: float = 0.0
    dice: random.Random = field(default_factory=random.Random, repr=False)


class Tenant:
    """Everything of it. Safe to use from several threads."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.people: dict[str, Person] = {}
        self.installed: set[str] = set()
        self.blocked: set[str] = set()
        self.team_members: list[str] = []
        self.posts: list[Posted] = []
        self.calls: list[tuple[str, str, Json]] = []
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self.spoilt = 0
        self.page_size = 50
        self._ids = count(1_700_000_000_000)

    def new_id(self) -> str:
        with self.lock:
            return str(next(self._ids))

    def by_member(self, member: str) -> Person | None:
        return next((each for each in self.people.values() if member in {each.member, each.account}), None)

    def by_conversation(self, conversation: str) -> Person | None:
        return next((each for each in self.people.values() if each.conversation == conversation), None)

    def fault(self, kind: str, where: str) -> Fault | None:
        """The fault that the next call of a kind meets, if any."""
        with self.lock:
            for each in self.faults:
                if each.kind == kind and each.times > 0 and each.where in where and each.dice.random() < each.chance:
                    each.times -= 1
                    self.spoilt += 1
                    return each
        return None

    def in_conversation(self, conversation: str) -> list[Posted]:
        with self.lock:
            return [each for each in self.posts if each.conversation == conversation and not each.is_lost]

    def post(self, conversation: str, activity: Json) -> Posted:
        plain, _, thread = conversation.partition(";messageid=")
        posted = Posted(self.new_id(), plain, thread or None, activity)
        with self.lock:
            self.posts.append(posted)
        return posted

    def find(self, conversation: str, ts: str) -> Posted | None:
        plain = conversation.partition(";messageid=")[0]
        return next((each for each in self.in_conversation(plain) if each.ts == ts), None)


def crowded(times: list[float], now: float, limits: tuple[tuple[int, float], ...]) -> float | None:
    """For how many seconds a call at an instant is too much after the calls before it; None when it is not."""
    for most, seconds in limits:
        within = [at for at in times if now - at < seconds]
        if len(within) >= most:
            return seconds - (now - within[0])
    return None
