"""The reminder ladder: before, on and after the deadline; then the deputy, the manager, the coordinator.

The rungs are instants of the round. When a message about one may be sent is `courtesy.sending_time`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.rules.courtesy import Courtesy, Receiver, sending_time
from models.rules.dates.deadlines import after, before, parse_duration, reminder_instants

# Nobody else hears of a missing answer sooner than this after the owner was told that they will.
NOTICE = timedelta(hours=24)
# The clock does not look at a round for longer than this after its deadline.
LAST_STEP = timedelta(days=90)


class Step(StrEnum):
    """What a rung is, in the order in which the ladder is climbed."""

    BEFORE = "before"
    ON = "on"
    AFTER = "after"
    DEPUTY = "deputy"
    MANAGER = "manager"
    COORDINATOR = "coordinator"

    @property
    def is_escalation(self) -> bool:
        """Whether it goes to somebody else than the owner."""
        return self in {Step.DEPUTY, Step.MANAGER, Step.COORDINATOR}


@dataclass(frozen=True)
class Later:
    """A step that comes an ISO 8601 duration after the deadline."""

    step: Step
    duration: str


LATER = (
    Later(Step.AFTER, "P1D"),
    Later(Step.DEPUTY, "P3D"),
    Later(Step.MANAGER, "P5D"),
    Later(Step.COORDINATOR, "P7D"),
)


@dataclass(frozen=True)
class Rung:
    """A step at its instant."""

    step: Step
    at: datetime


def read_later(text: str) -> tuple[Later, ...]:
    """The setting `after P1D, deputy P3D, manager P5D, coordinator P7D`; `off` for none. Steps may be left out, and
    `after` may come several times.

    Raises ValueError in words, also when the steps do not come in that order."""
    if text.strip().casefold() == "off":
        return ()
    steps, order = [], list(Step)
    ahead, lowest = timedelta(0), order.index(Step.AFTER)
    for part in text.split(","):
        name, _, duration = part.strip().partition(" ")
        if name not in order[order.index(Step.AFTER) :]:
            raise ValueError(f"{part.strip()!r} is not a step such as after P1D, deputy P3D or coordinator P7D")
        step, length = Step(name), parse_duration(duration)
        if length.length <= ahead or order.index(step) < lowest:
            raise ValueError(f"{part.strip()!r} must come after the step before it, and after the deadline")
        if length.length > LAST_STEP:
            raise ValueError(f"{part.strip()!r} must come at most {LAST_STEP.days} days after the deadline")
        ahead, lowest = length.length, order.index(step) + step.is_escalation
        steps.append(Later(step, duration.strip()))
    return tuple(steps)


def rungs(
    opens_at: datetime, deadline: datetime, reminders: Sequence[str], later: Sequence[Later], zone: ZoneInfo,
    *, without: Collection[Step] = (), ended_at: datetime | None = None,
) -> tuple[Rung, ...]:  # fmt: skip
    """The whole ladder of a round, in order of time. `zone` is the installation's; `without` leaves out steps that have
    nobody to go to. A reminder on the deadline's own day is the step ON; none is added for it. `ended_at` is when the
    round was closed, if not at its deadline: no reminder comes after it, and the later steps count from it.

    Raises ValueError for a reminder that is no duration."""
    last_day = deadline.astimezone(zone).date()
    early = [
        Rung(Step.ON if at.astimezone(zone).date() == last_day else Step.BEFORE, at)
        for at in reminder_instants(opens_at, deadline, reminders, zone)
        if ended_at is None or at < ended_at
    ]
    late = [
        Rung(each.step, after(ended_at or deadline, parse_duration(each.duration), zone))
        for each in later if each.step not in without
    ]  # fmt: skip
    return (*early, *late)


def due_rung(ladder: Sequence[Rung], deadline: datetime, dealt_through: datetime | None, now: datetime) -> Rung | None:
    """The rung to deal with now, or None. `dealt_through` is the instant of the newest rung that was dealt with.

    Ahead of the deadline it is the newest, so that an outage is followed by one reminder; a reminder that was missed
    over the deadline is none any more. After it no step is jumped over: the owner hears before the deputy does."""
    due = [rung for rung in ladder if rung.at <= now and (dealt_through is None or rung.at > dealt_through)]
    if now < deadline:
        return due[-1] if due else None
    late = [rung for rung in due if rung.at > deadline]
    return [rung for rung in late if rung.step is late[0].step][-1] if late else None


def dealt_through_after(
    old_deadline: datetime, new_deadline: datetime, reminders: Sequence[str], dealt_through: datetime | None,
    now: datetime, zone: ZoneInfo,
) -> datetime | None:  # fmt: skip
    """`dealt_through` when the deadline is moved: a reminder that was dealt with is not repeated because its instant is
    another now, and one whose instant has passed now is left out, since the move itself is told."""
    durations = [parse_duration(text) for text in reminders]
    taken = [
        before(new_deadline, each, zone) for each in durations
        if dealt_through is not None and before(old_deadline, each, zone) <= dealt_through
    ]  # fmt: skip
    passed = [at for each in durations if (at := before(new_deadline, each, zone)) <= now]
    return max([*taken, *passed], default=dealt_through)


def next_rung(ladder: Sequence[Rung], now: datetime) -> Rung | None:
    """What comes next by the clock."""
    return next((rung for rung in ladder if rung.at > now), None)


def announced_by(ladder: Sequence[Rung], rung: Rung) -> tuple[Rung, ...]:
    """The escalations ahead of a rung, which its message to the owner names with their days."""
    return tuple(each for each in ladder if each.step.is_escalation and each.at > rung.at)


def pointless_at(ladder: Sequence[Rung], rung: Rung, deadline: datetime) -> datetime | None:
    """From when on a message that was held back says nothing any more: `until` for `sending_time`. A reminder is
    overtaken by the next one and by the deadline, a message after the deadline by nothing but the answer."""
    if rung.at >= deadline:
        return None
    following = next_rung(ladder, rung.at)
    return min(following.at, deadline) if following else deadline


def climbing_time(
    rung: Rung, announced_at: datetime | None, to: Receiver, courtesy: Courtesy, *, rehearsal: bool = False
) -> datetime | None:
    """When an escalation may be sent to the one it goes to: at its instant, but a day after the owner was told of it.

    `announced_at` is when the message that named it reached the owner; None when none has, and so None for an answer.
    Of an owner on leave the caller gives the deadline: there is nobody to tell, and the ladder goes on."""
    if announced_at is None:
        return None
    earliest = rung.at if rehearsal else max(rung.at, announced_at + NOTICE)
    return sending_time(earliest, to, courtesy, rehearsal=rehearsal)
