"""Fixtures that many tests share: databases, the sample plan and people, the running program."""

import gc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from hypothesis import HealthCheck

from tests.asked import asked, workspace
from tests.commands_once import build_commands_once
from tests.compiled_once import compile_once
from tests.fakes.slack import FakeSlack
from tests.harness import Clock, Running, running
from tests.logged import log_as_the_program
from tests.memory_disk import keep_files_in_memory
from tests.postgres import NoPostgreSQL, postgresql
from tests.stock import SAMPLES, import_samples, stocked
from tests.unsynced import do_not_sync

keep_files_in_memory()
compile_once()
build_commands_once()
do_not_sync()

# How long an example takes is no matter of the program's.
hypothesis.settings.register_profile("malvakten", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("malvakten")

log_as_the_program("warning")

__all__ = ["OPENING", "SAMPLES", "STOCKHOLM", "import_samples"]

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENING = datetime(2022, 6, 8, 9, 0, tzinfo=STOCKHOLM)


# What takes tens of seconds, begun first: no process is left alone with it at the end while the other is idle.
LONG = (
    "test_soak.py::", "::test_killed_at_every_transaction", "::test_a_year_", "::test_faults_and_deaths",
    "test_stopping.py::", "::test_everything_waits_and_goes_out_once", "tests/browser/", "::test_ten_thousand",
    "::test_four_processes", "::test_importing_twice",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((n for n, part in enumerate(LONG) if part in item.nodeid), len(LONG)))


def pytest_collection_finish() -> None:
    """Python would go through all modules and tests, which stay to the end, at every few tests anew: a twelfth of their
    time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 50)


@pytest.fixture
def slack(request: pytest.FixtureRequest) -> Iterator[FakeSlack]:
    with workspace() as fake:
        yield fake
        request.node.user_properties.extend(("slow ack", slow) for slow in fake.slow_acks)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have counted (`record_property("measured", …)`), and answers that Slack would not have waited for."""
    told = [
        (name, words, report.nodeid)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, words in getattr(report, "user_properties", ())
    ]
    slow = {f"{where}: {words}" for name, words, where in told if name == "slow ack"}
    measured = {str(words) for name, words, _ in told if name == "measured"}
    if measured:
        terminalreporter.section("what answering costs: the numbers to beat")
        terminalreporter.write_line("\n".join(sorted(measured)))
    if slow:
        terminalreporter.section("answers that took longer than Slack's three seconds")
        terminalreporter.write_line("\n".join(sorted(slow)))


@pytest.fixture
def clock() -> Clock:
    return Clock(OPENING)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of a database runs on both, unless it is marked `one_database`: there it makes no difference. A test
    of processes names its databases itself, since each takes seconds to start."""
    given = any("database_kind" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "database_kind" in metafunc.fixturenames and not given:
        one = metafunc.definition.get_closest_marker("one_database")
        metafunc.parametrize("database_kind", ["sqlite"] if one else ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    if kind == "postgresql":
        try:
            postgresql()
        except NoPostgreSQL as error:
            pytest.skip(str(error))
    return kind


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own: on SQLite a file that does not exist yet, on PostgreSQL migrated already."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path}/malvakten.db"
        return
    with postgresql().database() as url:
        yield url


@pytest.fixture
def stocked_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own with the real plan and the invented people."""
    with stocked(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def bot(
    slack: FakeSlack, clock: Clock, database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Running]:
    """The program running on the real plan, without any round; where `round_is_open`, in one."""
    if request.node.get_closest_marker("round_is_open"):
        assert "stocked_url" not in request.fixturenames, "the program is on another database than that"
        with asked(slack, database_kind, clock, tmp_path) as started:
            yield started
        return
    with running(slack, request.getfixturevalue("stocked_url"), clock, tmp_path) as started:
        yield started
