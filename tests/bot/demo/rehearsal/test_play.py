"""The round that plays itself, and that its checks can fail."""

import asyncio
import io
from collections import Counter
from pathlib import Path

import pytest

from bot.demo.messenger import DemoMessenger
from bot.demo.platform import Platform
from bot.demo.program import ROUND, build_demo
from bot.demo.rehearsal.owners import OwnerAnswer
from bot.demo.rehearsal.play import messages, not_asked_once, not_kept, not_summed_up_once, play_round, sent_prompts
from bot.demo.stage import Stage
from messages.parts import Message, plain_words
from models.vocabulary.answers import Status
from scheduler.outbox.messenger import Address, MessageRef, Messenger, Outcome, Permanent, Sent
from tests.bot.demo.conftest import OWNER
from tests.harness import ticking


class Twice(DemoMessenger):
    """A platform that shows the first message to one owner twice, as after a retry that was not needed."""

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        if address.email == OWNER and address.thread is None and not self.platform_has(OWNER):
            await super().post(address, message, token)
        return await super().post(address, message, token)

    def platform_has(self, conversation: str) -> bool:
        return any(post.conversation == conversation for post in self._platform.all_posts())


class Forgetful(DemoMessenger):
    """A platform that takes one owner's messages and shows none of them."""

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        if address.email == OWNER:
            return Sent(MessageRef(OWNER, "gone"))
        return await super().post(address, message, token)


class Unreachable(DemoMessenger):
    """A platform that refuses one owner."""

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        return Permanent("user_not_found") if address.email == OWNER else await super().post(address, message, token)


class Renamed(DemoMessenger):
    """A platform that shows one owner a second message, which no row of the outbox knows."""

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        if address.email == OWNER:
            await super().post(address, message, f"{token}-again")
        return await super().post(address, message, token)


class TwoSummaries(DemoMessenger):
    """A platform that shows the summary twice."""

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        if "Sammanställning" in plain_words(message) or "Summary" in plain_words(message):
            await super().post(address, message, token)
        return await super().post(address, message, token)


def build(folder: Path, make: type[DemoMessenger] = DemoMessenger) -> Stage:
    def made(platform: Platform) -> Messenger:
        return make(platform)

    return build_demo(folder, made, ticking())


def play(stage: Stage) -> tuple[int, str]:
    out = io.StringIO()
    return asyncio.run(play_round(stage, out)), out.getvalue()


def test_a_whole_round_is_played_and_its_summary_printed(tmp_path: Path) -> None:
    status, printed = play(build(tmp_path))
    assert status == 0, printed
    assert "Each of the 11 owners was asked exactly once" in printed
    assert "FAULT" not in printed
    assert "80 aktiviteter – " in printed or "80 activities – " in printed
    assert printed.count("Reminded:") == 3


@pytest.mark.parametrize("make", [Twice, Forgetful])
def test_an_owner_who_is_not_asked_exactly_once_ends_the_round_with_status_1(
    tmp_path: Path, make: type[DemoMessenger]
) -> None:
    status, printed = play(build(tmp_path, make))
    assert status == 1
    [fault] = [line for line in printed.splitlines() if line.startswith("FAULT")]
    assert OWNER in fault


@pytest.mark.parametrize(
    ("make", "faults"), [(DemoMessenger, 0), (Twice, 1), (Forgetful, 1), (Unreachable, 1), (Renamed, 1)]
)
def test_the_check_of_the_opening_sees_what_went_wrong(tmp_path: Path, make: type[DemoMessenger], faults: int) -> None:
    stage = build(tmp_path, make)

    async def opening() -> list[str]:
        await stage.move_to(ROUND.opens_at)
        directory, view = await stage.directory(), await stage.view()
        owners = [person for person in directory.people if directory.owned_rows(person, view.plan)]
        prompts = await stage.transactions.read(lambda session: sent_prompts(session, stage.round_id))
        return not_asked_once(owners, messages(stage.platform), prompts, stage.platform)

    assert len(asyncio.run(opening())) == faults
    stage.close()


@pytest.mark.parametrize(("make", "faults"), [(DemoMessenger, 0), (TwoSummaries, 1)])
def test_a_summary_too_many_is_seen(tmp_path: Path, make: type[DemoMessenger], faults: int) -> None:
    stage = build(tmp_path, make)
    asyncio.run(stage.move_to(ROUND.deadline))
    assert len(not_summed_up_once(stage.platform)) == faults
    stage.close()


def test_answers_that_are_lost_or_doubled_are_named() -> None:
    kept, lost, doubled = (OwnerAnswer(row, OWNER, Status.GREEN, "Påhittat") for row in (1, 2, 3))
    assert not_kept([kept], Counter([kept])) == []
    [first, second] = not_kept([kept, lost, doubled], Counter([kept, doubled, doubled]))
    assert "row 2 was lost" in first
    assert "row 3 was stored too often" in second
