"""`status`: the answers of the current round so far, deviations first."""

from dataclasses import replace

from handlers.context import Context
from handlers.standing.changes.compare import status_compared
from handlers.standing.of_goal import shown_goal
from handlers.standing.of_round import status_of_round
from handlers.standing.status_view import VIEW
from handlers.standing.view import show
from messages.parts import Buttons, Message
from messages.values.plan import PageValue
from models.rules.words.standing import comparison_asked, round_asked


def status(ctx: Context, words: str) -> Message:
    """All goals; or a goal, a unit, a row or a text, of certain colours, in a round; how a round stands; two rounds
    compared. Asks which is meant when the words are ambiguous."""
    return _show(ctx, PageValue(0, words))


def _show(ctx: Context, page: PageValue) -> Message:
    name = round_asked(page.scope)
    if name is not None:
        return status_of_round(ctx, name, page.scope)
    if comparison := comparison_asked(page.scope):
        return status_compared(ctx, *comparison)
    return shown_goal(ctx, VIEW, page) or show(ctx, VIEW, page)


def status_page(ctx: Context, value: str) -> Message:
    """The button to a scope or to another page of one. `value` is a `PageValue`."""
    return _show(ctx, PageValue.read(value))


def status_share(ctx: Context, value: str) -> Message:
    """The button that shows its message to the whole conversation. `value` is a `PageValue`."""
    message = _show(replace(ctx, is_public=True), PageValue.read(value))
    return Message(tuple(part for part in message.parts if not isinstance(part, Buttons)), public=True)
