"""Why an action cannot be done, in the asker's language."""

from datetime import datetime

from actions.faults import Fault, States, Words
from actions.rounds.life_cycle import LockedFault
from handlers.context import Context, Refusal
from messages.words import STATE_NAMES
from models.vocabulary.rounds import RoundState


def refusal_of(ctx: Context, fault: Fault) -> Refusal:
    """The fault as a refusal in the asker's language."""
    text = fault.text
    if isinstance(fault, LockedFault) and ctx.actor.is_coordinator:
        text = fault.for_coordinators
    return Refusal(ctx.t(text, **{name: _translated(ctx, value) for name, value in fault.values.items()}))


def _translated(ctx: Context, value: object) -> object:
    if isinstance(value, RoundState):
        return ctx.t(STATE_NAMES[value])
    if isinstance(value, States):
        return ctx.t.enumeration((ctx.t(STATE_NAMES[state]) for state in value), "or")
    if isinstance(value, datetime):
        return ctx.t.day(value)
    return ctx.t(value) if isinstance(value, Words) else value
