"""Shared by the commands of `malvakten`: settings, the database, the clock, and how to refuse."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from bot.configuration.files import SettingsError
from bot.settings import Settings, load_settings
from models.rules.text import fold, storable
from models.storage.database import Database
from models.vocabulary.operations import Channel

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.rounds.tables import Round


def settings(with_remarks: bool = True) -> Settings:
    """The settings; a wrong one ends the process with status 2 and one line on stderr. What is probably a mistake is
    told there, too."""
    try:
        chosen = load_settings()
    except SettingsError as error:
        print_error(str(error))
        sys.exit(2)
    for remark in chosen.remarks if with_remarks else ():
        print_error(remark)
    return chosen


@contextmanager
def database(chosen: Settings | None = None) -> Iterator[Database]:
    """The database, closed at the end. A schema that is not this program's is refused with a sentence. What is changed
    is the operator's doing."""
    from models.storage.schema import schema_fault

    with any_database(chosen) as opened:
        if fault := schema_fault(opened):
            refuse(str(fault))
        opened.info["came_by"] = (Channel.CLI, None)
        yield opened


@contextmanager
def any_database(chosen: Settings | None = None) -> Iterator[Database]:
    """The database whatever its schema, closed at the end. One that cannot be reached is refused with a sentence."""
    from sqlalchemy.exc import DBAPIError

    from bot.operations.database_errors import database_words, is_outside, path_fault

    opened = Database((chosen or settings()).database_url)
    try:
        if fault := path_fault(opened.url):
            refuse(fault)
        yield opened
    except DBAPIError as error:
        if not is_outside(error):
            raise
        refuse(database_words(error, opened.url))
    finally:
        opened.close()


def now() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


def refuse(*lines: str) -> NoReturn:
    """Prints why on stderr and ends the process with status 1. To be called before anything is changed."""
    for line in lines:
        print_error(line)
    sys.exit(1)


def print_error(line: str) -> None:
    """A line on stderr. Typer's own `echo` would load Typer in what serves, too (`bot.cli.main`)."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def named_round(session: "Session", name: str) -> "Round":
    """The round of that name in any case; refused with a sentence when there is none."""
    from sqlalchemy import select

    from models.rounds.queries import round_named
    from models.rounds.tables import Round

    round_ = round_named(session, fold(name))
    if round_ is None:
        names = list(session.scalars(select(Round.name).order_by(Round.deadline.desc()).limit(20)))
        known = f"The rounds are: {', '.join(names)}." if names else "There are no rounds yet."
        refuse(f"There is no round “{name}”. {known}")
    return round_


def print_json(document: Any) -> None:
    """One JSON document on stdout and nothing else, in UTF-8 whatever the terminal's letters are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(storable(json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
    sys.stdout.buffer.flush()


def write_out(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes a file, given whole or in parts, whole or not at all; refuses with a sentence."""
    with out_file(path) as file:
        file.writelines([content] if isinstance(content, bytes) else content)


@contextmanager
def out_file(path: Path, private: bool = False) -> Iterator[BinaryIO]:
    """A file that is there whole when the block ends, or not at all; one that cannot be written is refused with a
    sentence. A `private` one can be read by its owner only."""
    from bot.operations.whole_file import whole_file

    try:
        if path.is_dir():
            refuse(f"{path} is a folder. Name a file in it.")
        if not path.exists() and not path.resolve().parent.is_dir():
            refuse(f"There is no folder {path.parent}. Create it, or name a file in another one.")
        with whole_file(path, private) as file:
            yield file
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror or error}. Nothing was left there; name another file.")
