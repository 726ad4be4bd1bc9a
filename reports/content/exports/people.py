"""The people file as plain values, in the form that the import takes ("malvakten people export")."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Person, PersonUnit, Unit

FIELDS = (
    "email", "name", "unit", "roles", "slack_user_id", "teams_aad_object_id", "language", "timezone", "deputy_email",
    "manager_email", "activities", "deputy_for",
)  # fmt: skip
_MARK = ";"
# What stands between several names in one cell.
SEPARATORS = {"unit": _MARK, "deputy_for": _MARK}
_STORED = tuple(field for field in FIELDS if field not in {"unit", "roles", "activities", "deputy_for"})


def people_rows(session: Session) -> list[dict[str, Any]]:
    """One object per person, by address. Deputies are those of the people file, not those chosen in the chat, which an
    import of the same file must leave alone."""
    names = {unit.id: unit.name for unit in session.scalars(select(Unit).order_by(Unit.name))}
    member_of: dict[int, list[str]] = {}
    for person_id, unit_id in session.execute(select(PersonUnit.person_id, PersonUnit.unit_id)):
        member_of.setdefault(person_id, []).append(names[unit_id])
    deputy_for: dict[str, list[str]] = {}
    for unit in session.scalars(select(Unit).where(Unit.deputy_email.is_not(None))):
        deputy_for.setdefault(unit.deputy_email or "", []).append(unit.name)
    return [
        _row(person, member_of.get(person.id, ()), deputy_for.get(person.email, ()))
        for person in session.scalars(select(Person).where(Person.removed_at.is_(None)).order_by(Person.email))
    ]


def _row(person: Person, units: Iterable[str], deputy_for: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(person, name) for name in _STORED} | {
        "unit": _joined(sorted(units)),
        "roles": _joined(person.roles),
        "activities": _joined(map(str, person.activities or ())),
        "deputy_for": _joined(sorted(deputy_for)),
    }
    return {name: values[name] for name in FIELDS}


def _joined(texts: Iterable[str]) -> str | list[str]:
    """The texts in one, or the list of them where that could not be split again; the import takes both in JSON."""
    listed = list(texts)
    return listed if any(_MARK in text for text in listed) else _MARK.join(listed)
