"""Folding of names and cleaning of what people write."""

import re
import unicodedata
from functools import lru_cache

from models.rules.typography import BLANK_LETTERS, visible

# A combining mark (Mn, Me) alone has nothing to sit on.
_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp", "Cn", "Co", "Mn", "Me"}
# PostgreSQL stores no NUL, and half a surrogate pair has no UTF-8; both come from broken programs only.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def fold(text: str) -> str:
    """A name made comparable: NFC, lower case, `&` as "och", single spaces, without what cannot be seen. Å, ä and ö
    stay letters of their own."""
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


def storable(text: str) -> str:
    """The text with U+FFFD for the few characters that no database takes."""
    return _UNSTORABLE.sub("\ufffd", text)


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
