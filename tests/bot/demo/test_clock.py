"""The clock that can be moved."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.demo.clock import MovableClock, steps

START = datetime(2022, 6, 7, 7, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
instants = st.integers(0, 10_000).map(lambda seconds: START + timedelta(seconds=seconds))


class Source:
    """Real time, as far as the clock knows."""

    def __init__(self) -> None:
        self.now = datetime(2030, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_it_goes_on_from_where_it_was_moved_to() -> None:
    source = Source()
    clock = MovableClock(START, source)
    source.now += timedelta(seconds=5)
    assert clock() == START + timedelta(seconds=5)
    clock.move_to(START + timedelta(days=1))
    source.now += timedelta(seconds=5)
    assert clock() == START + timedelta(days=1, seconds=5)


def test_it_never_goes_back() -> None:
    clock = MovableClock(START, Source())
    clock.move_to(START - timedelta(days=1))
    assert clock() == START


@given(now=instants, target=instants, events=st.lists(instants))
def test_every_event_on_the_way_is_stopped_at_soon_after_it(
    now: datetime, target: datetime, events: list[datetime]
) -> None:
    stops = steps(now, target, events, MOMENT)
    assert stops == sorted(stops)
    assert stops[-1] == target
    for event in events:
        if now < event <= target:
            assert any(event <= stop <= event + MOMENT for stop in stops)
