"""A whole round, with the process killed at every single transaction, and with faults of hypothesis's choosing."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.rounds.life_cycle import NewRound, create_round
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.examples import examples
from tests.scheduler.simulated import FAULTS, ZONE, Death, Installation, installation
from tests.scheduler.small_stock import OWNERS, small_stock

START = datetime(2022, 6, 8, 9, 0, tzinfo=ZONE)
DEADLINE = START + timedelta(days=3)
SAID = (
    ("UANNA01", "1 grön Allt löper på."),
    ("UBO01", "2 röd Försenat. Åtgärd: ny upphandling."),
    ("UANNA01", "3 gul Nästan klart."),
    ("UCILLA01", "3 grön Klart nu."),
)


def play(world: Installation) -> list[str]:
    """Open, ask, answer, remind, close, sum up. Returns what is wrong at the end."""
    new = NewRound("Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), START, DEADLINE, ("P1D",))
    world.write(lambda session: create_round(session, new, world.clock()))
    world.clock.now = START
    acknowledged = []
    world.settle(START + timedelta(hours=1))
    for number, (account, words) in enumerate(SAID):
        acknowledged.append(answer(world, account, words, f"key-{number}"))
        world.settle(START + timedelta(hours=2 + number))
    for instant in (DEADLINE - timedelta(days=1), DEADLINE, DEADLINE + timedelta(hours=3)):
        world.settle(instant)
    world.settle()
    return world.faults(len(OWNERS), acknowledged)


def answer(world: Installation, account: str, words: str, key: str) -> str:
    """Says it until it is acknowledged, under one key, as Slack's retries do. Returns the comment."""
    for _ in range(3):
        receipt = world.say(account, words, key)
        if receipt is not None:
            assert receipt.startswith(("Tack", "Sparat")), receipt
            return words.split(maxsplit=2)[2].partition(" Åtgärd:")[0]
    raise AssertionError("never acknowledged")


# A round in which messages must be looked for, found, sent anew and swept: those steps can be died in, too.
TROUBLES = ("stored", "lost", "ghost")


# A few of them here, all in `make soak`: each is a round of its own.
PARTS = 8
PLAYED = PARTS if os.environ.get("FULL") else 2


def deaths_of_a_round(folder: Path) -> list[Death]:
    """Every moment of a round in which dying leaves something else behind than dying earlier: after each commit, and
    before a transaction when the platform, the clock or a person has done something since the last one."""
    with installation(folder, small_stock(), START - timedelta(minutes=1)) as world:
        world.platform.faults = iter(TROUBLES)
        assert play(world) == []
        assert {"post", "look", "rewrite"} <= {method for _, method, _ in world.platform.calls}
        assert len(world.rows(kind=DeliveryKind.REMINDER, state=DeliveryState.SENT)) == 1  # row 4 lacks an answer
        assert len(world.platform.there("C0LEDNING")) == 4  # an alert, the summary, its thread and its picture
        deaths = world.runner.deaths.values()
        assert world.runner.count > 100
        assert [n for n, is_after in deaths if is_after] == world.runner.writes
        assert sum(not is_after for _, is_after in deaths) > 20
        return list(deaths)


@pytest.mark.parametrize("part", range(PLAYED))
def test_killed_at_every_transaction(tmp_path: Path, part: int) -> None:
    wrong = {}
    for number, after_commit in deaths_of_a_round(tmp_path)[part::PARTS]:
        with installation(tmp_path, small_stock(), START - timedelta(minutes=1)) as world:
            world.platform.faults = iter(TROUBLES)
            world.boot(number, after_commit)
            if faults := play(world):
                wrong[number, after_commit] = faults
            assert world.restarts == 1
    assert wrong == {}


@settings(max_examples=examples(8))
@given(
    faults=st.lists(st.sampled_from([None, *FAULTS]), max_size=40),
    deaths=st.lists(st.tuples(st.integers(1, 60), st.booleans()), max_size=4),
)
def test_faults_and_deaths_of_any_kind(faults: list[str | None], deaths: list[tuple[int, bool]]) -> None:
    with TemporaryDirectory() as folder, installation(Path(folder), small_stock(), START) as world:
        world.platform.faults = iter(faults)
        world.die_at(deaths)
        assert play(world) == []
