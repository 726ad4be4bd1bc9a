"""The file that a command is to read."""

import re
from difflib import get_close_matches
from pathlib import Path

import typer

from bot.cli.support import refuse
from imports.reading.advice import NOT_PERMITTED, NOT_READABLE

_MOST_NAMED = 5


def only_file(context: typer.Context, file: Path) -> None:
    """Refuses more than one file name: usually it is one with spaces in it."""
    if context.args:
        whole = " ".join([str(file), *context.args])
        raise typer.BadParameter(
            f"takes one file, not {1 + len(context.args)}: if its name (or that of --sheet) has spaces, put it in "
            f'quotation marks, such as "{whole}"',
            param_hint="FILE",
        )


def existing(file: Path) -> Path:
    """The file, refused with what to do when there is none."""
    try:
        file = file.expanduser() if str(file).startswith("~/") else file
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
    elsewhere = _elsewhere(str(file))
    if elsewhere:
        return f"{file} {elsewhere}"
    if not file.parent.is_dir():
        return f"There is no folder {file.parent}. Check how it is spelt, or copy the file to a folder that there is."
    names = _tables(file.parent)
    bare = re.sub(r"[\"'“”*]", "", file.name)
    similar = get_close_matches(bare, [path.name for path in file.parent.iterdir() if path.is_file()], 3)
    hint = f" Did you mean {' or '.join(similar)}?" if similar else f" It has: {', '.join(names)}." if names else ""
    return (
        f"There is no file {file.name} in the folder {file.parent.resolve()}.{hint} Check the name with its ending, or "
        'write the whole path, in quotation marks if it has spaces: "folder/the plan.xlsx".'
    )


def _elsewhere(name: str) -> str:
    """What to do when the name is no path on this computer."""
    if name.startswith("file:/"):
        return "is an address of a file. Write its path alone, without file://."
    if re.match(r"[a-z]{2,}:/", name, re.IGNORECASE):
        return "is an address on the web, not a file. Download it first, and import the file that was saved."
    if re.match(r"[A-Za-z]:[\\/]|\\\\", name):
        return (
            f"is a path of Windows, and this computer has none such. Copy the file to this computer, for example to "
            f"{Path.cwd()}, and write that path."
        )
    return ""


def _tables(folder: Path) -> list[str]:
    """Some files in the folder that could be imported."""
    # It brings what reads workbooks, which takes longer than a command that reads none.
    from imports.files import SUFFIXES

    names = sorted(path.name for path in folder.iterdir() if path.suffix.casefold() in SUFFIXES and path.is_file())
    return names[:_MOST_NAMED]
