"""What could not be stored goes on with one press: no text is copied, and nothing is stored that was not asked."""

import pytest

from tests.dialogues.chat import Bot
from tests.dialogues.harness import LOCKING, closing, lacks, stored, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
SAVED = "Tack, ditt svar är sparat: rad "
LONG = "Upphandlingen är försenad & <!channel> 🟡. " * 460 + "Åtgärd: Ny tidplan, Klart: 2026-03-31"


def test_a_row_that_is_not_ones_own_or_not_there_is_another_with_a_press(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 21 gul Sen. Åtgärd: ny tidplan",
             "Rad 21 hör till Välfärd.…Du skrev:…21 gul Sen.…Vilken rad gäller det?…Rad 12. Verka för…"
             "[Spara som svar på rad 12]"),
            ("folkhälsa", "[Spara som svar på rad 12]", f"{SAVED}12 – 🟡 Gult.…Sen.…Åtgärd: ny tidplan"),
            ("samordnare", "/rapportera 87 röd Stopp",
             "Det finns ingen rad 87…87 röd Stopp…[Spara som svar på rad 78]"),
            ("samordnare", "[Spara som svar på rad 78]", f"{SAVED}78 – 🔴 Rött.…Lämnat åt"),
            ("chef", "/rapportera 12 grön Bra", lambda text: "[" not in text and "12 grön Bra" in text),
            ("gäst", "/rapportera 12 grön Bra", lambda text: "[" not in text and "12 grön Bra" in text),
        ],
    )  # fmt: skip
    assert [(a.comment, a.action) for a in stored(bot)] == [("Sen.", "ny tidplan"), ("Stopp", None)]


def test_what_has_no_row_no_colour_or_no_comment_is_asked_for_it(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera gul 14 dagar försenad",
             "Börja med radnumret…gul 14 dagar…[Spara som svar på rad 12]"),
            ("folkhälsa", "[Spara som svar på rad 12]", f"{SAVED}12 – 🟡 Gult.…14 dagar försenad"),
            ("folkhälsa", "/rapportera Allt löper på", "Börja med radnumret…[Spara som svar på rad 13]"),
            ("folkhälsa", "[Spara som svar på rad 13]", "Hur går det? Välj en färg.…Allt löper på…[🟢 Grönt]"),
            ("folkhälsa", "[Grönt]", f"{SAVED}13 – 🟢 Grönt.…Allt löper på"),
            ("folkhälsa", "/rapportera 14 röd.", "Det behövs också en kommentar…14 röd.…[Skriv en kommentar]"),
            ("folkhälsa", "[Skriv en kommentar]", "Rapportera rad 14…"),
        ],
    )  # fmt: skip
    assert [(a.status.value, a.comment) for a in stored(bot)] == [
        ("yellow", "14 dagar försenad"), ("green", "Allt löper på"),
    ]  # fmt: skip


def test_the_form_for_a_comment_has_the_colour_chosen(bot: Bot) -> None:
    talk = verify_dialogue(bot, [("folkhälsa", "/rapportera 14 röd", "Det behövs också en kommentar…")])
    anna = bot.chat.person("UAGFOLK01")
    view = anna.click(talk.last["folkhälsa"], "Skriv en kommentar").wait_view()
    assert "red" in str(view.values["status"])
    assert not stored(bot)


def test_a_text_longer_than_a_button_goes_on_whole(bot: Bot) -> None:
    """Colour, row and all rows at once: the comment is stored to the last letter, with its fields."""
    comment = LONG.partition(" Åtgärd")[0].strip()
    verify_dialogue(
        bot,
        [
            ("folkhälsa", f"/rapportera 12 g {LONG}", "Menar du grönt eller gult?…"),
            ("folkhälsa", "[Gult]", f"{SAVED}12"),
            ("folkhälsa", f"/rapportera 21 gul {LONG}", "Rad 21 hör till…"),
            ("folkhälsa", "[Spara som svar på rad 12]", f"{SAVED}12"),
            ("folkhälsa", f"/rapportera 13, 14 gul {LONG}", "Gäller samma svar för raderna 13 och 14?…"),
            ("folkhälsa", "[Spara på raderna 13 och 14]", "Tack, dina svar är sparade: raderna 13 och 14.…"),
            ("folkhälsa", f"/rapportera 16 gul Se 17 röd {LONG}", "Är det här flera svar…"),
            ("folkhälsa", "[Allt är kommentaren till rad 16]", f"{SAVED}16"),
            ("folkhälsa", "[Visa hela]", "Din kommentar till rad 16 i Halvår 2022:…Se 17 röd Upphandlingen…"),
        ],
    )  # fmt: skip
    assert [a.comment for a in stored(bot)] == [comment] * 4 + [f"Se 17 röd {comment}"]
    assert {(a.action, str(a.action_due)) for a in stored(bot)} == {("Ny tidplan", "2026-03-31")}


def test_a_locked_round_offers_no_press_that_would_be_refused(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12, 13 gul Sen", "Gäller samma svar…"),
            *closing(),
            *LOCKING,
            ("folkhälsa", "/rapportera 12 gul Efter", lacks("[Spara")),
            ("folkhälsa", "/rapportera 21 gul Efter", lacks("[Spara")),
        ],
    )
    assert not stored(bot)
