"""Structured logs: one JSON object a line on stderr, never with a secret or a person's comment.

Every line of a request has the same `request`, every line of an attempt to send a message its `delivery` and `key`.
"""

import json
import logging
import random
import re
import sys
import traceback
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.operations.log import mark, marks

# The texts of these name code, files and positions. Others may quote what a person wrote, as int("…") does.
_SAFE_ERRORS = (
    AttributeError, ImportError, NameError, TypeError, OSError, UnicodeDecodeError, json.JSONDecodeError, PoolTimeout,
)  # fmt: skip
# The first line of these errors' texts names tables, columns and hosts; the lines after it quote rows. A DataError
# quotes rows in its first line.
_SAFE_FIRST_LINE = (OperationalError, InterfaceError, IntegrityError, ProgrammingError)
# Loggers whose messages without arguments are fixed texts, except for what is in brackets or on further lines.
_FIXED_MESSAGES = ("uvicorn", "apscheduler", "asyncio", "alembic")


def set_up_logs(level: str) -> None:
    """Configures the standard library's loggers, ours and those of the libraries."""
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLine())
    logging.basicConfig(level=number, handlers=[handler])
    # Bolt logs whole request bodies when something is unmatched, the SDK whole responses, SQLAlchemy parameters.
    for name in ("slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "alembic", "uvicorn.error", "aiohttp"):
        logging.getLogger(name).setLevel(logging.ERROR)


def words_of(error: BaseException) -> str:
    """The error's class, and its text where that cannot quote a person."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    text = ""
    if isinstance(error, _SAFE_ERRORS):
        text = str(error)
    elif isinstance(error, _SAFE_FIRST_LINE):
        text = str(error.orig or "").partition("\n")[0]
    return f"{name}: {text}" if text else name


def traceback_of(error: BaseException) -> str:
    """The traceback with its causes, oldest first, as Python prints it but without texts that may quote a person."""
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None and len(parts) < 10:
        lines = traceback.format_tb(current.__traceback__)
        parts.append("".join(["Traceback (most recent call last):\n", *lines, words_of(current)]))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n\nthen\n\n".join(reversed(parts))


class _JsonLine(logging.Formatter):
    """One JSON object: an event of ours with what goes with it; of a library's logger its name and place, and the fixed
    part of its message."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"), **marks(),
        }  # fmt: skip
        if (with_it := getattr(record, "with_it", None)) is not None:
            line["event"] = record.msg
            line |= {
                name: words_of(each) if isinstance(each, BaseException) else each for name, each in with_it.items()
            }
        else:
            line |= {"logger": record.name, "where": f"{record.pathname}:{record.lineno}"}
            if message := _fixed_message(record):
                line["message"] = message
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = traceback_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _fixed_message(record: logging.LogRecord) -> str:
    """The message without its arguments, which may be a request's body. Empty where the two cannot be separated, as in
    Bolt's: then `where` says which message it was."""
    if isinstance(record.msg, BaseException):
        return words_of(record.msg)
    if record.args:
        return str(record.msg).strip()
    if record.name.partition(".")[0] not in _FIXED_MESSAGES:
        return ""
    return re.split(r"[\n(]", str(record.msg), maxsplit=1)[0].strip()


def begin_request() -> str:
    """Marks this task's log lines as a new request; returns the mark, which is random and short enough to read
    aloud."""
    # It need not be hard to guess, and reading randomness from the system would give another thread the interpreter.
    new = f"{random.getrandbits(32):08x}"
    mark(request=new)
    return new


def request_mark() -> str:
    """The mark of the current request; a new one where no door has begun it (Socket Mode, the demo)."""
    return str(marks().get("request") or begin_request())
