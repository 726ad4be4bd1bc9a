"""Shared by the commands of `malvakten`: settings, the database, the clock, and how to refuse."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import typer

from bot.settings import Settings, SettingsError, load_settings
from models.rules.text import storable
from models.storage.database import Database


def settings() -> Settings:
    """The settings; a wrong one ends the process with status 2 and one line on stderr."""
    try:
        return load_settings()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@contextmanager
def database(chosen: Settings | None = None) -> Iterator[Database]:
    """The database, closed at the end. A schema that is missing or old is refused with a sentence."""
    from sqlalchemy.exc import OperationalError

    from models.storage.schema import is_current

    opened = Database((chosen or settings()).database_url)
    try:
        try:
            current = is_current(opened)
        except OperationalError as error:
            refuse(f"The database does not answer: {error.orig}")
        if not current:
            refuse("The database has no tables yet, or old ones. Run: malvakten db upgrade")
        yield opened
    finally:
        opened.close()


def now() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


def refuse(*lines: str) -> NoReturn:
    """Prints why on stderr and ends the process with status 1. To be called before anything is changed."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)


def print_json(document: Any) -> None:
    """One JSON document on stdout and nothing else, in UTF-8 whatever the terminal's letters are."""
    typer.echo(storable(json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode(), nl=False)


def write_out(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all; refuses with a sentence."""
    from bot.operations.whole_file import whole_file

    if path.is_dir():
        refuse(f"{path} is a folder. Name a file in it.")
    if not path.exists() and not path.resolve().parent.is_dir():
        refuse(f"There is no folder {path.parent}. Create it, or name a file in another one.")
    try:
        with whole_file(path) as file:
            file.write(content)
    except OSError as error:
        refuse(f"{path} cannot be written: {error.strerror or error}. Nothing was left there; name another file.")
