"""Which round a coordinator means: by its name, or the only one that can be meant."""

import re

from sqlalchemy import select

from handlers.access import no_such_round_text, require_coordinator, round_by_id
from handlers.context import Context, Refusal, no_longer
from messages.parts import Button, Buttons, Message, Paragraph
from messages.values.rounds import ChangeValue
from models.rounds.tables import Round
from models.rules.text import fold, shorten
from models.vocabulary.rounds import RoundState

# Where the end of a round's name is looked for, in characters.
_LONGEST_NAME = 200
_MOST_OFFERED = 10


def meant_round(ctx: Context, name: str, verb: str, states: tuple[RoundState, ...]) -> Round | Message:
    """The round with the name; without one, the only round in one of the states. With several, asks which, with a
    button to `verb` of each. Raises Refusal for an unknown name, and when no round is in those states."""
    require_coordinator(ctx)
    if name:
        round_, rest = round_first(ctx, name)
        if round_ is None or rest:
            raise Refusal(no_such_round_text(ctx, name))
        return round_
    query = select(Round).where(Round.state.in_(states)).order_by(Round.deadline, Round.id)
    rounds = list(ctx.session.scalars(query.limit(_MOST_OFFERED)))
    if not rounds:
        raise Refusal(ctx.t("No round is in the state for that just now. Write “round” to see them."))
    if len(rounds) == 1:
        return rounds[0]
    buttons = [Button(shorten(each.name, 70), "round_ask", str(ChangeValue(verb, each.id))) for each in rounds]
    lines = [Buttons(tuple(buttons[start : start + 5])) for start in range(0, len(buttons), 5)]
    return Message((Paragraph(ctx.t("Which round do you mean?")), *lines))


def round_first(ctx: Context, words: str) -> tuple[Round | None, str]:
    """The round that the words begin with, and the rest. Names may have spaces, so the longest name that fits is
    taken."""
    rounds = {round_.key: round_ for round_ in ctx.session.scalars(select(Round))}
    ends = [match.start() for match in re.finditer(r"\s+|$", words[:_LONGEST_NAME])]
    for end in reversed(ends):
        round_ = rounds.get(fold(words[:end]))
        if round_ is not None:
            return round_, words[end:].strip()
    return None, words


def button_round(ctx: Context, round_id: int | None) -> Round:
    """The round of a coordinator's button or form. Raises Refusal when there is none."""
    require_coordinator(ctx)
    round_ = round_by_id(ctx, round_id)
    if round_ is None:
        raise no_longer(ctx)
    return round_
