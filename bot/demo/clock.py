"""A clock that can be moved forward: real time plus an offset."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta


def real_time() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """A clock that starts at `start` and runs as fast as `source`. It never goes back."""

    def __init__(self, start: datetime, source: Callable[[], datetime] = real_time) -> None:
        self._source = source
        self._offset = start - source()

    def __call__(self) -> datetime:
        return self._source() + self._offset

    def move_to(self, instant: datetime) -> None:
        """Moves forward to an instant; an instant in the past changes nothing."""
        self._offset += max(timedelta(0), instant - self())


def steps(now: datetime, target: datetime, events: Iterable[datetime], after: timedelta) -> list[datetime]:
    """The instants to stop at on the way to `target`: `after` each event, so that no event is skipped or handled late,
    and the target itself."""
    stops = {event + after for event in events if now < event <= target}
    return sorted({stop for stop in stops if stop <= target} | {target})
