"""Several answers in one text: each on lines of its own, or one after the other on the same line."""

import re
from collections.abc import Container
from itertools import pairwise

from models.rules.answers.rows import after_bullet, read_rows
from models.rules.answers.text_answer import (
    STATUS_FORMS,
    STATUS_SHORTCODES,
    STATUS_SYMBOLS,
    is_misspelt_status,
    read_head,
    trimmed,
    unread_word,
)  # fmt: skip
from models.rules.text import clean
from models.rules.typography import Seen

_COLOUR = "|".join(sorted(map(re.escape, (*STATUS_FORMS, *STATUS_SYMBOLS, *STATUS_SHORTCODES)), key=len, reverse=True))
_NAME = r"(?:(?:rad|row|nr|no|\#)\.?\s*)"
# A number and a colour behind the beginning: `14 gul Försenad, 15 röd Stopp`. The other way round only where a word
# says that the number is a row, or another such pair is the beginning.
_ROW_FIRST = re.compile(rf"(?<![\w-]){_NAME}?([0-9]{{1,6}})\s*[.:)-]?\s*(?:{_COLOUR})(?!\w)", re.IGNORECASE)
_NAMED_LAST = re.compile(rf"(?<![\w-])(?:{_COLOUR})\s+(?:(?:på|on)\s+)?{_NAME}([0-9]{{1,6}})(?!\w)", re.IGNORECASE)
_LAST = re.compile(rf"(?<![\w-])(?:{_COLOUR})\s+{_NAME}?([0-9]{{1,6}})(?![\w%/-])", re.IGNORECASE)


def answers_by_line(words: str) -> list[str]:
    """The text cut before each line that begins as an answer does: with a row, and a colour or what may be meant as
    one. What stands before the first such line belongs to it."""
    seen = Seen(words)
    starts = [m.end() for m in re.finditer(r"\n", seen.text) if _begins_answer(seen.text, m.end())]
    return _cut(seen, starts) if _begins_answer(seen.text, 0) else [clean(words)]


def _begins_answer(text: str, at: int) -> bool:
    end = text.find("\n", at)
    line = text[at:] if end < 0 else text[at:end]
    head = read_head(line)
    if not head.rows:
        return False
    word = unread_word(line[head.end :])
    return head.status is not None or (bool(word) and is_misspelt_status(word))


def answers_within(words: str, rows: Container[int]) -> list[str]:
    """The text cut before each row and colour that stand behind its beginning. `rows` are those of the plan: another
    number is no row. Only good for asking: "rad 13 var gul" is a comment too."""
    seen = Seen(words)
    is_row_first = read_rows(seen.text, after_bullet(seen.text)) is not None
    patterns = [_ROW_FIRST, _NAMED_LAST if is_row_first else _LAST]
    after = read_head(seen.text).end
    matches = [m for pattern in patterns for m in pattern.finditer(seen.text, after) if int(m.group(1)) in rows]
    return _cut(seen, sorted({match.start() for match in matches}))


def _cut(seen: Seen, starts: list[int]) -> list[str]:
    edges = [0, *starts, len(seen.text)]
    pieces = [seen.between(start, end) for start, end in pairwise(edges)]
    return [*(clean(trimmed(piece)) for piece in pieces[:-1]), clean(pieces[-1])]
