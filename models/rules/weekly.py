"""When the weekly letter is due. Knows no database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = time(8)


def letter_day(now: datetime, zone: ZoneInfo) -> date:
    """The local Monday whose letter is the newest that is due."""
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    return monday if letter_at(monday, zone) <= now else monday - timedelta(days=7)


def letter_at(monday: date, zone: ZoneInfo) -> datetime:
    """The instant of a Monday's letter."""
    return datetime.combine(monday, HOUR, zone).astimezone(UTC)
