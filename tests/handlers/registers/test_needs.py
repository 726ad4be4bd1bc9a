"""The need behind activities and goals: of which plan it is asked, and what counts as answered."""

from datetime import timedelta

from sqlalchemy import select

from actions.plan.copying import copy_plan
from actions.plan.editing import Editor
from actions.registers.lines import store_lines
from actions.registers.needs import store_need
from handlers.registers.needs import needs_command, needs_left, next_card, yes_pressed
from handlers.registers.shown import targets_of
from messages.parts import Buttons, Message
from messages.values.registers import NeedValue
from models.plan.views import GoalView
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.reach import Reach
from models.registers.needs import NeedTarget, said_needs, targets_of_plan
from models.registers.tables import RegisterLink
from models.vocabulary.plan import GoalKind
from tests.handlers.conftest import Office
from tests.handlers.rounds_of_years import open_year

ANNA, BOSS = "UAGFOLK01", "USAMORD01"


def test_next_years_plan_changes_nothing_about_what_was_answered(office: Office) -> None:
    round_ = office.open()
    office.now += timedelta(days=230)  # in 2023
    office.close(round_)
    copy_plan(Editor(office.session, office.now), 2022, 2023)
    ctx = office.context(ANNA)
    before = needs_left(ctx)
    assert isinstance(needs_command(ctx, f"{before[0].rows[0].row} ja"), Message)
    assert isinstance(yes_pressed(ctx, str(NeedValue(*before[1].mark))), Message)
    assert [each.mark for each in needs_left(ctx)] == [each.mark for each in before[2:]]
    card = next_card(ctx, "")
    assert isinstance(card, Message)
    [buttons] = [part for part in card.parts if isinstance(part, Buttons)]
    assert buttons.buttons[0].value == str(NeedValue(*before[2].mark))
    plan = ctx.directory.plans[0]
    answered = [each for each in targets_of_plan(plan, plan.rows, with_goals=True) if said_needs(ctx.session).of(each)]
    assert [each.mark for each in answered] == [each.mark for each in before[:2]], "as the round's message counts"


def test_a_message_of_last_years_plan_is_answered_in_the_round_of_the_next(office: Office) -> None:
    old = office.context(ANNA).directory.plans[0].by_row[14]
    copy_plan(Editor(office.session, office.now), 2022, 2023)
    open_year(office, 2023)
    ctx = office.context(ANNA)
    assert isinstance(yes_pressed(ctx, str(NeedValue("row", old.placement_id))), Message)
    assert 14 not in {row.row for each in needs_left(ctx) for row in each.rows}


def test_a_vision_goal_and_a_goal_area_of_one_name_are_two(office: Office) -> None:
    ctx, name = office.context(BOSS), "Ett tillgängligt län"
    targets, plan = targets_of(ctx), ctx.directory.plans[0]
    goals = [Line("G1", {"kind": "goal_area", "name": name}), Line("G2", {"kind": "vision_goal", "name": name})]
    funds = [
        Line(key, {"kind": "grant", "year": 2022}, (f"goals:{goal}",)) for key, goal in (("F1", "G1"), ("F2", "G2"))
    ]
    for register, lines in (("goals", goals), ("funding", funds)):
        assert not store_lines(office.session, BY_NAME[register], targets, lines, ctx.now).faults
    vision, area = (GoalView(id_, kind, name) for id_, kind in enumerate((GoalKind.VISION, GoalKind.AREA), 1))
    line = store_need(office.session, targets, NeedTarget(goal=vision), "yes", "", "Samordnaren", ctx.now, ctx.today,
                      ctx.options)  # fmt: skip
    said = said_needs(office.session)
    assert (said.of(NeedTarget(goal=vision)), said.of(NeedTarget(goal=area))) == (line, None)
    links = office.session.scalars(select(RegisterLink).where(RegisterLink.line_id == line.id))
    assert targets.words(links) == {line.id: ["goals:G2"]}
    reach = Reach(office.session, "funding", plan)
    assert [[each.key for each in reach.of_goal(goal, ())] for goal in (vision, area)] == [["F2"], ["F1"]]
