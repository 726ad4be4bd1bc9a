"""Votes on proposals, and the buttons of messages that were sent before something changed."""

import pytest

from actions.registers.lines import end_line
from actions.registers.voting import begin_vote
from handlers.context import Refusal
from handlers.learning.voting import replace_pressed
from messages.values.registers import BallotValue
from models.learning.votes import ballots_of
from models.registers.all import BY_NAME
from tests.handlers.conftest import Office
from tests.handlers.registers.test_left_plan import BOSS, found, stored


def test_a_ranking_of_proposals_that_have_been_ended_does_not_replace_another(office: Office) -> None:
    ctx = office.context(BOSS)
    stored(ctx, "proposals", "LP14", {"title": "Fler unga"}, ())
    running, proposal = begin_vote(ctx.session, "Årsmötet", ctx.now), found(ctx, "proposals", "LP14")
    assert running is not None
    value = str(BallotValue(running.id, (proposal.id,), "Region X"))
    end_line(ctx.session, BY_NAME["proposals"], "LP14", "Slogs ihop", ctx.now, ctx.today)
    with pytest.raises(Refusal):
        replace_pressed(ctx, value)
    assert not ballots_of(ctx.session, running)
