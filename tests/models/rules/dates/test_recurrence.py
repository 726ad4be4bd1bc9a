"""When the rules of the yearly wheel come: whatever the present is, and over changes of the clocks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.dates.recurrence import occurrences, read_recurrence

ZONE = ZoneInfo("Europe/Stockholm")
JUNE = "BYMONTH=6;BYMONTHDAY=8"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def shown(rule: str, since: str, until: str) -> list[str]:
    found = occurrences(rule, local(since), local(until), ZONE)
    return [at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") for at in found]


def test_local_time_is_kept_through_the_year_and_no_hour_is_doubled() -> None:
    rule = "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0;BYSECOND=0"
    assert [at[5:] for at in shown(rule, "2022-01-01", "2022-12-31")] == [f"{m:02}-01T09:00" for m in range(1, 13)]
    nightly = "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0"
    for night in ("2022-10-29", "2022-03-26"):
        found = shown(nightly, night, (datetime.fromisoformat(night) + timedelta(days=3)).isoformat())
        assert len(found) == len(set(found)) == 3


def test_only_what_lies_between_is_given() -> None:
    rule = f"FREQ=YEARLY;{JUNE};BYHOUR=9;BYMINUTE=0;BYSECOND=0"
    at = local("2022-06-08T09:00")
    assert list(occurrences(rule, at, at, ZONE)) == [at]
    assert list(occurrences(rule, at + timedelta(seconds=1), at + timedelta(days=300), ZONE)) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (f"FREQ=YEARLY;{JUNE}", ["2022-06-08", "2023-06-08", "2024-06-08", "2025-06-08", "2026-06-08"]),
        (f"FREQ=YEARLY;INTERVAL=2;{JUNE}", ["2022-06-08", "2024-06-08", "2026-06-08"]),
        (f"FREQ=YEARLY;INTERVAL=2;DTSTART=20210101;{JUNE}", ["2023-06-08", "2025-06-08"]),
        (f"FREQ=YEARLY;INTERVAL=3;DTSTART=20220101;{JUNE}", ["2022-06-08", "2025-06-08"]),
        ("FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=1;DTSTART=20220301", ["2022-03-01", "2023-09-01", "2025-03-01",
                                                                    "2026-09-01"]),
        ("FREQ=MONTHLY;INTERVAL=24;BYMONTHDAY=-1", ["2022-01-31", "2024-01-31", "2026-01-31"]),
        (f"FREQ=YEARLY;{JUNE};COUNT=2;DTSTART=20230101", ["2023-06-08", "2024-06-08"]),
        (f"FREQ=YEARLY;{JUNE};UNTIL=20230608", ["2022-06-08", "2023-06-08"]),
        (f"FREQ=YEARLY;{JUNE};UNTIL=20230608T075959", ["2022-06-08"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2024-02-29"]),
        (f"RRULE:freq=yearly;interval=4;{JUNE}", ["2024-06-08"]),
    ],
)  # fmt: skip
def test_rules_come_on_their_days_at_eight(rule: str, expected: list[str]) -> None:
    assert shown(rule, "2022-01-01", "2026-12-31") == [f"{day}T08:00" for day in expected]


RULES = st.builds(
    lambda freq, interval, by: f"FREQ={freq};INTERVAL={interval};{by}",
    st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]), st.integers(1, 20),
    st.sampled_from(["BYHOUR=8", "BYHOUR=9;BYMINUTE=30", "BYMINUTE=15"]),
)  # fmt: skip


@given(RULES, st.datetimes(datetime(2022, 1, 1), datetime(2026, 1, 1)), st.lists(st.integers(1, 500), max_size=4))  # noqa: DTZ001
def test_it_does_not_matter_when_it_is_asked(rule: str, begins: datetime, steps: list[int]) -> None:
    """Asked about a stretch in pieces, as the clock does, it gives what it gives at once: none lost, none new."""
    instants = [begins.replace(tzinfo=UTC)]
    for step in steps:
        instants.append(instants[-1] + timedelta(days=step))
    second = timedelta(microseconds=1)
    pieces = [
        at for since, until in pairwise(instants)
        for at in occurrences(rule, since, until - second, ZONE)
    ]  # fmt: skip
    assert pieces == list(occurrences(rule, instants[0], instants[-1] - second, ZONE))


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("", "FREQ takes"), ("FREQ=HOURLY", "FREQ takes"), ("BYMONTH=6", "FREQ takes"), ("FREQ", "takes parts such as"),
        ("FREQ=YEARLY;FREQ=DAILY", "each once"), ("FREQ=YEARLY;INTERVAL=0", "INTERVAL takes"),
        ("FREQ=YEARLY;INTERVAL=-1", "INTERVAL takes"), ("FREQ=YEARLY;INTERVAL=2.5", "INTERVAL takes"),
        ("FREQ=YEARLY;COUNT=3", "COUNT needs DTSTART"), ("FREQ=YEARLY;COUNT=0;DTSTART=20250101", "COUNT takes"),
        ("FREQ=YEARLY;COUNT=2;UNTIL=20300101;DTSTART=20250101", "not both"),
        ("FREQ=YEARLY;UNTIL=20301231T160000Z", "without Z"), ("FREQ=YEARLY;UNTIL=2030-12-31", "UNTIL takes"),
        ("FREQ=YEARLY;UNTIL=19991231", "never comes"), ("FREQ=YEARLY;DTSTART=2025", "DTSTART takes"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never comes"), ("FREQ=YEARLY;BYMONTH=13", "never comes"),
        ("FREQ=YEARLY;X=1", "unknown parameter"), ("RDATE:20250101", "takes parts such as"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_refused_in_words(rule: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_recurrence(rule)
