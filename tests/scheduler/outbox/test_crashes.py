"""Workers that are killed, or thought dead, at the worst moments."""

from datetime import timedelta

from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox import results
from scheduler.outbox.messenger import MessageRef, Permanent, Sent
from scheduler.outbox.results import Result
from tests.fakes.slack import FakeSlack
from tests.scheduler.conftest import MakeDesk
from tests.scheduler.desk import Desk, StillClock

VICTIM = "UAGFOLK01"


def post_behind_its_back(slack: FakeSlack, desk: Desk, row: Delivery) -> str:
    """The message of a row turns up on the platform without anybody having been told."""
    person = desk.read(lambda s: s.get(Delivery, row.id))
    assert person is not None
    metadata = {"event_type": "malvakten_delivery", "event_payload": {"key": row.token}}
    channel = row.platform_channel or slack.resolve(VICTIM)
    return slack.bot_message(channel, {"text": "sent, and nobody knows", "metadata": metadata}).ts


def only_victim(rows: list[Delivery], desk: Desk) -> Delivery:
    """The opening message of the first person of the people file, who is the victim."""
    prompts = [row for row in rows if row.kind is DeliveryKind.PROMPT]
    return min(prompts, key=lambda row: row.person_id or 0)


def test_killed_between_claim_and_send(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    desk.open()
    claimed = desk.claim_and_die()
    assert len(claimed) == 11
    desk.restart()
    assert desk.deliver() == 0, "the claims still hold"
    still.move(seconds=30.1)
    desk.deliver()
    assert {row.state for row in desk.rows(kind=DeliveryKind.PROMPT)} == {DeliveryState.UNCERTAIN}
    still.move(seconds=44)
    assert desk.deliver() == 0, "what may be on its way has not settled"
    assert slack.calls("conversations.history") == []
    desk.settle()
    desk.assert_exactly_once()
    assert {row.attempt for row in desk.rows(kind=DeliveryKind.PROMPT)} == {3}


def test_the_settle_time_counts_from_the_end_of_the_lease(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    """However late somebody notices: a lost worker delays its messages by lease and settle time, not by more."""
    desk.open()
    desk.claim_and_die()
    desk.restart()
    still.move(seconds=30 + 45 + 1)
    desk.deliver()
    desk.deliver()
    assert slack.calls("conversations.history")


def test_killed_between_send_and_store(desk: Desk, slack: FakeSlack) -> None:
    desk.open()
    victim = only_victim(desk.claim_and_die(), desk)
    ts = post_behind_its_back(slack, desk, victim)
    desk.restart()
    desk.settle()
    desk.assert_exactly_once()
    found = desk.row(id=victim.id)
    assert (found.state, found.platform_message) == (DeliveryState.SENT, ts)
    assert slack.messages(VICTIM)[0].text == "sent, and nobody knows"


def test_a_worker_that_was_thought_dead_changes_nothing(desk: Desk, still: StillClock) -> None:
    """Fencing: its results belong to an attempt that has been overtaken."""
    desk.open()
    [old, *_] = desk.claim_and_die()
    still.move(seconds=31)
    desk.deliver()
    still.move(seconds=46)
    desk.deliver()  # looked, and not found
    rules = desk.worker.sender.rules

    def report_late(outcome: Sent | Permanent) -> int:
        result = Result(old, outcome, still())
        return desk.write(lambda session: results.finish(session, [result], still(), rules))

    assert report_late(Permanent("channel_not_found")) == 0
    assert report_late(Sent(MessageRef("D0", "1.0"))) == 0
    assert desk.row(id=old.id).state is DeliveryState.PENDING
    desk.settle()
    desk.assert_exactly_once()


def test_a_success_that_comes_after_the_lease_is_believed_while_nobody_tried_again(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    desk.open()
    victim = only_victim(desk.claim_and_die(), desk)
    still.move(seconds=31)
    desk.deliver()
    assert desk.row(id=victim.id).state is DeliveryState.UNCERTAIN
    ts = post_behind_its_back(slack, desk, victim)
    result = Result(victim, Sent(MessageRef(slack.resolve(VICTIM), ts)), still())
    assert desk.write(lambda s: results.finish(s, [result], still(), desk.worker.sender.rules)) == 1
    desk.settle()
    desk.assert_exactly_once()


def test_a_worker_that_slept_past_its_claim_does_not_send(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    """A suspended machine: another worker may have taken over meanwhile."""
    desk.open()
    pieces = desk.run(desk.worker.sender.claim(still(), 100))
    still.move(seconds=25)  # of 30, and a call may take 8

    async def wake_up() -> None:
        for piece in pieces:
            await desk.worker.sender.do(piece)

    desk.run(wake_up())
    assert slack.calls("chat.postMessage") == []
    desk.settle()
    desk.assert_exactly_once()


def sent_after_a_doubt(desk: Desk, slack: FakeSlack, still: StillClock) -> Delivery:
    """The first try got no answer that tells whether the message exists; it was looked for, and posted again."""
    slack.faults.add("chat.postMessage", kind="500_before", channel=slack.resolve(VICTIM))
    desk.open()
    desk.deliver()
    still.move(seconds=46)
    desk.pass_once()
    desk.pass_once()
    return desk.prompt_of(VICTIM)


def test_a_second_copy_that_turns_up_late_is_removed(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    row = sent_after_a_doubt(desk, slack, still)
    assert row.state is DeliveryState.SENT
    late = post_behind_its_back(slack, desk, row)
    assert len(slack.messages(VICTIM)) == 2
    slack.faults.add("chat.delete", kind="429", retry_after="1")
    desk.settle()
    assert [message.ts for message in slack.messages(VICTIM)] == [row.platform_message]
    assert slack.store.message(slack.resolve(VICTIM), late) is None
    desk.assert_exactly_once()


def test_the_last_copy_is_never_removed(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    """Somebody has removed the message that we know of: the other copy stays."""
    row = sent_after_a_doubt(desk, slack, still)
    kept = post_behind_its_back(slack, desk, row)
    desk.message(row).deleted = True
    desk.settle()
    assert [message.ts for message in slack.messages(VICTIM)] == [kept]


def test_no_sweep_after_what_certainly_was_not_sent(desk: Desk, slack: FakeSlack) -> None:
    """A 429 is no doubt: looking through the conversation after each would be many calls for nothing."""
    slack.faults.add("chat.postMessage", kind="429", times=5)
    desk.open()
    desk.settle()
    desk.assert_exactly_once()
    assert slack.calls("conversations.history") == []


def test_a_clock_that_is_wrong_by_an_hour_does_not_hide_a_message(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    """Ours is ahead of Slack's: the message looks older there than the attempt."""
    slack.clock.advance((still() - timedelta(hours=1)).timestamp() - slack.clock.now())
    slack.faults.add("chat.postMessage", kind="500_after", channel=slack.resolve(VICTIM))
    desk.open()
    desk.settle()
    desk.assert_exactly_once()


def test_a_crash_in_every_step_of_a_send(make_desk: MakeDesk, slack: FakeSlack, still: StillClock) -> None:
    """Claimed and died, again and again: each time by another worker."""
    first, second = make_desk(), make_desk()
    first.open()
    for desk in (first, second, first):
        desk.claim_and_die()
        still.move(seconds=31)
        desk.deliver()
        still.move(seconds=46)
        desk.run(desk.worker.sender.claim(still(), 100))  # looks that nobody makes
        still.move(seconds=46)
    second.settle()
    second.assert_exactly_once()
    assert len(slack.messages(VICTIM)) == 1
