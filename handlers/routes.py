"""The whole surface in three tables: what can be said, pressed and sent. Help and manifests are made from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from handlers.context import Context
from handlers.help import help_text
from handlers.message import Message, Reply, say
from handlers.report import answer_row, report
from handlers.rounds import remind_now, rounds
from handlers.sitting import open_sitting, submitted
from handlers.status import deviations, deviations_page, status, status_page, status_share
from i18n import N_
from models.rules.text import plain

Handler = Callable[[Context, str], Reply]
FormHandler = Callable[[Context, str, Mapping[str, str]], Reply]


@dataclass(frozen=True)
class Command:
    """A word of the chat surface. `words` are what people write, Swedish and English, compared without case and
    diacritics. `who` is for the help text; the handler itself refuses. `writes` says whether it may change anything."""

    name: str
    words: tuple[str, ...]
    who: Literal["anyone", "owner", "coordinator"]
    usage: str
    help: str
    handler: Handler
    writes: bool = False


@dataclass(frozen=True)
class Press:
    """A button's route."""

    handler: Handler
    writes: bool = False


COMMANDS = (
    Command("status", ("status",), "anyone", N_("status [goal, unit, row number or words]"),
            N_("how it stands, deviations first"), status),
    Command("report", ("rapportera", "report"), "owner", N_("report [row colour comment]"),
            N_("report on your activities, all in one sitting or one in a line of text"), report, writes=True),
    Command("deviations", ("avvikelser", "deviations"), "anyone", N_("deviations [goal]"),
            N_("yellow and red with their actions, newest change first"), deviations),
    Command("round", ("omgång", "round"), "coordinator",
            N_("round [show, open, close, lock, publish, extend] [name]"),
            N_("reporting rounds: numbers, who has something left, and moving them on"), rounds, writes=True),
    Command("remind", ("påminn", "remind"), "coordinator", N_("remind [all or unit]"),
            N_("remind those who have something left"), remind_now, writes=True),
    Command("help", ("hjälp", "help"), "anyone", N_("help"), N_("this text"), help_text),
)  # fmt: skip
COMMAND_BY_WORD = {plain(word): command for command in COMMANDS for word in command.words}
COMMAND_BY_NAME = {command.name: command for command in COMMANDS}


def _answer_as(colour: str) -> Handler:
    """The button that answers "which colour?"; its value is `row {} comment` already filled in."""
    return lambda ctx, value: report(ctx, value) if f" {colour} " in value else say(ctx.t("Write the answer again."))


def _open(ctx: Context, _value: str) -> Reply:
    return open_sitting(ctx)


BUTTONS: dict[str, Press] = {
    "report": Press(_open),
    "answer_row": Press(answer_row),
    "answer_green": Press(_answer_as("green"), writes=True),
    "answer_yellow": Press(_answer_as("yellow"), writes=True),
    "answer_red": Press(_answer_as("red"), writes=True),
    "status_page": Press(status_page),
    "status_share": Press(status_share),
    "deviations_page": Press(deviations_page),
}
FORMS: dict[str, FormHandler] = {"answer": submitted}


def unknown_command(ctx: Context, words: str) -> Message:
    """Something was said that is no command."""
    return say(
        ctx.t("I do not understand {words}. Write /{command} help to see what you can do.",
              words=ctx.t.quote(words[:200]), command=ctx.options.commands["all"])
    )  # fmt: skip


def parse(words: str) -> tuple[Command | None, str]:
    """The command that a line begins with, a leading slash or not, and the rest of the line."""
    head, _, rest = words.strip().partition(" ")
    return COMMAND_BY_WORD.get(plain(head.removeprefix("/"))), rest.strip()
