"""The messages to the coordinators about gaps in an open round: rows without an owner, people who are away or whose
account is closed."""

from collections.abc import Mapping, Sequence

from i18n import Translator
from messages.coordinators.rounds.handed_over import give_buttons
from messages.parts import Bullets, Message, Paragraph, Part, Small, say
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.tables import Round


def ownerless_message(t: Translator, round_: Round, rows: Sequence[RowView]) -> Message:
    """The rows that nobody answers for."""
    items = tuple(t("Row {row} ({unit})", row=row.row, unit=row.unit_names) for row in rows)
    head = t("Nobody answers for these rows in {round}; add an owner to the people file:", round=round_.name)
    return say(head, Bullets(items), *give_buttons(t, round_, rows))


def away_message(t: Translator, name: str, rows_by_person: Mapping[PersonView, Sequence[RowView]]) -> Message:
    """Who is away with nobody to be asked instead, so that their opening message waits for their return."""
    items = tuple(
        t.plural("{name}: row {rows}", "{name}: rows {rows}", len(rows), name=person.name,
                 rows=t.enumeration(str(row.row) for row in rows))
        for person, rows in rows_by_person.items()
    )  # fmt: skip
    head = t("These are away and have nobody who can be asked instead in {round}. Name a deputy in the people "
             "file, or answer for the unit:", round=name)  # fmt: skip
    return say(head, Bullets(items))


def departure_message(t: Translator, name: str, person: PersonView, rows: Sequence[RowView]) -> Message:
    """That the account of `person` is closed during an open round; `rows` are those that nobody else is asked about."""
    rows_by_unit: dict[str, list[RowView]] = {}
    for row in rows:
        rows_by_unit.setdefault(row.unit_names, []).append(row)
    parts: list[Part] = [
        Paragraph(t("The account of {name} is closed, and {round} is open.", name=person.name, round=name))
    ]
    if not rows_by_unit:
        parts.append(Paragraph(t("Others answer for the same rows, so nothing needs to be done now.")))
    else:
        units = tuple(
            t.plural("{unit}: row {rows}", "{unit}: rows {rows}", len(rows), unit=unit,
                     rows=t.enumeration(str(row.row) for row in rows))
            for unit, rows in rows_by_unit.items()
        )  # fmt: skip
        parts += [
            Paragraph(t("Nobody answers for these rows now; add an owner to the people file:")),
            Bullets(units),
        ]
    parts.append(Small(t("Only coordinators get this message.")))
    return Message(tuple(parts))
