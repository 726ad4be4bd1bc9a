"""What people wrote as paper can show it: every line break the plain one, and a sign for what nobody can see or no file
may hold. Nothing is left out."""

import re

_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
# Control characters but tab and line feed, half surrogate pairs, noncharacters, marks of annotations between lines.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]")
_PICTURES = 0x2400


def printable(text: str) -> str:
    """The text with ␇ and the like for control characters, and `[U+FFFE]` for what has no such picture."""
    return text if text.isascii() and text.isprintable() else _UNPRINTABLE.sub(_sign, _BREAKS.sub("\n", text))


def code_point(character: str) -> str:
    """`[U+0085]`"""
    return f"[U+{ord(character):04X}]"


def _sign(match: re.Match[str]) -> str:
    character = match[0]
    if character < " ":
        return chr(_PICTURES + ord(character))
    return "␡" if character == "\x7f" else code_point(character)
