"""When the coordinators are told how a round is going."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.dates.deadlines import is_working_day
from models.rules.ladder import LATER, rungs
from models.rules.news import News, NewsOccasion, due_news, news_of

ZONE = ZoneInfo("Europe/Stockholm")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def every(opened_at: datetime, deadline: datetime, *reminders: str) -> tuple[News, ...]:
    return news_of(opened_at, deadline, rungs(opened_at, deadline, reminders, LATER, ZONE), ZONE)


@pytest.mark.parametrize(
    ("opens", "deadline", "reminders", "wanted"),
    [
        ("2026-10-05T09:00", "2026-10-30T16:00", ["P7D", "P2D"],
         ["opening 10-05 09:00", "reminder 10-23 16:00", "reminder 10-28 16:00", "last_day 10-29 08:00"]),
        # The deadline is a Monday.
        ("2026-10-05T09:00", "2026-10-26T16:00", [], ["opening 10-05 09:00", "last_day 10-23 08:00"]),
        # A reminder on the same day is enough, at whatever time.
        ("2026-10-05T09:00", "2026-10-30T16:00", ["P1D"], ["opening 10-05 09:00", "reminder 10-29 16:00"]),
        # So is the opening, and the only working day before the deadline may be ahead of it.
        ("2026-10-29T06:00", "2026-10-30T16:00", [], ["opening 10-29 06:00"]),
        ("2026-10-24T09:00", "2026-10-26T16:00", [], ["opening 10-24 09:00", "last_day 10-25 08:00"]),
        # A rehearsal.
        ("2026-10-29T22:00", "2026-10-30T03:00", ["PT3H", "PT1H"],
         ["opening 10-29 22:00", "reminder 10-30 00:00", "reminder 10-30 02:00"]),
    ],
)  # fmt: skip
def test_at_the_opening_at_each_reminder_and_on_the_last_working_day(
    opens: str, deadline: str, reminders: list[str], wanted: list[str]
) -> None:
    news = every(local(opens), local(deadline), *reminders)
    assert [f"{each.occasion} {each.at.astimezone(ZONE):%m-%d %H:%M}" for each in news] == wanted


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)), st.timedeltas(timedelta(minutes=5), timedelta(days=60)),  # noqa: DTZ001
    st.lists(st.sampled_from(["P14D", "P7D", "P3D", "P2D", "P1D", "PT36H", "PT4H", "PT1H"]), unique=True, max_size=4),
)  # fmt: skip
def test_all_are_while_the_round_is_open_and_the_last_day_is_alone_on_its_day(
    opens: datetime, span: timedelta, reminders: list[str]
) -> None:
    opened_at = opens.replace(tzinfo=ZONE).astimezone(UTC)
    deadline = opened_at + span
    news = every(opened_at, deadline, *reminders)
    assert news[0] == News(NewsOccasion.OPENING, opened_at)
    assert all(opened_at <= each.at < deadline for each in news)
    assert len({each.at for each in news}) == len(news)
    for last in (each for each in news if each.occasion is NewsOccasion.LAST_DAY):
        day = last.at.astimezone(ZONE).date()
        assert [each for each in news if each.at.astimezone(ZONE).date() == day] == [last]
        ahead = [day + timedelta(days=n) for n in range(1, (deadline.astimezone(ZONE).date() - day).days)]
        assert not any(is_working_day(each) for each in ahead), "a later working day was there"


def test_an_outage_is_followed_by_the_newest_alone_and_none_is_repeated() -> None:
    news = every(local("2026-10-05T09:00"), local("2026-10-30T16:00"), "P7D", "P2D")
    assert due_news(news, None, news[0].at - timedelta(seconds=1)) is None
    assert due_news(news, None, news[0].at) == news[0]
    assert due_news(news, news[0].at, news[2].at + timedelta(hours=1)) == news[2]
    assert due_news(news, news[2].at, news[3].at - timedelta(seconds=1)) is None
