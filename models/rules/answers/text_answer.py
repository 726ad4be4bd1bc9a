"""Reading an answer typed as one line (contract, "Answers by text"). Words are read as they look; what is stored is
what was typed."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from models.rules.answers.rows import Rows, after_bullet, read_rows
from models.rules.dates.reading import DateFault, read_first_day
from models.rules.text import clean, fold, plain
from models.rules.typography import Seen
from models.vocabulary.answers import Status

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
STATUS_FORMS = {form: status for word, status in STATUS_WORDS.items() for form in (word, plain(word))}
_SYMBOLS = {**STATUS_SYMBOLS, **STATUS_SHORTCODES}
_SYMBOL = re.compile("|".join(_SYMBOLS))
_WORD = re.compile(r"[^\s:,.;!-]+")
_LONGEST_WORDS = 3
# A sign right after the colour, and a dash between it and the comment. "-5 %" is a number, and a smiley stays.
_AFTER_STATUS = re.compile(r"(?:[:,;!](?![()])|\.{1,3})?(?:\s*-(?=\s|\Z)|\s+-(?=[^\W\d]))?\s*")
_AFTER_ROWS = re.compile(r"\s*(?:(?!:\w+_circle:)[.:;,)=]\s*)?(?:-(?=\s|[^\W\d])\s*)?")
_ON = re.compile(r"(?:(?:på|för|till|on|for)\s+)?", re.IGNORECASE)
# After "gul 14" these say what the number counts: it is no row. A capital letter begins the comment.
_COUNTED = re.compile(
    r"dag|veck|månad|år|tim|minut|procent|gång|person|deltag|kommun|enhet|st\b|styck|kr\b|kronor|tkr|mkr|mnkr|miljon|tusen|"
    r"av\b|jan|feb|mars?\b|apr|maj\b|jun|jul|aug|sep|okt|nov|dec|day|week|month|year|hour|percent|people|times|of\b|"
    r"(?i:january|february|march|april|may\b|june|july|august|september|october|november|december)|"
    r"[^\w\s\"”“'(]"
)
_LABELS = {
    "orsak": "cause", "cause": "cause",
    "åtgärd": "action", "atgard": "action", "action": "action",
    "ansvarig": "action_owner", "responsible": "action_owner",
    "klart": "action_due", "due": "action_due",
    "beslut": "decision_by", "decision": "decision_by",
    "skäl": "late_reason", "skal": "late_reason", "reason": "late_reason",
}  # fmt: skip
# No IGNORECASE: it takes letters (ı, ſ) for others that casefold keeps apart.
_LABEL = re.compile(
    r"(?:(?<=\s)|\A)(" + "|".join("".join(f"[{c}{c.upper()}]" for c in word) for word in _LABELS) + r"):[ \t]*"
)
# The comma after a field, and the sign of a list before the next one, are no part of what they stand beside.
_AFTER_FIELD = re.compile(r"(?:\s*[,;]|(?:\A|\s+)[-•·∙‣◦▪●○*])\s*\Z")
# Below this a word in the colour's place is no misspelt colour: "god" and "röd" reach 67.
_MISSPELT = 75


@dataclass(frozen=True)
class TextAnswer:
    """What a line says. `rows` are empty and `status` is None when it does not say them; `unread_status` is the word in
    the status's place that is none. A date that was not understood (`date_fault`), or of a yellow or red answer has
    passed (`past_due`), stays in the comment. `rest` is what follows row and status, as typed: the comment with its
    fields. `said` is the whole text, as typed. `reason_said` is what was typed of the reason for a change after the
    deadline, its label included: where no reason is asked for, it is comment."""

    rows: tuple[int, ...]
    status: Status | None
    comment: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    action_due: date | None = None
    unread_status: str = ""
    date_fault: DateFault | None = None
    past_due: date | None = None
    rest: str = ""
    said: str = ""
    reason_said: str = ""

    @property
    def row(self) -> int | None:
        """The first row; None when there is none."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True)
class Head:
    """How a text begins: rows and status, in either order, and the place in the text as it looks where the rest is."""

    rows: tuple[int, ...]
    status: Status | None
    end: int


def read_status(words: str) -> tuple[Status | None, str]:
    """The status that the text begins with, and the rest. The list is closed: a lone letter is no status."""
    seen = Seen(words.strip())
    status, end = _status_at(seen.text, 0)
    return status, seen.between(end).strip() if status else words.strip()


def _status_at(text: str, at: int) -> tuple[Status | None, int]:
    """The status at a place of a text as it looks, and the place of what follows."""
    if symbol := _SYMBOL.match(text, at):
        return _SYMBOLS[symbol.group()], _end(_AFTER_STATUS, text, symbol.end())
    ends = [match.end() for match in islice(_WORD.finditer(text, at), _LONGEST_WORDS)]
    for end in reversed(ends):
        status = STATUS_FORMS.get(fold(text[at:end]))
        if status is not None:
            after = _end(_AFTER_STATUS, text, end)
            if after > end or end == len(text):
                return status, after
    return None, at


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def is_misspelt_status(word: str) -> bool:
    """Whether a word in the colour's place was meant as one: a lone letter, or nearly a colour. Else it is text."""
    # Imported when it is used: most colours are spelt as they should be.
    from rapidfuzz import fuzz

    wanted = plain(word)
    return len(wanted) <= 1 or any(
        fuzz.ratio(wanted, colour) >= _MISSPELT for colour in STATUS_FORMS if " " not in colour
    )


