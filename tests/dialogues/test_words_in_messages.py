"""Messages as Slack has them: markup, files, edits, mentions and threads; what is stored and who is told."""

import pytest

from models.operations.tables import InboundRequest
from tests.dialogues.harness import closing, stored, verify_dialogue
from tests.fakes.slack import FakeSlack, Message, Person
from tests.harness import MANAGEMENT, Running

pytestmark = pytest.mark.one_database
ANNA = "UAGFOLK01"
RAW_ID = ("UAG", "U0M", "C0L", "F0", "<@", "<#")


def replies(bot: Running, person: Person) -> list[Message]:
    """What the bot has posted in the person's direct messages."""
    return [m for m in bot.slack.store.in_channel(person.dm) if m.user == bot.slack.bot_user_id]


def reply_to(bot: Running, person: Person, markup: str, channel: str | None = None, **more: object) -> str:
    """Writes it, and returns what comes back in the direct messages."""
    before = len(replies(bot, person))
    person.writes(markup, channel, **more)
    text: str = bot.slack.wait_for(lambda: replies(bot, person)[before:])[-1].text
    assert not any(mark in text for mark in RAW_ID), text
    return text


def comments(bot: Running, row: int = 12) -> list[str]:
    return [answer.comment for answer in stored(bot, row)]


def nothing_more(bot: Running, person: Person, before: int) -> None:
    """Every event has been dealt with, and nothing more was said."""
    bot.drain()
    assert len(replies(bot, person)) == before


@pytest.mark.round_is_open
def test_the_comment_is_what_the_person_saw(bot: Running, slack: FakeSlack) -> None:
    slack.expected.add("user_not_found")
    anna = slack.person(ANNA)
    sent = (
        "rapportera 12 gul Se <http://a.se|a.se>, <https://a.se/plan|tidplanen> och <@UAGVALF01>, <@U0MEDARB1>, "
        "<@U0NOBODY> i <#C0LEDNING|> :warning: :eget: A &amp; B &lt; C"
    )
    assert reply_to(bot, anna, sent).startswith("Tack, ditt svar är sparat: rad 12 – 🟡 Gult.")
    assert comments(bot) == [
        "Se a.se, tidplanen (https://a.se/plan) och @Ägare Välfärd, @Medarbetare, @någon i #ledning ⚠️ :eget: A & B < C"
    ]
    assert slack.violations == []


@pytest.mark.round_is_open
def test_a_name_is_asked_of_slack_once_and_again_when_it_has_changed(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)

    def asked() -> int:
        return len([call for call in slack.calls("users.info") if call.args.get("user") == "U0MEDARB1"])

    for _ in range(2):
        reply_to(bot, anna, "status <@U0MEDARB1>")
    assert asked() == 1
    slack.event({"type": "user_change", "user": slack.user_object("U0MEDARB1")})
    reply_to(bot, anna, "status <@U0MEDARB1>")
    assert asked() == 2


def test_slack_is_asked_for_twenty_names_at_most(bot: Running, slack: FakeSlack) -> None:
    slack.expected.add("user_not_found")
    reply_to(bot, slack.person(ANNA), "status " + " ".join(f"<@UNOBODY{n}>" for n in range(50)))
    assert len([call for call in slack.calls("users.info") if "NOBODY" in str(call.args)]) == 20


@pytest.mark.round_is_open
def test_while_slack_is_silent_names_are_left_out_and_the_answer_is_stored(bot: Running, slack: FakeSlack) -> None:
    slack.faults.add("users.info", "500_before")
    reply_to(bot, slack.person(ANNA), "12 gul Fråga <@U0MEDARB1>")
    assert comments(bot) == ["Fråga @någon"]


def test_an_address_in_markup_works_as_an_address(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)
    address = "<mailto:agare.valfard@example.se|agare.valfard@example.se>"
    assert reply_to(bot, anna, f"ersättare {address}").startswith("Sparat: Ägare Välfärd är din ersättare.")
    assert reply_to(bot, anna, "ersättare <@UAGVALF01>").startswith("Sparat: Ägare Välfärd")


