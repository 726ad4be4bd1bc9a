"""A clock that can be moved forward: real time plus an offset."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta


def real_time() -> datetime:
    return datetime.now(UTC)


class MovableClock:
    """Goes at the pace of `source`, from `start` on. It never goes back."""

    def __init__(self, start: datetime, source: Callable[[], datetime] = real_time) -> None:
        self._source = source
        self._offset = start - source()

    def __call__(self) -> datetime:
        return self._source() + self._offset

    def move_to(self, instant: datetime) -> None:
        """Moves forward to an instant; one that has passed changes nothing."""
        self._offset += max(timedelta(0), instant - self())


def steps(now: datetime, target: datetime, events: Iterable[datetime], after: timedelta) -> list[datetime]:
    """The instants to stop at on the way to `target`: a moment after every event, so that none is jumped over and none
    comes late, and the target itself."""
    passed = {event + after for event in events if now < event <= target}
    return sorted({at for at in passed if at <= target} | {target})
