"""What the columns of the plan and people files hold, in the words of a refusal."""

from collections.abc import Collection
from difflib import get_close_matches

from models.rules.text import plain

_HOLDS = {
    "goal_kind": "visionsmål or målområde",
    "goal": "the goal's name",
    "activity": "what is to be done",
    "units": "the unit that answers for it, with / between several",
    "order": "the activity's number, such as 14",
    "email": "the person's e-mail address",
    "name": "the person's name",
    "unit": "the person's unit as the plan spells it, with ; between several, or nothing",
    "roles": "owner, manager or coordinator, with ; between several, or nothing",
}
# What such columns are called in Swedish. The first name that the file takes is meant.
_SWEDISH = {
    "maltyp": ("goal_kind",), "typ": ("goal_kind",), "mal": ("goal",), "malomrade": ("goal",), "visionsmal": ("goal",),
    "aktivitet": ("activity",), "aktiviteter": ("activity", "activities"), "atgard": ("activity",),
    "verksamhet": ("units", "unit"), "verksamheter": ("units", "unit"), "enhet": ("units", "unit"),
    "enheter": ("units", "unit"), "forvaltning": ("units", "unit"), "nr": ("order",),
    "nummer": ("order",), "ordning": ("order",), "rad": ("order",), "radnummer": ("order",), "id": ("key",),
    "kommentar": ("comment",), "nyckel": ("key",), "epost": ("email",), "mejl": ("email",), "namn": ("name",),
    "roll": ("roles",), "sprak": ("language",), "tidszon": ("timezone",), "ersattare": ("deputy_email",),
    "chef": ("manager_email",),
}  # fmt: skip


def holds(column: str) -> str:
    """What to write in a column."""
    return _HOLDS.get(column, "a value")


def explained(columns: Collection[str]) -> str:
    """What each of the columns holds."""
    return "; ".join(f"{column}: {holds(column)}" for column in columns)


def empty(column: str) -> str:
    """The fault of a cell that must not be empty."""
    return f"is empty: write {holds(column)}; or delete the row if it is not to be imported"


def lacking(column: str) -> str:
    """The fault of a file without a column that it must have."""
    has = f", and in each row {holds(column)}" if column in _HOLDS else ""
    return f"the file lacks this column: write its name in the heading, spelt like this{has}"


def unknown(column: str, known: Collection[str]) -> str:
    """The fault of a column that is none of ours."""
    swedish = _SWEDISH.get(plain(column.replace("_", "")), ())
    near = [name for name in swedish if name in known] or get_close_matches(column, known, 1)
    meant = f"; did you mean {near[0]}?" if near else "; the"
    columns = f"The columns are {', '.join(known)}" if near else f"columns are {', '.join(known)}"
    return f"unknown column{meant} {columns}. Rename it to one of them, or delete the column"
