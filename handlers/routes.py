"""The whole surface in three tables: what can be said, pressed and sent. Help and manifests are made from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from handlers.access import round_by_id
from handlers.answers.confirming import confirm
from handlers.answers.report import answer_row, report
from handlers.answers.sitting import dropped, kept, open_sitting, put_off, skipped, submitted, went_back
from handlers.context import Context
from handlers.help import help_text
from handlers.home.lists import home_answers, home_rows
from handlers.people.absence import absence
from handlers.people.deputies import deputies
from handlers.people.not_mine import handed_over, not_mine, not_mine_in_form
from handlers.rounds.commands import rounds
from handlers.rounds.nudges import remind_now
from handlers.standing.deviations import deviations, deviations_page
from handlers.standing.status import status, status_page, status_share
from i18n import N_
from messages.home.page import choose_language
from messages.parts import Message, Quote, Reply, say
from models.rules.text import clean, plain, shorten
from models.rules.text_answer import read_text_answer

Handler = Callable[[Context, str], Reply]
FormHandler = Callable[[Context, str, Mapping[str, str]], Reply]


@dataclass(frozen=True)
class Command:
    """A word of the chat surface. `words` are what people write, Swedish and English, compared without case and
    diacritics. `who` is for the help text; the handler itself refuses. `writes` says when it may change anything: with
    words after it, or always; `cacheable` that the answer depends on nothing but the words, the asker, the minute and
    what is stored."""

    name: str
    words: tuple[str, ...]
    who: Literal["anyone", "owner", "coordinator"]
    usage: str
    help: str
    handler: Handler
    writes: Literal["never", "words", "always"] = "never"
    cacheable: bool = False


@dataclass(frozen=True)
class Press:
    """A button's route; `writes` and `cacheable` as for a command."""

    handler: Handler
    writes: bool = False
    cacheable: bool = False


COMMANDS = (
    Command("status", ("status",), "anyone", N_("status [goal, unit, row number or words]"),
            N_("how it stands, deviations first"), status, cacheable=True),
    Command("report", ("rapportera", "report"), "owner", N_("report [row colour comment]"),
            N_("report on your activities, all in one sitting or one in a line of text"), report, writes="words"),
    Command("deviations", ("avvikelser", "deviations"), "anyone", N_("deviations [goal]"),
            N_("yellow and red with their actions, newest change first"), deviations, cacheable=True),
    Command("absence", ("frånvaro", "absence"), "owner", N_("absence [1–31 July, or end]"),
            N_("say when you are away, so that your deputy is asked instead"), absence, writes="words"),
    Command("deputy", ("ersättare", "deputy"), "owner", N_("deputy [name, or for UNIT name]"),
            N_("name who is asked instead of you when you are away; a manager also for the unit"), deputies,
            writes="words"),
    Command("round", ("omgång", "round"), "coordinator",
            N_("round [show, open, close, lock, publish, extend, correct] [name]"),
            N_("reporting rounds: numbers, who has something left, and moving them on"), rounds, writes="words"),
    Command("remind", ("påminn", "remind"), "coordinator", N_("remind [all or unit]"),
            N_("remind those who have something left"), remind_now, writes="always"),
    Command("help", ("hjälp", "help"), "anyone", N_("help"), N_("this text"), help_text),
)  # fmt: skip
# `stauts` and `status` have 83.
_LIKE_ENOUGH = 70
COMMAND_BY_WORD = {plain(word): command for command in COMMANDS for word in command.words}
COMMAND_BY_NAME = {command.name: command for command in COMMANDS}


def _answer_as(colour: str) -> Handler:
    """The button that answers "which colour?"; its value is `row {} comment` already filled in."""
    return lambda ctx, value: report(ctx, value) if f" {colour} " in value else say(ctx.t("Write the answer again."))


def _open(ctx: Context, value: str) -> Reply:
    """The button of an opening message or reminder; `value` is its round."""
    return open_sitting(ctx, round_by_id(ctx, value))


BUTTONS: dict[str, Press] = {
    "report": Press(_open),
    "answer_row": Press(answer_row),
    "answer_confirm": Press(confirm, writes=True),
    "answer_green": Press(_answer_as("green"), writes=True),
    "answer_yellow": Press(_answer_as("yellow"), writes=True),
    "answer_red": Press(_answer_as("red"), writes=True),
    "answer_cannot": Press(_answer_as("cannot assess"), writes=True),
    "not_mine": Press(not_mine),
    "status_page": Press(status_page, cacheable=True),
    "status_share": Press(status_share, cacheable=True),
    "deviations_page": Press(deviations_page, cacheable=True),
    "home_rows": Press(home_rows),
    "home_answers": Press(home_answers),
    "language": Press(choose_language, writes=True),
}
FORMS: dict[str, FormHandler] = {"not_mine": handed_over, "answer": submitted}
# Buttons that stand in a form and come with what is written in it.
FORM_BUTTONS: dict[str, FormHandler] = {
    "answer_skip": skipped, "answer_back": went_back, "answer_later": put_off, "answer_not_mine": not_mine_in_form,
    "answer_drop": dropped,
}  # fmt: skip
# What keeps a form's text while it is open, or when it is put away.
FORM_KEEPERS: dict[str, FormHandler] = {"answer": kept}


def unknown_command(ctx: Context, words: str) -> Message:
    """Something was said that is no command; a likeness is offered, never run."""
    if (answer := read_text_answer(words)).row is not None and answer.status is not None:
        # Whoever is asked in a direct message answers there. What was written is said back, to be copied.
        command = f"/{ctx.options.commands['report']}"
        told = ctx.t("An answer begins with {command}. Copy this and send it:", command=command)
        return say(told, Quote(f"{command} {clean(words)}"))
    first = plain(words.split(maxsplit=1)[0])
    # Imported when it is used, as in `models.rules.text_answer`.
    from rapidfuzz import fuzz

    scored = [(fuzz.ratio(first, plain(word)), word) for command in COMMANDS for word in command.words]
    score, nearest = max(scored)
    hint = [ctx.t("Did you mean {word}?", word=ctx.t.quote(nearest))] if score >= _LIKE_ENOUGH else []
    return say(
        ctx.t("I do not understand {words}. Write /{command} help to see what you can do.",
              words=ctx.t.quote(shorten(words, 200)), command=ctx.options.commands["all"]), *hint
    )  # fmt: skip


def parse(words: str) -> tuple[Command | None, str]:
    """The command that a line begins with, a leading slash or not, and the rest of the line."""
    head, *rest = words.split(maxsplit=1)
    return COMMAND_BY_WORD.get(plain(head.removeprefix("/"))), "".join(rest).strip()