@pytest.mark.round_is_open
@pytest.mark.parametrize("subtype", [None, "me_message", "thread_broadcast"])
def test_words_of_every_subtype_are_stored(bot: Running, slack: FakeSlack, subtype: str | None) -> None:
    assert reply_to(bot, slack.person(ANNA), "12 grön Allt löper", subtype=subtype).startswith("Tack")
    assert comments(bot) == ["Allt löper"]


@pytest.mark.round_is_open
def test_an_answer_with_a_picture_is_stored_and_the_picture_is_said_not_to_be(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)
    text = reply_to(bot, anna, "12 grön Se bilden", files=("bild.png",))
    assert text.startswith("Tack, ditt svar är sparat: rad 12")
    assert "Filen följer inte med, bara texten." in text
    assert comments(bot) == ["Se bilden"]
    assert reply_to(bot, anna, "", files=("bild.png",)).startswith("Jag kan inte ta emot filer, bara text.")
    assert "bara texten" in reply_to(bot, anna, "status", files=("bild.png",))


@pytest.mark.parametrize("said", ["/malvakten hjälp", "/hjälp", "malvakten hjälp", "Målvakten, hjälp"])
def test_a_slash_command_sent_as_a_message_is_done(bot: Running, slack: FakeSlack, said: str) -> None:
    assert reply_to(bot, slack.person(ANNA), said).startswith("Det här kan du göra")


@pytest.mark.round_is_open
def test_a_slash_command_as_a_message_in_a_thread_stores_an_answer(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)
    thread = anna.inbox[0].ts
    assert reply_to(bot, anna, "/rapportera 12 grön Allt löper", thread_ts=thread).startswith("Tack")
    assert replies(bot, anna)[-1].thread_ts == thread


@pytest.mark.round_is_open
def test_an_edited_answer_is_a_new_version(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)
    reply_to(bot, anna, "12 gul Se <https://a.se>")
    message = anna.inbox[-2]
    before = len(replies(bot, anna))
    anna.keyboard.unfurl(message)
    nothing_more(bot, anna, before)
    reply = anna.keyboard.edit(message, "rapportera 12 röd Se <https://b.se>")
    receipt = slack.wait_for(lambda: replies(bot, anna)[before:])[-1]
    assert receipt.text.startswith("Tack, ditt svar är sparat: rad 12 – 🔴 Rött.")
    assert comments(bot) == ["Se https://a.se", "Se https://b.se"]
    slack.replay(reply)
    anna.keyboard.edit(message, "12 röd Se <https://b.se>")
    nothing_more(bot, anna, before + 1)
    assert len(comments(bot)) == 2


@pytest.mark.round_is_open
def test_other_edits_are_told_once_and_change_nothing(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)
    reply_to(bot, anna, "12 gul Försenat")
    message = anna.inbox[-2]

    def told(markup: str) -> Message:
        before = len(replies(bot, anna))
        reply = anna.keyboard.edit(message, markup)
        found: Message = slack.wait_for(lambda: replies(bot, anna)[before:])[-1]
        slack.replay(reply)
        nothing_more(bot, anna, before + 1)
        return found

    holds = "Du har ändrat ditt meddelande. Ditt svar på rad 12 är fortfarande 🟡 Gult: ”Försenat”"
    other = told("13 röd Stopp")
    assert other.text.startswith(holds)
    assert "Ska det här vara ditt svar?\n\n13 röd Stopp\n[Spara som svar på rad 13] [Ändra rad 12]" in other.text
    assert comments(bot, 13) == []
    anna.click(other, "Spara som svar på rad 13")
    assert comments(bot, 13) == ["Stopp"]
    anna.keyboard.edit(message, "12 gul Försenat")
    bot.drain()
    gone = told("Glöm det")
    assert gone.text.startswith(holds)
    assert "Rapportera rad 12" in anna.click(gone, "Ändra rad 12").wait_view().text
    nothing = told("hej hej")
    assert nothing.text.startswith("Jag läser meddelanden när de skickas, inte när de ändras.\n\nSkicka det igen")
    assert "[Spara som svar på rad 14]" in told("14 grön Bra").text
    assert comments(bot) == ["Försenat"]
    assert comments(bot, 14) == []


