"""Values of a frozen record, each of the kind that it should be. Anything else raises TypeError or ValueError."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from models.rules.text import storable

T = TypeVar("T")


def as_text(value: Any) -> str:
    """A text that can be stored."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} should be a text")
    return storable(value)


def as_whole(value: Any) -> int:
    """A whole number."""
    if not isinstance(value, int):
        raise TypeError(f"{value!r} should be a whole number")
    return value


def as_instant(value: Any) -> datetime:
    """An instant with its time zone."""
    at = datetime.fromisoformat(as_text(value))
    if at.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return at


def optional(read: Callable[[Any], T], value: Any) -> T | None:
    """What `read` makes of the value; None stays None."""
    return None if value is None else read(value)
