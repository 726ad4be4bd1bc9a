"""*Ej mitt ansvar*: a row goes to a named colleague, who is asked and told, or back to the coordinator."""

import pytest
from sqlalchemy import select

from models.people.handover import Handover
from tests.dialogues.chat import Bot, Chat, Sheet, Someone
from tests.dialogues.harness import drain, nothing_is_live, time_passes, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
ANNA, CARL, BOSS = "UAGFOLK01", "UAGVALF01", "USAMORD01"


def form(person: Someone) -> Sheet:
    return person.click(person.inbox[0], "Ej mitt ansvar").wait_view()


def hand(bot: Bot, person: Someone, rows: str, to: str) -> str:
    view = form(person)
    assert not person.submit(view, {"rows": rows, "to": to}).errors
    drain(bot)
    return view.text


def moved(bot: Bot) -> int:
    return len(bot.read(lambda s: list(s.scalars(select(Handover)))))


def test_a_row_is_handed_to_a_colleague_who_is_asked_and_may_answer(bot: Bot, chat: Chat) -> None:
    anna, colleague, boss = chat.person(ANNA), chat.person("UCHFOLK01"), chat.person(BOSS)
    assert colleague.inbox == []
    verify_dialogue(bot, [("chef", "/rapportera 16 grön Bra.", "Rad 16 hör till Folkhälsa.…")])
    hand(bot, anna, "16, 17", "chef.folkhalsa@example.se")
    [asked] = colleague.inbox
    assert "Du svarar för 2 aktiviteter." in asked.text
    assert "Ägare Folkhälsa har lämnat över raderna 16 och 17 till dig." in asked.text
    assert "Ägare Folkhälsa meddelar att rad 16" in boss.inbox[-1].text
    assert "Chef Folkhälsa får frågan i stället." in boss.inbox[-1].text
    time_passes(bot, seconds=6)
    chat.wait_for(lambda: "0 av 7 klara" in anna.inbox[0].text)
    verify_dialogue(bot, [("chef", "/rapportera 16 grön Bra.", "Tack…")])
    view = colleague.click(asked, "Rapportera").wait_view()
    assert view.text.startswith("Rapportera rad 17")
    nothing_is_live(bot)
    assert chat.violations == []


def test_who_has_been_asked_already_is_told_in_the_thread(bot: Bot, chat: Chat) -> None:
    anna, carl = chat.person(ANNA), chat.person(CARL)
    [first] = carl.inbox
    hand(bot, anna, "16", "Ägare Välfärd")
    assert len(carl.inbox) == 1
    [told] = chat.thread(carl.id, first.ts)
    assert "Ägare Folkhälsa har lämnat över rad 16 till dig." in told.text


def test_without_a_name_the_row_goes_back_to_the_coordinator(bot: Bot, chat: Chat) -> None:
    anna, boss = chat.person(ANNA), chat.person(BOSS)
    hand(bot, anna, "16", "")
    assert "Ingen får frågan nu. Svara för verksamheten, eller ändra personfilen." in boss.inbox[-1].text
    time_passes(bot, seconds=6)
    chat.wait_for(lambda: "0 av 8 klara" in anna.inbox[0].text)


REFUSED = [
    ("1", "", {"rows": "Du får inte frågan om rad 1."}),
    ("alla", "", {"rows": "Skriv radens nummer."}),
    ("16", "Nils", {"to": "Jag hittar ingen som heter ”Nils”. Skriv e-postadressen."}),
    ("16", "agare.folkhalsa@example.se", {"to": "Det är du själv. Välj någon annan, eller lämna fältet tomt."}),
    ("16", "Ägare Välfärd", {"to": "Ägare Välfärd är frånvarande. Välj någon annan, eller lämna fältet tomt."}),
]


def test_what_cannot_be_handed_over_is_said_at_the_field(bot: Bot, chat: Chat) -> None:
    verify_dialogue(bot, [("välfärd", "/malvakten frånvaro idag", "Sparat…")])
    bot.settle()
    before = moved(bot)
    anna = chat.person(ANNA)
    for rows, to, faults in REFUSED:
        assert anna.submit(form(anna), {"rows": rows, "to": to}).errors == faults
    assert moved(bot) == before


