"""`mål`, `lärdomar`, `årshjul` …: a register's lines listed, looked for and shown; and what a coordinator does with
them."""

from collections.abc import Callable, Sequence

from handlers.access import require_coordinator, require_member
from handlers.context import Context, Refusal, no_longer
from handlers.registers.calendar_file import calendar_file
from handlers.registers.dates import dates_of, missed_of
from handlers.registers.done import mark_done
from handlers.registers.forms import add_form, change_form, end_form
from handlers.registers.own import own, own_buttons
from handlers.registers.shown import line_button, line_words, links_of, require_seen, seen_lines
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Reply, Small, Text
from messages.values.registers import LineValue
from models.registers.all import BY_NAME, REGISTERS
from models.registers.declaration import REMIND_DAYS, Register
from models.registers.queries import counts, line_of
from models.registers.tables import RegisterLine
from models.rules.text import plain, shorten
from reports.content.registers.lines import is_open_link, link_words, value_words

MOST = 10
_ADD = {"lagg till", "ny", "nytt", "add", "new"}
_CHANGE = {"andra", "change"}
_END = {"avsluta", "end"}
_SEARCH = {"sok", "visa", "search", "show", "om", "about"}
# Of registers with dates alone.
_DONE = {"klart", "klar", "done"}
_MISSED = {"missat", "missed"}
_CALENDAR = {"kalender", "kalenderfil", "calendar"}
_DATES = _DONE | _MISSED | _CALENDAR
_VERBS = frozenset(_ADD | _CHANGE | _END | _SEARCH)


def verbs_of(register: Register) -> frozenset[str]:
    """The words after a register's name that say what is to be done, folded."""
    return _VERBS | frozenset(own(register.name).verbs) | frozenset(_DATES if register.dates else ())


def command_of(register: Register) -> Callable[[Context, str], Reply]:
    """The handler of a register's word."""

    def handler(ctx: Context, words: str) -> Reply:
        return _answer(ctx, register, " ".join(words.split()))

    return handler


def _answer(ctx: Context, register: Register, words: str) -> Reply:
    require_member(ctx)
    if not words:
        return _list(ctx, register, "")
    if line := line_of(ctx.session, register.name, words):
        return show(ctx, register, line)
    own_words, (verb, rest) = own(register.name), _verb(register, words)
    if verb in own_words.verbs:
        return own_words.verbs[verb](ctx, rest)
    if not verb and own_words.asked and (reply := own_words.asked(ctx, plain(words))):
        return reply
    if verb in _ADD:
        return add_form(ctx, register, rest)
    if verb in _CHANGE | _END:
        line = _named(ctx, register, rest)
        why = rest[len(line.key) :].strip()
        return change_form(ctx, register, line) if verb in _CHANGE else end_form(ctx, register, line, why)
    if verb in _DATES:
        return _about_dates(ctx, register, verb, rest)
    return _list(ctx, register, rest if verb in _SEARCH else words)


def _about_dates(ctx: Context, register: Register, verb: str, rest: str) -> Reply:
    if verb in _CALENDAR:
        return calendar_file(ctx)
    if verb in _MISSED:
        return missed_of(ctx, (register,))
    return mark_done(ctx, register, _named(ctx, register, rest))


def _verb(register: Register, words: str) -> tuple[str, str]:
    parts = words.split(" ")
    for count in (2, 1):
        verb = plain(" ".join(parts[:count]))
        if verb in verbs_of(register):
            return verb, " ".join(parts[count:])
    return "", words


def _named(ctx: Context, register: Register, words: str) -> RegisterLine:
    """The line whose key the words begin with; a key may have blanks."""
    require_coordinator(ctx)
    parts = words.split(" ")
    for count in range(len(parts), 0, -1):
        if line := line_of(ctx.session, register.name, " ".join(parts[:count])):
            return line
    raise Refusal(
        ctx.t("Which line of {register}? Write its key.", register=ctx.t.quote(ctx.t(register.title))),
        Button(ctx.t(register.title), "register_list", str(LineValue(register.name))),
    )


def _list(ctx: Context, register: Register, words: str) -> Message:
    """The lines that have the words in them; all of them without words. Ended ones last."""
    return listed(ctx, register, words, seen_lines(ctx, register.name, words, MOST + 1))


