"""Dialogues: what is said to the bot and what it answers, over HTTP through the fake Slack or the demo's page.

`said` is a slash command when it begins with `/`, a button pressed under the last answer when it begins with `[`, what
is filled in and submitted in the open form when it begins with `{` (`{why: Test.}`), else words in the direct message.
`expected` is the answer with `…` for what is left out; or a function that judges it.
"""

import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from actions.rounds.life_cycle import RoundFault, open_round
from models.answers.tables import Answer, Draft
from models.operations.tables import AuditEvent
from models.people.directory_cache import load_directory
from models.plan.tables import Placement
from models.rounds.queries import round_named
from models.rules.text import fold
from tests.dialogues.chat import Answer as Answered
from tests.dialogues.chat import Bot, Sheet, Someone
from tests.fakes.slack import Message, live_markup
from tests.harness import Running

Expected = str | Callable[[str], Any]
Line = tuple[str, str, Expected]
PEOPLE = {
    "folkhälsa": "UAGFOLK01", "hållbarhet": "UAGHALL01", "kultur1": "UAGKULT01", "kultur2": "UAGKULT02",
    "samhälle1": "UAGSAMH01", "samhälle2": "UAGSAMH02", "näringsliv1": "UAGNARI01", "näringsliv2": "UAGNARI02",
    "välfärd": "UAGVALF01", "tärna": "UAGTARN01", "ersättare": "UERFOLK01", "chef": "UCHFOLK01",
    "samordnare": "USAMORD01", "medarbetare": "U0MEDARB1", "gäst": "U0GAST001",
}  # fmt: skip
WHOLE = {"cause": "Överklagad", "action": "Ny tidplan", "action_owner": "Samordnaren", "action_due": "2026-03-31"}


def closing(name: str = "Halvår 2022") -> tuple[Line, ...]:
    """A coordinator closes the round by hand."""
    return (
        ("samordnare", f"/malvakten omgång stäng {name}", f"Stäng {name} nu?…"),
        ("samordnare", f"[Stäng {name}]", f"…{name} är stängd…"),
    )


_LOCK = ("samordnare", "/malvakten omgång lås Halvår 2022", "Lås Halvår 2022?…")
_LOCKED = "…Halvår 2022 är låst…"
# A coordinator locks a round that lacks nothing, and one that lacks something.
LOCKING: tuple[Line, ...] = (
    _LOCK, ("samordnare", "[Lås och skriv under …]", "…Vem skriver under Halvår 2022?…"),
    ("samordnare", "{coordinator: Samordnaren}", _LOCKED),
)  # fmt: skip
FORCED_LOCKING: tuple[Line, ...] = (
    _LOCK, ("samordnare", "[Lås fast något saknas …]", "…Vem skriver under Halvår 2022?…"),
    ("samordnare", "{why: Prövning.}", _LOCKED),
)  # fmt: skip
RECEIPTS = ("Tack", "Sparat", "Thank you", "Saved")


class Talk:
    """People's sides of the conversation, and what each has before them."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.last: dict[str, Answered | Message] = {}

    def person(self, who: str) -> Someone:
        return self.bot.chat.person(PEOPLE.get(who, who))

    def say(self, who: str, said: str) -> str:
        """Says it and returns everything that comes back, follow-ups too."""
        person = self.person(who)
        if said.startswith("/"):
            name, _, words = said.partition(" ")
            return self._shown(who, person.command(name, words))
        if said.startswith("["):
            return self._pressed(who, said.strip("[]"))
        if said.startswith("{"):
            return self._submitted(who, person, said.strip("{}"))
        return self._written(who, person, said)

    def form(self, who: str) -> Sheet:
        """The form that the person has open."""
        before = self.last[who]
        view = None if isinstance(before, Message) else before.view
        assert view is not None
        return view

    def _submitted(self, who: str, person: Someone, said: str) -> str:
        name, _, value = said.partition(": ")
        sent = person.submit(self.form(who), {name: value})
        assert not sent.errors
        return self._shown(who, sent)

    def _pressed(self, who: str, label: str) -> str:
        reply = self.person(who).click(self.last[who], label)
        assert not reply.failure
        self.bot.chat.wait_for(lambda: reply.view or reply.followups)
        return self._shown(who, reply)

    def _written(self, who: str, person: Someone, said: str) -> str:
        if not isinstance(self.bot, Running):
            return self._shown(who, person.says(said))
        before = len(self._from_bot(self.bot, person))
        person.says(said)
        found = self.bot.slack.wait_for(lambda: self._from_bot(self.bot, person)[before:])
        self.last[who] = found[-1]
        return found[-1].text

    def _from_bot(self, bot: Bot, person: Someone) -> list[Message]:
        assert isinstance(bot, Running)
        store = bot.slack.store
        return [m for m in store.in_channel(store.dm(person.id).id) if m.user == bot.slack.bot_user_id]

    def _shown(self, who: str, reply: Answered) -> str:
        self.last[who] = reply
        if reply.view:
            return reply.view.text
        self.finish()
        return "\n".join([reply.text, *(message.text for message in reply.followups)]).strip()

    def finish(self) -> None:
        """Waits for what the bot posts after its answer."""
        if not isinstance(self.bot, Running):
            return
        listeners = self.bot.program.slack
        assert listeners is not None
        background = listeners.listeners.replies._background
        self.bot.slack.wait_for(lambda: background.is_idle)


def press(bot: Bot, person: Someone, view: Sheet, label: str) -> Sheet:
    """Presses a button in a form and waits for what takes its place."""
    before = view.hash
    person.click(view, label)
    bot.chat.wait_for(lambda: view.hash != before)
    return view


def filled(view: Sheet) -> dict[str, Any]:
    """What the fields hold, by their names."""
    values = {}
    for block, elements in view.values.items():
        [state] = elements.values()
        option = state.get("selected_option") or {}
        values[block] = state.get("value") or state.get("selected_date") or option.get("value")
    return values


def stored(bot: Bot, row: int | None = None) -> list[Answer]:
    """Every version of every answer, or of a row's."""
    found = bot.read(lambda session: list(session.scalars(select(Answer).order_by(Answer.id))))
    return [a for a in found if row is None or a.placement_id == _placement(bot, row)]