def read_head(text: str, at: int = 0) -> Head:
    """How a text that is given as it looks begins at a place. Never guesses."""
    at = after_bullet(text, at)
    if rows := read_rows(text, at):
        return _rows_first(text, rows)
    status, end = _status_at(text, at)
    if status is None:
        return Head((), None, at)
    named = read_rows(text, _end(_ON, text, end))
    if named and named.named and len(named.numbers) == 2 and _is_counted(text[named.end :]):
        # "grön rad 1 5 av 10 klara"
        named = replace(named, numbers=named.numbers[:1], end=named.end_of_first)
    if named is None or not _is_row(text, named):
        return Head((), status, end)
    return Head(named.numbers, status, _end(_AFTER_STATUS, text, named.end))


def _rows_first(text: str, rows: Rows) -> Head:
    """Several rows count as such before a colour, or what may be meant as one, and at the end of the text. Else the
    second number is the beginning of the text: `14 3 dagar sen`."""
    place = _end(_AFTER_ROWS, text, rows.end)
    status, end = _status_at(text, place)
    if status is not None:
        return Head(rows.numbers, status, end)
    if len(rows.numbers) > 1 and not _may_be_status(unread_word(text[place:])):
        place = _end(_AFTER_ROWS, text, rows.end_of_first)
        return Head(rows.numbers[:1], None, place)
    return Head(rows.numbers, None, place)


def _may_be_status(word: str) -> bool:
    return not word or (word[0].isalpha() and is_misspelt_status(word))


def _is_row(text: str, rows: Rows) -> bool:
    """Whether the number after a colour is surely a row: `gul rad 14`, `gul 14`, and not `gul 14 dagar sen`."""
    follows = text[rows.end :]
    if follows[:1].isalnum() or follows[:1] in {"_", "%"}:
        return False
    is_part = re.match(r"[.,:/-]\w", follows) is not None
    return not is_part and (rows.named or not _is_counted(follows))


def _is_counted(follows: str) -> bool:
    """Whether a number before this counts something."""
    return bool(follows.strip()) and _COUNTED.match(follows.lstrip(" .:,)").lstrip("- ")) is not None


def unread_word(text: str) -> str:
    """The word in the status's place."""
    return text.split(maxsplit=1)[0] if text.strip() else ""


def read_text_answer(words: str, today: date, written: date | None = None) -> TextAnswer:
    """Reads `14 gul Upphandlingen är försenad. Åtgärd: …`. Never guesses. `today` is the writer's local date; `written`
    the day on which the text was written, when that is another one."""
    said = clean(words)
    seen = Seen(said)
    head = read_head(seen.text)
    rest = clean(seen.between(head.end)) if head.rows or head.status else said
    if head.status is not None:
        return replace(complete(head.rows, head.status, rest, today, written), said=said)
    unread = unread_word(rest) if head.rows else ""
    return TextAnswer(head.rows, None, unread_status=unread, comment=rest, rest=rest, said=said)


def complete(rows: tuple[int, ...], status: Status, rest: str, today: date, written: date | None = None) -> TextAnswer:
    """The answer on these rows, its comment cut at its labels. What follows a label a second time is comment, the word
    included."""
    comment: list[str] = []
    fields: dict[str, str] = {}
    due: date | None = None
    past_due: date | None = None
    fault: DateFault | None = None
    met: set[str] = set()
    reason_said = ""
    seen = Seen(rest)
    marks = list(_LABEL.finditer(seen.text)) if ":" in seen.text else []
    comment.append(trimmed(seen.between(0, marks[0].start())) if marks else rest)
    ends = [match.start() for match in marks[1:]] + [len(seen.text)]
    for match, end in zip(marks, ends, strict=False):
        name, value = _LABELS[match.group(1).casefold()], seen.between(match.end(), end)
        whole = trimmed(seen.between(match.start(), end))
        if name in met:
            comment.append(whole)
        elif name != "action_due":
            fields[name] = clean(trimmed(value))
            reason_said = whole if name == "late_reason" else reason_said
        else:
            day, remainder = read_first_day(trimmed(value), written or today)
            if isinstance(day, DateFault):
                fault = replace(day, words=clean(trimmed(value)) or match.group(1))
            elif status.is_deviation and day < today:
                past_due = day
            else:
                due = day
            comment.append(trimmed(remainder) if due else whole)
        met.add(name)
    text = clean(" ".join(part.strip() for part in comment if part.strip()))
    filled = {k: v for k, v in fields.items() if v}
    return TextAnswer(rows, status, text, filled, due, "", fault, past_due, rest, reason_said=reason_said)


def trimmed(text: str) -> str:
    """A piece of a text beside a field, without the comma and the sign of a list that part them."""
    while match := _AFTER_FIELD.search(text):
        text = text[: match.start()]
    return text
