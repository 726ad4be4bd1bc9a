"""The owners: they answer by command, in a message or in the form, and try again until it is acknowledged."""

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.events import Events
from tests.fakes.slack.forms import RefusedByClient
from tests.fakes.slack.records import View
from tests.fakes.slack.replies import RawAnswer, Reply, Sent
from tests.fakes.slack.transport import Transport
from tests.fakes.teams import FakeTeams
from tests.soak.people_in_teams import by_form, by_words
from tests.soak.plant import account

_THREADS = 8
# Within the five minutes for which a signature, and the memory of a request, are good.
_PATIENCE = 240.0
_TRIES_BY_CARD = 20


class Doors(Transport):
    """Each request goes to one of the web processes, living or dead, as a balancer that does not look sends it."""

    urls: Sequence[str] = ()

    def send(self, sent: Sent) -> RawAnswer:
        self.bot_url = random.choice(self.urls)  # noqa: S311 - no secret
        return super().send(sent)


def open_doors(slack: FakeSlack, urls: Sequence[str]) -> None:
    """Before anybody is known in the workspace."""
    doors = Doors(slack, slack.sockets)
    doors.urls = urls
    slack.transport, slack.events = doors, Events(slack, doors)


@dataclass(order=True)
class Deed:
    """One answer that an owner wants to give: at an instant (monotonic), on a row, in a way."""

    at: float
    row: int
    way: str = field(compare=False)
    comment: str = field(compare=False)
    tries: int = field(default=0, compare=False)


class Answer(Protocol):
    """What came back, on either platform."""

    @property
    def status(self) -> int: ...
    @property
    def failure(self) -> str: ...
    @property
    def raw(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass
class Owners:
    """Carries out deeds on some threads, and keeps a ledger of what was acknowledged."""

    slack: FakeSlack
    teams: FakeTeams
    acknowledged: list[Deed] = field(default_factory=list)
    repeated: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._waiting: queue.PriorityQueue[Deed] = queue.PriorityQueue()
        self._lock = threading.Lock()
        self._left = 0
        for _ in range(_THREADS):
            threading.Thread(target=self._live, daemon=True).start()

    def want(self, deeds: Sequence[Deed]) -> None:
        with self._lock:
            self._left += len(deeds)
        for deed in deeds:
            self._waiting.put(deed)

    @property
    def left(self) -> int:
        """How many deeds are not done."""
        return self._left

    def _live(self) -> None:
        while True:
            deed = self._waiting.get()
            if (wait := deed.at - time.monotonic()) > 0:
                self._waiting.put(deed)
                time.sleep(min(wait, 0.1))
                continue
            try:
                done = _WAYS[deed.way](self, deed)
            except Exception as error:  # a thread that dies says nothing
                self.odd[f"{type(error).__name__}: {error}"[:200]] += 1
                done = True
            if not done:
                deed.at = time.monotonic() + 1
                self._waiting.put(deed)
                continue
            with self._lock:
                self._left -= 1

    def until_acknowledged(self, deed: Deed, first: Answer, again: Callable[[], Answer]) -> bool:
        """The same request over and over until it is answered; now and then once more, to hear the same answer."""
        reply, ends = first, time.monotonic() + _PATIENCE
        while not _is_receipt(deed, reply):
            self.failed[f"{deed.way}: {reply.failure or reply.raw[:80] or 'nothing said'}"] += 1
            if reply.status == 200 and not reply.failure and "just nu" not in reply.raw:
                self.odd[f"{deed.way}: {reply.text or reply.raw}"[:200]] += 1
                return True
            if time.monotonic() > ends:
                self.odd[f"{deed.way}: never acknowledged: {reply.failure}"] += 1
                return True
            time.sleep(0.3)
            reply = again()
        with self._lock:
            self.acknowledged.append(deed)
        if deed.row % 5 == 0:
            self._once_more(deed, reply, again)
        return True

    def _once_more(self, deed: Deed, reply: Answer, again: Callable[[], Answer]) -> None:
        for _ in range(20):
            repeated = again()
            if not repeated.failure and "just nu" not in repeated.raw:
                self.repeated += 1
                if repeated.raw != reply.raw:
                    self.odd[f"{deed.way}: another answer to the same request: {repeated.raw}"[:300]] += 1
                return
            time.sleep(0.3)

    def by_command(self, deed: Deed) -> bool:
        person = self.slack.person(account(deed.row))
        first = person.command("/rapportera", f"{deed.row} grön {deed.comment}")
        return self.until_acknowledged(deed, first, lambda: self.slack.replay(first))

    def by_message(self, deed: Deed) -> bool:
        person = self.slack.person(account(deed.row))
        first = person.says(f"rapportera {deed.row} grön {deed.comment}")
        assert first.request is not None
        event_id = str(first.request.payload["event_id"])
        return self.until_acknowledged(
            deed, first, lambda: self.slack.events.send(first.event, person.id, event_id)
        )  # fmt: skip

    def by_form(self, deed: Deed) -> bool:
        """False when there is nothing to press yet, or no form was opened."""
        person = self.slack.person(account(deed.row))
        inbox = person.inbox
        if not inbox:
            return False
        try:
            view = _opened(person.click(inbox[0], "Rapportera"))
        except LookupError:
            view = None
        if view is None:
            self.failed["form: not opened"] += 1
            return False
        values = {"status": "green", "comment": deed.comment}
        try:
            first = person.submit(view, values)
        except (RefusedByClient, LookupError) as error:
            self.odd[f"form: {error}"[:200]] += 1
            return True
        sent = first
        return self.until_acknowledged(deed, first, lambda: self.slack.replay(sent))


def _by_words_in_teams(owners: Owners, deed: Deed) -> bool:
    said, send = by_words(owners.teams, deed.row, f"rapportera {deed.row} grön {deed.comment}")
    return owners.until_acknowledged(deed, send(said), lambda: send(said))


def _by_card_in_teams(owners: Owners, deed: Deed) -> bool:
    """False when there is no card to press on yet, or no form has come. A card may be lost for good: after a while
    words do."""
    deed.tries += 1
    if deed.tries > _TRIES_BY_CARD:
        deed.way = "words in Teams"
        return _by_words_in_teams(owners, deed)
    pressed = by_form(owners.teams, deed.row, {"status": "green", "comment": deed.comment})
    if pressed is None:
        owners.failed["card in Teams: no form"] += 1
        return False
    sent, send = pressed
    return owners.until_acknowledged(deed, send(sent), lambda: send({**sent, "id": owners.teams.tenant.new_id()}))


_WAYS: dict[str, Callable[[Owners, Deed], bool]] = {
    "command": Owners.by_command, "message": Owners.by_message, "form": Owners.by_form,
    "words in Teams": _by_words_in_teams, "card in Teams": _by_card_in_teams,
}  # fmt: skip


def _opened(reply: Reply) -> View | None:
    """The form; None when it has not come after a while, since its process may have been killed."""
    for _ in range(40):
        if reply.view:
            break
        time.sleep(0.05)
    return reply.view


def _is_receipt(deed: Deed, reply: Answer) -> bool:
    """A message is answered later, in the conversation; taking it in is its acknowledgement."""
    if reply.failure or reply.status != 200:
        return False
    if deed.way in {"message", "words in Teams"}:
        return True
    if deed.way == "command":
        return '"Tack' in reply.raw or '"Sparat' in reply.raw or reply.text.startswith(("Tack", "Sparat"))
    return "Sparat" in reply.raw or "Tack" in reply.raw
