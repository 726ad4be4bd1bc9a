"""*Fråga ansvarig*, *Visa* and *Jag har läst*: a question goes to the owner, the reply comes back, both are kept."""

import pytest

from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import closing, drain, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
ANNA, MANAGER = "UAGFOLK01", "UCHFOLK01"


def deviating(bot: Bot, *rows: int) -> None:
    for row in rows:
        verify_dialogue(bot, [("folkhälsa", f"/rapportera {row} gul Försenat. Åtgärd: Ny tidplan.", "Tack…")])
    drain(bot)


def test_a_question_goes_to_the_owner_and_the_reply_comes_back(bot: Bot, chat: Chat) -> None:
    deviating(bot, 16)
    anna, manager = chat.person(ANNA), chat.person(MANAGER)
    view = manager.command("/malvakten", "fråga ansvarig").wait_view()
    assert "Frågan går till dem som svarar för raden: Folkhälsa" in view.text
    assert manager.submit(view, {"question": " \u200b"}).errors == {"question": "Skriv vad du vill fråga."}
    assert not manager.submit(view, {"question": "Varför är det försenat?"}).errors
    assert "Sparat. Frågan om rad 16 går till dem som svarar för den" in view.text
    drain(bot)
    asked = anna.inbox[-1]
    assert "Chef Folkhälsa (chef) har en fråga till dig om rad 16." in asked.text
    assert "Varför är det försenat?" in asked.text
    reply = anna.click(asked, "Svara").wait_view()
    assert "Varför är det försenat?" in reply.text
    assert not anna.submit(reply, {"reply": "Entreprenören är sjuk."}).errors
    assert "Sparat. Ditt svar om rad 16 går till Chef Folkhälsa (chef)." in reply.text
    drain(bot)
    back = manager.inbox[-1]
    assert "Ägare Folkhälsa (aktivitetsansvarig) svarar på din fråga om rad 16." in back.text
    assert "Du frågade: ”Varför är det försenat?”" in back.text
    assert "Entreprenören är sjuk." in back.text
    shown = manager.click(back, "Visa avvikelsen")
    chat.wait_for(lambda: shown.text or shown.followups)
    told = "\n".join([shown.text, *(each.text for each in shown.followups)])
    assert "Chef Folkhälsa (chef) frågade: ”Varför är det försenat?”" in told
    assert "Ägare Folkhälsa (aktivitetsansvarig) svarade: ”Entreprenören är sjuk.”" in told
    assert "Halvår 2022: 🟡 Gult – ”Försenat.”" in told


def test_in_lines_and_the_same_question_goes_once(bot: Bot, chat: Chat) -> None:
    deviating(bot, 16)
    anna, before = chat.person(ANNA), len(chat.person(ANNA).inbox)
    manager = chat.person(MANAGER)
    for words in ("fråga ansvarig 16 Varför?", "fråga ägaren om rad 16: varför?", "ask 16 VARFÖR?"):
        answer = manager.command("/malvakten", words).text
        assert answer.startswith("Sparat. Frågan om rad 16"), answer
        drain(bot)
    assert len(anna.inbox) == before + 1
    verify_dialogue(
        bot, [("folkhälsa", "/malvakten besvara fråga 16 Sjukdom.", "Sparat. Ditt svar om rad 16 går till…")]
    )
    assert anna.command("/malvakten", "besvara fråga 16 Sjukdom.").text.startswith("Sparat.")
    drain(bot)
    assert len([post for post in manager.inbox if "Sjukdom." in post.text]) == 1


def test_only_those_who_are_asked_reply(bot: Bot) -> None:
    deviating(bot, 16)
    verify_dialogue(
        bot,
        [
            ("chef", "/malvakten fråga ansvarig 16 Varför?", "Sparat.…"),
            ("välfärd", "/malvakten besvara fråga 16 Ingen aning.", "Ingen har frågat dig något om rad 16…"),
            ("gäst", "/malvakten fråga ansvarig 16 Varför?", "Det här kan bara medlemmar i arbetsytan se.…"),
            ("medarbetare", "/malvakten besvara fråga 16 Jo.", "Du finns inte med bland dem som svarar.…"),
            ("chef", f"/malvakten fråga ansvarig 16 {'x' * 20_001}", "Texten är…001 tecken lång…"),
            (
                "chef",
                "/malvakten fråga ansvarig varför det är rött",
                "Vilken rad gäller det?…fråga ansvarig RAD…",
            ),
        ],
    )
    drain(bot)


def test_somebody_outside_the_people_file_gets_the_reply(bot: Bot, chat: Chat) -> None:
    deviating(bot, 16)
    verify_dialogue(bot, [("medarbetare", "/malvakten fråga ansvarig 16 Varför?", "Sparat.…")])
    drain(bot)
    assert "Någon i ledningskanalen har en fråga" in chat.person(ANNA).inbox[-1].text
    verify_dialogue(bot, [("folkhälsa", "/malvakten besvara fråga 16 Sjukdom.", "Sparat.…")])
    drain(bot)
    assert "Sjukdom." in chat.person("U0MEDARB1").inbox[-1].text


def test_several_deviations_are_chosen_from(bot: Bot, chat: Chat) -> None:
    deviating(bot, 16, 17)
    manager = chat.person(MANAGER)
    listed = manager.command("/malvakten", "fråga ansvarig")
    assert "Vilken avvikelse gäller frågan?" in listed.text
    assert "Rad 17" in listed.text
    view = manager.click(listed, "Rad 17").wait_view()
    assert "Rad 17." in view.text


def test_a_sentence_that_begins_with_the_same_word_is_a_sentence(bot: Bot) -> None:
    deviating(bot, 16)
    verify_dialogue(
        bot,
        [
            ("chef", "Fråga: hur går det för Folkhälsa?", lambda answer: "Vilken rad gäller det" not in answer),
            ("chef", "read the comments on row 16", lambda answer: "sammanställning" not in answer),
        ],
    )


def test_the_summary_is_read_once_by_management(bot: Bot) -> None:
    deviating(bot, 16)
    verify_dialogue(bot, closing())
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/malvakten läst", "Sammanställningen är för ledningen…"),
            ("chef", "/malvakten läst", "Tack. Det är noterat att du har läst sammanställningen av Halvår 2022."),
            ("chef", "/malvakten läst", "Du noterade…att du har läst sammanställningen av Halvår 2022.…"),
            ("chef", "läst sammanställningen", "Du noterade…"),
            ("samordnare", "/malvakten läst sammanställningen av Halvår 2022", "Tack.…"),
            ("samordnare", "/malvakten läst sammanfattningen av Halvår 2022", "Du noterade…"),
            ("samordnare", "/malvakten läst sammanställningen Halvår 1999", "Det finns ingen omgång som heter…"),
        ],
    )
