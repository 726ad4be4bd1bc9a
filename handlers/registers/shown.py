"""Lines of a register as they are shown in chat."""

from collections.abc import Iterable

from actions.registers.lines import Stored
from handlers.context import Context, Refusal
from i18n import N_, Translator
from messages.parts import Button, Run, Text
from messages.values.registers import LineValue
from models.registers.all import BY_NAME
from models.registers.declaration import Register
from models.registers.kinds.goals import REGISTER as GOALS
from models.registers.lines import Lines
from models.registers.links.targets import Targets
from models.registers.queries import found_lines
from models.registers.tables import RegisterLine
from models.rounds.queries import plan_of_year
from models.rules.text import shorten
from models.rules.words.sentence import looser_forms
from reports.content.registers.lines import value_words

_IN_A_LIST = 160
_MOST_LOOKED_FOR = 1000


def targets_of(ctx: Context) -> Targets:
    """What lines are linked to; a row is told by its number in this year's plan."""
    return Targets(ctx.session, ctx.directory, plan_of_year(ctx.directory, ctx.today.year))


def links_of(ctx: Context, line: RegisterLine) -> list[str]:
    """What a line is linked to, as files have it."""
    return Lines.with_links(ctx.session, targets_of(ctx), [line]).links.get(line.id, [])


def refuse_faults(ctx: Context, stored: Stored) -> None:
    """Raises Refusal when something is wrong with what was to be stored, so that nothing of it is kept."""
    for _, fault in stored.faults:
        raise Refusal(ctx.t(fault.text, **fault.values))


def line_words(ctx: Context, register: Register, line: RegisterLine) -> Text:
    """A line in one sentence: its key, and the columns that it is summed up by."""
    known = [
        value_words(ctx.t, register.field(name), line.content[name])
        for name in register.summary
        if line.content.get(name) is not None
    ]
    ended = ctx.t("ended {day}", day=ctx.t.day(line.ended)) if line.ended else ""
    beside = f" ({ended})" if ended else ""
    return (Run(line.key, bold=True), " " + shorten(" · ".join(known), _IN_A_LIST) + beside)


def seen(ctx: Context, lines: Iterable[RegisterLine]) -> list[RegisterLine]:
    """The lines that may be shown: where others read the answer, only those that are open data."""
    return [line for line in lines if not ctx.is_public or BY_NAME[line.register].is_open(line.content, line.ended)]


def seen_lines(ctx: Context, register: str, words: str, most: int, *, with_linked: bool = False) -> list[RegisterLine]:
    """The lines that have the words in them, of those that may be shown."""
    looked_for = _MOST_LOOKED_FOR if ctx.is_public else most
    return seen(ctx, found_lines(ctx.session, register, words, looked_for, with_linked=with_linked))[:most]


def known_form(ctx: Context, register: str, word: str) -> str:
    """The word as some line has it, or a line that one is linked to; "" when none has."""
    forms = looser_forms(word)
    return next((form for form in forms if seen_lines(ctx, register, form, 1, with_linked=True)), "")


def require_seen(ctx: Context, register: Register, line: RegisterLine | None = None) -> None:
    """Refuses a line, or a whole register, that is not open data where others read the answer."""
    if ctx.is_public and not (register.is_open(line.content, line.ended) if line else register.public):
        raise Refusal(ctx.t("{register} is not shown where others read. Write the same to me in a direct message.",
                            register=ctx.t.quote(ctx.t(register.title))))  # fmt: skip


def goal_title(t: Translator, goal: RegisterLine) -> str:
    """A goal of the tree as it is called: `Delmål 14 – Öka den regionala ekonomiska förnyelseförmågan`."""
    level = next(each.label for each in GOALS.field("kind").choices if each.code == goal.content["kind"])
    number, name = goal.content.get("number"), goal.content.get("name")
    if goal.content["kind"] == "agenda2030":
        level = N_("Agenda 2030 goal")
    words = t(level) if number is None else f"{t(level)} {number}"
    return f"{words} – {name}" if name else words


def line_button(label: str, action: str, line: RegisterLine, primary: bool = False) -> Button:
    """A button about a line."""
    return Button(label, action, str(LineValue(line.register, line.key)), primary=primary)
