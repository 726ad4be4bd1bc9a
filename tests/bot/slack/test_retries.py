"""Slack's retries and people's: the same request again has one effect and the same answer, on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from actions.rounds.life_cycle import close_round
from models.answers.tables import Answer, Draft
from models.operations.tables import InboundRequest
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.replies import Reply
from tests.harness import Running
from tests.scheduler.test_database_gone import gone
from tests.until import PATIENCE_SECONDS, until

OWNER = "UAGFOLK01"
Deed = Callable[[FakeSlack], Reply]


def opened(bot: Running) -> None:
    bot.create_round()
    bot.clock.move(minutes=1)
    bot.settle()


def counts(bot: Running) -> tuple[int, int, int]:
    """Answers, drafts, messages in the outbox, when those whom an answer concerns have been told."""
    bot.settle()
    tables = (Answer, Draft, Delivery)
    found = bot.read(lambda s: [s.scalar(select(func.count()).select_from(table)) or 0 for table in tables])
    return found[0], found[1], found[2]


def command(slack: FakeSlack) -> Reply:
    return slack.person(OWNER).command("/rapportera", "16 röd Försenat. Åtgärd: ny tid")


def message(slack: FakeSlack) -> Reply:
    return slack.person(OWNER).says("rapportera 16 röd Försenat. Åtgärd: ny tid")


def submission(slack: FakeSlack) -> Reply:
    owner = slack.person(OWNER)
    view = owner.click(owner.inbox[0], "Rapportera").wait_view()
    return owner.submit(view, {"status": "green", "comment": "Går bra"})


@pytest.mark.parametrize("deed", [command, message, submission], ids=lambda deed: deed.__name__)
def test_sent_again_it_has_one_effect_and_the_same_answer(bot: Running, slack: FakeSlack, deed: Deed) -> None:
    opened(bot)
    first = deed(slack)
    stored = counts(bot)
    for _ in range(2):
        again = slack.replay(first)
        assert (again.status, again.raw) == (200, first.raw)
    assert counts(bot) == stored
    assert stored[0] == 1


def given_up(slack: FakeSlack, deed: Deed) -> Reply:
    """Slack does not wait for the answer."""
    if deed is submission:
        owner = slack.person(OWNER)
        view = owner.click(owner.inbox[0], "Rapportera").wait_view()
        slack.ack_timeout = 0.0
        first = owner.submit(view, {"status": "green", "comment": "Går bra"})
    else:
        slack.ack_timeout = 0.0
        first = deed(slack)
    slack.ack_timeout = PATIENCE_SECONDS
    return first


@pytest.mark.parametrize("deed", [command, message, submission], ids=lambda deed: deed.__name__)
def test_what_ran_although_nobody_heard_of_it_is_answered_as_if_for_the_first_time(
    bot: Running, slack: FakeSlack, deed: Deed
) -> None:
    """Slack gave up waiting, the person saw an error, and the answer had been stored."""
    opened(bot)
    slack.events.retries = False
    first = given_up(slack, deed)
    assert first.failure
    slack.wait_for(lambda: bot.read(lambda s: s.scalar(select(func.count()).select_from(Answer))) == 1)
    stored = counts(bot)
    again = slack.replay(first)
    assert (again.status, again.failure) == (200, "")
    if deed is not message:
        assert "Tack" in again.raw or "Sparat" in again.raw
    assert slack.replay(first).raw == again.raw
    assert counts(bot) == stored


def test_a_button_pressed_once_and_told_twice(bot: Running, slack: FakeSlack) -> None:
    """`action_ts` is its mark: a press that opens a form opens one."""
    opened(bot)
    owner = slack.person(OWNER)
    first = owner.click(owner.inbox[0], "Rapportera")
    first.wait_view()
    stored = counts(bot)
    again = slack.replay(first)
    assert (again.status, again.raw) == (200, first.raw)
    assert counts(bot) == stored
    assert len([call for call in slack.calls("views.open") if call.outcome == "ok"]) == 1


def test_the_reply_to_a_message_that_slack_sends_thrice_comes_once(bot: Running, slack: FakeSlack) -> None:
    first = slack.person(OWNER).says("hjälp")
    event_id = str(first.request.payload["event_id"]) if first.request else ""
    for _ in range(2):
        assert slack.events.send(first.event, OWNER, event_id).status == 200
    bot.settle()
    assert len(bot.deliveries(kind=DeliveryKind.REPLY)) == 1
    assert bot.read(lambda s: s.scalar(select(func.count()).select_from(InboundRequest))) == 1


def test_a_message_that_could_not_be_stored_is_not_acknowledged(
    bot: Running, slack: FakeSlack, database_kind: str
) -> None:
    """It cannot be answered in place: acknowledged, it would be gone, and nobody told."""
    opened(bot)
    slack.events.retries = False
    owner = slack.person(OWNER)
    with gone(database_kind, bot):
        first = owner.says("rapportera 16 grön Går bra.")
        assert first.status >= 500
    event_id = str(first.request.payload["event_id"]) if first.request else ""
    until(lambda: slack.events.send(first.event, OWNER, event_id).status == 200)
    assert bot.read(lambda s: list(s.scalars(select(Answer.comment)))) == ["Går bra."]


def test_a_form_sent_twice_is_answered_the_same_though_what_it_did_speaks_against_it(
    bot: Running, slack: FakeSlack
) -> None:
    opened(bot)
    anna = slack.person(OWNER)
    view = anna.click(anna.inbox[0], "Ej mitt ansvar").wait_view()
    first = anna.submit(view, {"rows": "16", "to": "agare.valfard@example.se"})
    assert slack.replay(first).raw == first.raw
    # The answer is there the second time, and a change after the deadline wants a reason.
    view = anna.command("/rapportera", "12").wait_view()
    bot.write(lambda s: close_round(s, s.scalars(select(Round)).one(), bot.clock(), bot.program.dispatcher.options))
    first = anna.submit(view, {"status": "green", "comment": "Löper på enligt planen."})
    assert slack.replay(first).raw == first.raw
    assert bot.read(lambda s: s.execute(select(func.count()).select_from(Draft)).scalar_one()) == 0
    assert slack.violations == []
