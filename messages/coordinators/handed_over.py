"""*Ej mitt ansvar*: that rows were handed to somebody else, or back to the coordinators."""

from collections.abc import Sequence

from i18n import Translator
from messages.parts import Message, Small, say
from models.people.views import PersonView
from models.plan.views import RowView


def handed_over_words(
    t: Translator, name: str, person: PersonView, to: PersonView | None, rows: Sequence[RowView], note: str
) -> Message:
    """`name` is the round's; `note` is why, in the words of whoever handed the rows over."""
    numbers = t.enumeration(f"{row.row} ({row.unit_names})" for row in rows)
    told = t(
        "{name} says that they do not answer for row {rows} in {round}.", name=person.name, rows=numbers, round=name
    )
    if to is not None:
        then = t("{name} is asked instead. Change the people file if it is to stay so.", name=to.name)
    else:
        then = t("Nobody is asked about it now. Answer for the unit, or change the people file.")
    why = (t("Why: {note}", note=t.quote(note)),) if note else ()
    return say(told, *why, then, Small(t("Only coordinators get this message.")))
