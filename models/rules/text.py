"""Folding of names and cleaning of what people write."""

import re
import unicodedata
from functools import lru_cache

from models.rules.typography import BLANK_LETTERS, visible

# A combining mark (Mn, Me) alone has nothing to sit on.
_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp", "Cn", "Co", "Mn", "Me"}
# PostgreSQL stores no NUL, and half a surrogate pair has no UTF-8; both come from broken programs only.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Characters that nobody sees within a word: zero-width spaces, byte order marks, soft hyphens, directional marks,
# variation selectors, control and noncharacters. Two names that differ in these alone are one name.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# Emoji and some scripts join letters with these; beside Latin letters they are rubbish.
_JOINERS = re.compile("(?<![^\x00-\u024f])[\u200c\u200d\ufe0e\ufe0f]+|[\u200c\u200d]+(?![^\x00-\u024f])")
_SEEN_JOINERS = re.compile("[\u200c\u200d\ufe0e\ufe0f]")
_ODD_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ODD_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_HYPHENS = re.compile("[\u2010\u2011]")


def fold(text: str) -> str:
    """A name made comparable: NFC, lower case, `&` as "och", single spaces, nothing unseen. Å, ä and ö stay letters of
    their own."""
    if not text.isascii():
        text = _HYPHENS.sub("-", _UNSEEN.sub("", text))
    text = visible(text).casefold().replace("&", " och ")
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """`fold` without diacritics and punctuation, for what people type in a hurry: `Välmående` → `valmaende`."""
    decomposed = unicodedata.normalize("NFD", fold(text))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w#]+", " ", letters).split())


@lru_cache(maxsize=64)
def clean(text: str | None) -> str:
    """What a person wrote, as it is stored: NFC, ends trimmed. Text of invisible characters alone becomes empty."""
    normal = unicodedata.normalize("NFC", storable(text or "")).strip()
    return normal if has_visible(normal) else ""


def legible(text: str) -> str:
    """A name as it looks: without what cannot be seen, every space and hyphen the plain one. Line breaks stay."""
    text = _ODD_BREAKS.sub("\n", text)
    text = _ODD_SPACES.sub(" ", text)
    text = _UNSEEN.sub(lambda match: match.group() if _SEEN_JOINERS.match(match.group()) else "", text)
    return unicodedata.normalize("NFC", _HYPHENS.sub("-", _JOINERS.sub("", text)))


def storable(text: str) -> str:
    """The text with U+FFFD for the few characters that no database takes."""
    return _UNSTORABLE.sub("\ufffd", text)


def is_unseen(character: str) -> bool:
    """Whether nobody sees the character within a word."""
    return _UNSEEN.match(character) is not None


def has_visible(text: str) -> bool:
    """Whether anything in the text can be seen: spaces, control and format characters and blank letters cannot."""
    return any(unicodedata.category(c) not in _INVISIBLE and c not in BLANK_LETTERS for c in text)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with … when something is left out."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit * 0.6 else head).rstrip() + "…"
