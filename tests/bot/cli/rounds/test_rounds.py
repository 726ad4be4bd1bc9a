"""`malvakten round …` as typed: how times are read, and what is said about it."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app

Run = Callable[..., Result]
WHEN = ("--opens-at", "2033-06-08T09:00")


@pytest.fixture
def run(stocked_url: str) -> Run:
    """Runs a command on a database with the plan and the people, without any round."""
    return lambda *words: CliRunner().invoke(app, ["round", *words], env={"DATABASE_URL": stocked_url})


def create(run: Run, *words: str) -> Result:
    return run("create", "Halvår 2033", "--from", "2033-01-01", "--to", "2033-06-30", *words)


def times(result: Result) -> tuple[str, str, list[str]]:
    data = json.loads(result.stdout)
    return data["opens_at"], data["deadline"], data["reminders"]


pytestmark = pytest.mark.one_database


def test_a_day_without_a_time_is_eight_for_the_opening_and_four_for_the_deadline(run: Run) -> None:
    made = create(run, "--opens-at", "2033-06-08", "--deadline", "2033-06-30", "--json")
    assert made.exit_code == 0
    assert times(made)[:2] == ("2033-06-08T08:00:00+02:00", "2033-06-30T16:00:00+02:00")
    assert made.stderr.splitlines() == [
        "Note: --opens-at 2033-06-08 is a day without a time, so it is 08:00 that day.",
        "Note: --deadline 2033-06-30 is a day without a time, so it is 16:00 that day.",
    ]


def test_without_json_the_notes_follow_the_round(run: Run) -> None:
    made = create(run, *WHEN, "--deadline", "2033-06-30")
    line, note = made.stdout.splitlines()
    assert line.startswith("Halvår 2033: planned")
    assert note == "Note: --deadline 2033-06-30 is a day without a time, so it is 16:00 that day."


@pytest.mark.parametrize(
    ("deadline", "day", "working_day"),
    [
        ("2033-07-02T16:00", "Saturday 2033-07-02", "Monday 2033-07-04"),
        ("2033-12-24", "Saturday 2033-12-24", "Tuesday 2033-12-27"),
        ("2034-06-06T12:00:07", "Tuesday 2034-06-06", "Wednesday 2034-06-07"),
    ],
)  # fmt: skip
def test_a_deadline_on_a_day_off_is_pointed_out_and_kept(run: Run, deadline: str, day: str, working_day: str) -> None:
    made = create(run, *WHEN, "--deadline", deadline, "--json")
    assert times(made)[1].startswith(deadline)
    expected = f"--deadline is on a day off ({day}). It has not been moved; the next working day is {working_day}."
    assert f"Note: {expected}" in made.stderr.splitlines()
    assert "day off" not in create(run, *WHEN, "--deadline", "2033-06-30T16:00").output


def test_a_reminder_before_the_opening_is_left_out_and_said(run: Run) -> None:
    made = create(run, *WHEN, "--deadline", "2033-06-30T16:00", "--remind", "P60D,P2D", "--json")
    assert len(times(made)[2]) == 1
    assert made.stderr.splitlines() == ["Note: the reminder P60D would come before the opening, so it is left out."]


def test_hours_are_exact_and_days_keep_the_local_time(run: Run) -> None:
    """The clocks are moved back on 30 October 2033 at 3."""
    words = ("--opens-at", "2033-10-01T08:00", "--deadline", "2033-10-30T16:00", "--json")
    made = create(run, *words, "--remind", "PT24H,P1D,P1W,PT90M,P1DT12H")
    assert times(made)[2] == [
        "2033-10-23T16:00:00+02:00", "2033-10-29T04:00:00+02:00", "2033-10-29T16:00:00+02:00",
        "2033-10-29T17:00:00+02:00", "2033-10-30T14:30:00+01:00",
    ]  # fmt: skip


@pytest.mark.parametrize("remind", ["P1M", "P1Y", "-P1D", "P0D", "PT1.5H", "P1DT", "7", "P99999999999999D"])
def test_a_reminder_that_is_no_duration_is_refused_and_no_round_made(run: Run, remind: str) -> None:
    refused = create(run, *WHEN, "--deadline", "2033-06-30", "--remind", f"P7D,{remind}")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Reminder '")
    assert json.loads(run("list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("deadline", "why"),
    [
        ("2034-03-26T02:30", "the clocks are moved forward over it"), ("snart", "is not a time such as"),
        ("9999-12-31T23:59-12:00", "is not in the years 2000 to 2100"), ("2033-02-30", "does not exist in"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_refused(run: Run, deadline: str, why: str) -> None:
    refused = create(run, *WHEN, "--deadline", deadline)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("--deadline: ")
    assert why in refused.stderr


def test_of_a_time_that_comes_twice_the_first_is_meant_and_said(run: Run) -> None:
    made = create(run, *WHEN, "--deadline", "2033-10-30T02:30", "--json")
    assert times(made)[1] == "2033-10-30T02:30:00+02:00"
    assert "comes twice that night, so it is the first" in made.stderr
    second = run("extend", "Halvår 2033", "2033-10-30T02:30+01:00", "--json")
    assert times(second)[1] == "2033-10-30T02:30:00+01:00"
    assert "twice" not in second.stderr


def test_a_round_is_extended(run: Run) -> None:
    create(run, *WHEN, "--deadline", "2033-06-30", "--remind", "P1D")
    moved = run("extend", "halvår 2033", "2033-07-02", "--json")
    assert times(moved)[1:] == ("2033-07-02T16:00:00+02:00", ["2033-07-01T16:00:00+02:00"])
    assert "TO 2033-07-02 is a day without a time, so it is 16:00 that day." in moved.stderr
    assert "TO is on a day off (Saturday 2033-07-02)" in moved.stderr
    refused = run("extend", "halvår 2033", "2020-07-02")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert run("extend", "Finns inte", "2033-07-02").exit_code == 1
