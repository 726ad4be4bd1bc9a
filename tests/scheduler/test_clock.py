"""The contract's section *Time*, at instants of the test's choosing."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.rounds.life_cycle import NewRound, create_round
from models.answers.outcomes import outcomes
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery, Pace
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState
from scheduler.clock import Bell
from scheduler.worker import Worker
from tests.conftest import OPENING
from tests.scheduler.simulated import MANAGEMENT, ZONE, Installation
from tests.until import PATIENCE_SECONDS

OWNERS = 11
DEADLINE = datetime(2022, 7, 7, 16, 0, tzinfo=ZONE)


def create(world: Installation, name: str = "Halvår 2022", **changes: Any) -> None:
    values: dict[str, Any] = {
        "name": name, "period_from": date(2022, 1, 1), "period_to": date(2022, 6, 30), "opens_at": OPENING,
        "deadline": DEADLINE, "reminders": ("P7D", "P2D", "PT4H"), **changes,
    }  # fmt: skip
    world.write(lambda session: create_round(session, NewRound(**values), world.clock()))


def the_round(world: Installation, name: str = "Halvår 2022") -> Round:
    return world.read(lambda s: s.execute(select(Round).where(Round.name == name)).scalar_one())


def away_until(world: Installation, instant: datetime) -> None:
    """The worker is not running meanwhile; then it starts anew."""
    world.clock.now = instant
    world.boot()
    world.settle(instant + timedelta(minutes=10))


def sent(world: Installation, kind: DeliveryKind) -> list[Delivery]:
    return world.rows(kind=kind, state=DeliveryState.SENT)


def management(world: Installation) -> list[str]:
    return [post.text for post in world.platform.there(MANAGEMENT) if post.thread is None]


def prompts_there(world: Installation) -> list[str]:
    ids = {row.platform_message for row in sent(world, DeliveryKind.PROMPT)}
    return [post.text for post in world.platform.there() if post.ts in ids]


def missing(world: Installation, name: str = "Halvår 2022") -> int:
    def count(session: Any) -> int:
        directory, found = load_directory(session), the_round(world, name)
        return sum(row.missing for row in outcomes(session, directory, found, directory.plans[0]))

    return world.read(count)


def test_a_round_opens_at_its_time_and_not_a_second_before(world: Installation) -> None:
    create(world)
    world.settle(OPENING - timedelta(seconds=1))
    assert the_round(world).state is RoundState.PLANNED
    world.settle(OPENING)
    world.settle(OPENING + timedelta(seconds=1))
    found = the_round(world)
    assert (found.state, found.opened_late_seconds, found.deadline) == (RoundState.OPEN, 0, DEADLINE)
    assert len(sent(world, DeliveryKind.PROMPT)) == OWNERS
    assert management(world) == []


@pytest.mark.parametrize(("late", "is_outage"), [(0, False), (10, False), (11, True)])
def test_ten_seconds_are_no_outage(world: Installation, late: int, is_outage: bool) -> None:
    create(world)
    away_until(world, OPENING + timedelta(seconds=late))
    found = the_round(world)
    assert bool(found.opened_late_seconds) is is_outage
    assert found.deadline == DEADLINE + timedelta(seconds=late if is_outage else 0)
    assert len(management(world)) == is_outage


@pytest.mark.parametrize(
    ("back", "deadline"),
    [
        # Seven hours late on a working day: the deadline moves by seven hours.
        (OPENING + timedelta(hours=7), DEADLINE + timedelta(hours=7)),
        # Two days late: Thursday becomes Saturday, and that becomes Monday.
        (OPENING + timedelta(days=2), datetime(2022, 7, 11, 16, 0, tzinfo=ZONE)),
        # Twenty days late: not more than seven.
        (OPENING + timedelta(days=20), datetime(2022, 7, 14, 16, 0, tzinfo=ZONE)),
    ],
)
def test_an_opening_after_an_outage_moves_the_deadline(world: Installation, back: datetime, deadline: datetime) -> None:
    create(world)
    away_until(world, back)
    found = the_round(world)
    assert (found.state, found.deadline) == (RoundState.OPEN, deadline)
    assert found.planned_deadline == DEADLINE
    [notice] = management(world)
    assert "driftstopp" in notice.casefold()
    prompts = prompts_there(world)
    assert len(prompts) == OWNERS
    # One of the owners reads English.
    assert all("driftstopp" in text or "outage" in text for text in prompts)
    day = f"{deadline.astimezone(ZONE).day} jul"
    assert day in notice.casefold()
    assert all(day in text.casefold() for text in prompts)


def test_a_deadline_on_a_day_off_is_moved_by_the_lateness_alone(world: Installation) -> None:
    saturday = datetime(2022, 7, 9, 12, 0, tzinfo=ZONE)
    create(world, deadline=saturday)
    away_until(world, OPENING + timedelta(days=1))
    assert the_round(world).deadline == saturday + timedelta(days=1)


def test_the_outage_is_told_once_however_often_the_worker_restarts(world: Installation) -> None:
    create(world)
    away_until(world, OPENING + timedelta(hours=5))
    for hours in (6, 7, 8):
        away_until(world, OPENING + timedelta(hours=hours))
    assert len(management(world)) == 1
    assert len(sent(world, DeliveryKind.PROMPT)) == OWNERS


def test_an_opening_in_the_past_at_creation_is_at_once_and_no_outage(world: Installation) -> None:
    world.clock.now = OPENING + timedelta(days=3)
    create(world)
    world.settle(world.clock() + timedelta(seconds=1))
    found = the_round(world)
    assert (found.state, found.opened_late_seconds, found.deadline) == (RoundState.OPEN, 0, DEADLINE)
    assert management(world) == []


def test_away_over_the_deadline_only(world: Installation) -> None:
    create(world, reminders=())
    world.settle(OPENING + timedelta(hours=1))
    away_until(world, DEADLINE + timedelta(hours=9))
    found = the_round(world)
    assert (found.state, found.deadline) == (RoundState.CLOSED, DEADLINE)
    assert found.closed_late_seconds == 9 * 3600
    [summary] = management(world)
    assert "driftstopp" in summary.casefold()
    assert missing(world) == 80


@pytest.mark.parametrize(
    ("back", "reminders"),
    [
        (DEADLINE - timedelta(hours=3), OWNERS),  # all three have been missed: one
        (DEADLINE - timedelta(hours=5), OWNERS),  # two of three, one now; and one more in an hour
        (DEADLINE + timedelta(seconds=1), 0),
    ],
)
def test_away_over_reminders(world: Installation, back: datetime, reminders: int) -> None:
    create(world)
    world.settle(OPENING + timedelta(hours=1))
    away_until(world, back)
    assert len(sent(world, DeliveryKind.REMINDER)) == reminders


def test_reminders_come_at_their_times(world: Installation) -> None:
    create(world)
    world.settle(OPENING + timedelta(hours=1))
    times = []
    for instant in (DEADLINE - timedelta(days=7), DEADLINE - timedelta(days=2), DEADLINE - timedelta(hours=4)):
        world.settle(instant - timedelta(seconds=1))
        before = len(sent(world, DeliveryKind.REMINDER))
        world.clock.now = instant
        world.settle(instant + timedelta(minutes=1))
        times.append(len(sent(world, DeliveryKind.REMINDER)) - before)
    assert times == [OWNERS] * 3


def test_nobody_is_missing_who_was_asked_less_than_a_day_before(world: Installation) -> None:
    create(world, deadline=OPENING + timedelta(days=3), reminders=())
    world.catch_up_max = timedelta(0)
    away_until(world, OPENING + timedelta(days=2, hours=6))
    world.settle(OPENING + timedelta(days=3, hours=1))
    assert the_round(world).state is RoundState.CLOSED
    assert missing(world) == 0


def test_nobody_is_missing_in_the_same_breath_as_asked(world: Installation) -> None:
    """Away for so long that even the moved deadline has passed: the round opens and closes at once."""
    create(world, deadline=OPENING + timedelta(days=2), reminders=())
    world.clock.now = OPENING + timedelta(days=30)
    world.boot()
    world.pass_once()
    assert missing(world) == 0, "before the opening messages are out"
    world.settle(world.clock() + timedelta(hours=1))
    assert the_round(world).state is RoundState.CLOSED
    assert missing(world) == 0
    assert len(sent(world, DeliveryKind.SUMMARY)) == 1
    lists = [post.text for post in world.platform.there() if post.text.startswith("Halvår 2022 har stängt")]
    assert lists
    assert not any("Ägare" in names for names in lists), "the coordinators read that everybody is missing"


def test_a_round_made_shorter_than_a_day_has_missing_people(world: Installation) -> None:
    create(world, deadline=OPENING + timedelta(hours=2), reminders=("PT1H", "P2D"))
    world.settle(OPENING + timedelta(hours=3))
    assert len(sent(world, DeliveryKind.REMINDER)) == OWNERS
    assert the_round(world).state is RoundState.CLOSED
    assert missing(world) == 80


def test_overlapping_rounds_do_not_disturb_each_other(world: Installation) -> None:
    create(world, "Ett")
    create(world, "Två", opens_at=OPENING + timedelta(hours=1), deadline=DEADLINE - timedelta(days=1))
    world.settle(DEADLINE + timedelta(hours=1))
    assert [the_round(world, name).state for name in ("Ett", "Två")] == [RoundState.CLOSED] * 2
    assert len(sent(world, DeliveryKind.PROMPT)) == 2 * OWNERS
    assert len(sent(world, DeliveryKind.SUMMARY)) == 2


def test_a_clock_that_jumps_back_an_hour(world: Installation) -> None:
    """Nothing comes twice, and nothing waits for the hour to pass again."""
    create(world, reminders=("P7D",))
    world.platform.faults = iter(["limited", "lost", "stored", "ghost"] * 2)
    world.clock.now = OPENING + timedelta(seconds=1)
    world.pass_once()
    assert {row.state for row in world.rows(kind=DeliveryKind.PROMPT)} >= {DeliveryState.UNCERTAIN}
    before = world.clock.now
    world.clock.now -= timedelta(hours=1)
    for ghost in list(world.platform.ghosts):
        world.platform.ghosts.remove(ghost)
        world.platform.posts.append(ghost[1])
    world.settle(before - timedelta(minutes=50))
    assert len(sent(world, DeliveryKind.PROMPT)) == OWNERS
    world.settle(DEADLINE + timedelta(hours=1))
    assert len(sent(world, DeliveryKind.REMINDER)) == OWNERS
    assert world.faults(OWNERS, ()) == []


def test_a_clock_that_jumps_back_while_the_program_is_not_running(world: Installation) -> None:
    create(world)
    world.settle(OPENING + timedelta(seconds=1))
    world.write(lambda s: s.execute(select(Delivery)).scalars().first())
    world.clock.now -= timedelta(hours=1)
    world.boot()
    world.pass_once()
    assert len(sent(world, DeliveryKind.PROMPT)) == OWNERS
    assert world.platform.copies().most_common(1)[0][1] == 1


def test_a_claim_of_a_dead_worker_does_not_wait_for_the_hour_to_pass_again(world: Installation) -> None:
    """Claimed and not sent; then the process dies and the clock is set back."""
    create(world)
    world.clock.now = OPENING + timedelta(seconds=1)
    assert world.claim_and_die() == OWNERS
    world.clock.now -= timedelta(hours=1)
    world.boot()
    world.settle(OPENING - timedelta(minutes=55))
    assert len(sent(world, DeliveryKind.PROMPT)) == OWNERS
    assert world.faults(OWNERS, (), rounds=1) == ["0 summary instead of 1"]


def test_sweeps_and_pauses_follow_a_clock_that_is_set_back(world: Installation) -> None:
    create(world)
    world.settle(OPENING + timedelta(seconds=1))
    row, soon = world.rows(kind=DeliveryKind.PROMPT)[0], world.clock() + timedelta(seconds=90)

    def expect(session: Any) -> None:
        session.get(Delivery, row.id).sweep_at = soon
        session.merge(Pace(key="slack/somewhere", free_at=soon))

    world.write(expect)
    world.clock.now -= timedelta(hours=1)
    world.pass_once()
    sweep, pause = (
        world.rows(id=row.id)[0].sweep_at, world.read(lambda s: s.get_one(Pace, "slack/somewhere").free_at)
    )  # fmt: skip
    # By the last sign of life, which is some seconds old at most.
    assert sweep is not None
    assert abs(sweep - (soon - timedelta(hours=1))) <= timedelta(seconds=5)
    assert pause == sweep


def test_dates_ahead_stay_when_the_clock_is_set_back(world: Installation) -> None:
    """Only waits follow the clock; tomorrow morning stays tomorrow morning."""
    create(world)
    world.settle(OPENING + timedelta(seconds=1))
    tomorrow = world.clock() + timedelta(days=1)
    later = row_of("later", DeliveryKind.REPLY, "slack", "channel:C1", world.clock(), due_at=tomorrow)
    world.write(lambda session: queue_all(session, [later]))
    world.clock.now -= timedelta(hours=1)
    world.pass_once()
    assert world.rows(key="later")[0].due_at == tomorrow


@pytest.mark.parametrize(
    ("deadline", "instants"),
    [
        # Clocks go back on 30 October 2022: seven days before is the same local time, 169 hours.
        (datetime(2022, 11, 2, 16, 0, tzinfo=ZONE), [datetime(2022, 10, 26, 16, 0, tzinfo=ZONE)]),
        # Clocks go forward on 26 March 2023.
        (datetime(2023, 3, 28, 16, 0, tzinfo=ZONE), [datetime(2023, 3, 21, 16, 0, tzinfo=ZONE)]),
    ],
)
def test_reminders_over_summer_time_keep_their_local_time(
    world: Installation, deadline: datetime, instants: list[datetime]
) -> None:
    opening = deadline - timedelta(days=10)
    world.clock.now = opening - timedelta(minutes=1)
    create(world, opens_at=opening, deadline=deadline, reminders=("P7D",))
    world.settle(opening + timedelta(hours=1))
    for instant in instants:
        world.settle(instant - timedelta(seconds=1))
        assert sent(world, DeliveryKind.REMINDER) == []
        world.clock.now = instant
        world.settle(instant + timedelta(minutes=1))
        assert len(sent(world, DeliveryKind.REMINDER)) == OWNERS


def test_a_round_that_cannot_open_holds_up_no_other(world: Installation) -> None:
    """The plan of one has gone: the other closes all the same, and signs of life go on."""
    create(world, "Öppen", deadline=OPENING + timedelta(hours=2), reminders=())
    world.settle(OPENING + timedelta(minutes=1))
    create(world, "Trasig", opens_at=OPENING + timedelta(hours=1), reminders=("P1D",))

    def spoil(session: Any) -> None:
        session.execute(select(Round).where(Round.name == "Trasig")).scalar_one().plan_id = None
        session.execute(select(Round).where(Round.name == "Trasig")).scalar_one().period_to = date(1, 1, 1)

    world.write(spoil)
    world.settle(OPENING + timedelta(hours=3))
    assert the_round(world, "Öppen").state is RoundState.CLOSED


def test_an_opening_in_the_past_at_creation_is_late_by_what_has_passed_since(world: Installation) -> None:
    """Late counts from the later of its time and the creation."""
    world.clock.now = OPENING + timedelta(days=3)
    create(world)
    away_until(world, OPENING + timedelta(days=3, hours=1))
    found = the_round(world)
    assert (found.opened_late_seconds, found.deadline) == (3600, DEADLINE + timedelta(hours=1))


def test_reminders_follow_a_deadline_that_has_been_moved(world: Installation) -> None:
    create(world, reminders=("P7D",))
    away_until(world, OPENING + timedelta(hours=1))
    before = DEADLINE + timedelta(hours=1) - timedelta(days=7)
    world.settle(before - timedelta(seconds=1))
    assert sent(world, DeliveryKind.REMINDER) == []
    world.clock.now = before
    world.settle(before + timedelta(minutes=1))
    assert len(sent(world, DeliveryKind.REMINDER)) == OWNERS


def test_times_to_the_second_are_kept_to_the_second(world: Installation) -> None:
    """On a Saturday, at an odd second: only the wheel and an outage move a deadline."""
    opening, deadline = OPENING.replace(second=7), datetime(2022, 7, 9, 12, 0, 13, tzinfo=ZONE)
    create(world, opens_at=opening, deadline=deadline, reminders=())
    world.settle(deadline + timedelta(hours=1))
    found = the_round(world)
    assert (found.opened_at, found.deadline, found.closed_at) == (opening, deadline, deadline)


def test_the_worker_looks_for_due_work_once_a_second() -> None:
    """By the bell's own interval: a count of rings would fail on a busy machine."""

    async def ring() -> None:
        return

    [job] = Bell(ring, Worker.ring_seconds)._scheduler.get_jobs()
    assert job.trigger.interval == timedelta(seconds=1)


def test_a_ring_at_work_is_finished_when_the_bell_stops(caplog: pytest.LogCaptureFixture) -> None:
    """Cut off, it would leave a traceback in the log of every tenth stop."""
    finished: list[bool] = []

    async def play() -> None:
        began, may_end = asyncio.Event(), asyncio.Event()

        async def ring() -> None:
            began.set()
            await may_end.wait()
            finished.append(True)

        bell = Bell(ring, 60)
        bell.start()
        await began.wait()
        stopping = asyncio.ensure_future(bell.stop(PATIENCE_SECONDS))
        for _ in range(10):  # turns of the loop, in which a bell that did not wait would have stopped
            await asyncio.sleep(0)
        assert not stopping.done()
        may_end.set()
        await stopping

    asyncio.run(play())
    assert finished == [True]
    assert [record.levelname for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_ring_that_does_not_end_holds_up_the_stop_for_a_while_only() -> None:
    cut_off: list[bool] = []

    async def play() -> None:
        began = asyncio.Event()

        async def ring() -> None:
            began.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cut_off.append(True)
                raise

        bell = Bell(ring, 60)
        bell.start()
        await began.wait()
        await bell.stop(0.05)

    asyncio.run(play())
    assert cut_off == [True]
