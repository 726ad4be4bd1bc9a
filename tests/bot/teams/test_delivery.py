"""Messages on their way to Teams: what each of its answers means, and that nobody gets two."""

from typing import Any

import pytest

from messages.parts import Button, Buttons, say
from messages.stored import to_data
from models.outbox.destinations import MANAGEMENT, to_account
from models.outbox.queue import queue
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox.looks import MOST_LOOKS
from tests.dialogues.harness import open_now
from tests.dialogues.meeting import Meeting
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams import tenant as fake
from tests.fakes.teams.cards import actions_of, card_of
from tests.until import until

OWNER = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"
COORDINATOR = "USAMORD01"


def send(bot: Meeting, key: str, destination: str = "", waits: bool = True) -> None:
    message = say("Ett besked.", Buttons((Button("Hjälp", "ask", "hjälp"),)))
    to = destination or to_account(OWNER)
    bot.write(lambda s: queue(s, key, DeliveryKind.REPLY, "teams", to, bot.clock(), payload=to_data(message)))
    if waits:
        bot.drain()
    bot.wake()


def row(bot: Meeting, key: str) -> Delivery:
    [found] = bot.deliveries(key=key)
    return found


def got(teams: FakeTeams, account: str = OWNER) -> list[str]:
    """What the person has got of these tests' messages."""
    posts = teams.tenant.in_conversation(teams.tenant.people[account].conversation)
    return [post.ts for post in posts if "Ett besked." in str(post.activity)]


def test_a_call_is_marked_as_begun_when_nothing_else_is_waited_for(bot: Meeting, teams: FakeTeams) -> None:
    """A form, a document and a message; not while the token is fetched."""
    assert bot.program.teams is not None
    refused = teams.fail("token", 500, times=10_000)
    bot.program.teams.token.forget()
    send(bot, "waits")
    assert (row(bot, "waits").state, row(bot, "waits").begun_attempt) == (DeliveryState.PENDING, 0)
    refused.times = 0
    open_now(bot)
    bot.chat.person(COORDINATOR).says("omgång rapport")
    bot.chat.person(COORDINATOR).says("rapportera 12")
    bot.as_time_passes(lambda: {each.state for each in bot.deliveries()} == {DeliveryState.SENT}, seconds=10)
    posts = [each for each in bot.deliveries() if each.target_id is None]
    assert {"form", "file", "message"} <= {what(each) for each in posts}
    assert {each.begun_attempt == each.attempt for each in posts} == {True}
    assert {each.begun_attempt for each in bot.deliveries() if each.target_id is not None} <= {0}


def what(each: Delivery) -> str:
    if each.kind is DeliveryKind.FILE:
        return "file"
    return "form" if (each.payload or {}).get("kind") == "Form" else "message"


@pytest.mark.parametrize("status", [429, 412])
def test_what_was_not_done_is_tried_again_when_teams_says_so(bot: Meeting, teams: FakeTeams, status: int) -> None:
    teams.fail("post", status, headers={"Retry-After": "7.5"}, where=teams.tenant.people[OWNER].conversation)
    send(bot, "limited")
    assert row(bot, "limited").state is DeliveryState.PENDING
    waits = (row(bot, "limited").due_at - bot.clock()).total_seconds()
    assert waits == 7.5
    # The conversation is left alone, the others are not.
    send(bot, "behind", waits=False)
    send(bot, "elsewhere", to_account(OTHER), waits=False)
    until(lambda: row(bot, "elsewhere").state is DeliveryState.SENT)
    assert (row(bot, "behind").attempt, row(bot, "elsewhere").state) == (0, DeliveryState.SENT)
    bot.clock.move(seconds=8)
    bot.as_time_passes(
        lambda: {each.state for each in bot.deliveries(destination=to_account(OWNER))} == {DeliveryState.SENT}
    )
    assert len(got(teams)) == 2


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 502}, {"drops": True}, {"status": 504, "done": True},
                                   {"drops": True, "done": True}])  # fmt: skip
def test_an_uncertain_message_is_never_sent_blindly_and_a_lost_one_is_told(
    bot: Meeting, teams: FakeTeams, fault: dict[str, Any]
) -> None:
    open_now(bot)
    teams.fail("post", where=teams.tenant.people[OWNER].conversation, **fault)
    person = bot.read(lambda session: load_directory(session).by_account("teams", OWNER))
    assert person is not None
    now = bot.clock()
    message = to_data(say("Ett besked."))
    bot.write(lambda s: queue(s, "unsure", DeliveryKind.NUDGE, "teams", f"person:{person.id}", now, payload=message,
                              round_id=1, person_id=person.id))  # fmt: skip
    bot.as_time_passes(lambda: row(bot, "unsure").state is DeliveryState.FAILED, seconds=10)
    assert row(bot, "unsure").looks == MOST_LOOKS
    posts = [call for call in teams.tenant.calls if call[0] == "post" and "Ett besked." in str(call[2])]
    assert len(posts) == 1
    assert len(got(teams)) == (1 if fault.get("done") else 0)
    # The coordinator is told, in words.
    bot.as_time_passes(lambda: "det går inte att veta om det kom fram" in "".join(
        post.text for post in bot.chat.person(COORDINATOR).inbox))  # fmt: skip


