"""Rows that leave the plan, alone or merged into another, and come back. What was answered on them stays and can be
read with the row that took their place. Never commits."""

from collections.abc import Sequence

from actions.plan.editing import Editor, PlanFault, placement, row_of, store_units
from i18n import N_
from models.plan.past import keep_past
from models.plan.views import EndedRow, PlanView, RowView, UnitView
from models.rules.text import clean
from models.tables import Placement
from models.vocabulary.plan import PlanChange

LONGEST_WHY = 500


def end_row(editor: Editor, plan_id: int, placement_id: int, why: str, replaced_by: int | None = None) -> None:
    """Takes a row out of the plan, with a reason. `replaced_by` is the number of the row that takes its place. Raises
    PlanFault."""
    plan = editor.begin(plan_id)
    row, other = check_end(plan, placement_id, why, replaced_by)
    asked = editor.asked_about(plan, [row])
    end_placement(editor, row, clean(why), other.placement_id if other else None)
    editor.tell(asked, PlanChange.ENDED, rows=[row.row], activity=row.activity, why=clean(why),
                after=other.row if other else None)  # fmt: skip
    editor.finish("plan.ended", plan.year, row.row, why=clean(why), replaced_by=other.row if other else None)


def check_end(
    plan: PlanView, placement_id: int, why: str, replaced_by: int | None = None
) -> tuple[RowView, RowView | None]:
    """The row, and the one that takes its place. Raises PlanFault when it cannot be ended so."""
    row = row_of(plan, placement_id)
    if not clean(why) or len(clean(why)) > LONGEST_WHY:
        raise PlanFault(N_("Write why the row ends, in 1 to {most} characters."), most=LONGEST_WHY)
    if len(plan.rows) == 1:
        raise PlanFault(N_("Row {row} is the plan’s only row. Add another one first."), row=row.row)
    if replaced_by is None:
        return row, None
    other = plan.by_row.get(replaced_by)
    if other is None or other == row:
        raise PlanFault(N_("Row {row} cannot take its place. Name another row of the plan."), row=replaced_by)
    return row, other


def check_merge(plan: PlanView, keep_id: int, other_id: int) -> tuple[RowView, RowView]:
    """The row that stays and the other one. Raises PlanFault when they cannot be merged."""
    kept, other = row_of(plan, keep_id), row_of(plan, other_id)
    if kept == other:
        raise PlanFault(N_("Name two different rows."))
    if kept.activity_id == other.activity_id:
        raise PlanFault(
            N_("Rows {row} and {other} are one activity under two goals already. End one of them if it is to go."),
            row=kept.row, other=other.row,
        )  # fmt: skip
    return kept, other


def is_under_kept_goals(plan: PlanView, kept: RowView, other: RowView) -> bool:
    """Whether the other row's goal is one of the kept activity's: then it ends. Else it stays, as a second row of that
    activity."""
    return other.goal in {each.goal for each in plan.of_activity(kept.activity_id)}


def merged_units(kept: RowView, other: RowView) -> tuple[UnitView, ...]:
    """The units that answer for what was merged."""
    return tuple(dict.fromkeys((*kept.units, *other.units)))


def merge_rows(editor: Editor, plan_id: int, keep_id: int, other_id: int) -> None:
    """Makes one activity of two: the wording of the row that is kept, with the units of both. The other row ends when
    it stands under the same goal; under another goal it stays, as a row of the same activity. Raises PlanFault."""
    plan = editor.begin(plan_id)
    kept, other = check_merge(plan, keep_id, other_id)
    asked_kept, asked_other = editor.asked_about(plan, [kept]), editor.asked_about(plan, [other])
    units = merged_units(kept, other)
    if units != kept.units:
        store_units(editor.session, kept.placement_id, [unit.id for unit in units])
    ends = is_under_kept_goals(plan, kept, other)
    if ends:
        end_placement(editor, other, "", kept.placement_id)
    else:
        stored = placement(editor.session, other)
        keep_past(editor.session, stored, editor.now)
        stored.activity_id = kept.activity_id
        store_units(editor.session, other.placement_id, [unit.id for unit in units])
    names = " / ".join(unit.name for unit in units)
    told = {round_.id: set(people) for round_, people in asked_other}
    editor.tell(asked_other, PlanChange.MERGED, rows=[other.row], activity=other.activity, after=kept.row,
                wording=kept.activity, ends=ends)  # fmt: skip
    rest = [(round_, [each for each in people if each not in told.get(round_.id, ())]) for round_, people in asked_kept]
    editor.tell(rest, PlanChange.GREW, rows=[kept.row], activity=kept.activity, before=other.row, after=names)
    editor.finish("plan.merged", plan.year, kept.row, merged=other.row, before=other.activity, after=kept.activity,
                  units=names, ended=ends)  # fmt: skip


def revive_row(editor: Editor, plan_id: int, placement_id: int) -> list[int]:
    """Brings a row that has left the plan back, with its answers. Returns its number. Raises PlanFault."""
    plan = editor.begin(plan_id)
    ended = plan.ended_by_placement.get(placement_id)
    if ended is None:
        raise PlanFault(N_("The row is in the plan."))
    check_revive(plan, ended)
    return revive(editor, plan, [ended], ended.row.units)


def check_revive(plan: PlanView, ended: EndedRow) -> None:
    """Raises PlanFault when another row has the row's wording by now."""
    other = next((row for row in plan.rows if row.activity == ended.row.activity
                  and row.activity_id != ended.row.activity_id), None)  # fmt: skip
    if other is not None:
        raise PlanFault(N_("Row {row} has that wording already. Change that row, or merge the two."), row=other.row)


def revive(editor: Editor, plan: PlanView, rows: Sequence[EndedRow], units: Sequence[UnitView]) -> list[int]:
    """Makes rows active again, with these units."""
    for each in rows:
        stored = placement(editor.session, each.row)
        keep_past(editor.session, stored, editor.now)
        stored.active, stored.ended_at, stored.ended_why, stored.replaced_by_id = True, None, None, None
        if units:
            store_units(editor.session, each.row.placement_id, [unit.id for unit in units])
    numbers = [each.row.row for each in rows]
    editor.finish("plan.revived", plan.year, numbers[0], rows=numbers)
    return numbers


def end_placement(editor: Editor, row: RowView, why: str, replaced_by_id: int | None) -> None:
    """Takes one row out of the plan. A row that it had replaced goes on being read with what replaces it."""
    stored: Placement = placement(editor.session, row)
    keep_past(editor.session, stored, editor.now)
    stored.active, stored.ended_at, stored.ended_why = False, editor.now, why
    stored.replaced_by_id = replaced_by_id
