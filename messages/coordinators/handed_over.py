"""The message to the coordinators when an owner pressed *Ej mitt ansvar*: rows go to somebody else, or back."""

from collections.abc import Sequence

from i18n import Translator
from messages.parts import Message, Small, say
from messages.still_asked import still_asked
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.tables import Round


def handover_message(
    t: Translator, directory: Directory, round_: Round, person: PersonView, to: PersonView | None,
    rows: Sequence[RowView], note: str,
) -> Message:  # fmt: skip
    """`person` handed the rows to `to`, or back to the coordinators when that is None; `note` is their reason, which
    may be empty."""
    numbers = t.enumeration(f"{row.row} ({row.unit_names})" for row in rows)
    head = t(
        "{name} says that they do not answer for row {rows} in {round}.", name=person.name, rows=numbers,
        round=round_.name,
    )  # fmt: skip
    asked = still_asked(t, directory, round_.id, rows, to)
    if to is not None:
        asked.insert(0, t("{name} is asked instead. Change the people file if it is to stay so.", name=to.name))
    elif any(not directory.asked(row, round_.id) for row in rows):
        asked.append(t("Answer for the unit, or change the people file."))
    outcome = " ".join(asked)
    why = (t("Why: {note}", note=t.quote(note)),) if note else ()
    return say(head, *why, outcome, Small(t("Only coordinators get this message.")))