@pytest.mark.round_is_open
@pytest.mark.parametrize("has_thread", [False, True])
def test_a_deleted_answer_is_told_to_hold(bot: Running, slack: FakeSlack, has_thread: bool) -> None:
    anna = slack.person(ANNA)
    for said in ("tack", "12 gul Försenat"):
        reply_to(bot, anna, said)
    other, answer = [m for m in anna.inbox if m.user == ANNA]
    if has_thread:
        reply_to(bot, anna, "status", thread_ts=answer.ts)
    before = len(replies(bot, anna))
    anna.keyboard.delete(other)
    nothing_more(bot, anna, before)
    reply = anna.keyboard.delete(answer)
    told = slack.wait_for(lambda: replies(bot, anna)[before:])[-1]
    assert told.text.startswith("Du har tagit bort ditt meddelande. Ditt svar på rad 12 är fortfarande 🟡 Gult:")
    slack.replay(reply)
    nothing_more(bot, anna, before + 1)
    assert comments(bot) == ["Försenat"]


@pytest.mark.round_is_open
def test_somebody_elses_answer_is_not_told_of(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)
    reply_to(bot, anna, "12 gul Försenat")
    message = next(m for m in anna.inbox if m.user == ANNA)
    verify_dialogue(bot, [("samordnare", "/rapportera 12 grön Löst.", "Tack…")])
    bot.drain()
    before = len(replies(bot, anna))
    anna.keyboard.delete(message)
    nothing_more(bot, anna, before)


@pytest.mark.round_is_open
def test_a_receipt_for_an_answer_in_a_channel_goes_to_the_person_alone(bot: Running, slack: FakeSlack) -> None:
    anna, us = slack.person(ANNA), f"<@{slack.bot_user_id}>"
    assert reply_to(bot, anna, f"{us}: 12 grön Allt löper", MANAGEMENT).startswith("Tack")
    assert reply_to(bot, slack.person("U0MEDARB1"), f"12 grön Mitt {us}", MANAGEMENT).startswith("Du finns inte med")
    anna.writes(f"Hej {us} status", MANAGEMENT)
    slack.wait_for(lambda: [m for m in slack.store.in_channel(MANAGEMENT) if m.user == slack.bot_user_id])
    shown = [m.text for m in slack.store.in_channel(MANAGEMENT) if m.user == slack.bot_user_id]
    assert len(shown) == 1
    assert shown[0].startswith("Läget")
    assert comments(bot) == ["Allt löper"]


@pytest.mark.round_is_open
def test_an_answer_in_the_thread_of_the_summary_is_stored(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)
    verify_dialogue(bot, closing())
    bot.drain()
    summary = slack.messages(MANAGEMENT)[-1]
    before = len(slack.thread(MANAGEMENT, summary.ts))
    assert reply_to(bot, anna, "12 gul Försenat", MANAGEMENT, thread_ts=summary.ts).startswith("Tack")
    us = f"<@{slack.bot_user_id}>"
    assert reply_to(bot, anna, f"{us} 13 grön Löper", MANAGEMENT, thread_ts=summary.ts).startswith("Tack")
    said = len(replies(bot, anna))
    anna.writes("Bra jobbat alla! 12 gul, då vet vi", MANAGEMENT, thread_ts=summary.ts)
    anna.writes("12 gul Bara sagt", MANAGEMENT)
    nothing_more(bot, anna, said)
    assert comments(bot) == ["Försenat"]
    assert comments(bot, 13) == ["Löper"]
    texts = [m.text for m in slack.thread(MANAGEMENT, summary.ts)[before:] if m.user == slack.bot_user_id]
    assert not any(text.startswith("Tack") for text in texts)


@pytest.mark.round_is_open
def test_the_same_event_again_has_one_effect(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(ANNA)
    reply_to(bot, anna, "12 gul Försenat")
    message = next(m for m in anna.inbox if m.user == ANNA)
    before = len(replies(bot, anna))
    anna.keyboard.edit(message, "12 röd Försenat", event_id="Ev0SAME")
    anna.keyboard.edit(message, "12 röd Mer försenat", event_id="Ev0SAME")
    bot.drain()
    assert len(comments(bot)) == 2
    assert len(replies(bot, anna)) == before + 1
    assert bot.read(lambda session: session.query(InboundRequest).count()) == 2
