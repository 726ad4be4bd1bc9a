"""When the coordinators are told, unasked, how an open round is going: at its opening, at each reminder, and on the
last working day before the deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.rules.dates.deadlines import OPENING_TIME, last_working_day
from models.rules.ladder import Rung, Step


class NewsOccasion(StrEnum):
    """Why they are told. The values are kept in deliveries."""

    OPENING = "opening"
    REMINDER = "reminder"
    LAST_DAY = "last_day"


@dataclass(frozen=True)
class News:
    """An occasion at its instant."""

    occasion: NewsOccasion
    at: datetime


def news_of(opened_at: datetime, deadline: datetime, ladder: Sequence[Rung], zone: ZoneInfo) -> tuple[News, ...]:
    """All occasions of a round, in order of time. The last working day is left out when something is told on it
    anyway, or when it is before the opening."""
    reminders = [News(NewsOccasion.REMINDER, rung.at) for rung in ladder if rung.step in {Step.BEFORE, Step.ON}]
    told = [News(NewsOccasion.OPENING, opened_at), *reminders]
    days = {news.at.astimezone(zone).date() for news in told}
    eve = deadline.astimezone(zone).date() - timedelta(days=1)
    first = opened_at.astimezone(zone).date()
    if eve > first and (day := last_working_day(first, eve)) not in days:
        told.append(News(NewsOccasion.LAST_DAY, datetime.combine(day, OPENING_TIME, zone).astimezone(UTC)))
    return tuple(sorted(told, key=lambda news: news.at))


def due_news(all_news: Sequence[News], told_through: datetime | None, now: datetime) -> News | None:
    """The newest occasion that has come and has not been told; an older one is overtaken by it."""
    come = [news for news in all_news if news.at <= now]
    newest = come[-1] if come else None
    return newest if newest and (told_through is None or newest.at > told_through) else None
