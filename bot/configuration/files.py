"""The files that settings come from: `.env`, and the file that `NAME_FILE` names. Both are text in UTF-8."""

import io
import os
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream


class SettingsError(Exception):
    """A setting is wrong; the text is one line for the operator."""


def read_dotenv(path: Path) -> dict[str, str | None]:
    """The variables of a `.env` file; none when there is no such file. Raises SettingsError."""
    if not os.path.exists(path):  # without an error in a folder that may not be searched
        return {}
    content = _read(path, str(path))
    for binding in parse_stream(io.StringIO(content)):
        if binding.error:
            text, line = binding.original.string, binding.original.line
            line += text[: len(text) - len(text.lstrip())].count("\n")
            raise SettingsError(f"{path}, line {line}: takes NAME=value. Correct or remove that line.")
    return dict(dotenv_values(stream=io.StringIO(content)))


def read_secret(name: str, path: str) -> str:
    """The value of a setting by the path that `NAME_FILE` gives. Raises SettingsError, never with what it read."""
    return _read(Path(path), f"{name}_FILE: {path}").strip()


def _read(path: Path, what: str) -> str:
    """The text of a file, without a byte order mark; `what` begins the line that says why it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SettingsError(f"{what} does not exist. Name the file that has the value.") from None
    except IsADirectoryError:
        raise SettingsError(f"{what} is a folder. Name the file that has the value.") from None
    except PermissionError:
        raise SettingsError(f"{what} may not be read by the user that runs malvakten. Change its rights.") from None
    except (OSError, ValueError) as error:  # a path with a NUL character is a ValueError
        raise SettingsError(f"{what} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise SettingsError(f"{what} is saved as UTF-16 or is no text. Save it as UTF-8 (Notepad: Save as, Encoding).")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        words = f"{what}, line {line}, has a letter that is not UTF-8, perhaps one of Windows' own. Save it as UTF-8"
        raise SettingsError(f"{words} (Notepad: Save as, Encoding).") from None
