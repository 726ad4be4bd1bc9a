"""Reading the people file and checking it by itself (contract, "Import shapes"). `people_check` compares it with the
database, `people_store` stores it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from imports.cells import LARGEST_ROW, RowReader, shown, whole_number
from imports.faults import Fault, in_order
from imports.files import Choice, RawRow, Table, Track, read_table
from models.rules.text import fold
from models.vocabulary import Role

REQUIRED = ("email", "name", "unit", "roles")
COLUMNS = (
    *REQUIRED, "slack_user_id", "teams_aad_object_id", "language", "timezone", "deputy_email", "manager_email",
    "activities", "deputy_for",
)  # fmt: skip
LANGUAGES = ("sv", "en")
_EMAIL = re.compile(r"[^\s@;,<>()\"]+@[^\s@;,<>()\".]+(?:\.[^\s@;,<>()\".]+)+")
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")


@dataclass(frozen=True)
class PersonRow:
    """One person. Addresses are case-folded; what is empty in the file is None, or empty for a list.

    `activities` are the plan's row numbers that an owner is narrowed to; None means all rows of the units.
    `deputy_for` are the units whose deputy the person is; None when the file has no such column.
    """

    position: int
    email: str
    name: str
    units: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    slack_user_id: str | None = None
    teams_aad_object_id: str | None = None
    language: str | None = None
    timezone: str | None = None
    deputy_email: str | None = None
    manager_email: str | None = None
    activities: tuple[int, ...] | None = None
    deputy_for: tuple[str, ...] | None = None


@dataclass(frozen=True)
class PeopleFile:
    """What a file holds. With any fault the rows are incomplete (unreadable cells are empty) and must not be stored.
    `table` is what was read."""

    rows: tuple[PersonRow, ...]
    faults: tuple[Fault, ...]
    table: Table


def read_people(path: Path, track: Track = iter, choice: Choice | None = None) -> PeopleFile:
    """Reads a `.json`, `.csv` or `.xlsx` people file. Never raises for what the file holds: that is in `faults`."""
    table = read_table(path, COLUMNS, REQUIRED, choice)
    faults = list(table.faults)
    rows = tuple(_read_row(raw, table.columns, faults) for raw in track(table.rows))
    return PeopleFile(rows, in_order([*faults, *repeated_keys(rows)]), table)


def repeated_keys(rows: Sequence[PersonRow]) -> Iterable[Fault]:
    """A fault for every address or account that an earlier row has already."""
    for column in ("email", "slack_user_id", "teams_aad_object_id"):
        first: dict[str, int] = {}
        for row in rows:
            value = getattr(row, column) or ""
            if value and value.casefold() in first:
                yield Fault(row.position, column, f"{value} stands on row {first[value.casefold()]} too")
            first.setdefault(value.casefold(), row.position)


def _read_row(raw: RawRow, columns: frozenset[str], faults: list[Fault]) -> PersonRow:
    cells = RowReader(raw, columns, faults)
    roles = _roles(cells)
    units = cells.items("unit", ";", 200)
    if Role.OWNER in roles and not units and not any((f.row, f.column) == (raw.position, "unit") for f in faults):
        cells.fault("unit", "is empty, but an owner answers for a unit")
    return PersonRow(
        position=raw.position,
        email=_email(cells, "email", required=True) or "",
        name=cells.text("name", 200, required=True),
        units=units,
        roles=roles,
        slack_user_id=_slack_user(cells),
        teams_aad_object_id=cells.text("teams_aad_object_id", 64) or None,
        language=_language(cells),
        timezone=_timezone(cells),
        deputy_email=_deputy(cells),
        manager_email=_email(cells, "manager_email"),
        activities=_activities(cells),
        deputy_for=cells.items("deputy_for", ";", 200) if "deputy_for" in columns else None,
    )


def is_email(text: str) -> bool:
    """Whether the text is one e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def _email(cells: RowReader, column: str, required: bool = False) -> str | None:
    text = cells.address(column, 320, required)
    if text and not is_email(text):
        cells.fault(column, f"takes one e-mail address, not “{shown(text)}”")
        return None
    return text.casefold() or None


def _deputy(cells: RowReader) -> str | None:
    deputy = _email(cells, "deputy_email")
    if deputy and deputy == cells.address("email").casefold():
        cells.fault("deputy_email", "nobody can be their own deputy")
    return deputy


def _roles(cells: RowReader) -> tuple[Role, ...]:
    words = cells.items("roles", ";")
    for word in words:
        if fold(word) not in set(Role):
            cells.fault("roles", f"takes {', '.join(Role)} with ; between, not “{shown(word)}”")
    return tuple(Role(fold(word)) for word in words if fold(word) in set(Role))


def _slack_user(cells: RowReader) -> str | None:
    text = cells.text("slack_user_id", 32)
    if text and not _SLACK_USER.fullmatch(text):
        cells.fault("slack_user_id", f"takes a Slack member id such as U012AB3CD, not “{shown(text)}”")
        return None
    return text or None


def _language(cells: RowReader) -> str | None:
    text = fold(cells.text("language"))
    if text and text not in LANGUAGES:
        cells.fault("language", f"takes {' or '.join(LANGUAGES)} or nothing, not “{shown(text)}”")
        return None
    return text or None


@cache
def _zones() -> set[str]:
    # Each call reads a folder of some six hundred files.
    return available_timezones()


def _timezone(cells: RowReader) -> str | None:
    text = cells.text("timezone")
    if text and text not in _zones():
        cells.fault("timezone", f"takes a time zone such as Europe/Stockholm or nothing, not “{shown(text)}”")
        return None
    return text or None


def _activities(cells: RowReader) -> tuple[int, ...] | None:
    numbers = []
    for text in cells.items("activities", ";"):
        number = whole_number(text)
        if number is None:
            cells.fault("activities", f"takes row numbers from 1 to {LARGEST_ROW}, ; between, not “{shown(text)}”")
        else:
            numbers.append(number)
    return tuple(sorted(set(numbers))) or None
