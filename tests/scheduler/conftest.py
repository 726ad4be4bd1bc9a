from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models.storage.database import Database
from tests.conftest import OPENING
from tests.fakes.slack import FakeSlack
from tests.scheduler.desk import Desk, StillClock
from tests.scheduler.simulated import Installation

MakeDesk = Callable[..., Desk]


@pytest.fixture
def still() -> StillClock:
    return StillClock(OPENING)


@pytest.fixture
def make_desk(slack: FakeSlack, still: StillClock, stocked_url: str, tmp_path: Path) -> Iterator[MakeDesk]:
    """Programs on one database with the real plan, with settings of the test's own."""
    database = Database(stocked_url)
    made: list[Desk] = []

    def make(**env: str) -> Desk:
        made.append(Desk(slack, still, database, stocked_url, tmp_path, dict(env)))
        return made[-1]

    yield make
    for desk in made:
        desk.close()
    database.close()


@pytest.fixture
def world(stocked_url: str) -> Iterator[Installation]:
    """An installation with the real plan on a simulated platform, an hour before the opening."""
    made = Installation(stocked_url, OPENING - timedelta(hours=1))
    yield made
    made.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()
