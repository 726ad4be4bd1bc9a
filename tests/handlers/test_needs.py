"""The need behind activities and goals: of which plan it is asked, and what counts as answered."""

from datetime import timedelta

from actions.plan.copying import copy_plan
from actions.plan.editing import Editor
from handlers.registers.needs import needs_command, needs_left, next_card, yes_pressed
from messages.parts import Buttons, Message
from messages.values import NeedValue
from models.registers.needs import said_needs, targets_of_plan
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
