"""The program's log in the tests."""

import contextlib
import logging
import sys
from collections.abc import Iterator

from bot.telemetry.logs import set_up_logs


class _StderrOfNow(logging.Handler):
    """Writes where stderr is at that moment: pytest gives each test another one."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.events = list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        self.events.append(str(record.msg))


def log_as_the_program(level: str) -> None:
    """Sets the log up as the program does."""
    set_up_logs(level)
    root = logging.getLogger()
    (own,) = [handler for handler in root.handlers if type(handler) is logging.StreamHandler]
    following = _StderrOfNow()
    following.setFormatter(own.formatter)
    root.handlers[root.handlers.index(own)] = following


@contextlib.contextmanager
def events_kept() -> Iterator[list[str]]:
    """The names of the events that are logged within the block, whichever thread logs them."""
    kept, root = _Kept(), logging.getLogger()
    root.addHandler(kept)
    try:
        yield kept.events
    finally:
        root.removeHandler(kept)
