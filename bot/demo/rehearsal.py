"""A whole round played by itself: the owners answer through the front door, and the outcome is checked."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.demo.owners import Given, OwnerPlayer
from bot.demo.platform import MANAGEMENT, Platform
from bot.demo.stage import Event, Stage
from i18n import translator
from messages.parts import plain_words
from models.answers.tables import Answer
from models.outbox.tables import Delivery
from models.people.views import PersonView
from models.plan.tables import Placement
from models.vocabulary import DeliveryKind, DeliveryState

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
        self._given: list[Given] = []
        self._t = translator("en", stage.options.zone)

    async def play(self) -> int:
        view, directory = await self._stage.view(), await self._stage.directory()
        people = directory.people
        owners = [person for person in people if directory.owned_rows(person, view.plan)]
        players = [OwnerPlayer(self._stage, person, view.plan, i) for i, person in enumerate(owners)]
        asked: Counter[str] = Counter()
        for number, event in enumerate(view.events):
            before = messages(self._stage.platform)
            await self._stage.move_to(event.at)
            fresh = messages(self._stage.platform) - before
            self._tell(event, view.round.name, fresh)
            if event.kind == "opening":
                asked = fresh
            if event.kind != "deadline":
                await self._answer([player for player in players if player.answers_in == number])
        faults = await self._faults(owners, asked)
        self._conclude(len(owners), faults)
        return 1 if faults else 0

    async def _answer(self, players: list[OwnerPlayer]) -> None:
        """Some owners answer at the same time, and every request comes twice, as by a double click."""
        await self._stage.move_to(self._stage.clock() + _ANSWER_AFTER)
        given = [one for some in await asyncio.gather(*(player.answer() for player in players)) for one in some]
        self._given += given
        await self._stage.settle()
        await self._stage.move_to(self._stage.clock() + _REWRITTEN_AFTER)
        self._line(self._stage.clock(), f"{_some(len(players), 'owner')} answer on {_some(len(given), 'row')}.")

    def _tell(self, event: Event, name: str, fresh: Counter[str]) -> None:
        people, channel = len(set(fresh) - {MANAGEMENT}), fresh[MANAGEMENT]
        words = {
            "opening": f"{name} opens. Asked: {_some(people, 'owner')}.",
            "reminder": f"Reminded: {_some(people, 'owner')}.",
            "deadline": f"{name} closes. Posted: {_some(channel, 'message')} in the management channel, "
            f"and one each to {_some(people, 'coordinator')}.",
        }
        self._line(event.at, words[event.kind])

    def _line(self, at: datetime, words: str) -> None:
        self._out.write(f"{self._t.instant(at):<24} {words}\n")

    async def _faults(self, owners: list[PersonView], asked: Counter[str]) -> list[str]:
        stored = await self._stage.transactions.read(lambda s: stored_answers(s, self._stage.round_id))
        prompts = await self._stage.transactions.read(lambda s: sent_prompts(s, self._stage.round_id))
        return [
            *not_asked_once(owners, asked, prompts, self._stage.platform),
            *not_kept(self._given, stored),
            *not_summed_up_once(self._stage.platform),
        ]

    def _conclude(self, owners: int, faults: list[str]) -> None:
        self._out.write("\n" + "\n\n".join(summaries(self._stage.platform)) + "\n\n")
        for fault in faults:
            self._out.write(f"FAULT: {fault}\n")
        if not faults:
            kept = f"{len(self._given)} answers were kept, none twice"
            self._out.write(f"Each of the {owners} owners was asked exactly once, and {kept}.\n")


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def messages(platform: Platform) -> Counter[str]:
    """Messages outside threads that Målvakten sent of its own accord, by conversation."""
    return Counter(post.conversation for post in platform.all_posts() if post.token and post.thread is None)


def summaries(platform: Platform) -> list[str]:
    """What stands last in the management channel outside threads: what came with the closing."""
    posts = platform.top_level(MANAGEMENT, "")
    closing = max((post.at for post in posts), default=None)
    return [plain_words(post.message) for post in posts if closing and closing - post.at < _REWRITTEN_AFTER]


def not_summed_up_once(platform: Platform) -> list[str]:
    found = len(summaries(platform))
    return [] if found == 1 else [f"there are {found} summaries instead of 1"]


Prompts = list[tuple[int | None, str, DeliveryState]]


def sent_prompts(session: Session, round_id: int) -> Prompts:
    """The opening messages as the outbox knows them."""
    query = select(Delivery.person_id, Delivery.token, Delivery.state).where(
        Delivery.round_id == round_id, Delivery.kind == DeliveryKind.PROMPT
    )
    return [(person, token, state) for person, token, state in session.execute(query)]


def not_asked_once(
    owners: Iterable[PersonView], asked: Counter[str], prompts: Prompts, platform: Platform
) -> list[str]:
    """Who did not get exactly one message at the opening, or whose outbox row and platform message do not agree."""
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


def stored_answers(session: Session, round_id: int) -> Counter[Given]:
    """Every version stored in the round."""
    query = select(Placement.row, Answer.author_email, Answer.status, Answer.comment)
    found = session.execute(query.join(Answer, Answer.placement_id == Placement.id).where(Answer.round_id == round_id))
    return Counter(Given(row, email or "", status, comment) for row, email, status, comment in found)


def not_kept(given: Iterable[Given], stored: Counter[Given]) -> list[str]:
    """Answers that were given and are not stored, or stored more often than given."""
    wanted = Counter(given)
    lost = [f"the answer of {g.email} on row {g.row} was lost" for g in wanted - stored]
    return lost + [f"the answer of {g.email} on row {g.row} was stored too often" for g in stored - wanted]
