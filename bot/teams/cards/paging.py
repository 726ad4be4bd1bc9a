"""Splits a message that is too long for Teams. Pure. Where the limits come from is in docs/teams.md."""

import json
from typing import Any

from bot.paging import Limits, split_within
from bot.teams.cards.render import elements_of
from messages.parts import Message, Part

# Teams refuses a message above 100 KB, counted in UTF-16; older pages say 40 KB, and 28 KB where no bot sends. A card
# within this many bytes of UTF-8 is within all of them but the last, and that too for most texts.
MOST_BYTES = 24_000
_LONGEST = 12_000
_PIECE = 1_500


def split(message: Message) -> list[Message]:
    """The message as one or more that each keep within the limit."""
    sizes: dict[Part, int] = {}

    def fits(page: list[Part]) -> bool:
        for part in page:
            if part not in sizes:
                sizes[part] = size(elements_of((part,)))
        return sum(sizes[part] for part in page) <= MOST_BYTES

    def is_long(part: Part) -> bool:
        return size(elements_of((part,))) > _LONGEST

    return [message] if fits(list(message.parts)) else split_within(message, Limits(fits, is_long, _PIECE))


def size(drawn: Any) -> int:
    """How many bytes it takes as it is sent."""
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
