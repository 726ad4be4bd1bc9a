"""What nobody covers in an open round: rows without an owner, people who are away or whose account is closed."""

from collections.abc import Mapping, Sequence

from i18n import Translator
from messages.parts import Bullets, Message, Paragraph, Part, Small, say
from models.people.views import PersonView
from models.plan.views import RowView


def ownerless_words(t: Translator, name: str, rows: Sequence[RowView]) -> Message:
    """The rows that nobody answers for."""
    items = tuple(t("Row {row} ({unit})", row=row.row, unit=row.unit_names) for row in rows)
    head = t("Nobody answers for these rows in {round}; add an owner to the people file:", round=name)
    return say(head, Bullets(items))


def away_words(t: Translator, name: str, alone: Mapping[PersonView, Sequence[RowView]]) -> Message:
    """Who is away with nobody to be asked instead: the question waits for their return."""
    items = tuple(
        t.plural("{name}: row {rows}", "{name}: rows {rows}", len(rows), name=person.name,
                 rows=t.enumeration(str(row.row) for row in rows))
        for person, rows in alone.items()
    )  # fmt: skip
    head = t("These are away and have nobody who can be asked instead in {round}. Name a deputy in the people "
             "file, or answer for the unit:", round=name)  # fmt: skip
    return say(head, Bullets(items))


def departure_words(t: Translator, name: str, person: PersonView, rows: Sequence[RowView]) -> Message:
    """Whose account is closed, and the rows that nobody answers for now."""
    left: dict[str, list[RowView]] = {}
    for row in rows:
        left.setdefault(row.unit_names, []).append(row)
    parts: list[Part] = [
        Paragraph(t("The account of {name} is closed, and {round} is open.", name=person.name, round=name))
    ]
    if not left:
        parts.append(Paragraph(t("Others answer for the same rows, so nothing needs to be done now.")))
    else:
        units = tuple(
            t.plural("{unit}: row {rows}", "{unit}: rows {rows}", len(rows), unit=unit,
                     rows=t.enumeration(str(row.row) for row in rows))
            for unit, rows in left.items()
        )  # fmt: skip
        parts += [
            Paragraph(t("Nobody answers for these rows now; add an owner to the people file:")),
            Bullets(units),
        ]
    parts.append(Small(t("Only coordinators get this message.")))
    return Message(tuple(parts))
