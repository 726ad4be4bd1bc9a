"""The row numbers that a folded sentence names."""

import re

from models.plan.views import PlanView, RowView

_ROW = re.compile(r"(?:rad(?:en)?|row|nr|nummer|number|no|aktivitet(?:en)?|activity|#)\s*#?(\d{1,6})\b")
_ROWS = re.compile(r"(?:rad(?:erna|er)?|rows?|nr) (\d{1,6}(?:(?: och| samt| and| till| to|) \d{1,6})+)\b")
_RANGE = re.compile(r"(\d+) (?:till|to) (\d+)")
_MOST_IN_A_RANGE = 100
_NUMBER = re.compile(r"\b(\d{1,3})\b")
# Numbers of days, weeks, hours and goals are no rows.
_TIME = re.compile(
    r"\b\d{1,2} (?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*"
    r"|\b(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]* \d{1,2}\b"
    r"|\b(?:v|vecka|week|kl|klockan) \d{1,3}\b"
    r"|\b(?:mal|malomrade|visionsmal|delmal|goal|kapitel|sida|steg|version) \d{1,3}\b"
    r"|\b\d{1,3} (?:dag|veck|manad|day|week|month)\w*"
)


def row_mentioned(plan: PlanView, sentence: str) -> int | None:
    """The row number that a sentence names: `rad 14`, or a lone number that is no year."""
    if match := _ROW.search(sentence):
        return int(match.group(1))
    numbers = _NUMBER.findall(_TIME.sub(" ", sentence))
    if len(numbers) == 1 and int(numbers[0]) in plan.by_row and not re.search(r"\d{4}", sentence):
        return int(numbers[0])
    return None


def rows_mentioned(plan: PlanView, sentence: str) -> tuple[RowView, ...]:
    """The rows of `raderna 41, 42 och 35` and `rad 41 till 45`; none when fewer than two are named."""
    match = _ROWS.search(sentence)
    if match is None:
        return ()
    if span := _RANGE.fullmatch(match[1]):
        first, last = int(span[1]), int(span[2])
        numbers = list(range(first, min(last, first + _MOST_IN_A_RANGE) + 1))
    else:
        numbers = [int(number) for number in re.findall(r"\d+", match[1])]
    return tuple(plan.by_row[number] for number in dict.fromkeys(numbers) if number in plan.by_row)
