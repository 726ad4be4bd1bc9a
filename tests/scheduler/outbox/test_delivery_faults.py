"""Every way in which a call to the platform can go wrong: nothing is lost, nothing comes twice, nobody else waits."""

from datetime import timedelta

import pytest

from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT
from tests.scheduler.conftest import MakeDesk
from tests.scheduler.desk import Desk, StillClock

VICTIM = "UAGFOLK01"
SHORT = {"MALVAKTEN_SEND_TIMEOUT_SECONDS": "1"}
FAULTS: list[dict[str, object]] = [
    {"kind": "429", "retry_after": "0.5"},
    {"kind": "429", "retry_after": "2"},
    {"kind": "429", "retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"},
    {"kind": "429", "retry_after": "inf"},
    {"kind": "ratelimited_200"},
    {"kind": "close_before"},
    {"kind": "close_after"},
    {"kind": "500_before"},
    {"kind": "500_after"},
    {"kind": "hang_after"},
    {"kind": "ghost", "delay": 3600},
    {"kind": "html"},
    {"kind": "html", "store": True},
    {"kind": "half_json"},
    {"kind": "half_json", "store": False},
    {"kind": "error", "error": "fatal_error", "store": True},
    {"kind": "error", "error": "internal_error"},
    {"kind": "error", "error": "account_inactive"},
    {"kind": "error", "error": "invalid_auth"},
    {"kind": "error", "error": "invalid_blocks"},
    {"kind": "error", "error": "msg_blocks_too_long"},
]
NAMES = ["-".join(str(value) for value in fault.values()) for fault in FAULTS]


def tried(slack: FakeSlack) -> set[str]:
    """Who was written to, whatever came of it."""
    return {call.args["channel"] for call in slack.calls("chat.postMessage")}


def tries(slack: FakeSlack, account: str) -> int:
    return sum(call.args["channel"] == account for call in slack.calls("chat.postMessage"))


@pytest.mark.one_database
@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_costs_no_message_and_doubles_none(
    make_desk: MakeDesk, slack: FakeSlack, fault: dict[str, object]
) -> None:
    desk = make_desk(**SHORT if fault["kind"] in {"hang_after", "ghost"} else {})
    slack.faults.add("chat.postMessage", channel=slack.resolve(VICTIM), **fault)  # type: ignore[arg-type]
    desk.open()
    for _ in range(12):
        # On a busy machine a short claim may run out before its turn; it comes again in the next pass.
        desk.deliver()
        if len(tried(slack)) == 11:
            break
    assert len(tried(slack)) == 11, "the others waited for the victim"
    if fault["kind"] == "ghost":
        slack.clock.advance(3600)
        slack.wait_for(lambda: slack.messages(VICTIM))
    desk.settle()
    desk.assert_exactly_once()
    assert len(desk.rows(state=DeliveryState.SENT, kind=DeliveryKind.PROMPT)) == 11
    assert slack.violations == []


@pytest.mark.parametrize("times", [3])
@pytest.mark.parametrize("kind", ["close_after", "500_before", "429", "half_json"])
def test_the_same_fault_again_and_again(desk: Desk, slack: FakeSlack, kind: str, times: int) -> None:
    slack.faults.add("chat.postMessage", kind=kind, times=times, channel=slack.resolve(VICTIM))
    desk.open()
    desk.settle()
    desk.assert_exactly_once()


@pytest.mark.parametrize("kind", ["429", "500_before", "hang_after", "html", "close_before"])
def test_a_look_that_fails_is_made_again_however_often(make_desk: MakeDesk, slack: FakeSlack, kind: str) -> None:
    """More than the looks that are made where the platform refuses: an outage of Slack must not cost a message."""
    desk = make_desk(**SHORT if kind == "hang_after" else {})
    slack.faults.add("chat.postMessage", kind="500_before", channel=slack.resolve(VICTIM))
    times = 2 if kind == "hang_after" else 12
    slack.faults.add("conversations.history", kind=kind, times=times, channel=slack.resolve(VICTIM))
    desk.open()
    desk.settle()
    desk.assert_exactly_once()
    assert len(slack.messages(VICTIM)) == 1


