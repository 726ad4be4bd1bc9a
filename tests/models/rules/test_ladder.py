"""The rungs of a round, which one is due, and who hears of a missing answer when."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.absence import Leave
from models.rules.courtesy import Courtesy, Receiver, sending_time
from models.rules.dates.deadlines import is_working_day, reminder_instants
from models.rules.ladder import (
    LATER,
    NOTICE,
    Later,
    Rung,
    Step,
    announced_by,
    climbing_time,
    due_rung,
    next_rung,
    pointless_at,
    read_later,
    rungs,
)  # fmt: skip

ZONE = ZoneInfo("Europe/Stockholm")
REMINDERS = ["P7D", "P2D", "PT4H"]
COURTESY = Courtesy()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def shown(rung: Rung | None) -> str:
    return f"{rung.step} {rung.at.astimezone(ZONE):%Y-%m-%dT%H:%M}" if rung else "none"


OPENS, DEADLINE = local("2026-10-05T09:00"), local("2026-10-26T16:00")
LADDER = rungs(OPENS, DEADLINE, REMINDERS, LATER, ZONE)


def test_the_ladder_keeps_local_time_over_the_change_of_the_clocks() -> None:
    assert [shown(rung) for rung in LADDER] == [
        "before 2026-10-19T16:00",
        "before 2026-10-24T16:00",
        "on 2026-10-26T12:00",
        "after 2026-10-27T16:00",
        "deputy 2026-10-29T16:00",
        "manager 2026-10-31T16:00",
        "coordinator 2026-11-02T16:00",
    ]


def test_a_step_without_anybody_to_go_to_is_left_out_and_none_is_added() -> None:
    found = rungs(OPENS, DEADLINE, [], LATER, ZONE, without={Step.DEPUTY})
    assert [rung.step for rung in found] == [Step.AFTER, Step.MANAGER, Step.COORDINATOR]
    assert rungs(OPENS, DEADLINE, [], (), ZONE) == ()


def test_the_setting_is_read_in_the_order_of_the_ladder() -> None:
    assert read_later("after P1D, deputy P3D, manager P5D, coordinator P7D") == LATER
    assert read_later("after PT4H,after P1D,coordinator P1W") == (
        Later(Step.AFTER, "PT4H"), Later(Step.AFTER, "P1D"), Later(Step.COORDINATOR, "P1W"),
    )  # fmt: skip
    assert read_later("off") == ()


@pytest.mark.parametrize(
    "text",
    ["", "before P1D", "on P1D", "after", "after 1", "deputy P3D, after P5D", "after P3D, deputy P3D", "after P0D",
     "deputy P1D, deputy P2D", "manager P1D, deputy P2D", "boss P1D", "after P1D, deputy PT12H"],
)  # fmt: skip
def test_other_settings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a step|must come after|is not an ISO 8601 duration"):
        read_later(text)


@pytest.mark.parametrize(
    ("dealt", "now", "due"),
    [
        (None, "2026-10-19T15:59", "none"),
        (None, "2026-10-19T16:00", "before 2026-10-19T16:00"),
        ("2026-10-19T16:00", "2026-10-19T16:00", "none"),
        # Two were missed: one comes.
        (None, "2026-10-25T16:00", "before 2026-10-24T16:00"),
        ("2026-10-24T16:00", "2026-10-26T15:59", "on 2026-10-26T12:00"),
        # Missed over the deadline: none.
        ("2026-10-24T16:00", "2026-10-26T16:00", "none"),
        # Everything after the deadline was missed: the owner hears first.
        (None, "2026-12-01T09:00", "after 2026-10-27T16:00"),
        ("2026-10-27T16:00", "2026-12-01T09:00", "deputy 2026-10-29T16:00"),
        ("2026-10-29T16:00", "2026-12-01T09:00", "manager 2026-10-31T16:00"),
        ("2026-11-02T16:00", "2026-12-01T09:00", "none"),
    ],
)
def test_what_is_due(dealt: str | None, now: str, due: str) -> None:
    assert shown(due_rung(LADDER, DEADLINE, local(dealt) if dealt else None, local(now))) == due


def test_of_several_missed_messages_to_the_owner_after_the_deadline_the_newest_comes() -> None:
    ladder = rungs(OPENS, DEADLINE, [], read_later("after P1D, after P2D, deputy P3D"), ZONE)
    assert shown(due_rung(ladder, DEADLINE, None, local("2026-12-01T09:00"))) == "after 2026-10-28T16:00"


def test_the_owner_is_told_of_every_escalation_ahead() -> None:
    told = announced_by(LADDER, LADDER[3])
    assert [rung.step for rung in told] == [Step.DEPUTY, Step.MANAGER, Step.COORDINATOR]
    assert [rung.step for rung in announced_by(LADDER, LADDER[4])] == [Step.MANAGER, Step.COORDINATOR]
    assert announced_by(LADDER, LADDER[-1]) == ()
    assert shown(next_rung(LADDER, DEADLINE)) == "after 2026-10-27T16:00"
    assert next_rung(LADDER, LADDER[-1].at) is None


def test_a_reminder_is_overtaken_by_the_next_and_by_the_deadline() -> None:
    assert pointless_at(LADDER, LADDER[0], DEADLINE) == LADDER[1].at
    assert pointless_at(LADDER, LADDER[2], DEADLINE) == DEADLINE
    assert pointless_at(LADDER, LADDER[3], DEADLINE) is None


def test_nobody_hears_of_it_before_the_owner_was_told_a_day_ahead() -> None:
    deputy, boss = LADDER[4], Receiver(ZONE)
    assert climbing_time(deputy, None, boss, COURTESY) is None
    assert climbing_time(deputy, local("2026-10-27T16:00"), boss, COURTESY) == deputy.at
    # The owner's own message had to wait over a holiday: so does the deputy's.
    assert climbing_time(deputy, local("2026-10-29T07:00"), boss, COURTESY) == local("2026-10-30T07:00")
    # The manager's instant is on All Saints' Day, a Saturday.
    assert climbing_time(LADDER[5], DEADLINE, boss, COURTESY) == local("2026-11-02T07:00")


INSTANTS = st.datetimes(datetime(2022, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(INSTANTS, st.timedeltas(timedelta(hours=1), timedelta(days=60)), st.sampled_from([(), LATER, LATER[1:]]))
def test_the_instants_are_those_of_the_contract_in_order(
    opens: datetime, open_for: timedelta, later: tuple[Later, ...]
) -> None:
    deadline = opens + open_for
    ladder = rungs(opens, deadline, REMINDERS, later, ZONE)
    assert [rung.at for rung in ladder if rung.at < deadline] == reminder_instants(opens, deadline, REMINDERS, ZONE)
    assert [rung.step for rung in ladder if rung.at > deadline] == [each.step for each in later]
    assert list(ladder) == sorted(ladder, key=lambda rung: (rung.at, list(Step).index(rung.step)))
    last_day = deadline.astimezone(ZONE).date()
    assert all((rung.at.astimezone(ZONE).date() == last_day) == (rung.step is Step.ON)
               for rung in ladder if rung.at < deadline)  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 330 * 24 * 60), st.integers(1440, 50 * 1440)), min_size=1, max_size=6),
    st.integers(2022, 2029),
    st.lists(st.tuples(st.integers(0, 350), st.integers(0, 30)), max_size=3),
    st.sampled_from(["Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Africa/Cairo"]),
)
def test_a_year_of_rounds_climbed_by_somebody_who_never_answers(
    spans: list[tuple[int, int]], year: int, away: list[tuple[int, int]], name: str
) -> None:
    """The clock looks every six hours; deputy, manager and coordinator are one person, who is not to be flooded."""
    zone, start = ZoneInfo(name), datetime(year, 1, 1, tzinfo=UTC)
    leave = tuple(Leave(start.date() + timedelta(days=a), start.date() + timedelta(days=a + b)) for a, b in away)
    rounds = [(start + timedelta(minutes=a), start + timedelta(minutes=a + b)) for a, b in spans]
    ladders = [rungs(opens, deadline, REMINDERS, LATER, ZONE) for opens, deadline in rounds]
    dealt: list[datetime | None] = [None] * len(rounds)
    told: list[datetime | None] = [None] * len(rounds)
    sent: dict[bool, list[tuple[datetime, Rung]]] = {False: [], True: []}
    for step in range(4 * 400):
        now = start + timedelta(hours=6 * step)
        for number, (ladder, (_, deadline)) in enumerate(zip(ladders, rounds, strict=True)):
            rung = due_rung(ladder, deadline, dealt[number], now)
            if rung is None:
                continue
            mine = sent[rung.step.is_escalation]
            to = Receiver(zone, () if rung.step.is_escalation else leave, tuple(at for at, _ in mine))
            if rung.step.is_escalation:
                at = climbing_time(rung, told[number], to, COURTESY)
            else:
                until = pointless_at(ladder, rung, deadline)
                at = sending_time(max(rung.at, now), to, COURTESY, until=until)
            dealt[number] = rung.at
            if at is None:
                continue
            mine.append((at, rung))
            if rung.step is Step.AFTER:
                told[number] = at
            if rung.step.is_escalation:
                assert at >= (told[number] or at) + NOTICE
            else:
                assert rung.at <= at
                assert rung.at > deadline or at < deadline
    for escalations, messages in sent.items():
        days: list[date] = [at.astimezone(zone).date() for at, _ in messages]
        assert len(set(days)) == len(days)
        for at, _ in messages:
            here = at.astimezone(zone)
            assert 7 <= here.hour < 18
            assert is_working_day(here.date())
            assert here.month != 7
            assert escalations or not any(each.covers(here.date()) for each in leave)
    # Nothing that nobody was told of, and nothing skipped: every ladder was climbed to its end.
    assert len(sent[True]) == 3 * len(rounds)
