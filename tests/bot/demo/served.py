"""The page served by the real server, in a thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.demo.app import build_app
from bot.demo.program import build_demo
from bot.demo.stage import Stage
from tests.harness import serving, ticking


@contextmanager
def served(folder: Path) -> Iterator[tuple[Stage, int]]:
    """The stage and the port it is served at, until the block is left."""
    built = build_demo(folder, source=ticking())
    with serving(build_app(built)) as (port, _):
        yield built, port
