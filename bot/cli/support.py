"""Shared by the commands of `malvakten`: settings, the database, the clock, and how to refuse."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NoReturn

import typer

from bot.settings import Settings, SettingsError, load_settings
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
    """One JSON document on stdout and nothing else."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
