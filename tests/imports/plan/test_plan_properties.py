"""Properties of importing any two plans, one after the other."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from imports.faults import Fault
from imports.plan.checks import PlanChoices
from imports.plan.file import PlanRow, read_plan
from imports.plan.store import apply_plan
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.rules.text import clean, legible
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.plan import GoalKind
from tests.imports.support import NOW, PLAN_COLUMNS, dump, new_database, reads_right, write_csv, write_json, write_xlsx

# Few texts and numbers, so that rows share texts, swap numbers and are missing from a file.
plans = st.lists(
    st.builds(
        PlanRow,
        position=st.just(1),
        order=st.integers(1, 6),
        goal_kind=st.sampled_from(GoalKind),
        goal=st.sampled_from(["Mål", "Annat mål"]),
        activity=st.sampled_from(["A", "B", "C", "a"]),
        units=st.lists(st.sampled_from(["Välfärd", "Kulturen", "Ö"]), min_size=1, max_size=2, unique=True).map(tuple),
        comment=st.sampled_from([None, "Pågår"]),
        status=st.none() | st.sampled_from(Status),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row.order,
)


def store(database: Database, rows: list[PlanRow], deactivate: bool, same: frozenset[int] = frozenset()) -> None:
    """Whatever is in doubt is the old activity in new words, or where that is contradictory another one."""
    choices = PlanChoices(same, frozenset(), new_units=True, deactivate_missing=deactivate)
    faults: tuple[Fault, ...] = ()
    for _ in range(2 * len(rows) + 1):
        with database.write() as session:
            faults = apply_plan(session, rows, 2022, NOW, choices).faults
        if not faults:
            return
        asked = [re.search(r"Add (--same|--new) (\d+)", fault.message) for fault in faults]
        for option, number in (match.groups() for match in asked if match):
            name = option.removeprefix("--")
            choices = replace(choices, **{name: getattr(choices, name) | {int(number)}})
    raise AssertionError(faults)


def stored(database: Database) -> PlanView:
    with database.read() as session:
        return load_directory(session).plans[0]


@settings(max_examples=40)
@given(first=plans, second=plans, deactivate=st.booleans())
def test_importing_twice_is_importing_once_and_the_last_file_holds(
    first: list[PlanRow], second: list[PlanRow], deactivate: bool
) -> None:
    with TemporaryDirectory() as folder:
        database = new_database(Path(folder))
        store(database, first, False)
        before = {row.placement_id: row for row in stored(database).rows}
        store(database, second, deactivate)
        once = dump(database, "audit_event")
        store(database, second, deactivate)
        assert dump(database, "audit_event") == once

        plan = stored(database)
        wanted = {row.order: row for row in second}
        for row in plan.rows:
            new = wanted.get(row.row)
            assert row.activity == (new.activity if new else before[row.placement_id].activity)
            if new:
                assert (row.goal.kind, row.goal.name) == (new.goal_kind, new.goal)
                assert (row.previous_comment, row.previous_status) == (new.comment, new.status)
                names = [name.replace("Kulturen", "Kultur och ideell sektor") for name in new.units]
                assert [unit.name for unit in row.units] == names
        if deactivate:
            assert set(plan.by_row) == set(wanted)
        else:
            assert set(wanted) <= set(plan.by_row)
            assert set(before) <= set(plan.by_placement)
        for row in plan.rows:
            for other in plan.rows:
                assert (row.activity == other.activity) == (row.activity_id == other.activity_id)
        database.close()


def _is_plain(text: str) -> bool:
    """Neither a formula, nor one that was escaped, nor an error; something can be seen, and nothing looks as if read in
    a wrong encoding."""
    seen = clean(legible(text))
    return bool(seen) and seen[0] not in "=#'" and reads_right(text)


# What a spreadsheet can hold; control characters and lone surrogates are refused or changed by the formats themselves.
words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"), exclude_characters="/"),
    min_size=1,
    max_size=40,
).filter(_is_plain)


@settings(max_examples=60)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "order": st.integers(1, 999_999),
                "goal_kind": st.sampled_from([kind.value for kind in GoalKind]),
                "goal": words,
                "activity": words,
                "units": st.lists(words, min_size=1, max_size=2),
                "comment": st.none() | words,
                "status": st.sampled_from(["", "gult", "red"]),
            }
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda row: str(row["order"]),
    ),
    delimiter=st.sampled_from(";,\t"),
)
def test_the_three_formats_give_the_same_rows(rows: list[dict[str, object]], delimiter: str) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        plans = [
            read_plan(write_json(folder / "plan.json", rows)),
            read_plan(write_csv(folder / "plan.csv", PLAN_COLUMNS, rows, delimiter)),
            read_plan(write_xlsx(folder / "plan.xlsx", PLAN_COLUMNS, rows)),
        ]
    assert [plan.faults for plan in plans] == [(), (), ()]
    contents = [
        [(r.order, r.goal_kind, r.goal, r.activity, r.units, r.comment, r.status) for r in plan.rows] for plan in plans
    ]
    assert contents[0] == contents[1] == contents[2]
    assert [row.activity for row in plans[0].rows] == [clean(legible(str(row["activity"]))) for row in rows]
