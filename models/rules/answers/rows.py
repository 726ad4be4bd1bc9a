"""The rows that an answer in one line begins with: `14`, `rad 14`, `6, 7 och 8`, `6–8`. Read on text as it looks
(`models.rules.typography`)."""

import re
from dataclasses import dataclass

_NAME = r"(?:(?:raderna|rader|rad|rows|row|nummer|number|nr|no|\#)\.?\s*:?\s*)"
_ROW = rf"(?P<name>{_NAME})?(?P<row>[0-9]{{1,6}})(?![0-9])"
_FIRST = re.compile(_ROW, re.IGNORECASE)
_WORD = r"(?:och|samt|and)"
_NEXT = re.compile(
    rf"(?P<to>\s*-\s*|\s*(?:till|to)\s+)?(?(to)|\s*(?:[,;&+/]\s*(?:{_WORD}\s+)?|{_WORD}\s+|\s))\s*{_ROW}", re.IGNORECASE
)
_BULLET = re.compile(r"\s*(?:[•·∙‣◦▪●○*]\s*|-\s+)?")
# More rows than this in a range were not meant.
_LONGEST_RANGE = 30


@dataclass(frozen=True)
class Rows:
    """Row numbers in the order named, and the place in the text after them. `named` when a word like *rad* says that
    they are rows; `end_of_first` is the place after the first number."""

    numbers: tuple[int, ...]
    end: int
    end_of_first: int
    named: bool


def after_bullet(text: str, at: int = 0) -> int:
    """The place after white space and the sign of a list."""
    match = _BULLET.match(text, at)
    return match.end() if match else at


def read_rows(text: str, at: int) -> Rows | None:
    """The row numbers that stand at a place, as many as follow one another; None when there is none. A range whose end
    is not after its beginning is none."""
    match = _FIRST.match(text, at)
    if match is None:
        return None
    named, end_of_first = bool(match["name"]), match.end()
    numbers = [int(match["row"])]
    while following := _NEXT.match(text, match.end()):
        number = int(following["row"])
        if not following["to"]:
            numbers.append(number)
        elif numbers[-1] < number <= numbers[-1] + _LONGEST_RANGE:
            numbers += range(numbers[-1] + 1, number + 1)
        else:
            break
        match = following
    return Rows(tuple(dict.fromkeys(numbers)), match.end(), end_of_first, named)
