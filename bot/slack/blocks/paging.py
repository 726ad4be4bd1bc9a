"""Splits a message that is too long for Slack. Pure. Where the limits come from is in docs/slack.md."""

from bot.paging import Limits, split_within
from messages.parts import Bullets, Message, Paragraph, Part, Quote, Small, part_words, plain_words

# Slack refuses a message whose blocks have about 12,000 characters in all (bolt-js issues 2509 and 2867), and more
# than 50 blocks. The soft limits leave room for its overhead.
MOST_CHARACTERS = 10_000
MOST_BLOCKS = 45


def split(message: Message) -> list[Message]:
    """The message as one or more that each keep within the soft limits."""
    if (
        len(message.parts) <= MOST_BLOCKS
        and len(plain_words(message)) + 21 * len(message.parts) < MOST_CHARACTERS - 500
    ):
        return [message]
    return split_within(message, Limits(_fits, _is_long, MOST_CHARACTERS - 1000))


def _fits(page: list[Part]) -> bool:
    """Whether the parts fit one message. Consecutive texts count as one block, see `render.blocks_of`."""
    texts = [isinstance(part, (Paragraph, Small, Bullets, Quote)) for part in page]
    blocks = sum(not (text and before) for text, before in zip(texts, [False, *texts], strict=False))
    return sum(len(part_words(part)) + 20 for part in page) <= MOST_CHARACTERS and blocks <= MOST_BLOCKS


def _is_long(part: Part) -> bool:
    return len(part_words(part)) > MOST_CHARACTERS - 500
