"""The program with Teams on, running on the real plan and people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import OPENING
from tests.dialogues.meeting import Meeting, greeted
from tests.fakes.teams import FakeTeams
from tests.harness import Clock


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    with FakeTeams() as fake:
        yield fake


@pytest.fixture
def bot(teams: FakeTeams, tmp_path: Path) -> Iterator[Meeting]:
    with greeted(teams, Clock(OPENING), tmp_path) as running:
        yield running