def _placement(bot: Bot, row: int) -> int:
    return bot.read(lambda session: load_directory(session).plans[0].by_row[row].placement_id)


def drafts(bot: Bot) -> dict[int, dict[str, Any]]:
    """What is written and not sent, by row."""
    query = select(Placement.row, Draft.values).join(Placement, Placement.id == Draft.placement_id)
    found = bot.read(lambda session: session.execute(query).all())
    return dict(tuple(each) for each in found)


def kept(bot: Bot) -> int:
    """How often something was stored for somebody: an answer, when they are away, a deputy, what management decides,
    asks and reads."""
    stored = ["answer.stored", "absence.set", "absence.ended", "absence.removed", "deputy.set"]
    stored += ["decision.answered", "decision.changed", "deviation.asked", "deviation.replied", "digest.read"]
    query = select(func.count()).where(AuditEvent.what.in_(stored))
    return bot.read(lambda session: session.execute(query).scalar_one())


def verify_dialogue(bot: Bot, lines: Sequence[Line], talk: Talk | None = None) -> Talk:
    """Goes through the lines. A receipt must mean a stored answer and nothing else may look like one; nothing that
    its platform refuses is sent; nothing that people wrote is live."""
    talk = talk or Talk(bot)
    for who, said, expected in lines:
        before = kept(bot)
        answer = talk.say(who, said)
        assert matches(answer, expected), f"{who}: {said}\n--- answered\n{answer}\n--- expected\n{expected}"
        stored = kept(bot) > before
        looks_like_one = answer.startswith(RECEIPTS)
        if not isinstance(talk.last[who], Message) and not said.startswith("["):
            assert stored == looks_like_one, f"{who}: {said}\n{answer}"
        if not stored and "tack" not in said.casefold():
            assert "tack" not in answer.casefold(), answer
            assert "sparat" not in answer.casefold(), answer
    nothing_is_live(bot)
    assert bot.chat.violations == []
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


def nothing_is_live(bot: Bot) -> None:
    """No mention, broadcast or link in anything that the bot has posted or shown."""
    if not isinstance(bot, Running):
        assert bot.chat.violations == []  # whatever the page is not drawn with
        return
    store = bot.slack.store
    with store.lock:
        shown = [m.raw for m in store.messages if m.user == bot.slack.bot_user_id]
        shown += [version for m in store.messages for version in m.versions if m.user == bot.slack.bot_user_id]
        shown += [view.raw for view in store.views.values()]
        # Within the lock: a message that is being rewritten changes while it is read.
        live = [found for raw in shown for found in live_markup(raw)]
    assert live == []


def drain(bot: Bot) -> None:
    """Waits until all that may be sent now has been; unlike `settle`, without waiting for the clock to tick, unless
    somebody is to be told of an answer."""
    bot.drain()


def time_passes(bot: Bot, **span: float) -> None:
    """Moves the clock when all is sent that may be sent before. A rewriting that is under way meanwhile would be
    followed by the next one only five seconds after the new instant."""
    drain(bot)
    bot.clock.move(**span)
    drain(bot)


def open_now(bot: Bot, name: str = "Halvår 2022", **changes: Any) -> None:
    """A round that opens at this moment and is open for 30 days."""
    bot.create_round(name, **{"opens_at": bot.clock().replace(microsecond=0), **changes})
    now = bot.clock()
    options = bot.options

    def do(session: Any) -> None:
        found = round_named(session, fold(name))
        assert found is not None
        with contextlib.suppress(RoundFault):  # the worker was quicker
            open_round(session, found, now, options, timedelta(0))

    bot.write(do)
    drain(bot)
