"""Reading an answer typed as one line (contract, "Answers by text")."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from models.rules.dates import DateFault, read_first_day
from models.rules.text import clean, fold, plain
from models.vocabulary import Status

STATUS_WORDS = {
    "grön": Status.GREEN, "grönt": Status.GREEN, "green": Status.GREEN,
    "gul": Status.YELLOW, "gult": Status.YELLOW, "yellow": Status.YELLOW,
    "röd": Status.RED, "rött": Status.RED, "red": Status.RED,
    "kan inte bedömas": Status.CANNOT_ASSESS, "cannot assess": Status.CANNOT_ASSESS,
}  # fmt: skip
STATUS_SYMBOLS = {"🟢": Status.GREEN, "🟡": Status.YELLOW, "🔴": Status.RED}
# Slack hands emojis over by name; these are the names of the three circles there.
STATUS_SHORTCODES = {
    ":large_green_circle:": Status.GREEN,
    ":large_yellow_circle:": Status.YELLOW,
    ":red_circle:": Status.RED,
}
# The words with diacritics and without; half of them ("gül", "rôd") is some other word and asked back.
_BY_WORD = {form: status for word, status in STATUS_WORDS.items() for form in (word, plain(word))}
_SYMBOLS = (*STATUS_SYMBOLS.items(), *STATUS_SHORTCODES.items())
_WORD = re.compile(r"[^\s:,]+")
_LONGEST_WORDS = 3
_LABELS = {
    "orsak": "cause", "cause": "cause",
    "åtgärd": "action", "atgard": "action", "action": "action",
    "ansvarig": "action_owner", "responsible": "action_owner",
    "klart": "action_due", "due": "action_due",
}  # fmt: skip
# No IGNORECASE: it takes letters (ı, ſ) for others that casefold keeps apart.
_LABEL = re.compile(
    r"(?:(?<=\s)|\A)(" + "|".join("".join(f"[{c}{c.upper()}]" for c in word) for word in _LABELS) + r"):[ \t]*"
)
# Below this a word in the colour's place is no misspelt colour: "god" and "röd" reach 67.
_MISSPELT = 75


@dataclass(frozen=True)
class TextAnswer:
    """What a line says. `row` and `status` are None when it does not say them; `unread_status` is the word in the
    status's place that is none. A date that was not understood (`date_fault`), or of a yellow or red answer has passed
    (`past_due`), stays in the comment."""

    row: int | None
    status: Status | None
    comment: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    action_due: date | None = None
    unread_status: str = ""
    date_fault: DateFault | None = None
    past_due: date | None = None


def read_status(words: str) -> tuple[Status | None, str]:
    """The status that the text begins with, and the rest. The list is closed: a lone letter is no status."""
    words = words.strip()
    for symbol, status in _SYMBOLS:
        if words.startswith(symbol):
            return status, _after_status(words[len(symbol) :].lstrip("\ufe0f"))
    ends = [match.end() for match in islice(_WORD.finditer(words), _LONGEST_WORDS)]
    for end in reversed(ends):
        found = _BY_WORD.get(fold(words[:end]))
        if found and (end == len(words) or words[end] in ":," or words[end].isspace()):
            return found, _after_status(words[end:])
    return None, words


def _after_status(rest: str) -> str:
    """Drops one `:` or `,` right after the colour; a smiley later on stays."""
    return (rest[1:] if rest[:1] in {":", ","} else rest).strip()


def is_misspelt_status(word: str) -> bool:
    """Whether a word in the colour's place was meant as one: a lone letter, or nearly a colour. Else it is text."""
    # Imported when it is used: most colours are spelt as they should be.
    from rapidfuzz import fuzz

    wanted = plain(word)
    return len(wanted) <= 1 or any(fuzz.ratio(wanted, colour) >= _MISSPELT for colour in _BY_WORD if " " not in colour)


def read_text_answer(words: str, today: date) -> TextAnswer:
    """Reads `14 gul Upphandlingen är försenad. Åtgärd: …`. Never guesses. `today` is the writer's local date."""
    words = clean(words)
    match = re.match(r"(?:rad|row|nr|#)?\s*(\d{1,6})\b[.:,)]?\s*", words, re.IGNORECASE)
    if not match:
        return TextAnswer(None, None)
    row = int(match.group(1))
    status, rest = read_status(words[match.end() :])
    if status is None:
        return TextAnswer(row, None, unread_status=rest.split(maxsplit=1)[0] if rest else "", comment=rest)
    return _with_fields(row, status, rest, today)


def _with_fields(row: int, status: Status, rest: str, today: date) -> TextAnswer:
    """Cuts the rest at its labels. What follows a label a second time is comment, the word included."""
    comment: list[str] = []
    fields: dict[str, str] = {}
    due: date | None = None
    past_due: date | None = None
    fault: DateFault | None = None
    seen: set[str] = set()
    marks = list(_LABEL.finditer(rest)) if ":" in rest else []
    comment.append(rest[: marks[0].start()] if marks else rest)
    ends = [match.start() for match in marks[1:]] + [len(rest)]
    for match, end in zip(marks, ends, strict=False):
        name, value = _LABELS[match.group(1).casefold()], rest[match.end() : end]
        if name in seen:
            comment.append(match.group(0) + value)
        elif name != "action_due":
            fields[name] = clean(value)
        else:
            day, remainder = read_first_day(value, today)
            if isinstance(day, DateFault):
                fault = replace(day, words=clean(value) or match.group(1))
            elif status.is_deviation and day < today:
                past_due = day
            else:
                due = day
            comment.append(remainder if due else match.group(0) + value)
        seen.add(name)
    whole = clean(" ".join(part.strip() for part in comment if part.strip()))
    return TextAnswer(row, status, whole, {k: v for k, v in fields.items() if v}, due, "", fault, past_due)
