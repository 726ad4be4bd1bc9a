"""What a card's buttons carry: written by `bot.teams.cards.render`, read when one is pressed.

Teams sends the data of the pressed button, with the value of every input beside it. Field names have a prefix, so that
a field called `action` or `state` does not hide what the button says.
"""

from collections.abc import Mapping
from typing import Any

ACTION, VALUE, FORM, STATE = "action", "value", "form", "state"
# The button that opens the form anew, when it is to be shown with faults.
OPENER, OPENER_VALUE = "opener", "opener_value"
FIELD = "field."
# The action names of a form's own two buttons; the names of all others are those of `handlers.routes`.
SUBMIT, CLOSE = "form_submit", "form_close"


def field_values(data: Mapping[str, Any]) -> dict[str, str]:
    """The values of a card's inputs by field name; Teams leaves out an input that is empty."""
    return {
        name.removeprefix(FIELD): value if isinstance(value, str) else ""
        for name, value in data.items()
        if name.startswith(FIELD)
    }