def test_a_press_on_an_uncertain_message_shows_that_it_has_arrived(bot: Meeting, teams: FakeTeams) -> None:
    teams.fail("post", 504, done=True, where=teams.tenant.people[OWNER].conversation)
    send(bot, "unsure")
    assert row(bot, "unsure").state is DeliveryState.UNCERTAIN
    person, [ts] = teams.tenant.people[OWNER], got(teams)
    posted = next(each for each in teams.tenant.posts if each.ts == ts)
    [action] = actions_of(card_of(posted.activity) or {})
    bot.chat.deliver(activities.press(teams.tenant, teams.service_url, person, action, {}, ts))
    until(bot.is_idle)
    found = row(bot, "unsure")
    assert (found.state, found.platform_message, found.platform_channel) == (
        DeliveryState.SENT, ts, person.conversation,
    )  # fmt: skip
    bot.as_time_passes(lambda: bot.clock() > found.created_at.replace(year=2023), days=30)
    assert len(got(teams)) == 1


def test_a_person_who_has_blocked_the_bot_is_told_once_and_asked_when_it_is_back(
    bot: Meeting, teams: FakeTeams
) -> None:
    teams.tenant.blocked.add(OWNER)
    open_now(bot)
    [asked] = [each for each in bot.deliveries(kind=DeliveryKind.PROMPT) if each.tried_address == OWNER]
    assert (asked.state, asked.error) == (DeliveryState.FAILED, "writes_blocked")
    bot.as_time_passes(lambda: "personen har blockerat eller tagit bort boten" in "".join(
        post.text for post in bot.chat.person(COORDINATOR).inbox))  # fmt: skip
    tries = len([call for call in teams.tenant.calls if call[1] == teams.tenant.people[OWNER].conversation])
    for _ in range(3):
        bot.settle()
    assert tries == len([call for call in teams.tenant.calls if call[1] == teams.tenant.people[OWNER].conversation])
    teams.tenant.blocked.clear()
    teams.deliver(activities.installed(teams.tenant, teams.service_url, teams.tenant.people[OWNER]))
    until(bot.is_idle)
    bot.as_time_passes(lambda: bot.deliveries(id=asked.id)[0].state is DeliveryState.SENT)
    assert len([post for post in bot.chat.person(OWNER).inbox if "Du svarar för" in post.text]) == 1


def test_a_message_that_teams_has_lost_is_replaced_by_one_new_one(bot: Meeting, teams: FakeTeams) -> None:
    open_now(bot)
    anna = bot.chat.person(OWNER)
    [first] = anna.inbox
    first.posted.is_lost = True
    anna.command("/rapportera", "12 grön Löper på.")
    bot.as_time_passes(lambda: [post for post in anna.inbox if "1 av 9 klara" in post.text])
    anna.command("/rapportera", "13 grön Löper på.")
    bot.as_time_passes(lambda: [post for post in anna.inbox if "2 av 9 klara" in post.text])
    # The second rewriting went to the new message, and there is one of it.
    assert len([post for post in anna.inbox if "av 9 klara" in post.text]) == 1


def test_the_management_channel_is_waited_for_and_never_gets_a_thing_twice(bot: Meeting, teams: FakeTeams) -> None:
    teams.fail("post", 403, times=2, where=fake.MANAGEMENT)
    send(bot, "to all", MANAGEMENT)
    assert (row(bot, "to all").state, row(bot, "to all").error) == (DeliveryState.PENDING, "not_in_channel")
    bot.as_time_passes(lambda: row(bot, "to all").state is DeliveryState.SENT, seconds=30)
    assert len([post for post in bot.chat.messages("C0LEDNING") if "Ett besked." in post.text]) == 1


def test_a_wrong_secret_stops_everything_until_it_is_right(bot: Meeting, teams: FakeTeams) -> None:
    door = bot.program.teams
    assert door is not None
    wrong = teams.fail("token", 401, body={"error": "invalid_client"}, times=10_000)
    door.token.forget()
    send(bot, "waits")
    assert (row(bot, "waits").state, row(bot, "waits").error) == (DeliveryState.PENDING, "invalid_client")
    assert door.state == "not let in: invalid_client"
    wrong.times = 0
    bot.as_time_passes(lambda: row(bot, "waits").state is DeliveryState.SENT, seconds=10)
    assert len(got(teams)) == 1
    # After a stop the pace of all conversations is the steady one: the next message has its turn a moment later.
    bot.clock.move(seconds=1)
    # A token that is withdrawn before its time is replaced at once.
    teams.tokens.clear()
    send(bot, "after")
    assert row(bot, "after").state is DeliveryState.SENT


def test_who_has_only_been_met_in_the_channel_is_written_to_in_a_chat_of_their_own(
    bot: Meeting, teams: FakeTeams
) -> None:
    stranger = teams.person("00000000-0000-4000-8000-0000000000aa", "ny@example.se", "Ny")
    asked = activities.message(
        teams.tenant, teams.service_url, stranger, "rapportera", f"{fake.MANAGEMENT};messageid=9"
    )
    assert teams.deliver(asked)[0] == 200
    bot.drain()
    assert stranger.account in teams.tenant.installed
    assert bot.chat.in_conversation(stranger.conversation)
    assert not [post for post in bot.chat.in_conversation(fake.MANAGEMENT) if post.posted.thread == "9"]
    send(bot, "unmet", to_account("00000000-0000-4000-8000-0000000000bb"))
    assert (row(bot, "unmet").state, row(bot, "unmet").error) == (DeliveryState.FAILED, "not_installed")
