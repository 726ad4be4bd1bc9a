"""What follows an opening message: its pages and other replies in the thread, and its rewriting in place."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from messages.parts import Bullets, Message, Paragraph, plain_words
from messages.stored import to_data
from models.outbox.queue import prompts_of, queue, queue_all, request_prompt_updates, row_of
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox import claims
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT
from tests.scheduler.desk import Desk, StillClock

VICTIM = "UAGFOLK01"


def queue_message(desk: Desk, key: str, destination: str, message: Message, **more: Any) -> None:
    now = desk.clock()
    desk.write(lambda s: queue(s, key, DeliveryKind.REPLY, "slack", destination, now, payload=to_data(message), **more))


def long_message(items: int) -> Message:
    return Message((Paragraph("Början."), *(Bullets((f"Punkt {n} " + "ord " * 100,)) for n in range(items))))


def request_drawing(desk: Desk, row: Delivery) -> None:
    def request(session: Session) -> None:
        prompts = prompts_of(session, row.round_id or 0, [row.person_id or 0])
        request_prompt_updates(session, prompts, desk.clock())

    desk.write(request)


def edits(slack: FakeSlack) -> int:
    return len([call for call in slack.calls("chat.update") if call.outcome == "ok"])


def test_what_does_not_fit_follows_in_the_thread_in_order(desk: Desk, slack: FakeSlack) -> None:
    queue_message(desk, "long", "management", long_message(80))
    desk.settle()
    [first] = slack.messages(MANAGEMENT)
    rest = slack.thread(MANAGEMENT, first.ts)
    assert len(rest) >= 3
    text = " ".join(message.text for message in [first, *rest])
    places = [text.index(f"Punkt {n} ") for n in range(80)]
    assert places == sorted(places)
    assert slack.violations == []


@pytest.mark.parametrize("kind", ["429", "500_before", "500_after", "close_after"])
def test_pages_stay_in_order_when_one_of_them_fails(desk: Desk, slack: FakeSlack, kind: str) -> None:
    queue_message(desk, "long", "management", long_message(80))
    desk.deliver()
    slack.faults.add("chat.postMessage", kind=kind, channel=MANAGEMENT)
    desk.settle()
    [first] = slack.messages(MANAGEMENT)
    text = " ".join(message.text for message in [first, *slack.thread(MANAGEMENT, first.ts)])
    places = [text.index(f"Punkt {n} ") for n in range(80)]
    assert places == sorted(places)
    desk.assert_exactly_once()


def test_a_long_reply_in_a_thread_keeps_its_pages_behind_it(desk: Desk, slack: FakeSlack) -> None:
    desk.open()
    desk.settle()
    row = desk.prompt_of(VICTIM)
    before = len(slack.thread(VICTIM, row.platform_message or ""))
    slack.faults.add("chat.postMessage", kind="429", channel=slack.resolve(VICTIM))
    queue_message(desk, "long", row.destination, long_message(60), parent_id=row.id)
    desk.settle()
    replies = slack.thread(VICTIM, row.platform_message or "")[before:]
    assert len(replies) >= 2
    assert "Början." in replies[0].text
    assert [message.thread_ts for message in replies] == [row.platform_message] * len(replies)


def test_a_message_built_anew_after_a_failure_has_its_rest_anew(desk: Desk, slack: FakeSlack) -> None:
    """The words may have changed between two attempts; the pages must be of one piece."""
    slack.faults.add("chat.postMessage", kind="429", channel=MANAGEMENT)
    queue_message(desk, "long", "management", long_message(80))
    desk.deliver()
    other = Message((Paragraph("Nytt."), *(Bullets((f"Ny {n} " + "ord " * 100,)) for n in range(80))))
    desk.write(lambda s: s.execute(update(Delivery).where(Delivery.key == "long").values(payload=to_data(other))))
    desk.settle()
    [first] = slack.messages(MANAGEMENT)
    text = " ".join(message.text for message in [first, *slack.thread(MANAGEMENT, first.ts)])
    assert "Punkt" not in text
    assert all(f"Ny {n} " in text for n in range(80))


def test_the_opening_message_of_an_owner_with_many_rows_is_one_and_its_pages_are_in_its_thread(
    desk: Desk, slack: FakeSlack
) -> None:
    desk.open()
    desk.settle()
    pages = desk.rows(kind=DeliveryKind.PAGE)
    assert pages, "the real plan has owners with more rows than fit"
    for page in pages:
        [prompt] = desk.rows(kind=DeliveryKind.PROMPT, person_id=page.person_id)
        assert desk.message(page).thread_ts == prompt.platform_message
        assert len(slack.messages(prompt.platform_channel or "")) == 1


def test_a_reply_waits_for_the_message_it_hangs_on(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    slack.faults.add("chat.postMessage", kind="429", retry_after="30", channel=slack.resolve(VICTIM))
    desk.open()
    desk.deliver()
    [prompt] = desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.PENDING)
    queue_message(desk, "reply", prompt.destination, Message((Paragraph("Ett svar."),)), parent_id=prompt.id)
    still.move(seconds=29)
    desk.deliver()
    assert slack.messages(VICTIM) == []
    desk.settle()
    [first] = slack.messages(VICTIM)
    assert "Ett svar." in slack.thread(VICTIM, first.ts)[-1].text


def test_what_hangs_on_a_lost_message_is_given_up(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    """Whatever kind the lost message is: nothing waits for ever. (For a channel that is gone it waits.)"""
    slack.faults.add("chat.postMessage", kind="error", error="restricted_action", channel=MANAGEMENT)
    queue_message(desk, "first", "management", Message((Paragraph("Först."),)))
    first = desk.row(key="first")
    queue_message(desk, "second", "management", Message((Paragraph("Sedan."),)), parent_id=first.id)
    desk.deliver()
    still.move(seconds=6)
    desk.tick()
    second = desk.row(key="second")
    assert (second.state, second.error) == (DeliveryState.CANCELLED, "its first message failed")


def test_rewritings_are_at_least_five_seconds_apart_and_become_one(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    desk.open()
    desk.settle()
    row = desk.prompt_of(VICTIM)
    made: list[float] = []
    for second in range(40):
        request_drawing(desk, row)
        before = edits(slack)
        desk.deliver()
        if edits(slack) > before:
            made.append(second / 2)
        still.move(seconds=0.5)
    assert len(made) == 4
    assert min(b - a for a, b in pairwise(made)) >= 5
    still.move(seconds=5)
    desk.deliver()
    assert edits(slack) == 5, "the last request was forgotten"
    still.move(minutes=5)
    assert desk.deliver() == 0
    assert len(slack.messages(VICTIM)) == 1
    assert slack.violations == []


def test_a_wish_that_comes_while_the_rewriting_is_under_way_is_kept(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    desk.open()
    desk.settle()
    row = desk.prompt_of(VICTIM)
    request_drawing(desk, row)
    [piece] = desk.run(desk.worker.sender.claim(still(), 10))
    request_drawing(desk, row)
    desk.run(desk.worker.sender.do(piece))
    assert desk.row(kind=DeliveryKind.PROMPT_UPDATE).state is DeliveryState.PENDING
    desk.settle()
    shown = desk.row(kind=DeliveryKind.PROMPT_UPDATE)
    assert (shown.state, shown.sent_revision, shown.revision) == (DeliveryState.SENT, 2, 2)
    assert edits(slack) == 2


@pytest.mark.parametrize("kind", ["500_before", "close_after", "429", "html", "close_before"])
def test_a_rewriting_that_fails_is_made_again(desk: Desk, slack: FakeSlack, kind: str) -> None:
    desk.open()
    desk.settle()
    row = desk.prompt_of(VICTIM)
    slack.faults.add("chat.update", kind=kind, times=2)
    request_drawing(desk, row)
    desk.settle()
    assert desk.row(kind=DeliveryKind.PROMPT_UPDATE).state is DeliveryState.SENT
    assert desk.message(row).versions, "the message was not rewritten"
    desk.assert_exactly_once()


def test_after_an_uncertain_rewriting_an_old_version_that_comes_late_is_written_over(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    desk.open()
    desk.settle()
    row = desk.prompt_of(VICTIM)
    slack.faults.add("chat.update", kind="500_before")
    request_drawing(desk, row)
    desk.deliver()
    still.move(seconds=2)
    desk.deliver()
    desk.message(row).replace({"text": "an old version", "blocks": []})  # the first call, carried out late
    desk.settle()
    assert "an old version" not in desk.message(row).text


def test_a_refused_drawing_is_sent_in_words(desk: Desk, slack: FakeSlack) -> None:
    message = Message((Paragraph("Allt som skulle sägas."), Bullets(("ett", "två"))))
    slack.faults.add("chat.postMessage", kind="error", error="invalid_blocks", channel=MANAGEMENT)
    queue_message(desk, "one", "management", message)
    desk.deliver()
    [shown] = slack.messages(MANAGEMENT)
    assert shown.blocks == []
    assert shown.text == plain_words(message)


def test_two_messages_to_one_conversation_are_never_under_way_at_once(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    """They would arrive in any order."""
    for number in range(5):
        queue_message(desk, f"m{number}", "management", Message((Paragraph(f"Meddelande {number}."),)))
    rules, sender = desk.worker.sender.rules, desk.worker.sender
    first = desk.run(sender.claim(still(), 10))
    assert len(first) == 1
    assert desk.run(sender.claim(still(), 10)) == []
    desk.run(sender.do(first[0]))
    desk.settle()
    assert [m.text.strip() for m in slack.messages(MANAGEMENT)] == [f"Meddelande {n}." for n in range(5)]
    assert rules.per_conversation == 0


def test_a_conversation_with_hundreds_of_messages_does_not_starve_the_others(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    for number in range(400):
        queue_message(desk, f"m{number}", "management", Message((Paragraph(f"{number}"),)))
    still.move(seconds=1)
    desk.open()
    desk.deliver()
    assert len(desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11


def test_rows_of_a_platform_that_is_off_are_left_alone(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    now = still()
    message = to_data(Message((Paragraph("Hej."),)))
    for state in (DeliveryState.PENDING, DeliveryState.UNCERTAIN):
        row = row_of(f"teams {state}", DeliveryKind.REPLY, "teams", "person:1", now, payload=message, state=state)
        with desk.database.write() as session:
            queue_all(session, [row])
    assert desk.deliver() == 0
    assert {row.attempt for row in desk.rows()} == {0}


def test_one_message_that_cannot_be_built_holds_up_no_other(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    now = still()
    desk.write(lambda s: queue(s, "bad", DeliveryKind.REPLY, "slack", "person:1", now, payload=None))
    desk.write(
        lambda s: queue(s, "nobody", DeliveryKind.REPLY, "slack", "person:9999", now,
                        payload=to_data(Message((Paragraph("Hej."),))))
    )  # fmt: skip
    desk.open()
    desk.settle()
    assert len(desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11
    assert [row.state for row in desk.rows(kind=DeliveryKind.REPLY)] == [DeliveryState.FAILED] * 2


def test_a_glance_sees_what_is_due_and_nothing_else(desk: Desk, still: StillClock) -> None:
    def is_due(**later: float) -> bool:
        at = still() + timedelta(**later)
        return desk.read(lambda session: claims.anything_due(session, at))

    assert not is_due()
    queue_message(desk, "later", "management", Message((Paragraph("Hej."),)), due_at=still() + timedelta(minutes=1))
    assert not is_due(seconds=59)
    assert is_due(seconds=60)
    still.move(minutes=1)
    desk.claim_and_die()
    assert not is_due(seconds=29)
    assert is_due(seconds=31)
