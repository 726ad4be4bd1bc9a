"""Reading an answer typed as one line (contract, "Answers by text")."""

import re
from dataclasses import dataclass, field
from datetime import date

from models.rules.text import clean, plain
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
_BY_PLAIN_WORD = {plain(word): status for word, status in STATUS_WORDS.items()}
_LONGEST_WORDS = 3
_LABELS = {
    "orsak": "cause", "cause": "cause",
    "åtgärd": "action", "atgard": "action", "action": "action",
    "ansvarig": "action_owner", "responsible": "action_owner",
    "klart": "action_due", "due": "action_due",
}  # fmt: skip
_LABEL = re.compile(r"(?:(?<=\s)|\A)(" + "|".join(_LABELS) + r"):[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class TextAnswer:
    """What a line says. `row` and `status` are None when it does not say them; `unread_status` is the word in the
    status's place that is none; `unread_date` is set when a date could not be read and stayed in the comment."""

    row: int | None
    status: Status | None
    comment: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    action_due: date | None = None
    unread_status: str = ""
    unread_date: str = ""


def read_status(words: str) -> tuple[Status | None, str]:
    """The status that the text begins with, and the rest. The list is closed: a lone letter is no status."""
    words = words.strip()
    for symbol, status in {**STATUS_SYMBOLS, **STATUS_SHORTCODES}.items():
        if words.startswith(symbol):
            return status, words[len(symbol) :].lstrip("\ufe0f").lstrip(" :,\t\r\n")
    tokens = list(re.finditer(r"[^\s:,]+", words))
    for count in range(min(_LONGEST_WORDS, len(tokens)), 0, -1):
        end = tokens[count - 1].end()
        found = _BY_PLAIN_WORD.get(plain(words[:end])) if re.fullmatch(r"[\w\s]+", words[:end]) else None
        if found and (end == len(words) or words[end] in ":, \t\r\n"):
            return found, words[end:].lstrip(":,").strip()
    return None, words


def read_text_answer(words: str) -> TextAnswer:
    """Reads `14 gul Upphandlingen är försenad. Åtgärd: …`. Never guesses."""
    words = clean(words)
    match = re.match(r"(?:rad|row|nr|#)?\s*(\d{1,6})\b[.:,)]?\s*", words, re.IGNORECASE)
    if not match:
        return TextAnswer(None, None)
    row = int(match.group(1))
    status, rest = read_status(words[match.end() :])
    if status is None:
        return TextAnswer(row, None, unread_status=rest.split(maxsplit=1)[0] if rest else "", comment=rest)
    return _with_fields(row, status, rest)


def _with_fields(row: int, status: Status, rest: str) -> TextAnswer:
    marks: list[tuple[str, re.Match[str]]] = []
    for match in _LABEL.finditer(rest):
        name = _LABELS[match.group(1).casefold()]
        if name not in {seen for seen, _ in marks}:
            marks.append((name, match))
    comment = rest[: marks[0][1].start()] if marks else rest
    fields: dict[str, str] = {}
    due: date | None = None
    unread = ""
    ends = [match.start() for _, match in marks[1:]] + [len(rest)]
    for (name, match), end in zip(marks, ends, strict=False):
        value = rest[match.end() : end]
        if name != "action_due":
            fields[name] = clean(value)
            continue
        due, remainder = _read_due(value)
        if due is None:
            unread = clean(value) or match.group(1)
            comment = f"{comment.rstrip()} {match.group(0)}{value}"
        elif remainder:
            comment = f"{comment.rstrip()} {remainder}"
    return TextAnswer(row, status, clean(comment), {k: v for k, v in fields.items() if v}, due, "", unread)


def _read_due(value: str) -> tuple[date | None, str]:
    match = re.match(r"\s*(\d{4}-\d{2}-\d{2})(?!\d)[.,;]?\s*", value)
    try:
        return (date.fromisoformat(match.group(1)), value[match.end() :].strip()) if match else (None, value)
    except ValueError:
        return None, value
