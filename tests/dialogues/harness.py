"""Dialogues: what is said to the bot and what it answers, through the fake Slack over HTTP.

`said` is a slash command when it begins with `/`, a button pressed under the last answer when it begins with `[`, else
words in the direct message. `expected` is the answer with `…` for what is left out; or a function that judges it.
"""

import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from handlers.round_work import RoundFault, open_round
from models.answer import Answer
from models.ledger import AuditEvent
from models.queries import round_named
from models.rules.text import fold
from models.vocabulary import DeliveryState
from tests.fakes.slack import Message, Person, Reply, View, live_markup
from tests.harness import Running

Expected = str | Callable[[str], Any]
Line = tuple[str, str, Expected]
PEOPLE = {
    "folkhälsa": "UAGFOLK01", "hållbarhet": "UAGHALL01", "kultur1": "UAGKULT01", "kultur2": "UAGKULT02",
    "samhälle1": "UAGSAMH01", "samhälle2": "UAGSAMH02", "näringsliv1": "UAGNARI01", "näringsliv2": "UAGNARI02",
    "välfärd": "UAGVALF01", "tärna": "UAGTARN01", "ersättare": "UERFOLK01", "chef": "UCHFOLK01",
    "samordnare": "USAMORD01", "medarbetare": "U0MEDARB1", "gäst": "U0GAST001",
}  # fmt: skip
RECEIPTS = ("Tack", "Sparat", "Thank you", "Saved")


class Talk:
    """People's sides of the conversation, and what each has before them."""

    def __init__(self, bot: Running) -> None:
        self.bot = bot
        self.slack = bot.slack
        self.last: dict[str, Reply | Message | View] = {}

    def person(self, who: str) -> Person:
        return self.slack.person(PEOPLE.get(who, who))

    def say(self, who: str, said: str) -> str:
        """Says it and returns everything that comes back, follow-ups too."""
        person = self.person(who)
        if said.startswith("/"):
            name, _, words = said.partition(" ")
            return self._shown(who, person.command(name, words))
        if said.startswith("["):
            return self._pressed(who, said.strip("[]"))
        return self._written(who, person, said)

    def _pressed(self, who: str, label: str) -> str:
        target = self.last[who]
        reply = self.person(who).click(target, label)
        assert not reply.failure
        self.slack.wait_for(lambda: reply.view or reply.followups)
        return self._shown(who, reply)

    def _written(self, who: str, person: Person, said: str) -> str:
        before = len(self._from_bot(person.dm))
        person.says(said)
        self.slack.wait_for(lambda: len(self._from_bot(person.dm)) > before)
        self.last[who] = self._from_bot(person.dm)[-1]
        return self._from_bot(person.dm)[-1].text

    def _from_bot(self, channel: str) -> list[Message]:
        return [m for m in self.slack.store.in_channel(channel) if m.user == self.slack.bot_user_id]

    def _shown(self, who: str, reply: Reply) -> str:
        self.last[who] = reply
        if reply.view:
            return reply.view.text
        self.finish()
        return "\n".join([reply.text, *(message.text for message in reply.followups)]).strip()

    def finish(self) -> None:
        """Waits for what the bot posts after its answer."""
        listeners = self.bot.program.slack
        assert listeners is not None
        waiting = listeners.listeners._after
        self.slack.wait_for(lambda: not waiting)


def answers(bot: Running) -> int:
    return bot.read(lambda session: session.execute(select(func.count()).select_from(Answer)).scalar_one())


def kept(bot: Running) -> int:
    """How often something was stored for somebody: an answer, or when they are away."""
    query = select(func.count()).where(AuditEvent.what.in_(["answer.stored", "absence.set", "absence.ended"]))
    return bot.read(lambda session: session.execute(query).scalar_one())


def verify_dialogue(bot: Running, lines: Sequence[Line], talk: Talk | None = None) -> Talk:
    """Goes through the lines. A receipt must mean a stored answer and nothing else may look like one; nothing that
    Slack refuses is sent; nothing that people wrote is live."""
    talk = talk or Talk(bot)
    for who, said, expected in lines:
        before = kept(bot)
        answer = talk.say(who, said)
        assert matches(answer, expected), f"{who}: {said}\n--- answered\n{answer}\n--- expected\n{expected}"
        stored = kept(bot) > before
        looks_like_one = answer.startswith(RECEIPTS)
        if isinstance(talk.last[who], Reply) and not said.startswith("["):
            assert stored == looks_like_one, f"{who}: {said}\n{answer}"
        if not stored and "tack" not in said.casefold():
            assert "tack" not in answer.casefold(), answer
            assert "sparat" not in answer.casefold(), answer
    nothing_is_live(bot)
    assert bot.slack.violations == []
    return talk


def matches(answer: str, expected: Expected) -> bool:
    if not isinstance(expected, str):
        return bool(expected(answer))
    first, *rest = expected.split("…")
    if not answer.startswith(first):
        return False
    at = len(first)
    for piece in rest:
        found = answer.find(piece.strip(), at)
        if found < 0:
            return False
        at = found + len(piece.strip())
    return True


def lacks(*words: str) -> Callable[[str], bool]:
    return lambda answer: not any(word in answer for word in words)


def nothing_is_live(bot: Running) -> None:
    """No mention, broadcast or link in anything that the bot has posted or shown."""
    store = bot.slack.store
    with store.lock:
        shown = [m.raw for m in store.messages if m.user == bot.slack.bot_user_id]
        shown += [version for m in store.messages for version in m.versions if m.user == bot.slack.bot_user_id]
        shown += [view.raw for view in store.views.values()]
    for raw in shown:
        assert live_markup(raw) == []


def drain(bot: Running) -> None:
    """Waits until all that may be sent now has been; unlike `settle`, without waiting for the clock to tick."""
    going = {DeliveryState.SENDING, DeliveryState.PENDING}
    bot.slack.wait_for(
        lambda: not [d for d in bot.deliveries() if d.state in going and d.due_at <= bot.clock()], timeout=15
    )


def open_now(bot: Running, name: str = "Halvår 2022", **changes: Any) -> None:
    """A round that opens at this moment and is open for 30 days."""
    bot.create_round(name, **{"opens_at": bot.clock().replace(microsecond=0), **changes})
    now = bot.clock()
    options = bot.program.dispatcher.options

    def do(session: Any) -> None:
        found = round_named(session, fold(name))
        assert found is not None
        with contextlib.suppress(RoundFault):  # the worker was quicker
            open_round(session, found, now, options, timedelta(0))

    bot.write(do)
    drain(bot)
