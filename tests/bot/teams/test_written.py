"""What people write in Teams, as the words that are meant."""

from typing import Any

import pytest

from bot.teams.written import edited, written
from handlers.context import Edited, Said
from models.options import Options
from tests.conftest import STOCKHOLM
from tests.fakes.teams import activities
from tests.fakes.teams.tenant import BOT, MANAGEMENT, Json, Person, Tenant

OPTIONS = Options(zone=STOCKHOLM)
ANNA = Person("00000000-0000-4000-8000-000000000001", "anna@example.se", "Anna")
THREAD = f"{MANAGEMENT};messageid=17"


def said(text: str, where: str = "", **more: Any) -> Said | None:
    incoming = written(activities.message(Tenant(), "https://x/", ANNA, text, where, **more), OPTIONS)
    if incoming is None:
        return None
    assert isinstance(incoming.asked, Said)
    return incoming.asked


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("status Gul", "", "status Gul"),
        ("/status&nbsp;Gul", "", "/status Gul"),
        ("status\xa0Gul \r\n", "", "status Gul"),
        ("<p>status&nbsp;<b>Gul</b></p>", "", "status Gul"),
        ("<div><span style=\"color:red\">rapportera 14 gul</span><br>Sent.</div>", "", "rapportera 14 gul\nSent."),
        ("gul &lt;b&gt;viktigt&lt;/b&gt; &amp;amp; 3 < 5", "", "gul <b>viktigt</b> &amp; 3 < 5"),
        ("<at>Målvakten</at> status Gul", THREAD, "status Gul"),
        ("<at>Målvakten</at>&nbsp;/status Gul", THREAD, "/status Gul"),
        ("Hej <at>Målvakten</at>, status Gul", THREAD, "status Gul"),
        ("status Gul <at>Målvakten</at>?", THREAD, "status Gul?"),
        ("<at>Målvakten</at> fråga <at>Anna Berg</at> om rad 14", THREAD, "fråga Anna Berg om rad 14"),
        ('<at id="0">Målvakten</at> status', THREAD, "status"),
        ("<at>Målvakten</at>", THREAD, ""),
    ],
)  # fmt: skip
def test_markup_spaces_and_mentions_are_not_what_is_said(text: str, where: str, words: str) -> None:
    assert said(text, where) == Said("all", words)


def test_a_command_is_one_with_and_without_a_slash() -> None:
    assert said("/malstatus 14") == Said("status", "14")
    assert said("/rapportera 14 grön Klart") == Said("report", "14 grön Klart")
    assert said("Målvakten status") == Said("all", "status")


def test_what_mentions_somebody_else_or_nobody_is_not_for_the_bot() -> None:
    other: Json = {"type": "mention", "text": "<at>Bo</at>", "mentioned": {"id": "29:bo", "name": "Bo"}}
    assert said("<at>Bo</at> status", THREAD, entities=[other]) is None
    assert said("<at></at>status", THREAD, entities=[]) is None
    targeted = {"id": BOT, "name": "Målvakten", "isTargeted": True}
    assert said("<at></at>status", THREAD, entities=[], recipient=targeted) == Said("all", "status")
    # In a chat with the bot a mention of somebody else is a part of what is said.
    assert said("fråga <at>Bo</at>", entities=[other]) == Said("all", "fråga Bo")


def test_an_answer_in_a_channel_goes_where_it_was_asked() -> None:
    in_thread = written(activities.message(Tenant(), "https://x/", ANNA, "status", THREAD), OPTIONS)
    assert in_thread is not None
    assert in_thread.answer_in is not None
    assert (in_thread.answer_in.destination, in_thread.answer_in.thread) == (f"channel:{MANAGEMENT}", "17")
    assert (in_thread.answer_in.is_public, in_thread.channel) == (True, MANAGEMENT)
    personal = written(activities.message(Tenant(), "https://x/", ANNA, "status"), OPTIONS)
    assert personal is not None
    assert personal.answer_in is not None
    assert (personal.answer_in.destination, personal.answer_in.is_public) == (f"account:{ANNA.account}", False)


def test_files_are_noticed_and_what_teams_attaches_itself_is_not() -> None:
    html: Json = {"contentType": "text/html", "content": "<p>status</p>"}
    kinds = {"application/vnd.microsoft.teams.file.download.info": True, "image/png": True, "messageReference": False}
    for kind, has_file in kinds.items():
        asked = said("status", attachments=[html, {"contentType": kind}])
        assert asked is not None
        assert asked.has_file == has_file


def test_an_edit_is_one_only_when_teams_says_so_and_only_in_a_chat() -> None:
    def change(event: str, where: str = "") -> Json:
        message = activities.message(Tenant(), "https://x/", ANNA, "rapportera 14 gul Sent", where)
        return {**message, "type": "messageUpdate", "channelData": {"eventType": event}}

    incoming = edited(change("editMessage"), OPTIONS)
    assert incoming is not None
    assert incoming.asked == Edited(Said("all"), Said("all", "rapportera 14 gul Sent"))
    assert edited(change("undeleteMessage"), OPTIONS) is None
    assert edited(change("editMessage", THREAD), OPTIONS) is None
