"""The life of an activity: whether it is asked about.

An activity without a stored lifecycle, about which nobody has said anything, is asked about like an ongoing one.
"""

from models.vocabulary.answers import Lifecycle


def is_asked_about(latest: Lifecycle | None, *, reported_this_round: bool = False) -> bool:
    """Whether a round asks about an activity that stands so. One that is over is not asked about again; in the round in
    which that was reported it stays, so that the answer can be seen and changed."""
    return reported_this_round or latest is None or not latest.is_over
