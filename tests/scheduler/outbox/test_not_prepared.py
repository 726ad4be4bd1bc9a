"""A row that cannot be prepared holds up nothing else: what is complete goes out, the rest is given back at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from messages.parts import say
from messages.stored import to_data
from models.outbox.destinations import to_person
from models.outbox.queue import queue
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.vocabulary.outbox import CoordinatorNotice, DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.scheduler.desk import Desk, StillClock

ASKER = "UAGFOLK01"


def reply(desk: Desk, slack: FakeSlack) -> None:
    """Somebody waits for this, in their direct messages."""
    channel, payload = slack.resolve(ASKER), to_data(say("Här är svaret."))
    desk.write(
        lambda s: queue(s, "reply", DeliveryKind.REPLY, "slack", f"channel:{channel}", desk.clock(), payload=payload)
    )


def notice_of_nothing(desk: Desk) -> None:
    """A notice of a trouble that does not exist."""
    payload = {"notice": CoordinatorNotice.TROUBLE.value, "about": [999], "stage": "over"}
    coordinator = desk.read(lambda s: load_directory(s).coordinators())[0]
    to = to_person(coordinator.id)
    desk.write(
        lambda s: queue(s, "bad", DeliveryKind.COORDINATOR, "slack", to, desk.clock(), person_id=coordinator.id,
                        payload=payload)
    )  # fmt: skip


def state(desk: Desk, key: str) -> DeliveryState:
    return desk.row(key=key).state


@contextmanager
def without_answers(desk: Desk) -> Iterator[None]:
    """The database refuses what an opening message is built from, and takes everything else."""
    desk.write(lambda s: s.execute(text("ALTER TABLE answer RENAME TO answer_elsewhere")))
    yield
    desk.write(lambda s: s.execute(text("ALTER TABLE answer_elsewhere RENAME TO answer")))


def test_a_row_that_is_missing_something_fails_alone(desk: Desk, slack: FakeSlack) -> None:
    desk.open()
    reply(desk, slack)
    notice_of_nothing(desk)
    desk.deliver()
    assert state(desk, "reply") is DeliveryState.SENT
    bad = desk.row(key="bad")
    assert (bad.state, bad.error) == (DeliveryState.FAILED, "could not be built: NoResultFound")
    assert {row.state for row in desk.rows(kind=DeliveryKind.PROMPT)} == {DeliveryState.SENT}


def test_while_nothing_can_be_prepared_replies_go_out_and_the_rest_is_given_back(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    desk.open()
    reply(desk, slack)

    def prompts() -> list[Delivery]:
        return desk.rows(kind=DeliveryKind.PROMPT)

    with without_answers(desk):
        desk.deliver()
        assert state(desk, "reply") is DeliveryState.SENT
        assert {(row.state, row.lease_until) for row in prompts()} == {(DeliveryState.PENDING, None)}
    still.move(milliseconds=1)
    desk.deliver()
    assert {row.state for row in prompts()} == {DeliveryState.SENT}, "at once, not when the lease has run out"
    desk.settle()
    desk.assert_exactly_once()


def test_what_is_looked_for_is_looked_for_all_the_same(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    reply(desk, slack)
    slack.faults.add("chat.postMessage", "close_after", times=1)
    desk.deliver()
    assert state(desk, "reply") is DeliveryState.UNCERTAIN
    still.move(seconds=46)
    desk.open()
    with without_answers(desk):
        desk.deliver()
        assert state(desk, "reply") is DeliveryState.SENT, "found in the conversation"
    desk.settle()
    desk.assert_exactly_once()
