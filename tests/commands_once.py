"""The command line is built once in each test process, not at each command: Typer's runner would read the signatures of
all commands every time, which takes longer than most of them do."""

from functools import cache

import typer.testing
from typer.main import get_command


def build_commands_once() -> None:
    """From now on, for every command line of this process."""
    vars(typer.testing)["_get_command"] = cache(get_command)
