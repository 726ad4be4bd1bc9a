"""Text that shows on a card as it was written. Pure.

`TextBlock`s and the titles of choices read a part of markdown; `RichTextBlock`s read none. Both read date functions,
and on phones some HTML entities (adaptivecards.io, "Text features").
"""

import re
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from messages.parts import Run, Text, runs_of

Element = dict[str, Any]

# Whatever a text may contain that some reader of markdown takes for more than text.
_MARKDOWN = re.compile(r"[*_\[\]<>&`{}\\#~|\n]|://|www\.|^\s|^(?:[-+=]|\d+[.)](?:\s|$))", re.IGNORECASE)
# Where a function or an entity is cut, so that it is none.
_READ = re.compile(r"(?<=\{)(?=\{(?:DATE|TIME)\()|(?<=&)(?=(?:amp|lt|gt|quot|nbsp|#\w+);)", re.IGNORECASE)
_LINK_OR_TAG = re.compile(r"(?<=\])(?=\()|(?<=<)(?=[a-z/!?])", re.IGNORECASE)
_STARS = re.compile(r"\*+|(?<![^\W_])_+|_+(?![^\W_])")
# What begins a list, a heading, a quotation, code or a line across.
_BLOCK_MARK = re.compile(r"^[ \t]*(?=[-+*#>`~=|]|\d+[.)](?:\s|$))|^[ \t]+", re.MULTILINE)
SMALL = {"size": "Small", "isSubtle": True}
JOINER, HAIR = "\u2060", "\u200a"


def heading(text: str) -> Element:
    """Screen readers know a heading only as a TextBlock, whose text must then mean nothing in markdown."""
    look = {"size": "Medium", "weight": "Bolder"}
    if _MARKDOWN.search(text):
        return {"type": "RichTextBlock", "inlines": runs(text, look)}
    return {"type": "TextBlock", "text": text, "style": "heading", "wrap": True, **look}


def block(text: Text, look: Mapping[str, Any] | None = None, **more: Any) -> list[Element]:
    """The text as a block; none when it is empty."""
    styled = ((run, {}) if isinstance(run, str) else (run.text, _style(run)) for run in runs_of(text))
    inlines: list[Element] = []
    for style, together in groupby(styled, key=itemgetter(1)):
        inlines += runs("".join(words for words, _ in together), {**(look or {}), **style})
    return [{"type": "RichTextBlock", "inlines": inlines, **more}] if inlines else []


def runs(words: str, look: Mapping[str, Any]) -> list[Element]:
    """The words as runs, cut where a client would read more than text in them."""
    return [{"type": "TextRun", "text": piece, **look} for piece in _READ.split(words) if piece]


def _style(run: Run) -> dict[str, Any]:
    bold: dict[str, Any] = {"weight": "Bolder"} if run.bold else {}
    return {**bold, "italic": True} if run.italic else bold


def unmarked(text: str) -> str:
    """The text for where some clients read markdown and others none, so that no escape is right in both: characters
    without width are put in where something would be read."""
    text = _LINK_OR_TAG.sub(JOINER, _READ.sub(JOINER, text))
    text = _BLOCK_MARK.sub(JOINER, text)
    return _STARS.sub(lambda found: f"{HAIR}{found[0]}{HAIR}", text)
