"""Splits a message that is too long for one of a platform's. Pure. Each platform's `paging.py` says what fits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from messages.parts import (
    Bullets,
    Buttons,
    Divider,
    Heading,
    Message,
    Paragraph,
    Part,
    Quote,
    Small,
    Text,
    in_lines,
    words_of,
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """Whether parts fit one message, and whether one part is too long for it; its text is then cut in pieces of so
    many characters."""

    fits: Callable[[list[Part]], bool]
    is_long: Callable[[Part], bool]
    piece: int


def split_within(message: Message, limits: Limits) -> list[Message]:
    """The message as one or more that each fit. A heading or a paragraph that introduces a list stays with what follows
    it. Only the first message replaces another (`Message.replace`)."""
    pages: list[list[Part]] = [[]]
    for part in (piece for long_part in message.parts for piece in _pieces(long_part, limits)):
        if pages[-1] and not limits.fits([*pages[-1], part]):
            pages.append(_lead_in(pages[-1], part, limits))
        pages[-1].append(part)
    return [Message(tuple(page), message.public, message.replace and not i) for i, page in enumerate(pages)]


def _lead_in(page: list[Part], part: Part, limits: Limits) -> list[Part]:
    """Moves the heading and the introducing paragraph of `part` off the end of a full page, and returns them; nothing
    when the page would be left empty."""
    end = len(page)
    if isinstance(part, Bullets) and isinstance(page[end - 1], Paragraph):
        end -= 1
    if end and not isinstance(part, Heading) and isinstance(page[end - 1], Heading):
        end -= 1
    lead_in = page[end:]
    if not end or not limits.fits([*lead_in, part]):
        return []
    del page[end:]
    return lead_in


def _pieces(part: Part, limits: Limits) -> list[Part]:
    """The part itself, or pieces that each fit one message."""
    if not limits.is_long(part):
        return [part]
    match part:
        case Bullets(items):
            return [piece for item in items for piece in _item_pieces(item, limits)]
        case Paragraph(text) | Small(text):
            return _text_pieces(text, limits)
        case Quote(text):
            return [Quote(words) for words in _chunks(text, limits)]
        case Buttons(buttons):
            return list(in_lines(buttons))
        case Heading() | Divider():
            return [part]
    assert_never(part)


def _item_pieces(item: Text, limits: Limits) -> list[Part]:
    """A list item is only split when it is too long for a message."""
    alone = Bullets((item,))
    return _text_pieces(item, limits) if limits.is_long(alone) else [alone]


def _text_pieces(text: Text, limits: Limits) -> list[Part]:
    return [Paragraph(chunk) for chunk in _chunks(words_of(text), limits)]


def _chunks(text: str, limits: Limits) -> Iterator[str]:
    return (text[start : start + limits.piece] for start in range(0, len(text), limits.piece))
