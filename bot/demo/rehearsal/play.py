"""Plays a whole round with simulated owners, and checks that every prompt was sent and every answer stored, once."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo.platform import MANAGEMENT, Platform
from bot.demo.rehearsal.owners import OwnerAnswer, OwnerPlayer
from bot.demo.stage import Event, Stage
from i18n import translator
from messages.parts import plain_words
from models.answers.tables import Answer
from models.outbox.tables import Delivery
from models.people.views import PersonView
from models.plan.tables import Placement
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState

# How long after an event the owners answer, and how long the opening messages take to be rewritten after that.
_ANSWER_AFTER = timedelta(hours=2)
_REWRITTEN_AFTER = timedelta(seconds=6)


async def play_round(stage: Stage, out: TextIO) -> int:
    """Plays the round and prints it. Returns 1 when an owner was not asked exactly once, an answer was lost or stored
    twice, or there is not exactly one summary; else 0."""
    try:
        async with stage.running():
            return await _Rehearsal(stage, out).play()
    finally:
        stage.close()


class _Rehearsal:
    def __init__(self, stage: Stage, out: TextIO) -> None:
        self._stage = stage
        self._out = out
        self._answers: list[OwnerAnswer] = []
        self._t = translator("en", stage.options.zone)

    async def play(self) -> int:
        view, directory = await self._stage.view(), await self._stage.directory()
        round_ = await self._stage.transactions.read(lambda session: session.get_one(Round, self._stage.round_id))
        people = directory.people
        owners = [person for person in people if directory.owned_rows(person, view.plan)]
        players = [OwnerPlayer(self._stage, person, view.plan, i) for i, person in enumerate(owners)]
        asked: Counter[str] = Counter()
        events = [event for event in view.events if event.at <= round_.deadline]
        for number, event in enumerate(events):
            before = messages(self._stage.platform)
            await self._stage.move_to(event.at)
            new = messages(self._stage.platform) - before
            self._print_event(event, round_.name, new)
            if event.kind == "opening":
                asked = new
            if event.kind != "deadline":
                await self._answer([player for player in players if player.answers_in == number])
        faults = await self._faults(owners, asked)
        self._conclude(len(owners), faults)
        return 1 if faults else 0

    async def _answer(self, players: list[OwnerPlayer]) -> None:
        """Some owners answer at the same time, and every request is sent twice, as by a double click."""
        await self._stage.move_to(self._stage.clock() + _ANSWER_AFTER)
        by_owner = await asyncio.gather(*(player.answer() for player in players))
        new = [answer for answers in by_owner for answer in answers]
        self._answers += new
        await self._stage.settle()
        await self._stage.move_to(self._stage.clock() + _REWRITTEN_AFTER)
        self._print(self._stage.clock(), f"{_some(len(players), 'owner')} answer on {_some(len(new), 'row')}.")

    def _print_event(self, event: Event, name: str, new: Counter[str]) -> None:
        people, channel = len(set(new) - {MANAGEMENT}), new[MANAGEMENT]
        words = {
            "opening": f"{name} opens. Asked: {_some(people, 'owner')}.",
            "reminder": f"Reminded: {_some(people, 'owner')}.",
            "deadline": f"{name} closes. Posted: {_some(channel, 'message')} in the management channel, "
            f"and one each to {_some(people, 'coordinator')}.",
        }
        self._print(event.at, words[event.kind])

    def _print(self, at: datetime, words: str) -> None:
        self._out.write(f"{self._t.instant(at):<24} {words}\n")

    async def _faults(self, owners: list[PersonView], asked: Counter[str]) -> list[str]:
        stored = await self._stage.transactions.read(lambda s: stored_answers(s, self._stage.round_id))
        prompts = await self._stage.transactions.read(lambda s: sent_prompts(s, self._stage.round_id))
        return [
            *not_asked_once(owners, asked, prompts, self._stage.platform),
            *not_kept(self._answers, stored),
            *not_summed_up_once(self._stage.platform),
        ]

    def _conclude(self, owners: int, faults: list[str]) -> None:
        self._out.write("\n" + "\n\n".join(summaries(self._stage.platform)) + "\n\n")
        for fault in faults:
            self._out.write(f"FAULT: {fault}\n")
        if not faults:
            kept = f"{len(self._answers)} answers were kept, none twice"
            self._out.write(f"Each of the {owners} owners was asked exactly once, and {kept}.\n")


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def messages(platform: Platform) -> Counter[str]:
    """The number of messages outside threads that the worker sent, by conversation."""
    return Counter(post.conversation for post in platform.all_posts() if post.token and post.thread is None)


def summaries(platform: Platform) -> list[str]:
    """The messages in the management channel, outside threads, that were posted when the round closed."""
    posts = platform.top_level(MANAGEMENT, "")
    closing = max((post.at for post in posts), default=None)
    return [plain_words(post.message) for post in posts if closing and closing - post.at < _REWRITTEN_AFTER]


def not_summed_up_once(platform: Platform) -> list[str]:
    """A fault unless there is exactly one summary."""
    number = len(summaries(platform))
    return [] if number == 1 else [f"there are {number} summaries instead of 1"]


Prompts = list[tuple[int | None, str, DeliveryState]]


def sent_prompts(session: Session, round_id: int) -> Prompts:
    """The round's prompts in the outbox: person, token and state."""
    query = select(Delivery.person_id, Delivery.token, Delivery.state).where(
        Delivery.round_id == round_id, Delivery.kind == DeliveryKind.PROMPT
    )
    return [(person, token, state) for person, token, state in session.execute(query)]


def not_asked_once(
    owners: Iterable[PersonView], asked: Counter[str], prompts: Prompts, platform: Platform
) -> list[str]:
    """A fault for each owner who did not get exactly one message at the opening, or whose row in the outbox and message
    on the platform do not agree."""
    tokens = Counter(post.token for post in platform.all_posts() if post.token)
    faults = []
    for person in owners:
        rows = [(token, state) for person_id, token, state in prompts if person_id == person.id]
        sent = [token for token, state in rows if state is DeliveryState.SENT]
        shown = sum(tokens[token] for token, _ in rows)
        if not (asked[person.email] == len(rows) == len(sent) == shown == 1):
            faults.append(
                f"{person.email} got {asked[person.email]} messages at the opening; the outbox has {len(sent)} sent of "
                f"{len(rows)}, the platform {shown}"
            )
    return faults


def stored_answers(session: Session, round_id: int) -> Counter[OwnerAnswer]:
    """How many times each answer is stored in the round, all versions counted."""
    query = select(Placement.row, Answer.author_email, Answer.status, Answer.comment)
    rows = session.execute(query.join(Answer, Answer.placement_id == Placement.id).where(Answer.round_id == round_id))
    return Counter(OwnerAnswer(row, email or "", status, comment) for row, email, status, comment in rows)


def not_kept(answers: Iterable[OwnerAnswer], stored: Counter[OwnerAnswer]) -> list[str]:
    """A fault for each answer that is not stored, or is stored more often than it was given."""
    expected = Counter(answers)
    lost = [f"the answer of {a.email} on row {a.row} was lost" for a in expected - stored]
    return lost + [f"the answer of {a.email} on row {a.row} was stored too often" for a in stored - expected]
