"""A workspace of Slack's, and the program running in it when everybody has been asked in a round."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from tests.dialogues.harness import open_now
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Clock, Running, running
from tests.kept import Kept
from tests.stock import copied, sample_people, stocked
from tests.until import PATIENCE_SECONDS

# All that changes in the workspace while the program runs. Whoever is in it stays: a test has got them already.
_STATE = (
    "channels", "messages", "_by_ts", "_by_channel", "views", "stacks", "homes", "triggers", "response_urls", "calls",
    "files", "_numbers", "_last_ts",
)  # fmt: skip


@contextmanager
def workspace() -> Iterator[FakeSlack]:
    """Everybody of the sample people file, an employee outside it, and a guest."""
    with FakeSlack() as fake:
        # A machine that is busy with other things may be slow without the program being at fault. An answer that took
        # longer than the three seconds that Slack waits is told when the run ends.
        fake.ack_timeout = PATIENCE_SECONDS
        fake.clock.hold()
        for row in sample_people():
            fake.person(row.slack_user_id or "", email=row.email, name=row.name)
        fake.person("U0MEDARB1", email="medarbetare@example.se", name="Medarbetare")
        fake.person("U0GAST001", email="gast@example.se", name="Gäst", guest=True)
        fake.channel(MANAGEMENT, "ledning")
        yield fake


@contextmanager
def asked(slack: FakeSlack, kind: str, clock: Clock, folder: Path) -> Iterator[Running]:
    """Starts the program where `open_now` had come."""
    kept = _asked(kind, clock())
    kept.restore(slack.store)
    with copied(kept.database, folder) as url, running(slack, url, clock, folder) as started:
        yield started


@cache
def _asked(kind: str, at: datetime) -> Kept:
    clock = Clock(at)
    with tempfile.TemporaryDirectory() as name, workspace() as slack, stocked(kind, Path(name)) as url:
        with running(slack, url, clock, Path(name)) as bot:
            open_now(bot)
            assert bot.clock() == at
        assert slack.violations == []
        return Kept.of(url, slack.store, _STATE, at)
