"""Fixtures that many tests share: databases, the sample plan and people, the running program."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog
from sqlalchemy.orm import Session

from bot.logs import set_up_logs
from imports.people import read_people
from imports.people_store import apply_people
from imports.plan import read_plan
from imports.plan_store import apply_plan
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Clock, Running, running

# The program's own log format: structlog's default would print local variables, comments among them.
set_up_logs("warning")
structlog.configure(cache_logger_on_first_use=False, logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))

SAMPLES = Path(__file__).parent.parent / "samples" / "vastmanland-2022"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENING = datetime(2022, 6, 8, 9, 0, tzinfo=STOCKHOLM)


def import_samples(session: Session) -> None:
    """The real plan and the invented people."""
    now = datetime(2022, 1, 10, 9, 0, tzinfo=STOCKHOLM)
    apply_plan(session, read_plan(SAMPLES / "activities.json").rows, 2022, now)
    apply_people(session, read_people(SAMPLES / "people.csv").rows, now)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace with everybody of the sample people file, an employee outside it, and a guest."""
    with FakeSlack() as fake:
        for row in read_people(SAMPLES / "people.csv").rows:
            fake.person(row.slack_user_id or "", email=row.email, name=row.name)
        fake.person("U0MEDARB1", email="medarbetare@example.se", name="Medarbetare")
        fake.person("U0GAST001", email="gast@example.se", name="Gäst", guest=True)
        fake.channel(MANAGEMENT, "ledning")
        yield fake


@pytest.fixture
def clock() -> Clock:
    return Clock(OPENING)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/malvakten.db"


@pytest.fixture
def bot(slack: FakeSlack, clock: Clock, database_url: str, tmp_path: Path) -> Iterator[Running]:
    """The program running on the real plan, without any round."""
    with running(slack, database_url, clock, tmp_path, import_samples) as started:
        yield started
