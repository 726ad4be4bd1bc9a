"""The platform in memory, and the messenger over it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.messenger import DemoMessenger
from bot.demo.platform import MANAGEMENT, Platform
from messages.parts import Form, say
from scheduler.outbox.messenger import Address, History, MessageRef, Messenger, Permanent, Sent

NOW = datetime(2022, 6, 8, 7, 0, tzinfo=UTC)
ANNA, BO = "anna@example.se", "bo@example.se"
HELLO = say("Hej!")


@pytest.fixture
def platform() -> Platform:
    made = Platform(lambda: NOW)
    made.join(ANNA)
    made.join(BO)
    return made


def test_what_is_for_one_is_seen_by_one(platform: Platform) -> None:
    platform.post(MANAGEMENT, HELLO)
    platform.post(MANAGEMENT, HELLO, only_for=ANNA)
    assert len(platform.top_level(MANAGEMENT, ANNA)) == 2
    assert len(platform.top_level(MANAGEMENT, BO)) == 1
    assert platform.top_level(ANNA, BO) == []


def test_an_answer_to_a_reply_stays_in_the_same_thread(platform: Platform) -> None:
    parent = platform.post(ANNA, HELLO)
    reply = platform.post(ANNA, HELLO, thread=parent.id)
    deeper = platform.post(ANNA, HELLO, thread=reply.id)
    assert platform.in_thread(parent.id, ANNA) == [reply, deeper]
    assert platform.top_level(ANNA, ANNA) == [parent]


def test_unread_counts_messages_and_not_edits(platform: Platform) -> None:
    post = platform.post(ANNA, HELLO)
    assert platform.unread(ANNA) == 1
    platform.mark_read(ANNA)
    platform.rewrite(post.id, say("Hej igen!"))
    platform.post(ANNA, say("status"), author=ANNA)
    assert platform.unread(ANNA) == 0


def test_every_change_is_counted(platform: Platform) -> None:
    seen = [platform.changes]
    post = platform.post(ANNA, HELLO)
    seen.append(platform.changes)
    platform.rewrite(post.id, HELLO)
    seen.append(platform.changes)
    platform.remove(post.id)
    seen.append(platform.changes)
    assert sorted(set(seen)) == seen


def test_only_the_newest_forms_are_kept(platform: Platform) -> None:
    form = Form("answer", "", "", "", ())
    for number in range(501):
        platform.keep_form(str(number), form)
    assert platform.form("0") is None
    assert platform.form("500") is form


def test_the_messenger_posts_to_a_person_by_address_whatever_other_account_they_have(platform: Platform) -> None:
    messenger: Messenger = DemoMessenger(platform)
    sent = asyncio.run(messenger.post(Address(account="UANNA", email=ANNA), HELLO, "t1"))
    assert sent == Sent(MessageRef(ANNA, "1"))
    assert platform.get("1") is not None


def test_the_messenger_posts_in_threads_and_rewrites_and_removes(platform: Platform) -> None:
    messenger = DemoMessenger(platform)
    first = asyncio.run(messenger.post(Address(channel=MANAGEMENT), HELLO, "t1"))
    assert isinstance(first, Sent)
    second = asyncio.run(messenger.post(Address(channel=MANAGEMENT, thread=first.ref.message), HELLO, "t2"))
    assert isinstance(second, Sent)
    assert asyncio.run(messenger.rewrite(first.ref, say("Nytt"), "t1")) == first
    changed = platform.get(first.ref.message)
    assert changed is not None
    assert (changed.message, changed.edited, changed.token) == (say("Nytt"), True, "t1")
    assert asyncio.run(messenger.remove(second.ref)) == second
    assert platform.in_thread(first.ref.message, ANNA) == []


@pytest.mark.parametrize("address", [Address(email="ingen@example.se"), Address(email=ANNA, thread="99"), Address()])
def test_what_does_not_exist_is_refused_for_good(platform: Platform, address: Address) -> None:
    messenger = DemoMessenger(platform)
    assert isinstance(asyncio.run(messenger.post(address, HELLO, "t")), Permanent)
    assert isinstance(asyncio.run(messenger.rewrite(MessageRef(ANNA, "99"), HELLO, "t")), Permanent)
    assert isinstance(asyncio.run(messenger.remove(MessageRef(ANNA, "99"))), Permanent)
    assert platform.all_posts() == []


def test_the_messenger_finds_its_own_messages_by_token(platform: Platform) -> None:
    messenger, address = DemoMessenger(platform), Address(email=ANNA)
    for token in ("t1", "t2", "t1"):
        asyncio.run(messenger.post(address, HELLO, token))
    found = asyncio.run(messenger.look(address, "t1", NOW - timedelta(minutes=1)))
    assert found == History((MessageRef(ANNA, "1"), MessageRef(ANNA, "3")))
    assert asyncio.run(messenger.look(address, "t1", NOW + timedelta(minutes=1))) == History(())
