"""Several rows in one text: asked about, or each with its own words; by the rights of each, and nothing in silence."""

import pytest

from tests.dialogues.chat import Bot
from tests.dialogues.harness import lacks, stored, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
SAVED = "Tack, ditt svar är sparat: rad "
ALL = "Gäller samma svar för raderna 12, 13 och 14? Inget är registrerat än.…Rad 13.…Du skrev:…"


@pytest.mark.parametrize(
    "said", ["12, 13, 14 grön Allt löper", "12\u201114 gr\u00adön: Allt löper", "rad 12, 13 och 14: grön, Allt löper",
             "１２ 13 14 🟢 Allt löper", "grön raderna 12, 13 och 14 Allt löper"]
)  # fmt: skip
def test_one_text_for_several_rows_is_asked_about_and_stored_with_one_press(bot: Bot, said: str) -> None:
    saved = (
        "Tack, dina svar är sparade: raderna 12, 13 och 14.…Rad 12 – 🟢 Grönt.…Allt löper…Du kan ändra fram till 8 juli"
    )
    verify_dialogue(
        bot,
        [("folkhälsa", f"/rapportera {said}", f"{ALL}{said}…[Spara på raderna 12, 13 och 14] [Bara på rad 12]"),
         ("folkhälsa", "[Spara på raderna 12, 13 och 14]", f"{saved}…[Ändra rad 12] [Ändra rad 13] [Ändra rad 14]")],
    )  # fmt: skip
    assert [(a.status.value, a.comment) for a in stored(bot)] == [("green", "Allt löper")] * 3
    assert len({a.placement_id for a in stored(bot)}) == 3


def test_what_is_refused_for_one_row_is_told_and_goes_on(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12, 21 och 99 gul Sen", "Gäller samma svar för raderna 12, 21 och 99?…"),
            ("folkhälsa", "[Spara på raderna 12, 21 och 99]",
             f"{SAVED}12 – 🟡 Gult.…Rad 21 hör till Välfärd.…21 🟡 Gult Sen…Det finns ingen rad 99…99 🟡 Gult Sen"),
            ("folkhälsa", "/rapportera 12, 13 g Sen", "Menar du grönt eller gult?…12, 13 g Sen"),
            ("folkhälsa", "[Gult]", "Gäller samma svar för raderna 12 och 13?…"),
            ("folkhälsa", "[Bara på rad 12]", f"{SAVED}12 – 🟡"),
            ("folkhälsa", "/rapportera 12, 13 gul", "Det behövs också en kommentar…12, 13 gul"),
            ("folkhälsa", "/rapportera 12, 13", "Vilken rad vill du rapportera?…[Rad 12] [Rad 13]"),
            ("folkhälsa", "[Rad 13]", "Rapportera rad 13…"),
            ("folkhälsa", "/rapportera 1, 21 röd Stopp", "Gäller samma svar…"),
            ("folkhälsa", "[Spara på raderna 1 och 21]", "Rad 1 hör till Hållbarhet.…Rad 21 hör till Välfärd.…"),
        ],
    )  # fmt: skip
    assert [a.comment for a in stored(bot)] == ["Sen", "Sen"]


def test_lines_with_their_own_words_are_each_stored_on_their_row(bot: Bot) -> None:
    lines = "- 12 grön Klart före tiden\n- rad 13: gul Sen av sig\noch på väg. Åtgärd: x\n• 1 röd Stopp"
    verify_dialogue(
        bot,
        [("folkhälsa", f"/rapportera {lines}",
          "Tack, dina svar är sparade: raderna 12 och 13.…Klart före tiden…Sen av sig…"
          "Det här saknas fortfarande: orsak, ansvarig"
          "…Rad 1 hör till Hållbarhet.…1 röd Stopp")],
    )  # fmt: skip
    assert [(a.status.value, a.comment, a.action) for a in stored(bot)] == [
        ("green", "Klart före tiden", None), ("yellow", "Sen av sig\noch på väg.", "x"),
    ]  # fmt: skip


def test_a_text_that_may_be_several_answers_is_asked_about(bot: Bot) -> None:
    asked = "Är det här flera svar, ett för varje rad? Inget är registrerat än.…"
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Bra, 13 gul Sen", f"{asked}12 grön Bra, 13 gul Sen…"),
            ("folkhälsa", "[Spara vart och ett på sin rad]", "Tack, dina svar är sparade: raderna 12 och 13.…"),
            ("folkhälsa", "/rapportera 12 grön Som rad 13 gul, men bättre", asked),
            ("folkhälsa", "[Allt är kommentaren till rad 12]", f"{SAVED}12 – 🟢 Grönt.…Som rad 13 gul, men bättre"),
            ("folkhälsa", "/rapportera 12 grön Tre delar:\n1 grön ett\n2 gul två", asked),
            ("folkhälsa", "[Allt är kommentaren till rad 12]", f"{SAVED}12…Tre delar:…1 grön ett…2 gul två"),
            ("folkhälsa", "/rapportera 12 grön Bra\n13 g Sen", asked),
            ("folkhälsa", "[Spara vart och ett på sin rad]", f"{SAVED}12…Menar du grönt eller gult?…13 g Sen…[🟡"),
            ("folkhälsa", "[Gult]", f"{SAVED}13 – 🟡 Gult.…Sen"),
            ("folkhälsa", "/rapportera 12 grön Var röd 2021, nu 99 gula lappar", lacks("flera svar")),
        ],
    )  # fmt: skip
    assert [a.comment for a in stored(bot)] == [
        "Bra", "Sen", "Som rad 13 gul, men bättre", "Tre delar:\n1 grön ett\n2 gul två", "Bra", "Sen",
        "Var röd 2021, nu 99 gula lappar",
    ]  # fmt: skip