def test_who_is_still_asked_is_told_truly(bot: Bot, chat: Chat) -> None:
    """Row 7 has two owners; row 12 has one."""
    first, boss, anna = chat.person("UAGSAMH01"), chat.person(BOSS), chat.person(ANNA)
    still = "Ägare Samhällsutveckling 2 får fortfarande frågan om rad 7."
    assert f"Rad 7 har lämnats tillbaka till samordnaren. {still}" in hand(bot, first, "7", "")
    assert still in boss.inbox[-1].text
    assert "Ingen" not in boss.inbox[-1].text
    told = hand(bot, first, "33", "Ägare Välfärd")
    assert "som får frågan nu. Ägare Samhällsutveckling 2 får fortfarande frågan om rad 33." in told
    assert "Ingen får frågan nu." in hand(bot, anna, "12", "")
    assert "Ingen får frågan nu. Svara för verksamheten" in boss.inbox[-1].text


def test_row_numbers_are_read_as_they_look(bot: Bot, chat: Chat) -> None:
    assert "Raderna 16 och 17" in hand(bot, chat.person(ANNA), "１６\u00a0och \u200b17", "Agare\u00a0V\u00adälfärd")


def test_a_row_that_was_handed_back_is_given_to_somebody_who_is_asked(bot: Bot, chat: Chat) -> None:
    anna, boss, colleague = chat.person(ANNA), chat.person(BOSS), chat.person("UCHFOLK01")
    hand(bot, anna, "16", "")
    view = boss.click(boss.inbox[-1], "Ge rad 16 till någon").wait_view()
    assert boss.submit(view, {}).errors == {"other": "Ange en person: i listan eller här."}
    fault = boss.submit(view, {"other": "chef.folkhalso@example.se"}).errors["other"]
    assert "Menar du chef.folkhalsa@example.se" in fault
    sent = boss.submit(view, {"person": "Chef Folkhälsa", "other": "", "note": "Du leder arbetet."})
    assert not sent.errors
    bot.settle()
    [asked] = colleague.inbox
    assert "Du svarar för 1 aktivitet." in asked.text
    assert "Samordnaren har gett dig rad 16. Skäl: ”Du leder arbetet.”" in asked.text
    verify_dialogue(
        bot,
        [
            ("chef", "/rapportera 16 grön Bra.", "Tack…"),
            ("samordnare", "ge rad 16 till chef.folkhalsa@example.se", "Chef Folkhälsa får redan frågan om rad 16."),
        ],
    )
    nothing_is_live(bot)
    assert chat.violations == []


def test_a_row_is_given_in_a_sentence_and_a_button_says_what_it_does(bot: Bot, chat: Chat) -> None:
    """Row 7 has two owners, and one has handed it back: the other is asked as before."""
    hand(bot, chat.person("UAGSAMH01"), "7", "")
    verify_dialogue(
        bot,
        [
            ("samordnare", "ge rad 7 till Ägare Välfärd", "Rad 7.…Ägare Välfärd får i stället frågan om rad 7 i Halvår"
             " 2022. Får inte frågan längre: Ägare Samhällsutveckling 1.…Inget har ändrats än."),
            ("samordnare", "[Ge rad 7 till Ägare Välfärd]", "Rad 7 är överlämnad till Ägare Välfärd, som får frågan "
             "nu. Ägare Samhällsutveckling 2 får fortfarande frågan om rad 7."),
            ("samordnare", "ge rad 16 till Välfärd", "Flytta rad 16 från Folkhälsa till Välfärd?…"),
            ("samordnare", "ge rad 16 till agare.valfard@example.com", "Jag hittar ingen som heter"),
            ("samordnare", "[agare.valfard@example.se]", "…Ägare Välfärd får i stället frågan om rad 16…"),
            ("folkhälsa", "ge rad 16 till Ägare Välfärd", "…[Ej mitt ansvar]…"),
        ],
    )  # fmt: skip


def test_what_cannot_be_given_any_more_is_said(bot: Bot, chat: Chat) -> None:
    hand(bot, chat.person(ANNA), "16", "")
    boss = chat.person(BOSS)
    view = boss.click(boss.inbox[-1], "Ge rad 16 till någon").wait_view()
    verify_dialogue(bot, [("samordnare", "/malvakten plan avsluta 16 Nämnden beslutade det", "…Avsluta rad 16…"),
                          ("samordnare", "[Avsluta rad 16]", "…")])  # fmt: skip
    fault = boss.submit(view, {"other": "Ägare Välfärd"}).errors["other"]
    assert fault.startswith("Rad 16 lämnade planen")
