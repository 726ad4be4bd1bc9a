"""Which handler answers a request: the routes of `handlers.routes`, matched against what was asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers.answers.text.edited import deleted, edited
from handlers.answers.text.lines import answer_line, is_plainly_an_answer, lacks_a_colour
from handlers.answers.text.report import answer_or_question, report
from handlers.attachments import only_a_file, with_file_note
from handlers.context import (
    Asked,
    Context,
    Deleted,
    Edited,
    FormChanged,
    FormClosed,
    HomeOpened,
    Pressed,
    Said,
    Submitted,
    no_longer,
)  # fmt: skip
from handlers.deviations.replying import reply_in_thread
from handlers.home.commands import home_opened
from handlers.routes import (
    BUTTONS,
    COMMAND_BY_NAME,
    FORM_BUTTONS,
    FORM_KEEPERS,
    FORMS,
    answer_sentence,
    parse,
)  # fmt: skip
from messages.parts import Done, FormFaults, Message, Reply, plain_words, say
from models.operations.log import log_of
from models.rules.text import storable

log = log_of(__name__)

_MOST_UNKNOWN_NAMES = 1000
_unknown_logged: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class Matched:
    """The handler of a request, ready to be called. The rest as in `handlers.routing.Command`."""

    handler: Callable[[Context], Reply]
    writes: bool = False
    cacheable: bool = False
    is_personal: bool = False


def route(asked: Asked) -> Matched:
    """The handler of a request. An unknown button or form gets one that says that it no longer works."""
    match asked:
        case Said(command, words):
            matched = _route_words(command, words, asked.thread)
            return _with_file(matched, words) if asked.has_file else matched
        case Edited(before, after):
            return Matched(lambda ctx: edited(ctx, before, after), writes=True)
        case Deleted(before):
            return Matched(lambda ctx: deleted(ctx, before))
        case Pressed(action, value, state, values):
            if form_button := FORM_BUTTONS.get(action):
                return Matched(lambda ctx: form_button(ctx, state, values), writes=True)
            if press := BUTTONS.get(action):
                return Matched(lambda ctx: press.handler(ctx, value), press.writes, press.cacheable)
            _log_unknown("button", action)
            return Matched(_no_longer)
        case Submitted(form, state, values):
            if handler := FORMS.get(form):
                return Matched(lambda ctx: handler(ctx, state, values), writes=True)
            _log_unknown("form", form)
            # A fault keeps the form open with what was written in it.
            return Matched(lambda ctx: FormFaults({"": plain_words(_no_longer(ctx))}))
        case FormChanged(form, state, values) | FormClosed(form, state, values):
            keep = FORM_KEEPERS.get(form)
            if keep is None or not values:
                return Matched(lambda _ctx: Done())
            return Matched(lambda ctx: keep(ctx, state, values), writes=True)
        case HomeOpened():
            return Matched(home_opened, writes=True)


def _route_words(name: str, words: str, thread: str) -> Matched:
    """`name` is a key of `COMMAND_BY_NAME`, or `all` when the words begin with a command. `thread` as in `Said`."""
    command = COMMAND_BY_NAME.get(name)
    rest = words = storable(words).strip()
    if command is None:
        command, rest = parse(words) if words else (COMMAND_BY_NAME["help"], "")
    if command is None:
        return _route_sentence(words, thread)
    handler = command.handler
    writes = command.writes == "always" or (command.writes == "words" and bool(rest))
    return Matched(lambda ctx: handler(ctx, rest), writes, command.cacheable, command.is_personal)


def _with_file(matched: Matched, words: str) -> Matched:
    """A request with something attached: what is said about that comes after the reply to the words."""
    if not words.strip():
        return Matched(only_a_file)
    return replace(matched, handler=lambda ctx: with_file_note(ctx, matched.handler(ctx)))


def _route_sentence(words: str, thread: str) -> Matched:
    """Words without a command: an answer to a row when they begin with its number and a colour, a reply when they stand
    in the thread of a question of management, else a question. With a question mark at the end it may be either, and is
    asked about."""
    if is_plainly_an_answer(words) or lacks_a_colour(words):
        # People answer where they were asked, without a command.
        return Matched(lambda ctx: report(ctx, words), writes=True, is_personal=True)
    if answer_line(words):
        return Matched(lambda ctx: answer_or_question(ctx, words), writes=True, is_personal=True)
    if thread:
        return Matched(lambda ctx: reply_in_thread(ctx, thread, words) or answer_sentence(ctx, words), writes=True)
    return Matched(lambda ctx: answer_sentence(ctx, words), cacheable=True)


def _no_longer(ctx: Context) -> Message:
    """The reply to a button or form of an older version."""
    return say(str(no_longer(ctx)))


def _log_unknown(kind: str, name: str) -> None:
    """Logs each name once. Of what a person wrote, only one word is logged, and only if it looks like a command."""
    name = name if kind != "command" or re.fullmatch(r"/?[\w-]{1,32}", name) else "…"
    if (kind, name) not in _unknown_logged and len(_unknown_logged) < _MOST_UNKNOWN_NAMES:
        _unknown_logged.add((kind, name))
        log.warning("route.unknown", kind=kind, name=name[:100])
