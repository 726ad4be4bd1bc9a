"""What goes to the log: an event's name and what goes with it, `log.warning("round.closed", round=name)`, through the
standard library's loggers; `bot.telemetry.logs` writes it as JSON.

Marks are on every line that is logged in the same task or thread.
"""

import logging
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_LOGGING_S_OWN = ("exc_info", "stack_info", "stacklevel")
_marks: ContextVar[Mapping[str, object]] = ContextVar("marks")


class Log(logging.LoggerAdapter[logging.Logger]):
    """Takes what goes with an event as keywords; a record has them as `with_it`."""

    def process(self, msg: object, kwargs: MutableMapping[str, Any]) -> tuple[object, MutableMapping[str, Any]]:
        passed_on = {name: kwargs.pop(name) for name in _LOGGING_S_OWN if name in kwargs}
        return msg, {**passed_on, "extra": {"with_it": kwargs}}


def log_of(name: str) -> Log:
    """The log of a module, by its `__name__`."""
    return Log(logging.getLogger(name))


def marks() -> Mapping[str, object]:
    """The marks of this task or thread."""
    return _marks.get({})


def mark(**more: object) -> None:
    """Adds marks, until the task ends or `unmark`."""
    _marks.set({**marks(), **more})


def unmark() -> None:
    """Takes all marks away: the work goes on for others than those who began it."""
    _marks.set({})


@contextmanager
def marked(**more: object) -> Iterator[None]:
    """Adds marks within the block."""
    token = _marks.set({**marks(), **more})
    try:
        yield
    finally:
        _marks.reset(token)
