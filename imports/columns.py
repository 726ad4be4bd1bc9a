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
# What either import needs, and how many of these names are no chance.
_NEEDS = {
    "plan": ("goal_kind", "goal", "activity", "units", "order"), "people": ("email", "name", "unit", "roles"),
}  # fmt: skip
_ENOUGH = 3
# What such columns are called in Swedish. The first name that the file takes is meant.
_SWEDISH = {
    "maltyp": ("goal_kind",), "typ": ("goal_kind",), "mal": ("goal",), "malomrade": ("goal",),
    "visionsmal": ("goal",), "aktivitet": ("activity",), "aktiviteter": ("activity", "activities"),
    "atgard": ("activity",), "verksamhet": ("units", "unit"), "verksamheter": ("units", "unit"),
    "enhet": ("units", "unit"), "enheter": ("units", "unit"), "forvaltning": ("units", "unit"),
    "ansvarig": ("units",), "nr": ("order",), "nummer": ("order",), "lopnr": ("order",), "lopnummer": ("order",),
    "ordning": ("order",), "rad": ("order",), "radnummer": ("order",), "id": ("key",), "kommentar": ("comment",),
    "nyckel": ("key",), "epost": ("email",), "epostadress": ("email",), "adress": ("email",), "mejl": ("email",),
    "namn": ("name",), "roll": ("roles",), "roller": ("roles",), "sprak": ("language",), "tidszon": ("timezone",),
    "ersattare": ("deputy_email",), "chef": ("manager_email",),
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


def unknown(column: str, known: Collection[str], written: str = "") -> str:
    """The fault of a column that is none of ours; `written` is its name as the file has it."""
    told = f"unknown column “{written}”" if written and written != column else "unknown column"
    near = meant(column, known)
    if near:
        return f"{told}; did you mean {near}? Rename it to {near}, or delete the column if it is another one"
    return f"{told}; the columns are {', '.join(known)}. Rename it to one of them, or delete the column"


def meant(column: str, known: Collection[str]) -> str | None:
    """The known column that is probably meant: by its Swedish name, also with another word, or by its spelling."""
    by_word = (swedish(word, known) for word in (column, *column.split("_")))
    return next(filter(None, by_word), None) or next(iter(get_close_matches(column, known, 1)), None)


def swedish(column: str, known: Collection[str]) -> str | None:
    """The known column whose Swedish name this is."""
    return next((name for name in _SWEDISH.get(plain(column.replace("_", "")), ()) if name in known), None)


def other_import(names: Collection[str], required: Collection[str]) -> str:
    """What to do when these are the columns of the other import; "" when they are not."""
    for kind, its in _NEEDS.items():
        if set(its) != set(required) and len(set(its) & set(names)) >= _ENOUGH and not set(required) & set(names):
            return f"this is a {kind} file: import it with malvakten {kind} import, or name the other file here"
    return ""
