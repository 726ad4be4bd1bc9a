"""Where nothing can be looked for, a killed worker loses no message but those whose calls had begun."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from messages.parts import Message, say
from messages.stored import to_data
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox.expiry import release_expired
from scheduler.outbox.messenger import Address, Outcome
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.sender import Sender, Task
from tests.conftest import OPENING
from tests.scheduler.simulated import Death, Installation, SimulatedTeams, installation
from tests.scheduler.small_stock import small_stock

START = datetime(2022, 6, 8, 9, 0).astimezone()
RULES = PaceRules(per_conversation=0, per_minute=60_000)
LEASE = timedelta(seconds=RULES.lease, milliseconds=1)
# A worker that sends looks whether anything is due, claims, and marks one call after the other.
SECOND_MARK = 4


@pytest.fixture
def teams(stocked_url: str) -> Iterator[Installation]:
    """An installation on each database, with a platform where nothing can be looked for."""
    made = Installation(stocked_url, OPENING - timedelta(hours=1), rules=RULES, messenger=SimulatedTeams)
    yield made
    made.close()


def fill(world: Installation, count: int) -> None:
    payload, platform = to_data(say("Hej.")), world.messenger.platform
    rows = [row_of(f"m{n}", DeliveryKind.REPLY, platform, f"channel:C{n}", world.clock(), payload=payload)
            for n in range(count)]  # fmt: skip
    world.write(lambda session: queue_all(session, rows))


def tokens(world: Installation, state: DeliveryState) -> set[str]:
    return {row.token for row in world.rows(state=state)}


def begun(world: Installation) -> set[str]:
    return {row.token for row in world.rows() if row.begun_attempt == row.attempt}


def claim(sender: Sender) -> list[Task]:
    return asyncio.run(sender.claim(sender.clock(), 100))


def do(sender: Sender, tasks: list[Task]) -> None:
    async def all_of_them() -> None:
        await asyncio.gather(*(sender.do(task) for task in tasks))

    asyncio.run(all_of_them())


def all_sent_once(world: Installation) -> bool:
    found = world.platform.copies()
    return {(row.state, found[row.token]) for row in world.rows()} == {(DeliveryState.SENT, 1)}


def test_what_was_claimed_and_not_begun_is_sent_by_the_next_worker(teams: Installation) -> None:
    fill(teams, 20)
    assert teams.claim_and_die() == 20
    assert teams.pass_once() == 0, "the claims still hold"
    teams.clock.now += LEASE
    teams.pass_once()
    assert all_sent_once(teams)
    assert {(row.attempt, row.begun_attempt) for row in teams.rows()} == {(2, 2)}


def test_of_a_worker_killed_within_a_call_only_what_had_begun_is_unsure(teams: Installation) -> None:
    fill(teams, 20)
    teams.die_at([(SECOND_MARK, True)])
    teams.deliver_once()
    unsure = begun(teams)
    assert (teams.restarts, len(unsure), len(teams.platform.posts)) == (1, 2, 1)
    teams.clock.now += LEASE
    teams.deliver_once()
    assert tokens(teams, DeliveryState.UNCERTAIN) == unsure
    assert len(tokens(teams, DeliveryState.SENT)) == 18
    teams.settle()
    assert tokens(teams, DeliveryState.FAILED) == unsure
    assert len(teams.platform.posts) == 19
    assert max(teams.platform.copies().values()) == 1


def deaths_of_a_pass(folder: Path) -> list[Death]:
    with installation(folder, small_stock(), START, rules=RULES, messenger=SimulatedTeams) as world:
        fill(world, 4)
        world.deliver_once()
        assert all_sent_once(world)
        return list(world.runner.deaths.values())


def test_a_worker_killed_at_any_transaction_leaves_unsure_only_what_had_begun(tmp_path: Path) -> None:
    deaths = deaths_of_a_pass(tmp_path)
    assert len(deaths) >= 2 * 4
    for death in deaths:
        with installation(tmp_path, small_stock(), START, rules=RULES, messenger=SimulatedTeams) as world:
            fill(world, 4)
            world.die_at([death])
            world.deliver_once()
            assert world.restarts == 1
            unsure = begun(world) - tokens(world, DeliveryState.SENT)
            there = set(world.platform.copies())
            assert len(unsure - there) <= 1, death
            world.settle()
            assert tokens(world, DeliveryState.FAILED) == unsure, death
            assert tokens(world, DeliveryState.SENT) == {row.token for row in world.rows()} - unsure, death
            assert set(world.platform.copies().values()) == {1}, death


@pytest.mark.parametrize("meanwhile", ["released", "claimed", "sent"])
def test_a_worker_that_was_thought_dead_sends_nothing_of_what_is_not_its_own(
    teams: Installation, meanwhile: str
) -> None:
    """Its clock stands still, and by it the claims hold."""
    fill(teams, 5)
    old, asleep = teams.worker.sender, teams.clock()
    old.clock = lambda: asleep
    tasks = claim(old)
    teams.boot()
    teams.clock.now += LEASE
    if meanwhile == "released":
        teams.write(lambda session: release_expired(session, teams.clock(), RULES))
        assert len(tokens(teams, DeliveryState.PENDING)) == 5
    theirs = claim(teams.worker.sender) if meanwhile != "released" else []
    if meanwhile == "sent":
        do(teams.worker.sender, theirs)
    before = len(teams.platform.posts)
    do(old, tasks)
    assert len(teams.platform.posts) == before
    if meanwhile == "claimed":
        do(teams.worker.sender, theirs)
    teams.deliver_once()
    assert all_sent_once(teams)


def refuse_marks(world: Installation, does: bool) -> None:
    """The database takes everything but that a call begins."""
    when = "BEFORE UPDATE OF begun_attempt ON delivery WHEN NEW.begun_attempt > 0"
    what = f"CREATE TRIGGER away {when} BEGIN SELECT RAISE(ABORT, 'away'); END" if does else "DROP TRIGGER away"
    world.write(lambda session: session.execute(text(what)))


def test_without_the_mark_nothing_is_sent(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), START, rules=RULES, messenger=SimulatedTeams) as world:
        fill(world, 5)
        refuse_marks(world, True)
        world.deliver_once()
        assert world.platform.calls == []
        assert {(row.state, row.error) for row in world.rows()} == {(DeliveryState.PENDING, "IntegrityError")}
        refuse_marks(world, False)
        world.settle()
        assert all_sent_once(world)


def test_without_the_mark_and_killed_the_claim_runs_out(tmp_path: Path) -> None:
    """The result, that nothing was sent, could not be stored either."""
    with installation(tmp_path, small_stock(), START, rules=RULES, messenger=SimulatedTeams) as world:
        fill(world, 5)
        refuse_marks(world, True)
        world.die_at([(SECOND_MARK, False)])
        world.deliver_once()
        assert (world.platform.calls, len(tokens(world, DeliveryState.SENDING))) == ([], 5)
        refuse_marks(world, False)
        world.settle()
        assert all_sent_once(world)


class BrokenLookUp(SimulatedTeams):
    """Falls over before it begins."""

    async def post(self, address: Address, message: Message, token: str) -> Outcome:  # noqa: ARG002 - it never posts
        raise RuntimeError("the library fell over")


def test_what_falls_over_before_the_call_is_tried_again(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), START, rules=RULES, messenger=BrokenLookUp) as world:
        fill(world, 5)
        world.deliver_once()
        assert {(row.state, row.error) for row in world.rows()} == {(DeliveryState.PENDING, "RuntimeError")}


def test_what_an_older_version_had_claimed_may_have_been_sent(teams: Installation) -> None:
    """It marks nothing."""
    fill(teams, 5)
    teams.claim_and_die()
    teams.write(lambda session: session.execute(update(Delivery).values(begun_attempt=None)))
    teams.clock.now += LEASE
    teams.deliver_once()
    assert len(tokens(teams, DeliveryState.UNCERTAIN)) == 5


def test_where_messages_can_be_looked_for_nothing_is_marked(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), START, rules=RULES) as world:
        fill(world, 5)
        world.deliver_once()
        assert all_sent_once(world)
        assert {row.begun_attempt for row in world.rows()} == {None}
        assert len(world.runner.writes) == 2, "the claim and the results"


def test_a_rewriting_is_not_marked_and_one_that_falls_over_may_have_happened(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), START, rules=RULES, messenger=SimulatedTeams) as world:
        fill(world, 1)
        world.deliver_once()
        [first] = world.rows()
        redraw = row_of("redraw", DeliveryKind.REPLY, "teams", first.destination, world.clock(), payload=first.payload,
                        target_id=first.id)  # fmt: skip
        world.write(lambda session: queue_all(session, [redraw]))
        world.platform.faults = iter(["raises"])
        world.deliver_once()
        [row] = world.rows(key="redraw")
        assert (row.state, row.looks, row.begun_attempt) == (DeliveryState.PENDING, 1, 0)
        world.settle()
        assert {each.state for each in world.rows()} == {DeliveryState.SENT}
