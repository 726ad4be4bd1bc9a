"""The file that a command is to read."""

from difflib import get_close_matches
from pathlib import Path

from bot.cli.support import refuse
from imports.files import SUFFIXES
from imports.reading.advice import NOT_PERMITTED, NOT_READABLE

_MOST_NAMED = 5


def existing(file: Path) -> Path:
    """The file, refused with what to do when there is none."""
    try:
        words = _words(file)
    except PermissionError:
        words = f"{file} cannot be read: {NOT_PERMITTED}."
    except OSError as error:
        words = f"{file} cannot be read ({error.strerror or error}): {NOT_READABLE}."
    if words:
        refuse(f"{words} Nothing was changed.")
    return file


def _words(file: Path) -> str:
    """Why it cannot be read and what to do, "" if it can."""
    if file.is_file():
        return ""
    if file.is_dir():
        within = _tables(file)
        example = f", such as {' or '.join(str(file / name) for name in within)}" if within else ""
        return f"{file} is a folder. Write the name of the file in it, too{example}."
    if file.exists():
        return f"{file} is no ordinary file. Save the table as one, and import that."
    if file.is_symlink():
        return f"{file} is a shortcut to a file that is not there any more. Import the file itself."
    if not file.parent.is_dir():
        return f"There is no folder {file.parent}. Check how it is spelt, or copy the file to a folder that there is."
    names = _tables(file.parent)
    similar = get_close_matches(file.name, [path.name for path in file.parent.iterdir() if path.is_file()], 3)
    hint = f" Did you mean {' or '.join(similar)}?" if similar else f" It has: {', '.join(names)}." if names else ""
    return (
        f"There is no file {file.name} in the folder {file.parent.resolve()}.{hint} Check the name with its ending, or "
        'write the whole path, in quotation marks if it has spaces: "folder/the plan.xlsx".'
    )


def _tables(folder: Path) -> list[str]:
    """Some files in the folder that could be imported."""
    names = sorted(path.name for path in folder.iterdir() if path.suffix.casefold() in SUFFIXES and path.is_file())
    return names[:_MOST_NAMED]
