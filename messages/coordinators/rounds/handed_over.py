"""The message to the coordinators when an owner pressed *Ej mitt ansvar*: rows go to somebody else, or back."""

from collections.abc import Sequence

from i18n import Translator
from messages.parts import Button, Message, Part, Small, in_lines, say
from messages.still_asked import still_asked
from messages.values.plan import PlanValue
from messages.values.rows import RoundValue
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.tables import Round

_MOST_ROWS = 5


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
    buttons = () if to is not None else give_buttons(t, round_, rows)
    return say(head, *why, outcome, *buttons, Small(t("Only coordinators get this message.")))


def give_buttons(t: Translator, round_: Round, rows: Sequence[RowView]) -> tuple[Part, ...]:
    """For each of the first rows a button that gives it to a person, and one to another unit."""
    buttons = [
        button
        for row in rows[:_MOST_ROWS]
        for button in (
            Button(t("Give row {row} to somebody …", row=row.row), "give_row",
                   str(RoundValue(round_.id, row.row, row.placement_id))),
            Button(t("Another unit for row {row} …", row=row.row), "plan_change",
                   str(PlanValue(None, row.placement_id))),
        )
    ]  # fmt: skip
    command = t("give row {row} to NAME", row=rows[_MOST_ROWS].row) if len(rows) > _MOST_ROWS else ""
    more = (Small(t("For the other rows write for example: {words}", words=command)),) if command else ()
    return (*in_lines(buttons), *more)
