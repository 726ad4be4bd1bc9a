"""The home tab and files go the way of every delivery: queued, claimed, sent, and certain in the end."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.cli.records.deliveries import listed
from messages.files import MAKERS
from messages.parts import File
from models.options import Options
from models.outbox.homes import redraw_home
from models.outbox.queue import queue
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.dialogues.harness import time_passes
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Running
from tests.scheduler.conftest import MakeDesk
from tests.scheduler.desk import Desk, StillClock

ANNA = "UAGFOLK01"
UNCERTAIN = ["close_after", "500_after", "500_before", "half_json", "html"]


def request_drawing(desk: Desk, account: str = ANNA) -> None:
    desk.write(lambda session: redraw_home(session, "slack", account, None, desk.clock()))


def published(slack: FakeSlack) -> int:
    return len([call for call in slack.calls("views.publish") if call.outcome == "ok"])


def shown(slack: FakeSlack, account: str = ANNA) -> str:
    view = slack.home(account)
    assert view is not None
    return view.text


def test_an_answer_and_another_language_are_shown_by_themselves(bot: Running, slack: FakeSlack) -> None:
    bot.create_round(opens_at=bot.clock())
    slack.wait_for(lambda: bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT))
    anna = slack.person(ANNA)
    anna.opens_home()
    slack.wait_for(lambda: slack.home(ANNA) and "0 av 9 klara" in shown(slack))
    bot.drain()
    assert "Tack" in anna.command("/rapportera", "12 grön Dialogen är genomförd.").text
    time_passes(bot, seconds=6)  # it is drawn anew at most every five
    slack.wait_for(lambda: "1 av 9 klara" in shown(slack))
    view = slack.home(ANNA)
    assert view is not None
    anna.click(view, "English")
    time_passes(bot, seconds=6)
    slack.wait_for(lambda: "1 of 9 done" in shown(slack))
    assert len(bot.deliveries(kind=DeliveryKind.HOME)) == 1, "nobody else has looked at theirs"
    assert slack.violations == []


def test_a_wish_while_the_home_tab_is_being_drawn_is_kept(desk: Desk, slack: FakeSlack, still: StillClock) -> None:
    desk.open()
    desk.settle()
    request_drawing(desk)
    pieces = desk.run(desk.worker.sender.claim(still(), 10))
    request_drawing(desk)
    for piece in pieces:
        desk.run(desk.worker.sender.do(piece))
    assert desk.row(kind=DeliveryKind.HOME).state is DeliveryState.PENDING
    desk.settle()
    row = desk.row(kind=DeliveryKind.HOME)
    assert (row.state, row.sent_revision, row.revision) == (DeliveryState.SENT, 2, 2)
    assert published(slack) == 2


def test_looking_again_and_again_draws_it_at_most_every_five_seconds(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    for _ in range(20):
        request_drawing(desk)
        desk.deliver()
        still.move(seconds=0.5)
    assert published(slack) == 2
    still.move(seconds=5)
    desk.deliver()
    assert published(slack) == 3
    assert desk.row(kind=DeliveryKind.HOME).revision == 20


@pytest.mark.parametrize("kind", [*UNCERTAIN, "429", "close_before"])
def test_a_home_tab_that_is_not_drawn_is_drawn_again(desk: Desk, slack: FakeSlack, kind: str) -> None:
    slack.faults.add("views.publish", kind=kind, times=2)
    desk.open()
    request_drawing(desk)
    desk.settle()
    assert "Dina aktiviteter" in shown(slack)
    assert desk.row(kind=DeliveryKind.HOME).state is DeliveryState.SENT
    assert slack.calls("conversations.history") == [], "it is not looked for: once more is harmless"


def test_a_worker_that_dies_while_it_draws_leaves_it_to_the_next(
    desk: Desk, slack: FakeSlack, still: StillClock
) -> None:
    request_drawing(desk)
    desk.claim_and_die()
    still.move(seconds=31)
    desk.deliver()
    assert desk.row(kind=DeliveryKind.HOME).state is DeliveryState.SENT
    assert published(slack) == 1


def test_without_a_home_tab_the_log_says_so(desk: Desk, slack: FakeSlack) -> None:
    slack.home_tab_enabled = False
    slack.expected.add("not_enabled")
    request_drawing(desk)
    desk.settle()
    [told] = listed(desk.database)
    assert (told["kind"], told["to"], told["state"], told["why"]) == ("home", f"home:{ANNA}", "failed", "not_enabled")


@pytest.mark.parametrize(
    ("account", "words"),
    [("U0MEDARB1", "Du har inget att svara på just nu."), ("U0GAST001", "Det här kan bara medlemmar i arbetsytan se.")],
)
def test_others_find_a_sentence(desk: Desk, slack: FakeSlack, account: str, words: str) -> None:
    desk.open()
    request_drawing(desk, account)
    desk.settle()
    assert words in shown(slack, account)
    assert "Rapportera" not in shown(slack, account)


# -- files


def report(_session: Session, payload: Mapping[str, Any], _options: Options) -> File | None:
    if payload.get("empty"):
        return None
    return File("rapport.txt", f"Rapport {payload['about']} åäö".encode(), "Halvårsrapport", "Här är <rapporten>.")


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MAKERS, "report", report)


def queue_file(desk: Desk, destination: str = "management", **more: Any) -> Delivery:
    payload = {"file": "report", "about": "2022", **more}
    desk.write(lambda s: queue(s, "file:1", DeliveryKind.FILE, "slack", destination, desk.clock(), payload=payload))
    return desk.row(kind=DeliveryKind.FILE)


def contents(slack: FakeSlack, channel: str) -> list[str]:
    return [
        slack.store.files[file["id"]]["data"].decode()
        for message in slack.messages(channel)
        for file in message.raw.get("files", [])
    ]


@pytest.mark.usefixtures("files")
def test_a_file_arrives_with_its_words(desk: Desk, slack: FakeSlack) -> None:
    queue_file(desk)
    desk.settle()
    [message] = slack.messages(MANAGEMENT)
    [file] = message.raw["files"]
    assert contents(slack, MANAGEMENT) == ["Rapport 2022 åäö"]
    assert (file["title"], message.raw["text"]) == ("Halvårsrapport", "Här är &lt;rapporten&gt;.")
    row = desk.row(kind=DeliveryKind.FILE)
    assert file["name"] == f"rapport-{row.token[:12]}.txt"
    assert (row.state, row.platform_channel, row.platform_message) == (DeliveryState.SENT, MANAGEMENT, file["id"])
    assert slack.violations == []


@pytest.mark.usefixtures("files")
def test_a_file_to_a_person_goes_to_their_direct_message(desk: Desk, slack: FakeSlack) -> None:
    desk.open()
    desk.settle()
    queue_file(desk, desk.prompt_of(ANNA).destination)
    desk.settle()
    assert contents(slack, ANNA) == ["Rapport 2022 åäö"]
    desk.assert_exactly_once()


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("kind", [*UNCERTAIN, "429", "close_before"])
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
def test_a_fault_at_any_step_costs_no_file_and_doubles_none(
    desk: Desk, slack: FakeSlack, method: str, kind: str
) -> None:
    slack.expected.add("bad_upload")
    slack.faults.add(method, kind=kind)
    queue_file(desk)
    desk.settle()
    assert contents(slack, MANAGEMENT) == ["Rapport 2022 åäö"]
    desk.assert_exactly_once()
    if method != "files.completeUploadExternal":
        assert slack.calls("conversations.history") == [], "nothing was shown yet, so there is nothing to look for"


@pytest.mark.usefixtures("files")
def test_a_second_copy_of_a_file_that_turns_up_late_is_removed(make_desk: MakeDesk, slack: FakeSlack) -> None:
    desk = make_desk()
    slack.faults.add("files.completeUploadExternal", kind="500_before")
    row = queue_file(desk)
    desk.deliver()
    desk.clock.move(seconds=46)
    desk.deliver()  # looked, and not found
    desk.deliver()  # sent again
    late = {"id": "F0LATE", "name": f"rapport-{row.token[:12]}.txt", "title": "x", "size": 1}
    slack.store.files["F0LATE"] = {"id": "F0LATE", "name": late["name"], "length": 1, "data": b"x", "completed": True}
    copy = slack.bot_message(MANAGEMENT, {"text": "the first call, carried out late"})
    copy.raw["files"] = [late]
    assert len(contents(slack, MANAGEMENT)) == 2
    desk.settle()
    assert contents(slack, MANAGEMENT) == ["Rapport 2022 åäö"]
    desk.assert_exactly_once()


@pytest.mark.usefixtures("files")
def test_a_file_with_nothing_in_it_is_not_sent(desk: Desk, slack: FakeSlack) -> None:
    queue_file(desk, empty=True)
    desk.settle()
    [told] = listed(desk.database)
    assert (told["kind"], told["state"], told["why"]) == ("file", "cancelled", "nothing left to say")
    assert slack.calls("files.getUploadURLExternal") == []


def test_a_file_that_nobody_makes_fails_with_a_reason_and_holds_up_nobody(desk: Desk, slack: FakeSlack) -> None:
    queue_file(desk)
    desk.open()
    desk.settle()
    row = desk.row(kind=DeliveryKind.FILE)
    assert (row.state, row.error) == (DeliveryState.FAILED, "could not be built: KeyError")
    assert len(desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11
