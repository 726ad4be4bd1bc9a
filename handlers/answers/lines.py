"""Whether a line of text is an answer."""

from handlers.answers.routes import ROUTES
from handlers.context import Context
from messages.parts import Button
from models.rules.text import plain
from models.rules.text_answer import read_text_answer

_COMMAND = {plain(word) for command in ROUTES.commands for word in command.words}
_BUTTON_VALUE = 1900


def answer_line(words: str) -> str:
    """The answer that a line is, without its command (`rapportera 12 gul …`, `12 gul …`); empty when it is none. A line
    that names a row and a colour is one, though it may lack a comment."""
    head, *rest = words.split(maxsplit=1) or [""]
    line = "".join(rest) if plain(head.removeprefix("/")) in _COMMAND else words.strip()
    answer = read_text_answer(line)
    return line if answer.row is not None and answer.status is not None else ""


def is_plainly_an_answer(words: str) -> bool:
    """Whether a line without a command is stored as an answer. `14 röd?` may be a question."""
    return bool(answer_line(words)) and not words.rstrip().endswith("?")


def save_button(ctx: Context, line: str) -> tuple[Button, ...]:
    """The button that stores a line as an answer; none when the line is longer than a button can carry."""
    if len(line) > _BUTTON_VALUE:
        return ()
    label = ctx.t("Save as answer on row {row}", row=read_text_answer(line).row)
    return (Button(label, "answer_save", line, primary=True),)
