"""Bytes to text, for files saved by any spreadsheet program on any system."""

import codecs
import re

from imports.reading.advice import AS_CSV
from imports.reading.letters.swedish import SINGLE_BYTE, Weight, weigh

_SWEDISH_UTF8 = re.compile("|".join("åäöÅÄÖ").encode())
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_END_OF_FILE = "\x1a"  # DOS wrote it as the last character
# Swedish letters in 7-bit ASCII, as old systems have them: V{stmanland.
_SEVEN_BIT = re.compile(r"(?<![A-Za-z])[A-Za-z]+[{}|\\](?:[a-z]+|(?=[\s;,]))")
_ENOUGH_SEVEN_BIT = 2
_CLEARLY = 2.0  # by how much it must look more Swedish than every other


class Undecodable(Exception):
    """Why the bytes cannot be read as text, and how to save the file."""


def decode_utf(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or UTF-32, with a byte order mark or without."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _utf16_by_zeros(content)
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise Undecodable(f"line {_line(content, error.start)} has bytes that are no letters") from None
    text = text.lstrip("\ufeff").removesuffix(_END_OF_FILE)
    if "\0" in text:
        raise Undecodable(f"line {text[: text.index(chr(0))].count(chr(10)) + 1} has bytes that are no letters")
    return text


def decode(content: bytes) -> tuple[str, str]:
    """The text, and a sentence about the encoding when that had to be recognised by its letters."""
    try:
        text = decode_utf(content)
    except Undecodable as error:
        if b"\0" in content:
            raise Undecodable(f"the file is not text: {error}. If it is a table, {AS_CSV}") from None
        if _SWEDISH_UTF8.search(content):
            raise Undecodable(
                f"the file is not text in UTF-8 all through: {error}; two files have been put together, or it is "
                f"damaged: {AS_CSV}"
            ) from None
        return _by_letters(content)
    is_separator = "|" in text.lstrip().partition("\n")[0]
    words = _SEVEN_BIT.findall(text) if text.isascii() and not is_separator else []
    if len(words) >= _ENOUGH_SEVEN_BIT and not text.lstrip().startswith(("[", "{")):
        raise Undecodable(f"the file has {{ }} | or \\ in place of å, ä and ö (“{words[0]}”): {AS_CSV}")
    return text, ""


def _utf16_by_zeros(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of western text is zero."""
    start = content[:2000]
    pairs = len(start) // 2
    if pairs and start[1::2].count(0) > 0.6 * pairs and start[::2].count(0) == 0:
        return "utf-16-le"
    if pairs and start[::2].count(0) > 0.6 * pairs and start[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _by_letters(content: bytes) -> tuple[str, str]:
    """Windows' letters, Macintosh's or DOS's: the one in which the words look Swedish, if that is clear."""
    readings: dict[str, tuple[str, Weight]] = {}
    for encoding in SINGLE_BYTE:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings[encoding] = (text, weigh(text))
    ordered = sorted(readings, key=lambda encoding: readings[encoding][1].score, reverse=True)
    best = ordered[0]
    text, weight = readings[best]
    if best == "cp1252":
        if weight.odd > weight.swedish:
            raise Undecodable(_doubt(content, readings, ordered))
        return text, "" if weight.swedish else _read_as(best, text)
    others = [readings[name][1] for name in ordered if SINGLE_BYTE[name] != SINGLE_BYTE[best]]
    rivals = [other for other in others if weight.score - other.score < _CLEARLY]
    windows = readings["cp1252"][1] if "cp1252" in readings else Weight(odd=1)
    faultless = not windows.odd and not windows.rare  # quotation marks, perhaps
    if weight.odd or rivals or faultless:
        raise Undecodable(_doubt(content, readings, ordered))
    return text, _read_as(best, text)


def _read_as(encoding: str, text: str) -> str:
    words = " ".join(dict.fromkeys(_words_beyond_ascii(text)[:3]))
    return (
        f"The file's letters were read as those of {SINGLE_BYTE[encoding]} ({words}). "
        "If they are wrong, save it as CSV UTF-8."
    )


def _doubt(content: bytes, readings: dict[str, tuple[str, Weight]], ordered: list[str]) -> str:
    at = next(at for at, byte in enumerate(content) if byte > 0x7F)
    words = []
    for name in ordered:
        reading = next(iter(_words_beyond_ascii(readings[name][0])), "")
        words.append(f"“{reading}” by {SINGLE_BYTE[name]}")
    return (
        "the file is not text in UTF-8, nor surely in another encoding: "
        f"line {_line(content, at)} may say {' or '.join(dict.fromkeys(words))}. To be sure, {AS_CSV}"
    )


def _words_beyond_ascii(text: str) -> list[str]:
    return [word[:40] for word in re.split(r"[\s;,\"]+", text) if not word.isascii()]


def _line(content: bytes, at: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", content[:at])) + 1
