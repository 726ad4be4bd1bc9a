"""Lines of registers that are linked to a row that has left the plan, and whose number another row has now."""

from dataclasses import replace

from actions.registers.improving import begin_improvement
from actions.registers.lines import store_lines
from actions.registers.voting import begin_vote, close_vote
from handlers.context import Context
from handlers.learning.about import own_row
from handlers.learning.pdca import pdca
from handlers.registers.done import date_done
from handlers.registers.kinds.logic.guide import autosave, step_form
from handlers.registers.kinds.tags import tag
from handlers.registers.shown import links_of, targets_of
from messages.values.registers import DateValue, LineValue
from messages.values.rows import RowValue
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.queries import line_of
from models.registers.tables import RegisterLine, RegisterLink
from tests.handlers.conftest import Office

BOSS, GONE = "USAMORD01", "row:57"


def stored(ctx: Context, register: str, key: str, values: dict[str, object], links: tuple[str, ...]) -> None:
    line = Line(key, values, links)  # type: ignore[arg-type]
    assert not store_lines(ctx.session, BY_NAME[register], targets_of(ctx), [line], ctx.now).faults


def found(ctx: Context, register: str, key: str) -> RegisterLine:
    line = line_of(ctx.session, register, key)
    assert line is not None
    return line


def places(ctx: Context, line: RegisterLine) -> list[int]:
    links = ctx.session.query(RegisterLink).filter(RegisterLink.line_id == line.id)
    return sorted(link.placement_id or 0 for link in links)


def without_57(ctx: Context, *, taken: bool) -> Context:
    """The plan without row 57; `taken`: row 58 has its number."""
    [plan] = ctx.directory.plans
    old = plan.by_row[57]
    rows = tuple(
        replace(row, row=57) if taken and row.row == 58 else row for row in plan.rows if row.row != 57
    )  # fmt: skip
    past = replace(plan, year=plan.year - 1, rows=(old,))
    return replace(ctx, directory=replace(ctx.directory, plans=(past, replace(plan, rows=rows))))


def test_what_is_written_about_a_row_that_has_left_the_plan_is_stored_and_its_link_stays(office: Office) -> None:
    office.open()
    before = office.context(BOSS)
    place = before.directory.plans[0].by_row[57].placement_id
    stored(before, "logic", "L1", {"title": "Ny bro"}, (GONE,))
    stored(before, "tags", "T1", {"vocabulary": "challenge", "name": "Resiliens"}, (GONE,))
    stored(before, "projects", "P1", {"name": "Ny bro", "final_report_on": "2022-08-01"}, (GONE,))
    stored(before, "proposals", "LP14", {"title": "Fler unga"}, (GONE,))
    target = own_row(before, RowValue(57))
    begin_improvement(before.session, target, targets_of(before), {"matter": "Sent", "plan": "Fler"}, "", before.today,
                      before.now)  # fmt: skip
    ctx = before
    for taken in (False, True):
        ctx = without_57(before, taken=taken)
        logic, text = found(ctx, "logic", "L1"), f"Text {taken}"
        autosave(ctx, step_form(ctx, logic, 0).state, {"need": text})
        assert (logic.content["need"], places(ctx, logic)) == (text, [place])
        pdca(ctx, f"PDCA1 {text}")
        improvement = found(ctx, "improvements", "PDCA1")
        assert (improvement.content["study" if taken else "do"], places(ctx, improvement)) == (text, [place])
    date_done(ctx, str(DateValue("final_report_on", LineValue("projects", "P1"))))
    assert found(ctx, "projects", "P1").content["final_reported_on"] == ctx.today.isoformat()
    tag(ctx, "57 T1")
    new = ctx.directory.plans[1].by_row[57].placement_id
    assert places(ctx, found(ctx, "tags", "T1")) == sorted([place, new])
    assert links_of(ctx, found(ctx, "projects", "P1")) == [GONE]
    proposal, vote = found(ctx, "proposals", "LP14"), begin_vote(ctx.session, "Årsmötet", ctx.now)
    assert vote is not None
    close_vote(ctx.session, vote, targets_of(without_57(before, taken=False)), {proposal.id: "Etta"}, ctx.now)
    assert (proposal.content["outcome"], places(ctx, proposal), vote.is_open) == ("Etta", [place], None)
