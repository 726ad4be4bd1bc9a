"""Reading the people file and checking it by itself (contract, "Import shapes"). `people_check` compares it with the
database, `people_store` stores it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from imports.cells import LARGEST_ROW, RowReader, shown, split_otherwise, whole_number
from imports.faults import Fault, FaultKind, in_order
from imports.files import Choice, RawRow, Table, Track, read_table
from models.rules.text import fold, plain
from models.vocabulary.people import Role

REQUIRED = ("email", "name", "unit", "roles")
COLUMNS = (
    *REQUIRED, "slack_user_id", "teams_aad_object_id", "language", "timezone", "deputy_email", "manager_email",
    "activities", "deputy_for",
)  # fmt: skip
LANGUAGES = ("sv", "en")
_ZONE = "write it as continent/city, in capitals and small letters like this, or empty the cell"
_LANGUAGE = "write sv for Swedish or en for English, or empty the cell"
# What the roles are called in Swedish, too (domain.md §7).
_ROLES = {role.value: role for role in Role} | {
    "agare": Role.OWNER, "aktivitetsansvarig": Role.OWNER, "chef": Role.MANAGER, "samordnare": Role.COORDINATOR,
}  # fmt: skip
# What to do with a value that stands on two rows.
_ONCE = {
    "email": "each person has one row. Write the units and roles of both in one of them, with ; between, and delete "
    "the other one; or correct the address if these are two people",
    "slack_user_id": "each account is one person's. Empty the cell of the other person",
    "teams_aad_object_id": "each account is one person's. Empty the cell of the other person",
}
_EMAIL = re.compile(r"[^\s@;,<>()\"]+@[^\s@;,<>()\".]+(?:\.[^\s@;,<>()\".]+)+")
_MEMBER_ID = (
    "in Slack, open the person's profile and choose ⋮ > Copy member ID; or empty the cell, and the account is found by "
    "the e-mail address"
)
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,31}")


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


def read_person(cells: Mapping[str, object]) -> tuple[PersonRow, tuple[Fault, ...]]:
    """One person from values by the names of the file's columns, by the checks of a file's row."""
    faults: list[Fault] = []
    row = _read_row(RawRow(1, cells), frozenset(COLUMNS) - {"deputy_for"}, faults)
    return row, in_order(faults)


def repeated_keys(rows: Sequence[PersonRow]) -> Iterable[Fault]:
    """A fault for every address or account that an earlier row has already."""
    for column in ("email", "slack_user_id", "teams_aad_object_id"):
        first: dict[str, int] = {}
        for row in rows:
            value = getattr(row, column) or ""
            if value and value.casefold() in first:
                words = f"{value} stands on row {first[value.casefold()]} too, and {_ONCE[column]}"
                yield Fault(row.position, column, words)
            first.setdefault(value.casefold(), row.position)


def _read_row(raw: RawRow, columns: frozenset[str], faults: list[Fault]) -> PersonRow:
    cells = RowReader(raw, columns, faults)
    roles = _roles(cells)
    units = cells.items("unit", ";", 200)
    if (
        Role.OWNER in roles
        and not units
        and "unit" in columns
        and not any((f.row, f.column) == (raw.position, "unit") for f in faults)
    ):
        cells.fault(
            "unit",
            "is empty, but an owner answers for a unit: write its name here, or take owner from roles",
            FaultKind.OWNER_WITHOUT_UNIT,
        )
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
        words = f"takes one e-mail address, such as anna.ek@example.se, not “{shown(text)}”"
        advice = "" if required else "; or leave the cell empty"
        several = ". Give each person a row of their own" if required and text.count("@") > 1 else ""
        cells.fault(column, f"{words}: write the whole address{advice}{several}", FaultKind.ADDRESS, shown(text))
        return None
    return text.casefold() or None


def _deputy(cells: RowReader) -> str | None:
    deputy = _email(cells, "deputy_email")
    if deputy and deputy == cells.address("email").casefold():
        cells.fault(
            "deputy_email",
            "nobody can be their own deputy: write a colleague's address, or empty the cell",
            FaultKind.OWN_DEPUTY,
        )
    return deputy


def _roles(cells: RowReader) -> tuple[Role, ...]:
    words = cells.items("roles", ";")
    for word in words:
        if plain(word) not in _ROLES:
            taken = "owner (ägare), manager (chef), coordinator (samordnare), with ; between"
            cells.fault("roles", f"takes {taken}, not “{shown(word)}”: {_which_roles(word)}")
    return tuple(dict.fromkeys(_ROLES[plain(word)] for word in words if plain(word) in _ROLES))


def _which_roles(word: str) -> str:
    near = get_close_matches(plain(word), _ROLES, 1)
    meant = f"did you mean {_ROLES[near[0]]}? Else " if near else ""
    return split_otherwise(word, _ROLES.__contains__) or f"{meant}write those that are right, or leave the cell empty"


def _slack_user(cells: RowReader) -> str | None:
    text = cells.text("slack_user_id")
    if text and not _SLACK_USER.fullmatch(text):
        cells.fault("slack_user_id", f"takes a Slack member id such as U012AB3CD, not “{shown(text)}”: {_MEMBER_ID}")
        return None
    return text or None


def _language(cells: RowReader) -> str | None:
    text = fold(cells.text("language"))
    if text and text not in LANGUAGES:
        cells.fault("language", f"takes {' or '.join(LANGUAGES)} or nothing, not “{shown(text)}”: {_LANGUAGE}")
        return None
    return text or None


@cache
def _zones() -> set[str]:
    # Each call reads a folder of some six hundred files.
    return available_timezones()


def _timezone(cells: RowReader) -> str | None:
    text = cells.text("timezone")
    if text and text not in _zones():
        cells.fault("timezone", f"takes a time zone such as Europe/Stockholm or nothing, not “{shown(text)}”: {_ZONE}")
        return None
    return text or None


def _activities(cells: RowReader) -> tuple[int, ...] | None:
    numbers = []
    for text in cells.items("activities", ";"):
        number = whole_number(text)
        if number is None:
            words = f"takes activity numbers from 1 to {LARGEST_ROW} (order in the plan), with ; between, such as 3;14"
            several = split_otherwise(text, whole_number)
            advice = several or "write each number, or empty the cell for all of the unit's activities"
            cells.fault("activities", f"{words}, not “{shown(text)}”: {advice}", FaultKind.NUMBER, shown(text))
        else:
            numbers.append(number)
    return tuple(sorted(set(numbers))) or None
