"""What is wrong with the database, in one line for the operator that names DATABASE_URL and no password."""

import re
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InternalError, NotSupportedError, ProgrammingError

# Faults of ours, whose traceback is wanted, unless they come from connecting.
_OURS = (DataError, IntegrityError, InternalError, NotSupportedError, ProgrammingError)


def path_fault(url: URL) -> str:
    """Why an SQLite file cannot be where the URL says; "" when it can, and for other databases."""
    path = sqlite_path(url)
    if path is None:
        return ""
    try:
        if path.is_dir():
            return f"The database {path} is a folder. Name a file in DATABASE_URL."
        if not path.parent.is_dir():
            return f"There is no folder {path.parent} for the database. Create it, or change DATABASE_URL."
    except OSError as error:
        return (
            f"The database {path} cannot be reached: {error.strerror}. Check DATABASE_URL and who may read that folder."
        )
    return ""


def sqlite_path(url: URL) -> Path | None:
    """The file of an SQLite database; None for other databases and for `file:` addresses."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database.startswith("file:"):
        return None
    return Path(url.database)


def is_outside(error: DBAPIError) -> bool:
    """Whether the cause lies with the database or the way to it, not in a statement of this program."""
    return error.statement is None or not isinstance(error, _OURS)


def database_words(error: DBAPIError, url: URL) -> str:
    """The sentence for an error for which `is_outside` holds."""
    words = " ".join(str(error.orig).split()).rstrip(".")
    if url.password:
        words = re.sub(rf"(?<!\w){re.escape(str(url.password))}(?!\w)", "***", words)
    path = sqlite_path(url)
    if path is None:
        return f"The database does not answer: {words}. Check DATABASE_URL."
    if "not a database" in words:
        return f"{path} is no SQLite database, or is damaged. Name another file in DATABASE_URL, or restore a backup."
    if "locked" in words:
        return f"Another process is writing to the database {path} ({words}). Try again."
    if "full" in words or "I/O" in words:
        return f"The database {path} cannot be written ({words}). Free some space on that disk."
    return f"The database {path} cannot be opened or written ({words}). Check DATABASE_URL and who may write there."
