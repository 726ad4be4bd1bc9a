"""The row numbers that a folded sentence names."""

import re

from models.plan.views import PlanView, RowView

_ROW = re.compile(r"(?:rad(?:en)?|row|nr|nummer|number|no|aktivitet(?:en)?|activity|#)\s*#?(\d{1,6})s?\b")
_ROWS = re.compile(r"(?:rad(?:erna|er)?|rows?|nr) (\d{1,6}(?:(?: och| samt| and| till| to|) \d{1,6})+)\b")
# `12, 14 och 16` without a word before.
_LIST = re.compile(r"\b(\d{1,3}(?: (?:och |samt |and )?\d{1,3})+)\b")
_RANGE = re.compile(r"(\d+) (?:till|to) (\d+)")
_MOST_IN_A_RANGE = 100
_NUMBER = re.compile(r"\b(\d{1,3})\b")
# Numbers of days, weeks and hours are no rows.
_TIME = re.compile(
    r"\b\d{1,2} (?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*"
    r"|\b(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]* \d{1,2}\b"
    r"|\b(?:v|vecka|week|kl|klockan) \d{1,3}\b"
    r"|\b\d{1,3} (?:dag|veck|manad|day|week|month)\w*"
)
# Nor are those of something else.
_OF_OTHERS = re.compile(r"\b(?:mal|malomrade|visionsmal|delmal|goal|kapitel|sida|steg|version) \d{1,3}\b")


def other_numbers(sentence: str) -> tuple[str, ...]:
    """The short numbers of a sentence that are no time. When it names no row, they mean something that is not known."""
    return tuple(_NUMBER.findall(_TIME.sub(" ", sentence)))


def row_mentioned(plan: PlanView, sentence: str) -> int | None:
    """The row number that a sentence names: `rad 14`, or a lone number that is no year."""
    if match := _ROW.search(sentence):
        return int(match.group(1))
    numbers = _NUMBER.findall(_OF_OTHERS.sub(" ", _TIME.sub(" ", sentence)))
    if len(numbers) == 1 and int(numbers[0]) in plan.by_row and not re.search(r"\d{4}", sentence):
        return int(numbers[0])
    return None


def rows_mentioned(plan: PlanView, sentence: str) -> tuple[tuple[RowView, ...], tuple[str, ...]]:
    """The rows of `raderna 41, 42 och 35`, `41 och 42` and `rad 41 till 45`, and the numbers that no row has; none when
    fewer than two are named."""
    match = _ROWS.search(sentence) or _LIST.search(_TIME.sub(" ", sentence))
    if match is None:
        return (), ()
    if span := _RANGE.fullmatch(match[1]):
        first, last = int(span[1]), int(span[2])
        numbers = list(range(first, min(last, first + _MOST_IN_A_RANGE) + 1))
    else:
        numbers = list(dict.fromkeys(int(number) for number in re.findall(r"\d+", match[1])))
    if len(numbers) == 1:
        return (), ()
    unknown = tuple(str(number) for number in numbers if number not in plan.by_row)
    return tuple(plan.by_row[number] for number in numbers if number in plan.by_row), unknown
