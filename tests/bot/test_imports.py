"""What the running program must not carry with it: each costs megabytes and start-up time, and is seldom needed."""

import subprocess
import sys

import pytest

SELDOM = (
    "alembic", "babel", "jinja2", "openpyxl", "rapidfuzz", "rich", "slack_bolt.adapter.socket_mode.aiohttp",
    "snowballstemmer", "sqlalchemy.dialects.postgresql", "stdnum",
)  # fmt: skip


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """The modules of a program that is ready to serve on SQLite."""
    program = "import sys, bot.cli.main, bot.cli.serve, bot.wiring, bot.asgi; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("name", SELDOM)
def test_the_program_does_not_carry(imported: set[str], name: str) -> None:
    assert name not in imported
