"""Personal data in an answer: its author reads it, everybody else a mark, until the author has chosen."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.answers.tables import Answer
from models.operations.tables import AuditEvent
from models.rounds.queries import round_named
from models.rules.answers.personal_data import MASK
from models.rules.text import fold
from models.vocabulary.answers import Personal
from reports.content.exports.answers import all_versions, current_rows
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import (
    PEOPLE,
    Line,
    Talk,
    drain,
    filled,
    lacks,
    stored,
    time_passes,
    verify_dialogue,
)

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
NUMBER, PHONE, MANAGEMENT = "19800101-1234", "070-123 45 67", "C0LEDNING"
SAID = f"Klagomål från {NUMBER} dröjer. Orsak: Handläggaren nås på {PHONE}. Åtgärd: Ny tid"
HIDDEN = f"Klagomål från {MASK} dröjer."
BUTTONS = "[Ta bort det]…[Skriv en roll i stället]…[Det är rätt ändå]"
ASKED = f"andra ser {MASK} i stället tills du har valt vad som ska göras.…{BUTTONS}"


def told_to_management(chat: Chat) -> str:
    return "\n".join(message.text for message in chat.messages(MANAGEMENT))


def answered(bot: Bot, row: int = 12, who: str = "folkhälsa") -> Talk:
    return verify_dialogue(bot, [(who, f"/rapportera {row} röd {SAID}", f"Tack…{NUMBER}…{PHONE}…{ASKED}")])


def exported(bot: Bot) -> str:
    def read(session: Session) -> str:
        round_ = round_named(session, fold("Halvår 2022"))
        assert round_ is not None
        return str(current_rows(session, round_)) + str(all_versions(session, round_))

    return bot.read(read)


def test_only_the_author_reads_it_and_nothing_waits(bot: Bot, chat: Chat) -> None:
    answered(bot)
    drain(bot)
    alert = told_to_management(chat)
    assert HIDDEN in alert
    assert f"Handläggaren nås på {MASK}" in alert
    hidden: list[Line] = [
        (who, said, lambda text: MASK in text and NUMBER not in text and PHONE not in text)
        for who in ("chef", "samordnare", "medarbetare")
        for said in ("/malvakten historik 12", "/status 12", "/malvakten avvikelser")
    ]
    verify_dialogue(bot, hidden)
    assert HIDDEN in exported(bot)
    assert NUMBER not in exported(bot)
    # The author reads their own words where they change them.
    view = chat.person(PEOPLE["folkhälsa"]).command("/rapportera", "12").wait_view()
    assert NUMBER in str(filled(view)["comment"])


def test_what_is_removed_is_gone_and_the_alert_is_rewritten_in_its_place(bot: Bot, chat: Chat) -> None:
    talk = answered(bot)
    drain(bot)
    verify_dialogue(bot, [("folkhälsa", "[Ta bort det]", lambda text: NUMBER not in text and "dröjer" in text)], talk)
    time_passes(bot, seconds=6)
    first, *_ = chat.messages(MANAGEMENT)
    assert "Klagomål från dröjer." in first.text
    assert MASK not in first.text
    assert [answer.personal for answer in stored(bot, 12)] == [Personal.FOUND, Personal.NONE]
    # The version before stays as masked as it was.
    assert NUMBER not in exported(bot)
    verify_dialogue(bot, [("folkhälsa", "/malvakten historik 12", lacks(NUMBER))])


def test_a_second_correction_rewrites_the_alert_again(bot: Bot, chat: Chat) -> None:
    answered(bot)
    drain(bot)
    verify_dialogue(bot, [("folkhälsa", f"/rapportera 12 röd Nytt: {PHONE} nu.", f"Tack…{ASKED}")])
    time_passes(bot, seconds=6)
    assert f"Nytt: {MASK} nu." in chat.messages(MANAGEMENT)[0].text
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 röd Nytt: växeln svarar nu.", "Tack…")])
    time_passes(bot, seconds=6)
    assert "Nytt: växeln svarar nu." in chat.messages(MANAGEMENT)[0].text


def test_what_is_right_is_shown_to_all_and_the_audit_tells_why_without_it(bot: Bot, chat: Chat) -> None:
    talk = answered(bot)
    drain(bot)
    anna = chat.person(PEOPLE["folkhälsa"])
    view = anna.click(talk.last["folkhälsa"], "Det är rätt ändå").wait_view()
    assert "Varför är det rätt?" in view.text
    anna.submit(view, {"why": f"Ett testnummer, {NUMBER}"})
    chat.wait_for(lambda: [a.personal for a in stored(bot, 12)] == [Personal.RIGHT])
    time_passes(bot, seconds=6)
    [alert] = chat.messages(MANAGEMENT)
    assert NUMBER in alert.text
    verify_dialogue(bot, [("chef", "/malvakten historik 12", f"…{NUMBER}…")])
    [event] = bot.read(lambda s: list(s.scalars(select(AuditEvent).filter_by(what="answer.personal_right"))))
    assert event.after
    assert event.after["kinds"] == ["identity", "phone"]
    assert event.after["why"] == f"Ett testnummer, {MASK}"
    audit = bot.read(lambda s: str([(each.before, each.after) for each in s.scalars(select(AuditEvent))]))
    assert NUMBER not in audit
    # The same numbers are right in the next version, too, another is not.
    same = ("folkhälsa", f"/rapportera 12 röd Fortfarande {NUMBER}.", lacks(MASK))
    other = ("folkhälsa", "/rapportera 12 röd Fortfarande 19900101-1234.", f"Tack…{ASKED}")
    verify_dialogue(bot, [same, other])


def test_a_button_of_an_answer_that_was_changed_changes_nothing(bot: Bot, chat: Chat) -> None:
    talk = answered(bot)
    anna, receipt = chat.person(PEOPLE["folkhälsa"]), talk.last["folkhälsa"]
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 röd Vi väntar på besked.", "Tack…")])
    reply = anna.click(receipt, "Ta bort det")
    chat.wait_for(lambda: reply.followups or reply.text)
    assert "Det finns inget kvar att välja" in "".join([reply.text, *(each.text for each in reply.followups)])
    assert len(stored(bot, 12)) == 2


def test_a_comment_that_is_nothing_else_is_written_anew(bot: Bot) -> None:
    talk = verify_dialogue(bot, [("folkhälsa", f"/rapportera 12 röd {NUMBER}", f"Tack…{ASKED}")])
    verify_dialogue(bot, [("folkhälsa", "[Ta bort det]", "Det skulle inte bli något kvar…[Ändra]")], talk)
    assert len(stored(bot, 12)) == 1


def test_a_colleague_keeps_or_replaces_what_they_may_not_read_and_never_stores_the_mark(bot: Bot, chat: Chat) -> None:
    answered(bot, 34, "välfärd")
    drain(bot)
    other = chat.person(PEOPLE["samhälle1"])
    notice = "\n".join(m.text for m in chat.thread(other.id, other.inbox[0].ts))
    assert MASK in notice
    assert NUMBER not in notice
    view = other.command("/rapportera", "34").wait_view()
    assert MASK in view.text
    assert NUMBER not in view.text
    assert not filled(view)["comment"]
    other.submit(view, {"action_owner": "Enhetschef", "action_due": "2022-10-31"})
    first, second = stored(bot, 34)
    assert (second.comment, second.cause, second.personal) == (first.comment, first.cause, Personal.FOUND)
    assert NUMBER not in view.text
    assert second.words_of_id == first.author_id
    verify_dialogue(bot, [("samhälle1", "/malvakten historik 34", lacks(NUMBER))])
    assert NUMBER not in other.command("/rapportera", "34").wait_view().text
    view = chat.person(PEOPLE["välfärd"]).command("/rapportera", "34").wait_view()
    assert NUMBER in view.text or NUMBER in str(filled(view)["comment"])


def test_confirming_shows_nothing_more_than_the_notice_did(bot: Bot, chat: Chat) -> None:
    answered(bot, 34, "välfärd")
    drain(bot)
    other = chat.person(PEOPLE["samhälle1"])
    [notice] = [m for m in chat.thread(other.id, other.inbox[0].ts) if "har svarat på rad 34" in m.text]
    reply = other.click(notice, "Bekräfta")
    chat.wait_for(lambda: reply.followups or reply.text)
    text = "\n".join([reply.text, *(each.text for each in reply.followups)])
    assert HIDDEN in text
    assert NUMBER not in text
    first, second = stored(bot, 34)
    assert second.comment == first.comment


@pytest.mark.not_in_teams("a bot has no page of its own there")
def test_the_form_says_what_others_see_and_the_choice_waits_under_my_answers(bot: Bot, chat: Chat) -> None:
    anna = chat.person(PEOPLE["folkhälsa"])
    view = anna.command("/rapportera", "12").wait_view()
    anna.submit(view, {"status": "green", "comment": f"Ring {PHONE} om länsdialogen."})
    assert f"Andra ser {MASK} i stället." in view.text
    anna.opens_home()
    drain(bot)
    home = chat.wait_for(lambda: chat.home(anna.id))
    shown = anna.click(home, "Visa dina svar").wait_view()
    assert PHONE in shown.text
    anna.click(shown, "Ta bort det")
    chat.wait_for(lambda: [a.comment for a in stored(bot, 12)][1:] == ["Ring om länsdialogen."])


def test_answers_from_before_are_read_when_they_are_shown(bot: Bot) -> None:
    answered(bot)
    bot.write(lambda session: session.execute(update(Answer).values(personal=Personal.UNREAD)))
    verify_dialogue(bot, [("chef", "/malvakten historik 12", f"…{HIDDEN}…")])
    assert NUMBER not in exported(bot)
