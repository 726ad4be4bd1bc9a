"""Recognises text whose letters were read in the wrong encoding, by what Swedish words look like.

Swedish words have å, ä, ö; no symbol stands between two letters, and no capital after a small letter. `Bjšrn`, `Bj”rn`
and `BjÃ¶rn` are all "Björn", saved in one encoding and read in another.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

SINGLE_BYTE = {"cp1252": "Windows", "mac_roman": "Macintosh", "cp850": "DOS", "cp437": "DOS"}
_SWEDISH = frozenset("åäöÅÄÖ")
# Foreign letters that Swedish texts do have, in names.
_FAMILIAR = frozenset("éÉüÜøØæÆèàáíóúêëçñÁÓÇÑß")
# What stands at the edge of a word, or within it, without being wrong.
_AT_AN_EDGE = frozenset("”“„’‘‚»«–—…•§°´`·×½¼¾²³™®©€£¨‹›¿¡")
_OPENING = frozenset("„‚")
_CLOSING = frozenset("™®€²³")
# What people themselves write between two letters, when a space was forgotten.
_MISTYPED = str.maketrans("”“…•€?", "      ")
_WITHIN_A_WORD = frozenset("’´`·–—‘")
_MOST_TIMES = 3  # encoded once too often, and again
_LETTERS_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# A letter that was lost: the program that saved it wrote a question mark, or U+FFFD. Not in web addresses.
_LOST = re.compile(r"(?<![\w/=:.@?&])[A-Za-zÅÄÖåäö]+[?\ufffd]+[a-zåäö]+(?![\w/=:.@&])|\ufffd")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{2,5}|#x[0-9A-Fa-f]{2,4});")


@dataclass(frozen=True)
class Weight:
    """How much a text looks like Swedish: å, ä and ö in their places; rare letters; what no Swedish word has."""

    swedish: int = 0
    rare: int = 0
    odd: int = 0

    @property
    def score(self) -> float:
        """More is more Swedish."""
        return self.swedish - 0.5 * self.rare - 3 * self.odd


def weigh(text: str) -> Weight:
    """Looks at every character beyond ASCII between its neighbours."""
    swedish = rare = odd = 0
    for match in _LETTERS_BEYOND_ASCII.finditer(text):
        at = match.start()
        letter, before, after = match.group(), text[at - 1 : at], text[at + 1 : at + 2]
        if _is_odd(letter, before, after):
            odd += 1
        elif letter in _SWEDISH:
            swedish += before.isalpha() or after.isalpha()
        elif letter.isalpha() and letter not in _FAMILIAR:
            rare += 1
    return Weight(swedish, rare, odd)


def _is_odd(letter: str, before: str, after: str) -> bool:
    if letter.isalpha():
        if letter in "ªº":
            return before.isalpha() or after.isalpha()
        foreign = "LATIN" not in unicodedata.name(letter, "LATIN")
        case_break = (letter.isupper() and before.islower()) or (
            letter.islower() and after.isupper() and not before.isalpha()
        )
        return case_break or (foreign and any(c.isascii() and c.isalpha() for c in before + after))
    if letter.isspace() or letter > "\u2600" or unicodedata.category(letter) in {"Cf", "Mn", "Me"}:
        return False
    if (before.isalpha() and (after.isalpha() or letter in _OPENING)) or (after.isalpha() and letter in _CLOSING):
        return letter not in _WITHIN_A_WORD
    return letter not in _AT_AN_EDGE and (before.isalpha() or after.isalpha())


def untwice(text: str) -> str | None:
    """The text as it was before its UTF-8 was taken for another encoding, once or more; None if that never happened."""
    mended = text
    for _ in range(_MOST_TIMES):
        once = next((m for m in (_untwice_once(mended, e) for e in SINGLE_BYTE) if m != mended), mended)
        if once == mended:
            break
        mended = once
    return mended if mended != text and not weigh(mended).odd else None


def _untwice_once(text: str, encoding: str) -> str:
    """Puts together the letters of which each was written as two or three."""
    surely, perhaps = _sequences(encoding)
    if not surely.search(text):
        return text
    return perhaps.sub(lambda match: _bytes(match.group(), encoding).decode("utf-8", "ignore") or match.group(), text)


@cache
def _sequences(encoding: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What UTF-8 looks like in the encoding: western letters and signs, which prove it, and Polish and such besides."""

    def letters(first: int, last: int) -> str:
        controls = map(chr, range(first, last + 1)) if encoding == "cp1252" else ()  # of ISO 8859-1
        return (
            f"[{''.join(map(re.escape, (*(_letter(byte, encoding) for byte in range(first, last + 1)), *controls)))}]"
        )

    rest = letters(0x80, 0xBF)
    signs = f"{letters(0xE2, 0xE2)}{rest}{rest}"
    mark = f"{letters(0xEF, 0xEF)}{letters(0xBB, 0xBB)}{letters(0xBF, 0xBF)}"
    surely = f"{letters(0xC2, 0xC3)}{rest}|{signs}|{mark}"
    return re.compile(surely), re.compile(f"{surely}|{letters(0xC4, 0xC5)}{rest}")


def _letter(byte: int, encoding: str) -> str:
    """The bytes that Windows-1252 leaves undefined are control characters to most programs."""
    return bytes([byte]).decode(encoding, "ignore") or chr(byte)


def _bytes(text: str, encoding: str) -> bytes:
    return b"".join(c.encode(encoding, "ignore") or c.encode("latin-1") for c in text)


def garbled(text: str, swedish_elsewhere: bool) -> tuple[str, str] | None:
    """The word of the text that was read in a wrong encoding, and what it is surely meant to be ("" if lost).

    `swedish_elsewhere` says that the file has å, ä or ö: then a rare letter (š) is no sign by itself, nor is a slip of
    the keyboard.
    """
    if swedish_elsewhere:
        text = text.translate(_MISTYPED)
    lost = _LOST.search(text)
    if lost:
        return _word_at(text, lost.start()), ""
    entity = next((m for m in _ENTITY.finditer(text) if html.unescape(m.group()) != m.group()), None)
    if entity:
        return entity.group(), html.unescape(entity.group())
    weight = weigh(text)
    only_rare = weight.rare and not weight.swedish and not swedish_elsewhere
    if weight.odd <= weight.swedish and not only_rare:
        return None
    best = max(_readings(text), key=lambda reading: weigh(reading).score, default=text)
    better = weigh(best)
    if not better.swedish or better.odd or better.score <= weight.score:
        return None
    changed = [at for at, (old, new) in enumerate(zip(text, best, strict=False)) if old != new]
    # In a file whose other words are right, `A÷B` may be meant; within a word of small letters it is not.
    changed = [at for at in changed if not swedish_elsewhere or _is_within(text, at)]
    if not changed:
        return None
    at = changed[0]
    return _word_at(text, at), _word_at(best, at)


def _is_within(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isalpha() and after.isascii() and after.islower()


def _readings(text: str) -> list[str]:
    pairs = ((read, written) for read in SINGLE_BYTE for written in SINGLE_BYTE)
    return [text.translate(_exchange(read, written)) for read, written in pairs]


@cache
def _exchange(read: str, written: str) -> dict[int, str]:
    """Letters as one encoding reads them → as the other wrote them."""
    return {ord(_letter(byte, read)): _letter(byte, written) for byte in range(0x80, 0x100)}


def _word_at(text: str, at: int) -> str:
    start, end = at, at
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end][:60]
