"""What ends a round, begins it or shows it to others: said first, done by a button, with a reason where it takes
something back."""

from collections.abc import Mapping

from actions.rounds.life_cycle import RoundFault
from actions.rounds.reopening import LONGEST_REASON
from handlers.context import Context, Refusal, no_longer
from handlers.refusals import refusal_of
from handlers.rounds.changing.change_list import CHANGES, Change
from handlers.rounds.changing.locking import lock_question
from handlers.rounds.deadlines.extend import extend_question
from handlers.rounds.failures import retry_question
from handlers.rounds.finding import button_round, meant_round
from handlers.rounds.overview import show_one
from messages.parts import Button, Buttons, Form, Message, Paragraph, Part, Reply, Run, Small, TextField, say
from messages.values.rounds import ChangeValue
from messages.words import STATE_NAMES
from models.rounds.tables import Round
from models.rules.text import shorten


def ask(verb: str, ctx: Context, name: str) -> Message:
    """`omgång VERB [NAMN]`: what will happen and to whom, with the button that does it."""
    change = CHANGES[verb]
    round_ = meant_round(ctx, name, verb, change.wanted)
    return round_ if isinstance(round_, Message) else _question(ctx, verb, round_)


def asked(ctx: Context, value: str) -> Message:
    """The button to the question. `value` is a `ChangeValue`, as for the others."""
    at = ChangeValue.read(value)
    round_ = button_round(ctx, at.round_id)
    if at.verb in CHANGES:
        return _question(ctx, at.verb, round_)
    if at.verb == "extend":
        return extend_question(ctx, round_)
    if at.verb == "retry":
        return retry_question(ctx, round_)
    return lock_question(ctx, round_) if at.verb == "lock" else show_one(ctx, round_)


def _question(ctx: Context, verb: str, round_: Round) -> Message:
    change, t = CHANGES[verb], ctx.t
    _require(ctx, change, round_)
    parts: list[Part] = [Paragraph((Run(t(change.question, round=round_.name), bold=True),))]
    parts += [Paragraph(sentence) for sentence in change.what(ctx, round_)]
    label = shorten(t(change.label, round=round_.name), 70) + (" …" if change.needs_reason else "")
    action = "round_why" if change.needs_reason else "round_change"
    button = Button(label, action, str(ChangeValue(verb, round_.id)), primary=True)
    return Message((*parts, Small(t("Nothing has been changed yet.")), Buttons((button,))))


def _require(ctx: Context, change: Change, round_: Round) -> None:
    if round_.state not in change.wanted:
        state = ctx.t(STATE_NAMES[round_.state])
        wanted = ctx.t.enumeration((ctx.t(STATE_NAMES[each]) for each in change.wanted), "or")
        raise Refusal(
            ctx.t("{name} is {state}; it must be {wanted} first.", name=round_.name, state=state, wanted=wanted)
        )


def change_now(ctx: Context, value: str) -> Message:
    """The button."""
    return _change(ctx, value, "")


def _change(ctx: Context, value: str, why: str) -> Message:
    at = ChangeValue.read(value)
    round_, change = button_round(ctx, at.round_id), CHANGES.get(at.verb)
    if change is None or (change.needs_reason and not why):
        raise no_longer(ctx)
    try:
        return say(change.act(ctx, round_, why))
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault


def reason_form(ctx: Context, value: str) -> Form:
    """The button of a change that needs a reason."""
    at = ChangeValue.read(value)
    round_, change = button_round(ctx, at.round_id), CHANGES.get(at.verb)
    if change is None:
        raise no_longer(ctx)
    _require(ctx, change, round_)
    t = ctx.t
    label = t(change.label, round=round_.name)
    why = TextField("why", t("Why?"), required=True, multiline=True, max_length=LONGEST_REASON)
    sentences = [Paragraph(sentence) for sentence in change.what(ctx, round_)]
    return Form("round_why", shorten(label, 24), shorten(label, 24), t("Cancel"), (*sentences, why), value)


def change_with_reason(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    return _change(ctx, state, values.get("why") or "")
