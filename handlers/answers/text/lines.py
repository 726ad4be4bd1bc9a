"""Whether a line of text is an answer."""

import re
from datetime import date

from handlers.answers.text.carrying import carrier
from handlers.context import Context
from messages.parts import Button
from models.rules.answers.several import answers_by_line
from models.rules.answers.text_answer import read_text_answer
from models.rules.text import plain, shorten
from models.rules.words.colours import colours_in_order
from models.rules.words.questions import Intent, intent_of

# The names of the command that stores an answer.
REPORT_WORDS = ("rapportera", "report")
# `12 är försenad` says something of the row, though delay is also what questions are about.
_STATEMENT = re.compile(r"(?:rad |nr |row |no )?\d{1,3} (?:ar|blir|blev|har blivit|is|was|has become) (?!det\b|it\b)")
# `42 hur har det gått`, `rad 42 i halvår 2021`
_ASKS = re.compile(
    r"(?:rad |nr |row |no )?\d{1,3} (?:hur|vad|vem|nar|varfor|vilk\w+|how|what|who|when|why|which"
    r"|i (?:halvar|forra|fjol))\b"
)
# What may as well be told of a row.
_NO_QUESTION = {None, Intent.GUIDE, Intent.LATE, Intent.BEHIND}
# What a line says of a day is not looked at here.
_ANY_DAY = date(2000, 1, 1)


def answer_line(words: str) -> str:
    """The answer that a line is, without its command (`rapportera 12 gul …`, `12 gul …`); empty when it is none. A line
    that names a row and a colour is one, though it may lack a comment."""
    head, *rest = words.split(maxsplit=1) or [""]
    line = "".join(rest) if plain(head.removeprefix("/")) in REPORT_WORDS else words.strip()
    answer = read_text_answer(line, _ANY_DAY)
    return line if answer.row is not None and answer.status is not None else ""


def rows_of(words: str) -> tuple[int, ...]:
    """The row numbers that an answer names, one or several to a line."""
    answers = (read_text_answer(line, _ANY_DAY) for line in answers_by_line(words))
    return tuple(dict.fromkeys(number for answer in answers for number in answer.rows))


def is_whole_answer(words: str) -> bool:
    """Whether a line without a command is an answer with a comment."""
    return is_plainly_an_answer(words) and bool(read_text_answer(answer_line(words), _ANY_DAY).comment)


def is_plainly_an_answer(words: str) -> bool:
    """Whether a line without a command is stored as an answer. `14 röd?` may be a question."""
    return bool(answer_line(words)) and not words.rstrip().endswith("?")


def lacks_a_colour(words: str) -> bool:
    """Whether a line begins like an answer, with a row and something after it, but has no colour (`14 försenad`)."""
    answer = read_text_answer(words, _ANY_DAY)
    sentence = plain(words)
    # `14 är gul, försenad` is an answer, though the word for delay is one of the questions' too.
    intent = intent_of(sentence)
    is_statement = intent in {Intent.DEVIATIONS, Intent.DONE} and _STATEMENT.match(sentence)
    is_asked = intent not in _NO_QUESTION and not colours_in_order(sentence) and not is_statement
    is_question = words.rstrip().endswith("?") or is_asked or _ASKS.match(sentence) is not None
    return answer.row is not None and answer.status is None and bool(answer.comment) and not is_question


def save_button(ctx: Context, line: str) -> tuple[Button, ...]:
    """The button that stores a line as an answer; none when no round takes it."""
    rows, carries = rows_of(line), carrier(ctx, line, None)
    if carries is None or not rows:
        return ()
    label = ctx.t("Save as the answer on row {row}", row=rows[0])
    if len(rows) > 1:
        label = ctx.t("Save on rows {rows}", rows=shorten(ctx.t.enumeration(map(str, rows)), 50))
    return (Button(label, "answer_each", carries.value(rows, None), primary=True),)
