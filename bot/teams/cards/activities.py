"""Forms and short sentences as Teams takes them. Pure. Cards are drawn in `bot.teams.cards.render`."""

from collections.abc import Mapping
from typing import Any

from bot.teams.cards.render import CARD, activity_with, card_of_form
from i18n import Translator
from messages.parts import Form

Body = dict[str, Any]
_LONGEST_NOTE = 1_000


def activity_of_form(
    form: Form, t: Translator | None = None, values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> Body:  # fmt: skip
    """A form as an activity; `values` and `faults` as in `card_of_form`."""
    return activity_with(card_of_form(form, t, values=values, faults=faults), form.title)


def card_response(activity: Body) -> Body:
    """The answer to a press: what takes the card's place for the person who pressed (Universal Actions, "Response
    format")."""
    return {"statusCode": 200, "type": CARD, "value": activity["attachments"][0]["content"]}


def note_response(words: str) -> Body:
    """The answer to a press: a sentence that only the person who pressed sees; the card stays."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": words[:_LONGEST_NOTE]}
