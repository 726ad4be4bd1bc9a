"""`granska`: a coordinator approves answers and sends them back, one after the other."""

import pytest

from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import closing, drain, filled, lacks, stored, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
BOSS = "samordnare"


def test_one_answer_after_the_other(bot: Bot, chat: Chat) -> None:
    verify_dialogue(
        bot,
        [
            (BOSS, "/malvakten granska", "Det finns inga svar att granska i Halvår 2022 än."),
            ("folkhälsa", "/rapportera 12 grön Löper.", "Tack…"),
            ("folkhälsa", "/rapportera 13 röd Försenad. Orsak: Överklagad. Åtgärd: Ny plan.", "Tack…"),
            ("folkhälsa", "/malvakten granska", "Det här kan bara samordnaren göra…"),
            (BOSS, "/malvakten granska", "Halvår 2022 · 2 svar kvar att granska…Grönt…Rad 12…Löper…Ägare Folkhälsa…"),
            (BOSS, "[Godkänn]", "Rad 12 är godkänd.…1 svar kvar att granska…Rad 13…Orsak: Överklagad…Åtgärd: Ny plan…"),
            (BOSS, "[Skicka tillbaka med en fråga …]", "…Rad 13…Din fråga…"),
            (BOSS, "{question: När kommer beslutet?}",
             "…Din fråga om rad 13 skickas till Ägare Folkhälsa…Alla svar i Halvår 2022 är granskade: 1 godkända, 1 "
             "skickade tillbaka…"),
        ],
    )  # fmt: skip
    drain(bot)
    anna = chat.person("UAGFOLK01")
    asked = chat.thread(anna.id, anna.inbox[0].ts)[-1]
    assert "Samordnaren har en fråga om ditt svar på rad 13:" in asked.text
    assert "När kommer beslutet?" in asked.text
    assert "Försenad" in asked.text
    form = anna.click(asked, "Svara på frågan").wait_view()
    assert filled(form)["comment"] == "Försenad."
    sent = anna.submit(form, {"comment": "Beslutet kommer i mars.", "action_owner": "Chef", "action_due": "2022-09-30"})
    assert not sent.errors
    verify_dialogue(bot, [(BOSS, "/malvakten granska", "…1 svar kvar att granska…Rad 13…Beslutet kommer i mars…")])


def test_a_change_after_an_approval_is_looked_at_again(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Löper.", "Tack…"),
            (BOSS, "/malvakten granska", "…Rad 12…"),
            (BOSS, "[Godkänn]", "Rad 12 är godkänd.…Alla svar i Halvår 2022 är granskade…"),
            ("folkhälsa", "/rapportera 12 gul Stannat.", "Tack…"),
            (BOSS, "/malvakten granska", "…Rad 12…Stannat…Ändrat sedan det godkändes. Då var det:…Grönt – ”Löper.”…"),
        ],
    )  # fmt: skip


def test_what_was_changed_while_it_was_looked_at_is_not_approved(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Löper.", "Tack…"),
            (BOSS, "/malvakten granska", "…Rad 12…"),
            ("folkhälsa", "/rapportera 12 röd Stannat.", "Tack…"),
            (BOSS, "[Godkänn]", "Svaret på rad 12 har ändrats eller granskats sedan du såg det.…Rött…Stannat…"),
        ],
    )


def test_all_green_of_a_unit_are_approved_with_one_press(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            *(("folkhälsa", f"/rapportera {row} grön Löper på.", "Tack…") for row in (12, 13, 14)),
            ("folkhälsa", "/rapportera 16 gul Sen.", "Tack…"),
            ("tärna", "/rapportera 76 grön Löper på.", "Tack…"),
            (BOSS, "/malvakten granska folkhälsa", "…4 svar kvar att granska…"),
            (BOSS, "[Godkänn 3 gröna för Folkhälsa]", "3 gröna svar är godkända.…1 svar kvar…Rad 16…"),
            (BOSS, "[Godkänn]", "…Alla svar från verksamheten i Halvår 2022 är granskade. 1 från andra…"),
            (BOSS, "[Granska de andra]", "…Rad 76…"),
        ],
    )


def test_what_is_skipped_comes_last(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            *(("folkhälsa", f"/rapportera {row} grön Löper på.", "Tack…") for row in (12, 13)),
            (BOSS, "/malvakten granska", "…Rad 12…"),
            (BOSS, "[Hoppa över]", "…Rad 13…"),
            (BOSS, "[Hoppa över]", "…Rad 12…"),
        ],
    )


def test_whoever_wrote_an_answer_lets_another_coordinator_approve_it(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            (BOSS, "/rapportera 12 grön Löper.", "Tack…"),
            (BOSS, "/malvakten granska", "…Du har skrivit svaret själv, så en annan samordnare får godkänna det…"),
            (BOSS, "/malvakten granska", lacks("[Godkänn]")),
            ("USAMORD02", "/malvakten granska", "…Rad 12…Skrivet av Samordnare 1…"),
            ("USAMORD02", "[Godkänn]", "Rad 12 är godkänd.…"),
        ],
    )


def test_an_answer_to_a_question_is_refused_with_its_text_when_the_round_has_been_locked_meanwhile(
    bot: Bot, chat: Chat
) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 13 röd Försenad. Orsak: Överklagad. Åtgärd: Ny plan.", "Tack…"),
            (BOSS, "/malvakten granska", "…Rad 13…"),
            (BOSS, "[Skicka tillbaka med en fråga …]", "…"),
            (BOSS, "{question: När kommer beslutet?}", "…Din fråga om rad 13 skickas till Ägare Folkhälsa…"),
        ],
    )
    drain(bot)
    anna = chat.person("UAGFOLK01")
    form = anna.click(chat.thread(anna.id, anna.inbox[0].ts)[-1], "Svara på frågan").wait_view()
    verify_dialogue(
        bot,
        [
            *closing(),
            (BOSS, "/malvakten omgång lås Halvår 2022", "Lås Halvår 2022?…Skickade tillbaka med en fråga: 13…"),
            (BOSS, "[Lås fast något saknas …]", "…"),
            (BOSS, "{why: Nämnden sammanträder.}", "…Halvår 2022 är låst…"),
        ],
    )
    sent = anna.submit(form, {"comment": "Beslutet kommer i mars.", "action_owner": "Chef", "action_due": "2022-09-30"})
    words = " ".join([*sent.errors.values(), sent.text])
    assert "Halvår 2022 låstes" in words
    assert "av samordnaren. Kontakta samordnaren" in words
    assert sent.errors or "Beslutet kommer i mars." in words, "the form is still there, or its text is told"
    assert [answer.comment for answer in stored(bot, 13)] == ["Försenad."]
