"""A token that is no longer good, in mid-round: everything waits, and goes out once when it is good again."""

from datetime import timedelta

import pytest

from models.operations.trouble import WORKSPACE, Trouble
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.scheduler.desk import Desk, StillClock
from tests.until import loop_until

OWNERS, COORDINATORS = 11, 2
CODES = ["token_revoked", "invalid_auth", "account_inactive"]


def prompts(desk: Desk, state: DeliveryState) -> int:
    return len(desk.rows(kind=DeliveryKind.PROMPT, state=state))


def troubles(desk: Desk) -> list[Trouble]:
    return desk.read(lambda s: list(s.query(Trouble).filter_by(subject=WORKSPACE)))


def told(desk: Desk, slack: FakeSlack) -> list[str]:
    rows = desk.rows(kind=DeliveryKind.COORDINATOR, state=DeliveryState.SENT)
    return [desk.message(row).text for row in rows if row.key.startswith("trouble:")]


@pytest.mark.one_database
@pytest.mark.parametrize("code", CODES)
def test_everything_waits_and_goes_out_once(
    desk: Desk, slack: FakeSlack, still: StillClock, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.expected.add(code)
    desk.open()
    slack.faults.add("chat.postMessage", "error", times=None, error=code)
    slack.faults.add("auth.test", "error", times=None, error=code)
    calls = len(slack.calls("chat.postMessage"))
    for _ in range(120):
        desk.pass_once()
        still.move(seconds=30)
    asked = len(slack.calls("chat.postMessage")) - calls
    # Each time with up to eleven messages at once, and ever more seldom.
    assert asked < 2 * 120, "Slack is asked now and then, in an hour, and not about everybody with every pass"
    assert prompts(desk, DeliveryState.PENDING) == OWNERS
    assert not desk.rows(state=DeliveryState.FAILED)
    assert not told(desk, slack)
    assert capsys.readouterr().err.count("trouble.not_let_in") == 1
    assert desk.program.slack is not None
    assert desk.program.slack.state == f"not let in: {code}"
    slack.faults.clear()
    desk.settle()
    assert prompts(desk, DeliveryState.SENT) == OWNERS
    desk.assert_exactly_once()
    said = told(desk, slack)
    assert len(said) == COORDINATORS
    swedish = next(text for text in said if text.startswith("Målvakten kunde inte logga in i Slack från 8 juni 2022"))
    assert "appens nyckel" in swedish or "appen har tagits bort" in swedish
    assert "Inget har gått förlorat." in swedish
    [trouble] = troubles(desk)
    assert (trouble.code, trouble.open_key) == (code, None)


def test_the_door_says_when_the_token_is_good_again(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    door = desk.program.slack
    assert door is not None
    slack.expected.add("token_revoked")
    desk.open()
    slack.token_error = "token_revoked"
    desk.pass_once()
    assert door.state == "not let in: token_revoked"
    slack.token_error = None

    desk.run(loop_until(lambda: door.state == "connected"))
    still.move(minutes=1)
    desk.settle()
    desk.assert_exactly_once()


def test_a_restart_in_the_midst_of_it_changes_nothing(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    slack.expected.add("token_revoked")
    desk.open()
    slack.token_error = "token_revoked"
    desk.pass_once()
    still.move(hours=3)
    desk.restart()
    desk.pass_once()
    slack.token_error = None
    desk.settle()
    desk.assert_exactly_once()
    assert len(told(desk, slack)) == COORDINATORS
    assert len(troubles(desk)) == 1


def test_what_is_answered_meanwhile_is_stored_and_told_when_it_is_over(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    """Reminders whose answer has come are left out; what was sent before the trouble is not sent again."""
    slack.expected.add("token_revoked")
    desk.create_round(reminders=("P29D",))
    desk.tick()
    desk.settle()
    before = len(slack.calls("chat.postMessage"))
    slack.token_error = "token_revoked"
    still.move(days=1)
    desk.pass_once()
    assert len(desk.rows(kind=DeliveryKind.REMINDER, state=DeliveryState.PENDING)) == OWNERS
    still.move(hours=1)
    slack.token_error = None
    desk.settle()
    assert len(desk.rows(kind=DeliveryKind.REMINDER, state=DeliveryState.SENT)) == OWNERS
    assert before >= OWNERS
    desk.assert_exactly_once()


def test_a_second_trouble_is_a_trouble_of_its_own(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    slack.expected.add("token_revoked")
    desk.open()
    for _ in range(2):
        slack.token_error = "token_revoked"
        desk.pass_once()
        still.move(minutes=5)
        slack.token_error = None
        desk.settle()
        still.move(minutes=5)
        if len(troubles(desk)) == 1 and len(told(desk, slack)) == COORDINATORS:
            desk.create_round("Andra", opens_at=still(), deadline=still() + timedelta(hours=12))
            desk.tick()
    assert [trouble.open_key for trouble in troubles(desk)] == [None, None]
    assert len(told(desk, slack)) == 2 * COORDINATORS
    desk.assert_exactly_once()


def test_a_clock_that_is_set_back_meanwhile(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    """Nothing waits for the hour to pass again, and the end of it is noticed."""
    slack.expected.add("token_revoked")
    desk.open()
    slack.token_error = "token_revoked"
    desk.pass_once()
    still.move(minutes=1)
    desk.pass_once()
    still.move(hours=-1)
    desk.pass_once()
    slack.token_error = None
    began = still()
    desk.settle()
    assert still() - began < timedelta(minutes=10)
    desk.assert_exactly_once()
    assert len(told(desk, slack)) == COORDINATORS
