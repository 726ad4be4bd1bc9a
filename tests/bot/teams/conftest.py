"""The program with Teams on, running on the real plan and people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import OPENING
from tests.dialogues.meeting import Meeting, meeting
from tests.fakes.teams import FakeTeams
from tests.harness import Clock
from tests.stock import stocked


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    with FakeTeams() as fake:
        yield fake


@pytest.fixture
def bot(teams: FakeTeams, tmp_path: Path) -> Iterator[Meeting]:
    with stocked("sqlite", tmp_path) as url, meeting(teams, url, Clock(OPENING), tmp_path) as running:
        yield running
