"""How fast is sent to Teams: never faster than Microsoft takes, and hardly slower."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.settings import load_settings
from bot.teams.connector.gate import Gate
from bot.wiring import pace_from
from tests.fakes.teams.tenant import CONVERSATION_LIMITS, TENANT_LIMIT, crowded

_LOOK_SECONDS = 0.5


def sent_at(count: int, stalls: Sequence[tuple[float, float]] = ()) -> Iterator[float]:
    """When so many messages to as many people leave, when the outbox is read twice a second. Nothing leaves during a
    stall: from an instant, for so many seconds."""
    pace, gate = pace_from(load_settings({}, Path(__file__).parent)).of("teams"), Gate()
    interval, burst = pace.interval.total_seconds(), pace.burst.total_seconds()
    free_at, look, left_at, left = 0.0, 0.0, 0.0, count
    while left:
        room = min(left, max(0, int((look + burst - max(free_at, look)) / interval)))
        free_at = max(free_at, look) + interval * room
        for _ in range(room):
            turn = left_at = gate.turn(max(look, left_at))
            left_at = next((begins + takes for begins, takes in stalls if begins <= turn < begins + takes), turn)
            gate.passes(turn, left_at)
            yield left_at
        look, left = look + _LOOK_SECONDS, left - room


def test_five_hundred_openings_leave_at_the_allowed_rate_and_never_above_it() -> None:
    times = list(sent_at(500))
    for number, at in enumerate(times):
        assert crowded(times[:number], at, (TENANT_LIMIT,)) is None
    allowed, _ = TENANT_LIMIT
    assert len(times) / times[-1] >= 0.95 * allowed


def test_what_a_stall_has_held_up_does_not_leave_all_at_once() -> None:
    times = list(sent_at(500, stalls=((2.0, 0.3), (4.0, 0.9), (6.1, 0.05), (7.0, 3.0))))
    assert times == sorted(times)
    for number, at in enumerate(times):
        assert crowded(times[:number], at, (TENANT_LIMIT,)) is None


def test_one_conversation_is_written_to_as_slowly_as_it_takes() -> None:
    pause = pace_from(load_settings({}, Path(__file__).parent)).of("teams").per_conversation
    times = [number * pause for number in range(600)]
    for number, at in enumerate(times):
        assert crowded(times[:number], at, CONVERSATION_LIMITS) is None


def test_slack_keeps_its_own_pace() -> None:
    rules = pace_from(load_settings({}, Path(__file__).parent))
    assert (rules.of("slack").per_minute, rules.of("slack").burst / rules.interval) == (200, 48)
