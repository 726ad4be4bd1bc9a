"""The life of an activity: what may follow what, and whether it is asked about.

An activity without a stored lifecycle, about which nobody has said anything, is asked about like an ongoing one.
"""

from enum import StrEnum

from models.rules.text import plain
from models.vocabulary import Lifecycle

LIFECYCLE_WORDS = {
    "ej påbörjad": Lifecycle.NOT_STARTED, "inte påbörjad": Lifecycle.NOT_STARTED, "not started": Lifecycle.NOT_STARTED,
    "pågår": Lifecycle.ONGOING, "pågående": Lifecycle.ONGOING, "ongoing": Lifecycle.ONGOING,
    "klar": Lifecycle.DONE, "avslutad": Lifecycle.DONE, "done": Lifecycle.DONE,
    "pausad": Lifecycle.PAUSED, "vilande": Lifecycle.PAUSED, "paused": Lifecycle.PAUSED,
    "avbruten": Lifecycle.CANCELLED, "cancelled": Lifecycle.CANCELLED,
}  # fmt: skip
_BY_WORD = {plain(word): lifecycle for word, lifecycle in LIFECYCLE_WORDS.items()}


class Passage(StrEnum):
    """What a change of lifecycle is."""

    NONE = "none"
    MOVED = "moved"
    ENDED = "ended"
    REOPENED = "reopened"


def passage(before: Lifecycle | None, after: Lifecycle) -> Passage:
    """What it means to go from one to the other. Every change is allowed; REOPENED is one that the owner must mean:
    from done or cancelled to anything that is not over."""
    if before is after:
        return Passage.NONE
    was_over = before is not None and before.is_over
    if was_over and not after.is_over:
        return Passage.REOPENED
    return Passage.ENDED if after.is_over and not was_over else Passage.MOVED


def is_asked_about(latest: Lifecycle | None, *, reported_this_round: bool = False) -> bool:
    """Whether a round asks about an activity that stands so. One that is over is not asked about again; in the round in
    which that was reported it stays, so that the answer can be seen and changed."""
    return reported_this_round or latest is None or not latest.is_over


def read_lifecycle(words: str) -> Lifecycle | None:
    """A lifecycle by its name in Swedish or English; a closed list, None for anything else."""
    return _BY_WORD.get(plain(words))
