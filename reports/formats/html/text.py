"""Texts as HTML: always as the text that they are."""

from html import escape

from reports.formats.printable import printable


def literal(text: str) -> str:
    """The text with nothing live in it."""
    return escape(printable(text))
