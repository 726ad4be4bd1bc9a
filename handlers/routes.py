"""All commands, buttons and forms. The help text and the Slack manifest are generated from them."""

from dataclasses import replace

from handlers.answers.routes import ROUTES as ANSWERS
from handlers.context import Context
from handlers.deviations.routes import ROUTES as DEVIATIONS
from handlers.following.routes import ROUTES as FOLLOWING
from handlers.help import help_message
from handlers.home.routes import ROUTES as HOME
from handlers.learning.routes import ROUTES as LEARNING
from handlers.people.routes import ROUTES as PEOPLE
from handlers.plan.routes import ROUTES as PLAN
from handlers.questions.answers import answer
from handlers.registers.routes import ROUTES as REGISTERS
from handlers.review.routes import ROUTES as REVIEW
from handlers.rounds.routes import ROUTES as ROUNDS
from handlers.routing import Command, Press
from handlers.standing.routes import ROUTES as STANDING
from i18n import N_
from messages.parts import Message, Reply
from models.rules.text import plain
from models.rules.words.sentence import is_sentence


def _help(ctx: Context, _words: str) -> Message:
    return help_message(ctx, COMMANDS)


def _or_sentence(command: Command) -> Command:
    """The command, which takes words that are more than a name (`avvikelser utom kultur`) for a sentence."""

    def handler(ctx: Context, words: str) -> Reply:
        if is_sentence(words) and not command.orders(words):
            return answer_sentence(ctx, f"{command.words[0]} {words}")
        return command.handler(ctx, words)

    return replace(command, handler=handler)


# Commands whose words name a part of the plan. They change nothing.
_ASKING = {"status", "deviations"} | {each.name for each in REGISTERS.commands if not each.is_free}
_SUBJECTS = (STANDING, FOLLOWING, ANSWERS, DEVIATIONS, PEOPLE, ROUNDS, REVIEW, PLAN, REGISTERS, LEARNING, HOME)
# In the help text: what most people need comes first.
_IN_HELP = (
    "status", "report", "deviations", "history", "follow", "decide", "ask", "read", "lesson", "similar", "improvements",
    "absence", "deputy", "round", "review", "remind", "person", "plan", "registers", "vote", "channel", "help",
)  # fmt: skip
COMMANDS: tuple[Command, ...] = tuple(sorted(
    (
        *(
            _or_sentence(command) if command.name in _ASKING else command
            for subject in _SUBJECTS for command in subject.commands
        ),
        Command("help", ("hjälp", "help"), "anyone", N_("help"), N_("this text"), _help),
    ),
    key=lambda command: _IN_HELP.index(command.name) if command.is_listed else len(_IN_HELP),
))  # fmt: skip
BUTTONS = {name: press for subject in _SUBJECTS for name, press in subject.buttons.items()}
FORMS = {name: handler for subject in _SUBJECTS for name, handler in subject.forms.items()}
FORM_BUTTONS = {name: handler for subject in _SUBJECTS for name, handler in subject.form_buttons.items()}
FORM_KEEPERS = {name: handler for subject in _SUBJECTS for name, handler in subject.form_keepers.items()}
COMMAND_BY_WORD = {plain(word): command for command in COMMANDS for word in command.words}
COMMAND_BY_NAME = {command.name: command for command in COMMANDS}


def parse(words: str) -> tuple[Command | None, str]:
    """The command that a line begins with, with or without a leading slash, and the rest of the line. `words` is not
    empty."""
    head, *rest = words.split(maxsplit=1)
    command, follow = COMMAND_BY_WORD.get(plain(head.removeprefix("/"))), "".join(rest).strip()
    return (command if command and command.takes(follow) else None), follow


def answer_sentence(ctx: Context, words: str) -> Reply:
    """The answer to words that begin with no command."""
    return answer(ctx, words, COMMANDS)


def _ask(ctx: Context, words: str) -> Reply:
    """The button that says something for the asker: a command that changes nothing, or a question."""
    command, rest = parse(words) if words.strip() else (None, "")
    if command is None or command.writes == "always" or (command.writes == "words" and rest):
        return answer_sentence(ctx, words)
    return command.handler(ctx, rest)


BUTTONS["ask"] = Press(_ask, cacheable=True)