def test_a_conversation_that_cannot_be_read_is_given_up_with_a_reason(desk: Desk, slack: FakeSlack) -> None:
    slack.faults.add("chat.postMessage", kind="500_after", channel=slack.resolve(VICTIM))
    slack.faults.add("conversations.history", kind="error", error="missing_scope", times=None)
    desk.open()
    desk.settle()
    [failed] = desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.FAILED)
    assert failed.error == "cannot tell whether it was sent (missing_scope)"
    assert len(slack.messages(VICTIM)) == 1


@pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel", "is_archived"])
def test_a_refusal_for_good_is_stored_and_not_tried_again(desk: Desk, slack: FakeSlack, code: str) -> None:
    slack.faults.add("chat.postMessage", kind="error", error=code, times=None, channel=slack.resolve(VICTIM))
    desk.open()
    desk.settle()
    [failed] = desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.FAILED)
    assert (failed.error, failed.attempt) == (code, 1)
    assert [row.state for row in desk.rows(person_id=failed.person_id)] == [DeliveryState.FAILED] + [
        DeliveryState.CANCELLED
    ] * (len(desk.rows(person_id=failed.person_id)) - 1)
    desk.assert_exactly_once()


def test_a_person_who_has_left_gets_nothing_and_holds_up_nobody(desk: Desk, slack: FakeSlack) -> None:
    slack.store.users[VICTIM].deleted = True
    slack.expected.add("channel_not_found")
    desk.open()
    desk.settle()
    assert len(desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 10
    desk.assert_exactly_once()


def test_slack_down_for_an_hour_and_back(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    slack.down()
    desk.open()
    for _ in range(4):
        desk.pass_once()
        still.move(minutes=15)
    assert not desk.rows(state=DeliveryState.SENT)
    assert not desk.rows(state=DeliveryState.FAILED)
    slack.up()
    desk.settle()
    desk.assert_exactly_once()
    assert len(desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11


def test_the_token_revoked_in_mid_round_and_back(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    """It is no message's fault: nothing may be given up, and Slack is not asked again and again meanwhile."""
    slack.expected.add("token_revoked")
    desk.open()
    slack.token_error = "token_revoked"
    for _ in range(10):
        desk.pass_once()
        still.move(seconds=1)
    assert len(slack.calls("chat.postMessage")) <= 11
    still.move(minutes=30)
    desk.pass_once()
    assert not desk.rows(state=DeliveryState.FAILED)
    slack.token_error = None
    desk.settle()
    desk.assert_exactly_once()
    assert len(desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11


@pytest.mark.parametrize("retry_after", [20, 0.5])
def test_a_limited_conversation_is_left_alone_for_as_long_as_slack_says(
    desk: Desk, slack: FakeSlack, still: StillClock, retry_after: float
) -> None:
    slack.faults.add("chat.postMessage", kind="429", retry_after=retry_after, channel=slack.resolve(VICTIM))
    desk.open()
    desk.deliver()
    assert tries(slack, VICTIM) == 1
    still.move(seconds=retry_after - 0.1)
    desk.deliver()
    assert tries(slack, VICTIM) == 1
    still.move(seconds=0.2)
    desk.deliver()
    assert len(slack.messages(VICTIM)) == 1


def test_without_a_management_channel_its_messages_fail_with_a_sentence(
    make_desk: MakeDesk, slack: FakeSlack, still: StillClock
) -> None:
    desk = make_desk(SLACK_MANAGEMENT_CHANNEL="")
    desk.create_round(deadline=still() + timedelta(hours=1))
    desk.tick()
    desk.settle()
    still.move(hours=2)
    desk.settle()
    summary = desk.row(kind=DeliveryKind.SUMMARY)
    assert (summary.state, summary.error) == (DeliveryState.FAILED, "no management channel is set")
    assert slack.messages(MANAGEMENT) == []
    desk.assert_exactly_once()
