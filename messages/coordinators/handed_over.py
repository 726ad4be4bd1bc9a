"""The message to the coordinators when an owner pressed *Ej mitt ansvar*: rows go to somebody else, or back."""

from collections.abc import Sequence

from i18n import Translator
from messages.parts import Message, Small, say
from models.people.views import PersonView
from models.plan.views import RowView


def handover_message(
    t: Translator, name: str, person: PersonView, to: PersonView | None, rows: Sequence[RowView], note: str
) -> Message:
    """`name` is the round's. `person` handed the rows to `to`, or back to the coordinators when that is None; `note` is
    their reason, which may be empty."""
    numbers = t.enumeration(f"{row.row} ({row.unit_names})" for row in rows)
    head = t(
        "{name} says that they do not answer for row {rows} in {round}.", name=person.name, rows=numbers, round=name
    )
    if to is not None:
        outcome = t("{name} is asked instead. Change the people file if it is to stay so.", name=to.name)
    else:
        outcome = t("Nobody is asked about it now. Answer for the unit, or change the people file.")
    why = (t("Why: {note}", note=t.quote(note)),) if note else ()
    return say(head, *why, outcome, Small(t("Only coordinators get this message.")))
