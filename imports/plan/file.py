"""Reading and checking the plan file, with all faults at once (contract, "Import shapes"). `plan_store` stores it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from imports.cells import LARGEST_ROW, RowReader, shown, too_long
from imports.faults import Fault, in_order
from imports.files import Choice, RawRow, Table, Track, read_table
from imports.reading.rows.table import listed
from models.plan.views import LONGEST_ACTIVITY
from models.rules.answers.text_answer import read_status
from models.rules.text import fold, plain
from models.vocabulary.answers import Status
from models.vocabulary.plan import GoalKind

REQUIRED = ("goal_kind", "goal", "activity", "units", "order")
COLUMNS = ("key", *REQUIRED, "comment", "status")
_SAYING = {"goal", "activity", "units"}  # without these a row is none of the plan
LONGEST_KEY = 100
# The source document's headings say both `VISIONSMÅLET` and `MÅLOMRÅDE` (domain.md §2.8).
_KINDS = {
    "visionsmal": GoalKind.VISION, "visionsmalet": GoalKind.VISION,
    "malomrade": GoalKind.AREA, "malomradet": GoalKind.AREA,
}  # fmt: skip


@dataclass(frozen=True)
class PlanRow:
    """One row of the plan. `order` is its number in the year; `comment` and `status` are those of the period before.
    `key` is the region's own: "" when the row has none, None when the file says nothing about keys."""

    position: int
    order: int
    goal_kind: GoalKind
    goal: str
    activity: str
    units: tuple[str, ...]
    comment: str | None = None
    status: Status | None = None
    key: str | None = None


@dataclass(frozen=True)
class PlanFile:
    """What a file holds. With any fault the rows are incomplete and must not be stored. `table` is what was read."""

    rows: tuple[PlanRow, ...]
    faults: tuple[Fault, ...]
    table: Table


def read_plan(path: Path, track: Track = iter, choice: Choice | None = None) -> PlanFile:
    """Reads a `.json`, `.csv` or `.xlsx` plan. Never raises for what the file holds: that is in `faults`."""
    table = read_table(path, COLUMNS, REQUIRED, choice)
    faults = list(table.faults)
    rows = [row for raw in track(table.rows) if (row := _read_row(raw, table.columns, faults)) is not None]
    faults += unread_statuses(table)
    return PlanFile(tuple(rows), in_order([*faults, *repeated(rows)]), table)


def repeated(rows: Sequence[PlanRow]) -> Iterable[Fault]:
    """A fault for every row whose number or key an earlier row has already."""
    free = max((row.order for row in rows), default=0) + 1
    example = f" (such as {free})" if free <= LARGEST_ROW else ""
    first_order: dict[int, int] = {}
    first_key: dict[str, int] = {}
    for row in rows:
        if row.order in first_order:
            words = f"{row.order} stands on row {first_order[row.order]} too, and each activity has a number of its own"
            rest = f"change it on one of the two rows{example}, or delete one if it is the same activity twice"
            yield Fault(row.position, "order", f"{words}: {rest}")
        first_order.setdefault(row.order, row.position)
        key = fold(row.key or "")
        if key in first_key:
            words = (
                f"“{shown(row.key or '')}” stands on row {first_key[key]} too, and each activity has a key of its own"
            )
            rest = "change or empty it on one of the two rows, or delete one if it is the same activity twice"
            yield Fault(row.position, "key", f"{words}: {rest}")
        if key:
            first_key.setdefault(key, row.position)


def _read_row(raw: RawRow, columns: frozenset[str], faults: list[Fault]) -> PlanRow | None:
    cells = RowReader(raw, columns, faults)
    if _is_aside(cells, columns):
        return None
    kind = _read_kind(cells)
    goal = cells.text("goal", 300, required=True)
    activity = cells.text("activity", required=True)
    if len(activity) > LONGEST_ACTIVITY:
        cells.fault("activity", too_long(len(activity), LONGEST_ACTIVITY))
    units = cells.items("units", "/", 200, required=True)
    order = cells.whole("order", required=True)
    comment = cells.text("comment", as_written=True) or None
    status = _read_status(cells)
    key = cells.text("key", LONGEST_KEY) if "key" in columns else None
    # A row with a readable number is kept even when the rest is wrong, so that a repeated number is reported as well.
    return PlanRow(raw.position, order, kind, goal, activity, units, comment, status, key) if order else None


def _is_aside(cells: RowReader, columns: frozenset[str]) -> bool:
    """Whether the row is a total, a heading of a part or a note; if so, tells it once."""
    needed = [column for column in REQUIRED if column in columns]
    lacking = [column for column in needed if cells.is_empty(column)]
    if len(needed) < len(REQUIRED) or not (len(lacking) >= len(REQUIRED) - 1 or {*lacking} >= _SAYING):
        return False
    filled = [f"“{shown(cells.text(column))}” in {column}" for column in needed if column not in lacking]
    has = f", and the row has only {' and '.join(filled)}" if filled else ""
    rest = "delete the row if it is a total, a heading or a note; else write what is missing"
    cells.fault(lacking[0], f"is empty, like {', '.join(lacking[1:])}{has}: {rest}")
    return True


def _read_kind(cells: RowReader) -> GoalKind:
    text = cells.text("goal_kind", required=True)
    kind = _KINDS.get(plain(text))
    if text and kind is None:
        cells.fault("goal_kind", f"takes {' or '.join(GoalKind)}, not “{shown(text)}”: write one of these two words")
    return kind or GoalKind.AREA


def _read_status(cells: RowReader) -> Status | None:
    """The status by its value or by a word of the closed list; None for what `unread_statuses` tells."""
    text = cells.text("status")
    if fold(text) in set(Status):
        return Status(fold(text))
    status, rest = read_status(text)
    return None if rest else status


def unread_statuses(table: Table) -> Iterable[Fault]:
    """One fault for all status words that are none of ours: a file from another system has them in every row."""
    unread: dict[str, list[int]] = {}
    for raw in table.rows:
        cells = RowReader(raw, table.columns, [])
        text = cells.text("status")
        if text and _read_status(cells) is None:
            unread.setdefault(shown(text), []).append(raw.position)
    if unread:
        words = ", ".join(f"“{word}” ({listed(rows)})" for word, rows in islice(unread.items(), 8))
        more = f" and {len(unread) - 8} other words" if len(unread) > 8 else ""
        yield Fault(
            min(rows[0] for rows in unread.values()),
            "status",
            f"takes grönt, gult, rött, kan inte bedömas or nothing, not {words}{more}. It is the colour of the period "
            "before: empty these cells, or leave the column out",
        )
