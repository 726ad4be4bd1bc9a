"""What the coordinators are told after an outage: once, in words, what was missed and what was done."""

from datetime import datetime, timedelta

import pytest

from models.operations.trouble import OUTAGE, Trouble
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState
from tests.conftest import OPENING
from tests.scheduler.simulated import ZONE, Installation
from tests.scheduler.test_clock import DEADLINE, OWNERS, away_until, create, prompts_there, sent, the_round

COORDINATORS = 2


def told(world: Installation) -> list[str]:
    """What each coordinator was told of outages."""
    ids = {row.platform_message for row in sent(world, DeliveryKind.COORDINATOR)}
    texts = [post.text for post in world.platform.there() if post.ts in ids]
    return [text for text in texts if "driftstopp" in text.casefold() or "outage" in text.casefold()]


def in_swedish(world: Installation) -> str:
    found = told(world)
    assert len(found) == COORDINATORS, found
    return next(text for text in found if text.startswith("Driftstopp"))


def outages(world: Installation) -> int:
    return world.read(lambda s: s.query(Trouble).filter_by(subject=OUTAGE).count())


def test_away_over_an_opening(world: Installation) -> None:
    create(world)
    world.settle(OPENING - timedelta(minutes=10))
    away_until(world, OPENING + timedelta(hours=7))
    words = in_swedish(world)
    assert "var ur drift från 8 juni 2022 kl. 08.50 till 8 juni 2022 kl. 16.00 (7 timmar)" in words
    assert "Halvår 2022 skulle ha öppnat 8 juni 2022 kl. 09.00 och öppnade 8 juni 2022 kl. 16.00." in words
    assert "Sista svarsdagen har flyttats från 7 juli 2022 kl. 16.00 till 7 juli 2022 kl. 23.00." in words
    assert len(prompts_there(world)) == OWNERS


def test_a_deadline_that_may_not_be_moved_stays_and_that_is_said(world: Installation) -> None:
    create(world)
    world.catch_up_max = timedelta(0)
    world.settle(OPENING - timedelta(minutes=10))
    away_until(world, OPENING + timedelta(hours=7))
    assert "Sista svarsdagen är fortfarande 7 juli 2022 kl. 16.00." in in_swedish(world)


def test_away_for_so_long_that_the_moved_deadline_has_passed(world: Installation) -> None:
    create(world, deadline=OPENING + timedelta(days=2), reminders=())
    world.settle(OPENING - timedelta(minutes=10))
    away_until(world, OPENING + timedelta(days=30))
    words = in_swedish(world)
    assert "(30 dagar)" in words
    assert "Den har också passerat, så omgången har stängt." in words


def test_away_over_reminders_and_back_before_the_deadline(world: Installation) -> None:
    create(world)
    world.settle(OPENING + timedelta(hours=1))
    away_until(world, DEADLINE - timedelta(hours=5))
    words = in_swedish(world)
    assert "Halvår 2022: 2 påminnelser uteblev (30 juni 2022 kl. 16.00 och 5 juli 2022 kl. 16.00)." in words
    assert "I stället har en påminnelse gått ut" in words
    assert len(sent(world, DeliveryKind.REMINDER)) == OWNERS


def test_away_over_reminders_and_the_deadline(world: Installation) -> None:
    create(world)
    world.settle(OPENING + timedelta(hours=1))
    away_until(world, DEADLINE + timedelta(hours=9))
    words = in_swedish(world)
    assert "3 påminnelser uteblev" in words
    assert "Ingen går ut nu, eftersom sista svarsdagen har passerat." in words
    assert "skulle ha stängt 7 juli 2022 kl. 16.00 och stängde 8 juli 2022 kl. 01.00." in words
    assert "Det står i sammanställningen att den kommer sent." in words
    assert sent(world, DeliveryKind.REMINDER) == []


def test_several_rounds_are_one_message(world: Installation) -> None:
    create(world, "Ett")
    create(world, "Två", opens_at=OPENING + timedelta(hours=1), deadline=DEADLINE + timedelta(days=1))
    world.settle(OPENING - timedelta(minutes=10))
    away_until(world, OPENING + timedelta(hours=7))
    words = in_swedish(world)
    assert "Ett skulle ha öppnat" in words
    assert "Två skulle ha öppnat" in words


@pytest.mark.parametrize(("late", "is_told"), [(9, False), (10, False), (11, True)])
def test_ten_seconds_are_no_outage(world: Installation, late: int, is_told: bool) -> None:
    create(world)
    world.settle(OPENING - timedelta(minutes=10))
    away_until(world, OPENING + timedelta(seconds=late))
    assert len(told(world)) == (COORDINATORS if is_told else 0)


def test_an_outage_in_which_nothing_was_due_is_not_told(world: Installation) -> None:
    create(world)
    world.settle(OPENING + timedelta(hours=1))
    away_until(world, OPENING + timedelta(days=3))
    assert told(world) == []
    assert outages(world) == 0


def test_each_outage_is_told_once_however_often_the_worker_restarts(world: Installation) -> None:
    create(world)
    world.settle(OPENING - timedelta(minutes=10))
    for hours in (5, 6, 7):
        away_until(world, OPENING + timedelta(hours=hours))
    assert len(told(world)) == COORDINATORS
    away_until(world, DEADLINE + timedelta(days=2))
    assert len(told(world)) == 2 * COORDINATORS


def test_of_several_workers_that_come_back_one_tells(world: Installation) -> None:
    create(world)
    world.settle(OPENING - timedelta(minutes=10))
    world.clock.now = OPENING + timedelta(hours=5)
    workers = []
    for _ in range(3):
        world.boot()
        workers.append(world.worker)
    for worker in workers:
        world.worker = worker
        world.pass_once()
    world.settle()
    assert len(told(world)) == COORDINATORS


def test_a_worker_that_never_ran_before_tells_what_it_found(world: Installation) -> None:
    create(world)
    away_until(world, OPENING + timedelta(hours=5))
    assert "från 8 juni 2022 kl. 09.00 till 8 juni 2022 kl. 14.00 (5 timmar)" in in_swedish(world)


@pytest.mark.one_database
@pytest.mark.parametrize("after_commit", [False, True])
@pytest.mark.parametrize("dies_at", range(1, 14))
def test_a_worker_killed_while_it_catches_up_tells_once_all_the_same(
    world: Installation, dies_at: int, after_commit: bool
) -> None:
    create(world)
    world.settle(OPENING - timedelta(minutes=10))
    world.clock.now = OPENING + timedelta(hours=5)
    world.boot(dies_at, after_commit)
    world.settle(OPENING + timedelta(hours=6))
    assert len(told(world)) == COORDINATORS
    assert the_round(world).state is RoundState.OPEN
    assert world.platform.copies().most_common(1)[0][1] == 1


def test_a_round_that_has_been_made_after_its_opening_is_not_missed(world: Installation) -> None:
    world.settle(OPENING - timedelta(minutes=30))
    world.clock.now = OPENING + timedelta(days=3)
    create(world)
    world.boot()
    world.settle(world.clock() + timedelta(seconds=1))
    assert told(world) == []


def test_the_deadline_of_a_round_on_a_working_day_is_moved_to_one(world: Installation) -> None:
    create(world)
    world.settle(OPENING - timedelta(minutes=10))
    away_until(world, OPENING + timedelta(days=2))
    monday = datetime(2022, 7, 11, 16, 0, tzinfo=ZONE)
    assert the_round(world).deadline == monday
    assert "från 7 juli 2022 kl. 16.00 till 11 juli 2022 kl. 16.00" in in_swedish(world)
