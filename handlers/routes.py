"""All commands, buttons and forms. The help text and the Slack manifest are generated from them."""

from handlers.answers.lines import answer_line, save_button
from handlers.answers.routes import ROUTES as ANSWERS
from handlers.context import Context
from handlers.help import help_message
from handlers.home.routes import ROUTES as HOME
from handlers.people.routes import ROUTES as PEOPLE
from handlers.rounds.routes import ROUTES as ROUNDS
from handlers.routing import Command
from handlers.standing.routes import ROUTES as STANDING
from i18n import N_
from messages.parts import Buttons, Message, Quote, say
from models.rules.text import plain, shorten


def _help(ctx: Context, _words: str) -> Message:
    return help_message(ctx, COMMANDS)


_SUBJECTS = (STANDING, ANSWERS, PEOPLE, ROUNDS, HOME)
# In the help text: what most people need comes first.
_IN_HELP = ("status", "report", "deviations", "absence", "deputy", "round", "remind", "help")
COMMANDS: tuple[Command, ...] = tuple(sorted(
    (
        *(command for subject in _SUBJECTS for command in subject.commands),
        Command("help", ("hjälp", "help"), "anyone", N_("help"), N_("this text"), _help),
    ),
    key=lambda command: _IN_HELP.index(command.name),
))  # fmt: skip
BUTTONS = {name: press for subject in _SUBJECTS for name, press in subject.buttons.items()}
FORMS = {name: handler for subject in _SUBJECTS for name, handler in subject.forms.items()}
FORM_BUTTONS = {name: handler for subject in _SUBJECTS for name, handler in subject.form_buttons.items()}
FORM_KEEPERS = {name: handler for subject in _SUBJECTS for name, handler in subject.form_keepers.items()}
COMMAND_BY_WORD = {plain(word): command for command in COMMANDS for word in command.words}
COMMAND_BY_NAME = {command.name: command for command in COMMANDS}
# Of 100. `stauts` and `status` have 83.
_MIN_SIMILARITY = 70


def unknown_command(ctx: Context, words: str) -> Message:
    """The answer to words that are no command. A similar command is suggested, never run."""
    if line := answer_line(words):
        # It may be a question about the row, too (`14 röd?`).
        return say(ctx.t("Shall this be your answer?"), Quote(line), Buttons(save_button(ctx, line)))
    first = plain(words.split(maxsplit=1)[0])
    # Imported when it is used, as in `models.rules.text_answer`.
    from rapidfuzz import fuzz

    scored = [(fuzz.ratio(first, plain(word)), word) for command in COMMANDS for word in command.words]
    score, nearest = max(scored)
    suggestion = [ctx.t("Did you mean {word}?", word=ctx.t.quote(nearest))] if score >= _MIN_SIMILARITY else []
    return say(
        ctx.t("I do not understand {words}. Write /{command} help to see what you can do.",
              words=ctx.t.quote(shorten(words, 200)), command=ctx.options.commands["all"]), *suggestion
    )  # fmt: skip


def parse(words: str) -> tuple[Command | None, str]:
    """The command that a line begins with, with or without a leading slash, and the rest of the line. `words` is not
    empty."""
    head, *rest = words.split(maxsplit=1)
    return COMMAND_BY_WORD.get(plain(head.removeprefix("/"))), "".join(rest).strip()
