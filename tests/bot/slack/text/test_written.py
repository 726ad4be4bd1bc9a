"""Message events → what somebody says, and where the reply goes."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text.markup import Names
from bot.slack.text.written import Listener, Written, bots_of, incoming, written
from handlers.context import Asked, Deleted, Edited, Said
from models.options import Options

BOT = Listener(frozenset({"U0BOT"}), Options(ZoneInfo("Europe/Stockholm")), "C0LEDNING")
DIRECT = {"type": "message", "channel_type": "im", "channel": "D0ANNA", "user": "U0ANNA", "ts": "1.1"}
THREAD = {
    "type": "message", "channel_type": "channel", "channel": "C0LEDNING", "user": "U0ANNA", "ts": "1.2",
    "thread_ts": "1.1", "parent_user_id": "U0BOT", "text": "12 gul Försenat",
}  # fmt: skip


def heard(event: dict[str, Any]) -> Written | None:
    return written({"event": event}, BOT)


def asked(event: dict[str, Any]) -> Asked | None:
    said = heard(event)
    return None if said is None else incoming({"event_id": "Ev1"}, said, BOT, Names()).asked


def changed(before: str | None, after: str, **more: Any) -> dict[str, Any]:
    event = {**DIRECT, "subtype": "message_changed", "message": {"user": "U0ANNA", "text": after, **more}}
    return event if before is None else {**event, "previous_message": {"user": "U0ANNA", "text": before}}


@pytest.mark.parametrize(
    "text",
    [
        "<@U0BOT> status", "<@U0BOT>: status", "<@U0BOT>, status", "<@U0BOT|malvakten>:status", "status <@U0BOT>",
        "status, <@U0BOT>", "Hej <@U0BOT> status", "hejsan, <@U0BOT>, status", "status <@U0BOT> ",
        "<@U0BOT> <@U0BOT> status", "<@U0BOT> status <@U0BOT>", "<@U0BOT> /malvakten status",
        "<@U0BOT> Målvakten, status",
    ],
)  # fmt: skip
def test_a_mention_may_stand_anywhere(text: str) -> None:
    said = asked({"type": "app_mention", "channel": "C1", "user": "U0ANNA", "ts": "1.1", "text": text})
    assert said == Said("all", "status")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kan <@U0BOT> visa status?", "kan visa status?"),
        ("status <@U0BOT>?", "status?"),
        ("Hej <@U0BOT>", "Hej"),
        ("<@U0BOT>", ""),
        ("<@U0BOT> 12 gul Fråga <@U0BOT> om det", "12 gul Fråga @Målvakten om det"),
        ("<@U0BOT> ersättare <@U0BO>", "ersättare @…"),
    ],
)
def test_what_is_no_address_stays(text: str, words: str) -> None:
    said = asked({"type": "app_mention", "channel": "C1", "user": "U0ANNA", "ts": "1.1", "text": text})
    assert said == Said("all", words)


def test_a_mention_in_a_direct_message_is_a_part_of_it_unless_it_addresses() -> None:
    assert asked({**DIRECT, "text": "12 gul Fråga <@U0BOT> om det"}) == Said("all", "12 gul Fråga @Målvakten om det")
    assert asked({**DIRECT, "text": "<@U0BOT> status"}) == Said("all", "status")


def test_a_slash_command_typed_as_a_message_is_one() -> None:
    assert asked({**DIRECT, "text": "/rapportera 14 gul Försenat"}) == Said("report", "14 gul Försenat")
    assert asked({**DIRECT, "text": "/malvakten hjälp"}) == Said("all", "hjälp")
    assert asked({**DIRECT, "text": "malvakten hjälp"}) == Said("all", "hjälp")
    assert asked({**DIRECT, "text": "/malstatus 14"}) == Said("status", "14")
    assert asked({**DIRECT, "text": "/status 14"}) == Said("all", "/status 14")
    assert asked({**DIRECT, "text": "rapportera 14"}) == Said("all", "rapportera 14")


@pytest.mark.parametrize("subtype", [None, "file_share", "me_message", "thread_broadcast"])
def test_every_subtype_that_carries_somebodys_words_is_read(subtype: str | None) -> None:
    assert asked({**DIRECT, "subtype": subtype, "text": "status"}) == Said("all", "status")


def test_a_file_is_noticed() -> None:
    files = [{"id": "F1"}]
    assert asked({**DIRECT, "subtype": "file_share", "text": "12 gul Se", "files": files}) == Said(
        "all", "12 gul Se", has_file=True
    )
    assert asked({**DIRECT, "subtype": "file_share", "text": "", "files": files}) == Said("all", "", has_file=True)


@pytest.mark.parametrize(
    "event",
    [
        {**DIRECT, "text": "status", "bot_id": "B1"},
        {**DIRECT, "text": "status", "user": None},
        {**DIRECT, "text": "x", "subtype": "bot_message"},
        {**DIRECT, "text": "x", "subtype": "message_replied"},
        {**DIRECT, "text": "x", "subtype": "channel_join"},
        {**DIRECT, "text": "x", "channel_type": "mpim"},
        # Slack's own changes, a program's message that is changed, and one that nobody is known to have changed.
        changed("12 gul A", "12 gul A", edited={"user": "U0ANNA"}),
        changed(None, "12 gul A"),
        changed("12 gul A", "12 gul B", bot_id="B1"),
        {**DIRECT, "subtype": "message_deleted", "previous_message": {"bot_id": "B1", "user": "U0BOT", "text": "x"}},
        {**DIRECT, "subtype": "message_deleted"},
        # In a channel: no thread, not under the bot, elsewhere, no answer, a question, told as a mention as well.
        {**THREAD, "thread_ts": None},
        {**THREAD, "parent_user_id": "U0BO"},
        {**THREAD, "channel": "C1"},
        {**THREAD, "text": "status"},
        {**THREAD, "text": "12 gul"},
        {**THREAD, "text": "12 gul eller?"},
        {**THREAD, "text": "12 gul Försenat <@U0BOT>"},
        {**THREAD, "subtype": "message_changed"},
        {"type": "reaction_added", "user": "U0ANNA"},
    ],
)
def test_nothing_else_is_said_to_the_bot(event: dict[str, Any]) -> None:
    assert heard(event) is None


def test_an_answer_in_a_thread_under_the_bots_own_message_needs_no_mention() -> None:
    for event in (THREAD, {**THREAD, "subtype": "thread_broadcast"}, {**THREAD, "channel_type": "group"}):
        assert asked(event) == Said("all", "12 gul Försenat")
    said = heard(THREAD)
    assert said is not None
    assert said.conversation.is_public


def test_edits_and_deletions_tell_both_texts() -> None:
    old, new = Said("all", "12 gul A"), Said("all", "12 gul B")
    assert asked(changed("12 gul A", "12 gul B")) == Edited(old, new)
    assert asked(changed(None, "12 gul B", edited={"user": "U0ANNA"})) == Edited(Said("all", ""), new)
    before = {"user": "U0ANNA", "text": "12 gul A"}
    assert asked({**DIRECT, "subtype": "message_deleted", "previous_message": before}) == Deleted(old)
    tombstone = {"user": "USLACKBOT", "text": "This message was deleted.", "subtype": "tombstone"}
    event = {**DIRECT, "subtype": "message_changed", "message": tombstone, "previous_message": before}
    assert asked(event) == Deleted(old)


def test_the_bots_accounts_are_its_own_and_those_of_the_event() -> None:
    body = {"authorizations": [{"user_id": "U1", "is_bot": True}, {"user_id": "U2", "is_bot": False}]}
    assert bots_of(body, "U3") == {"U1", "U3"}
    assert bots_of({}, None) == frozenset()
    mention = {"event": {"type": "app_mention", "text": "Hej <@U0BOT> och <@U0ANNA>"}}
    assert bots_of(mention, None) == {"U0BOT"}
    assert bots_of(mention, "U3") == {"U3"}


@given(st.text(st.sampled_from("<@U0BOT>|: ,.!?a\n")))
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(asked({"type": "app_mention", "channel": "C1", "user": "U1", "ts": "1", "text": text}), Said)
