"""What is over is not asked about again, unless it is reopened."""

import pytest

from models.rules.lifecycle import is_asked_about
from models.vocabulary.answers import Lifecycle

NOT_STARTED, ONGOING, DONE, PAUSED, CANCELLED = Lifecycle


@pytest.mark.parametrize(
    ("latest", "asked"),
    [(None, True), (NOT_STARTED, True), (ONGOING, True), (PAUSED, True), (DONE, False), (CANCELLED, False)],
)
def test_what_is_over_is_not_asked_about(latest: Lifecycle | None, asked: bool) -> None:
    assert is_asked_about(latest) is asked
    assert is_asked_about(latest, reported_this_round=True)
