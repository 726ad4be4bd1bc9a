"""What the running program must not carry with it: each costs megabytes and start-up time, and is seldom needed."""

import os
import subprocess
import sys

import pytest

from bot.cli.main import main
from bot.cli.serving import SERVING

SELDOM = (
    "alembic", "babel", "bot.cli.commands", "jinja2", "openpyxl", "rapidfuzz", "rich",
    "slack_bolt.adapter.socket_mode.aiohttp", "snowballstemmer", "sqlalchemy.dialects.postgresql", "stdnum", "typer",
)  # fmt: skip


# `malvakten run` as far as its settings, which are refused, and everything that it would load then.
PROGRAM = """
import contextlib, sys, bot.cli.serve, bot.wiring, bot.asgi
from bot.cli.main import main
sys.argv[1:] = ["run"]
with contextlib.suppress(SystemExit):
    main()
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """The modules of a program that is ready to serve on SQLite."""
    env = {**os.environ, "DATABASE_URL": "none"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60, env=env
    )
    assert "DATABASE_URL" in done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("name", SELDOM)
def test_the_program_does_not_carry(imported: set[str], name: str) -> None:
    assert name not in imported


def test_ctrl_c_before_the_program_is_up_is_an_end_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["malvakten", "run"])
    monkeypatch.setitem(SERVING, "run", interrupted)
    with pytest.raises(SystemExit, match="Ctrl-C"):
        main()
