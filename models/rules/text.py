"""Folding of names and cleaning of what people write."""

import re
import unicodedata

_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp", "Cn", "Co"}
_BLANK_LETTERS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}


def fold(text: str) -> str:
    """A name made comparable: NFC, lower case, `&` as "och", single spaces. Å, ä and ö stay letters of their own."""
    text = unicodedata.normalize("NFC", text).casefold().replace("&", " och ")
    return " ".join(text.split())


def plain(text: str) -> str:
    """`fold` without diacritics and punctuation, for what people type in a hurry: `Välmående` → `valmaende`."""
    decomposed = unicodedata.normalize("NFD", fold(text))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w#]+", " ", letters).split())


def clean(text: str | None) -> str:
    """What a person wrote, as it is stored: NFC, ends trimmed. Text of invisible characters alone becomes empty."""
    normal = unicodedata.normalize("NFC", text or "").strip()
    return normal if has_visible(normal) else ""


def has_visible(text: str) -> bool:
    """Whether anything in the text can be seen: spaces, control and format characters and blank letters cannot."""
    return any(
        unicodedata.category(c) not in _INVISIBLE and not unicodedata.combining(c) and c not in _BLANK_LETTERS
        for c in text
    )


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with … when something is left out."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit * 0.6 else head).rstrip() + "…"
