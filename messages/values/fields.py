"""The parts that values are written with. What cannot be read is absent."""

from datetime import date

_MOST_DIGITS = 18  # what fits a database's integer


def written(number: int | None) -> str:
    """The number, or nothing."""
    return "" if number is None else str(number)


def read_day(text: str) -> date | None:
    """The day that the text is, as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_number(text: str) -> int | None:
    """The number that the text is."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