def listed(ctx: Context, register: Register, words: str, lines: Sequence[RegisterLine]) -> Message:
    """What was found by the words: up to `MOST` + 1 lines, of which the last only tells that there are more."""
    require_seen(ctx, register)
    t = ctx.t
    items: tuple[Text, ...] = tuple(line_words(ctx, register, line) for line in lines[:MOST])
    heading = t("{register}: {words}", register=t(register.title), words=words) if words else t(register.title)
    parts: list[Part] = [Heading(shorten(heading, 150))]
    parts.append(Bullets(items) if items else Paragraph(_nothing(ctx, register, words)))
    if len(lines) > MOST:
        parts.append(Small(t("These are the newest {n}. Write a word after {command} to look for others.", n=MOST,
                             command=t.quote(register.word(t.language)))))  # fmt: skip
    if not words:
        parts.append(Small(t(register.question)))
    buttons = [line_button(t("Show {key}", key=shorten(line.key, 20)), "register_show", line) for line in lines[:3]]
    buttons += own_buttons(ctx, register.name)
    if ctx.actor.is_coordinator:
        buttons.append(Button(t("Add a line"), "register_add", str(LineValue(register.name))))
    return Message((*parts, *((Buttons(tuple(buttons)),) if buttons else ())))


def _nothing(ctx: Context, register: Register, words: str) -> str:
    t = ctx.t
    if words:
        return t("No line of {register} has {words} in it.", register=t.quote(t(register.title)), words=t.quote(words))
    return t("There are no lines yet. The coordinator adds them here, or imports a file.")


def show(ctx: Context, register: Register, line: RegisterLine) -> Message:
    """A line with all that is known about it; where others read the answer, all that is open data."""
    require_seen(ctx, register, line)
    if shown := own(register.name).show:
        return shown(ctx, line)
    t = ctx.t
    items = [
        f"{t(column.label)}: {value_words(ctx.t, column, line.content[column.name])}"
        for column in register.fields
        if line.content.get(column.name) is not None and (column.is_open or not ctx.is_public)
    ]  # fmt: skip
    links = [link for link in links_of(ctx, line) if is_open_link(link) or not ctx.is_public]
    if links:
        items.append(t("Linked to: {links}", links=t.enumeration(link_words(t, link) for link in links)))
    parts: list[Part] = [Heading(shorten(f"{t(register.title)}: {line.key}", 150)), Bullets(tuple(items))]
    asked_for = (column for column in register.fields if column is not REMIND_DAYS)
    if empty := [t(column.label) for column in asked_for if line.content.get(column.name) is None]:
        parts.append(Small(t("Not filled in: {columns}.", columns=t.enumeration(empty))))
    parts += dates_of(ctx, register, line)
    if line.ended:
        parts.append(Paragraph(t("Ended {day}: {why}", day=t.day(line.ended), why=line.ended_why or "–")))
    parts += own(register.name).more(ctx, line)
    buttons = own(register.name).line_buttons(ctx, line)
    if ctx.actor.is_coordinator:
        buttons.append(line_button(t("Change"), "register_change", line))
        buttons += [] if line.ended else [line_button(t("End …"), "register_end", line)]
    return Message((*parts, *((Buttons(tuple(buttons)),) if buttons else ())))


def all_registers(ctx: Context, _words: str) -> Message:
    """`register`: which there are, and what each is there to answer."""
    require_member(ctx)
    t, number = ctx.t, counts(ctx.session)
    items = tuple(
        f"{each.word(t.language)} ({t.number(number.get(each.name, 0))}) – {t(each.question)}" for each in REGISTERS
    )  # fmt: skip
    return Message((
        Heading(t("Registers")), Bullets(items),
        Small(t("Write the word alone to see the lines, or with a word to look for.")),
    ))  # fmt: skip


def list_pressed(ctx: Context, value: str) -> Reply:
    """The button. `value` is a `LineValue` without a key."""
    require_member(ctx)
    return _list(ctx, _register(ctx, value), "")


def show_pressed(ctx: Context, value: str) -> Reply:
    """The button. `value` is a `LineValue`."""
    require_member(ctx)
    return show(ctx, *line_of_button(ctx, value))


def add_pressed(ctx: Context, value: str) -> Reply:
    return add_form(ctx, _register(ctx, value), "")


def change_pressed(ctx: Context, value: str) -> Reply:
    return change_form(ctx, *line_of_button(ctx, value))


def end_pressed(ctx: Context, value: str) -> Reply:
    return end_form(ctx, *line_of_button(ctx, value), "")


def line_of_button(ctx: Context, value: str) -> tuple[Register, RegisterLine]:
    """The register and line of a button's value."""
    register, at = _register(ctx, value), LineValue.read(value)
    line = line_of(ctx.session, register.name, at.key)
    if line is None:
        raise no_longer(ctx)
    return register, line


def _register(ctx: Context, value: str) -> Register:
    register = BY_NAME.get(LineValue.read(value).register)
    if register is None:
        raise no_longer(ctx)
    return register
