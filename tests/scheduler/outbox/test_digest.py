"""The digest, its thread and its picture: nothing is lost or doubled, and nothing waits for a picture."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from messages.files import MAKERS
from messages.parts import File
from models.answers.tables import Answer
from models.options import Options
from models.outbox import keys
from models.outbox.queue import queue, request_summary_rewrites
from models.people.directory_cache import load_directory
from models.vocabulary.answers import Source, Status
from models.vocabulary.outbox import CHART, DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack, Message
from tests.harness import MANAGEMENT
from tests.scheduler.desk import Desk
from tests.scheduler.outbox.test_home_and_files import UNCERTAIN

pytestmark = pytest.mark.one_database
IN_FULL = "Avvikelserna i sin helhet"


def close(desk: Desk) -> None:
    """A round closes in which row 12 was answered red. Owners have got their messages before."""
    desk.open()
    desk.settle()
    desk.write(lambda session: answer(session, desk))
    desk.clock.now = desk.round().deadline + timedelta(seconds=1)
    desk.tick()


def answer(session: Session, desk: Desk) -> None:
    row = load_directory(session).plans[-1].by_row[12]
    session.add(
        Answer(round_id=desk.round().id, placement_id=row.placement_id, version=1, status=Status.RED,
               comment="Stopp.", submitted_at=desk.clock(), source=Source.CLI)
    )  # fmt: skip


def digest_of(slack: FakeSlack) -> tuple[Message, list[Message]]:
    [first] = slack.messages(MANAGEMENT)
    return first, slack.thread(MANAGEMENT, first.ts)


def words_of(thread: list[Message]) -> list[str]:
    """The first line of each message in the thread that is no picture."""
    return [message.text.split("\n")[0] for message in thread if not message.raw.get("files")]


def test_the_digest_has_its_thread_and_a_picture_with_its_words(desk: Desk, slack: FakeSlack) -> None:
    close(desk)
    desk.settle()
    first, thread = digest_of(slack)
    assert first.text.startswith("Sammanställning: Halvår 2022")
    assert words_of(thread) == [IN_FULL]
    [picture] = [file for message in thread for file in message.raw.get("files", [])]
    stored = slack.store.files[picture["id"]]
    assert stored["data"].startswith(b"\x89PNG")
    assert "Ett välmående Västmanland: 19 aktiviteter – 1 rött, 18 ej rapporterat" in stored["alt_txt"]
    desk.assert_exactly_once()
    assert slack.violations == []


@pytest.mark.parametrize("kind", [*UNCERTAIN, "429", "close_before"])
def test_a_fault_in_any_of_its_messages_loses_and_doubles_nothing(desk: Desk, slack: FakeSlack, kind: str) -> None:
    close(desk)
    slack.faults.add("chat.postMessage", kind=kind, channel=MANAGEMENT, times=2)
    desk.settle()
    assert words_of(digest_of(slack)[1]) == [IN_FULL]
    desk.assert_exactly_once()


def test_a_crash_between_the_digest_and_its_thread_loses_and_doubles_nothing(desk: Desk, slack: FakeSlack) -> None:
    close(desk)
    while not slack.messages(MANAGEMENT):
        desk.deliver()
    desk.claim_and_die()
    desk.restart()
    desk.settle()
    assert words_of(digest_of(slack)[1]) == [IN_FULL]
    desk.assert_exactly_once()


def test_a_crash_before_the_digest_is_sent_keeps_its_thread(desk: Desk, slack: FakeSlack) -> None:
    close(desk)
    desk.claim_and_die()
    desk.restart()
    desk.settle()
    assert words_of(digest_of(slack)[1]) == [IN_FULL]
    desk.assert_exactly_once()


def test_what_a_rebuilt_digest_no_longer_has_is_dropped_unless_it_was_tried(desk: Desk, slack: FakeSlack) -> None:
    close(desk)
    summary = desk.row(kind=DeliveryKind.SUMMARY)
    old = {"kind": "Message", "parts": [{"kind": "Paragraph", "text": "Gammalt"}]}
    desk.write(lambda s: queue(s, keys.further_page(summary.key, 7), DeliveryKind.PAGE, "slack", "management",
                               desk.clock(), parent_id=summary.id, payload=old))  # fmt: skip
    desk.settle()
    assert words_of(digest_of(slack)[1]) == [IN_FULL]


def test_a_picture_that_cannot_be_made_leaves_the_words_alone(
    desk: Desk, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_session: Session, _payload: Mapping[str, Any], _options: Options) -> File | None:
        raise OSError("no font")

    monkeypatch.setitem(MAKERS, CHART, broken)
    close(desk)
    desk.settle()
    assert [message.text.split("\n")[0] for message in digest_of(slack)[1]] == [IN_FULL]
    row = desk.row(kind=DeliveryKind.FILE)
    assert (row.state, row.error, row.attempt) == (DeliveryState.FAILED, "could not be built: OSError", 1)


def test_without_the_scope_for_files_it_is_tried_once(desk: Desk, slack: FakeSlack) -> None:
    slack.scopes.discard("files:write")
    slack.expected.add("missing_scope")
    close(desk)
    desk.settle()
    assert [message.text.split("\n")[0] for message in digest_of(slack)[1]] == [IN_FULL]
    row = desk.row(kind=DeliveryKind.FILE)
    assert (row.state, row.error) == (DeliveryState.FAILED, "missing_scope")
    assert len(slack.calls("files.getUploadURLExternal")) == 1


@pytest.mark.one_database
def test_no_words_wait_for_a_picture_and_it_is_given_up_after_an_hour(
    desk: Desk, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is drawn anew for each of a hundred tries.
    picture = File("per-mal.png", b"\x89PNG", "Per mål", "Samma siffror.", "Staplar.")
    monkeypatch.setitem(MAKERS, CHART, lambda _session, _payload, _options: picture)
    slack.faults.add("files.getUploadURLExternal", kind="500_before", times=None)
    close(desk)
    began = desk.clock()
    for _ in range(6):
        desk.deliver()
    assert words_of(digest_of(slack)[1]) == [IN_FULL]
    assert desk.row(kind=DeliveryKind.FILE).state is DeliveryState.PENDING
    desk.settle()
    row = desk.row(kind=DeliveryKind.FILE)
    assert row.state is DeliveryState.FAILED
    assert desk.clock() - began < timedelta(hours=1, minutes=2)
    assert row.attempt < 150


def test_what_goes_on_in_the_thread_is_rewritten_with_the_digest(desk: Desk, slack: FakeSlack) -> None:
    close(desk)
    desk.settle()

    def change(session: Session, words: str) -> None:
        session.execute(update(Answer).values(comment=words))
        request_summary_rewrites(session, desk.round().id, desk.clock())

    for words in ("Andra ord.", "Tredje ord."):
        desk.write(partial(change, words=words))
        desk.settle()
        [page] = [message for message in digest_of(slack)[1] if not message.raw.get("files")]
        assert f"Kommentar: ”{words}”" in page.text
    sent = [row for row in desk.rows() if row.destination == "management" and not row.is_redraw]
    assert [row.state for row in sent] == [DeliveryState.SENT] * 3
