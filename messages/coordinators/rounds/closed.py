"""The message to the coordinators when a round has closed: who has not answered, by name."""

from datetime import timedelta

from sqlalchemy.orm import Session

from i18n import Translator
from messages.coordinators.rounds.unreached import unreached_parts
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Small, Text
from messages.words import row_numbers
from models.answers.outcomes import outcomes
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.plan.views import PlanView, RowView
from models.rounds.tables import ON_TIME, Round


def closed_message(session: Session, t: Translator, round_: Round, plan: PlanView) -> Message:
    """Who has not answered and who could not be reached, by name: for coordinators only, and never in a channel."""
    directory = load_directory(session)
    rows = outcomes(session, directory, round_, plan)
    by_hand = [row.row for row in rows if row.by_hand]
    excused = sum(row.asked_too_late for row in rows)
    parts: list[Part] = [Heading(t("{round} has closed", round=round_.name)[:150]), Paragraph(_when(t, round_))]
    items = _missing_people(directory, t, round_, [row.row for row in rows if row.missing])
    if items:
        parts += [Paragraph(t("These have activities without an answer:")), Bullets(tuple(items))]
    elif not excused and not by_hand:
        parts.append(Paragraph(t("Everybody who was asked has answered.")))
    if excused:
        parts.append(Paragraph(t.plural(
            "{n} activity lacks an answer, but was asked about less than a day before. It does not count as missing.",
            "{n} activities lack an answer, but were asked about less than a day before. They do not count as missing.",
            excused,
        )))  # fmt: skip
    if by_hand:
        parts.append(Paragraph(t("Excused: {rows}", rows=row_numbers(t, by_hand))))
    parts += unreached_parts(session, t, directory, round_)
    parts.append(Small(t("Only coordinators get this list.")))
    return Message(tuple(parts))


def _when(t: Translator, round_: Round) -> str:
    """When it closed, and the deadline that it had when it was closed at another time."""
    closed = t("Closed {time}.", time=t.instant(round_.closed_at or round_.deadline))
    if round_.closed_at is None or timedelta(0) <= round_.closed_at - round_.deadline <= ON_TIME:
        return closed
    return f"{closed} " + t("The deadline was {deadline}.", deadline=t.instant(round_.deadline))


def _missing_people(directory: Directory, t: Translator, round_: Round, rows: list[RowView]) -> list[Text]:
    items: list[Text] = []
    asked = {row.row: directory.asked(row, round_.id) for row in rows}
    for person in directory.people:
        mine = [row for row in rows if person.id in asked[row.row]]
        if mine:
            numbers = t.enumeration(str(row.row) for row in mine)
            words = t.plural("{name}: row {rows}", "{name}: rows {rows}", len(mine), name=person.name, rows=numbers)
            items.append(words)
    handed_back = [row for row in rows if not asked[row.row] and directory.owners(row)]
    items += [t("Row {row} ({unit}): handed back to the coordinator", row=row.row, unit=row.unit_names)
              for row in handed_back]  # fmt: skip
    ownerless = [row for row in rows if not directory.owners(row)]
    items += [t("Row {row} ({unit}): nobody answers for it in the people file", row=row.row, unit=row.unit_names)
              for row in ownerless]  # fmt: skip
    return items
