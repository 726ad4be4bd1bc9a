"""`omgång …`: what a coordinator does with rounds."""

import re
from collections.abc import Callable
from functools import partial

from actions.rounds.life_cycle import RoundFault
from handlers.access import access_round, require_coordinator
from handlers.answers.text.report import report
from handlers.context import Context, Refusal
from handlers.refusals import refusal_of
from handlers.rounds.changing.changes import ask
from handlers.rounds.changing.locking import ask_to_lock
from handlers.rounds.changing.making import new_round
from handlers.rounds.deadlines.extend import extend
from handlers.rounds.failures import ask_to_retry
from handlers.rounds.finding import round_first
from handlers.rounds.overview import list_rounds, show_round
from handlers.rounds.report.files import report_round
from handlers.rounds.unanswered.excusing import excuse
from messages.parts import Message, Reply
from models.rules.text import plain

_AGAIN = ("igen", "again")


def rounds(ctx: Context, words: str) -> Reply:
    """`omgång`, `omgång NAMN`, `omgång VERB [NAMN] …`. For coordinators only."""
    require_coordinator(ctx)
    verb, _, rest = words.strip().partition(" ")
    if not verb:
        return list_rounds(ctx)
    action = _ACTIONS.get(plain(verb))
    if action is None:
        return _show_or_usage(ctx, words)
    try:
        return action(ctx, rest.strip())
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault


def _show_or_usage(ctx: Context, words: str) -> Message:
    """`omgång NAMN`. When there is no such round, the refusal also says what can be written."""
    try:
        return show_round(ctx, words.strip())
    except Refusal as refusal:
        usage = ctx.t("round [new, show, open, close, extend, excuse, lock, publish, correct, report] [name]")
        example = ctx.t("Write for example {words}.", words=f"/{ctx.options.commands['all']} {usage}")
        raise Refusal(f"{refusal} {example}") from None


def _open(ctx: Context, words: str) -> Message:
    """`öppna [NAMN]`, `öppna igen [NAMN]`."""
    first, _, rest = words.partition(" ")
    return ask("reopen", ctx, rest.strip()) if plain(first) in _AGAIN else ask("open", ctx, words)


def _remove(ctx: Context, words: str) -> Message:
    """`ta bort [NAMN]`."""
    return ask("remove", ctx, re.sub(r"^bort\b\s*", "", words, flags=re.IGNORECASE))


def _correct(ctx: Context, words: str) -> Reply:
    """Answers in a named round, also when another one is open: `NAMN RAD` opens the form, `NAMN RAD FÄRG KOMMENTAR`
    stores an answer."""
    round_, rest = round_first(ctx, words)
    if round_ is None:
        access_round(ctx, words)
        raise Refusal(ctx.t("Which round? Write its name after {word}.", word=ctx.t.quote("rätta")))
    if not rest:
        raise Refusal(ctx.t("Which row? Write its number after {name}.", name=ctx.t.quote(round_.name)))
    return report(ctx, rest, round_)


_ACTIONS: dict[str, Callable[[Context, str], Reply]] = {
    **dict.fromkeys(("ny", "new"), new_round),
    **dict.fromkeys(("visa", "show"), show_round),
    **dict.fromkeys(("oppna", "open"), _open),
    **dict.fromkeys(("ateroppna", "reopen"), partial(ask, "reopen")),
    **dict.fromkeys(("stang", "close"), partial(ask, "close")),
    **dict.fromkeys(("forlang", "extend"), extend),
    **dict.fromkeys(("forsok", "retry"), ask_to_retry),
    **dict.fromkeys(("undanta", "excuse"), excuse),
    **dict.fromkeys(("las", "lock"), ask_to_lock),
    **dict.fromkeys(("publicera", "publish"), partial(ask, "publish")),
    **dict.fromkeys(("avpublicera", "unpublish"), partial(ask, "unpublish")),
    **dict.fromkeys(("bort", "remove"), partial(ask, "remove")),
    **dict.fromkeys(("ta",), _remove),
    **dict.fromkeys(("ratta", "correct"), _correct),
    **dict.fromkeys(("rapport", "report"), report_round),
}
