"""Splits a message that is too long for Slack. Pure. Where the limits come from is in docs/slack.md."""

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
    part_words,
    plain_words,
    words_of,
)  # fmt: skip

# Slack refuses a message whose blocks have about 12,000 characters in all (bolt-js issues 2509 and 2867), and more
# than 50 blocks. The soft limits leave room for its overhead.
MOST_CHARACTERS = 10_000
MOST_BLOCKS = 45


def split(message: Message) -> list[Message]:
    """The message as one or more that each keep within the soft limits. A heading or a paragraph that introduces a list
    stays with what follows it. Only the first message replaces another (`Message.replace`)."""
    if (
        len(message.parts) <= MOST_BLOCKS
        and len(plain_words(message)) + 21 * len(message.parts) < MOST_CHARACTERS - 500
    ):
        return [message]
    pages: list[list[Part]] = [[]]
    for part in (piece for long_part in message.parts for piece in _pieces(long_part)):
        if pages[-1] and not _fits([*pages[-1], part]):
            pages.append(_lead_in(pages[-1], part))
        pages[-1].append(part)
    return [Message(tuple(page), message.public, message.replace and not i) for i, page in enumerate(pages)]


def _fits(page: list[Part]) -> bool:
    """Whether the parts fit one message. Consecutive texts count as one block, see `render.blocks_of`."""
    texts = [isinstance(part, (Paragraph, Small, Bullets, Quote)) for part in page]
    blocks = sum(not (text and before) for text, before in zip(texts, [False, *texts], strict=False))
    return sum(len(part_words(part)) + 20 for part in page) <= MOST_CHARACTERS and blocks <= MOST_BLOCKS


def _lead_in(page: list[Part], part: Part) -> list[Part]:
    """Moves the heading and the introducing paragraph of `part` off the end of a full page, and returns them; nothing
    when the page would be left empty."""
    end = len(page)
    if isinstance(part, Bullets) and isinstance(page[end - 1], Paragraph):
        end -= 1
    if end and not isinstance(part, Heading) and isinstance(page[end - 1], Heading):
        end -= 1
    lead_in = page[end:]
    if not end or not _fits([*lead_in, part]):
        return []
    del page[end:]
    return lead_in


def _pieces(part: Part) -> list[Part]:
    """The part itself, or pieces that each fit one message."""
    if len(part_words(part)) <= MOST_CHARACTERS - 500:
        return [part]
    match part:
        case Bullets(items):
            return [piece for item in items for piece in _item_pieces(item)]
        case Paragraph(text) | Small(text):
            return _text_pieces(text)
        case Quote(text):
            return [Quote(words) for words in _chunks(text)]
        case Heading() | Divider() | Buttons():
            return [part]
    assert_never(part)


def _item_pieces(item: Text) -> list[Part]:
    """A list item is only split when it is too long for a message."""
    return [Bullets((item,))] if len(words_of(item)) <= MOST_CHARACTERS - 500 else _text_pieces(item)


def _text_pieces(text: Text) -> list[Part]:
    return [Paragraph(chunk) for chunk in _chunks(words_of(text))]


def _chunks(text: str) -> list[str]:
    size = MOST_CHARACTERS - 1000
    return [text[start : start + size] for start in range(0, len(text), size)]
