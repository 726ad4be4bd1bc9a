"""An activity under two goals (rows 7 and 33): what the other row has is shown, and changes only when it is chosen."""

import pytest

from tests.dialogues.chat import Bot
from tests.dialogues.harness import filled, stored, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
OWNER = "UAGSAMH01"


def test_both_rows_are_meant_while_neither_has_an_answer(bot: Bot) -> None:
    owner = bot.chat.person(OWNER)
    view = owner.command("/rapportera", "7").wait_view()
    assert "Samma aktivitet är också rad 33 (Ett tillgängligt Västmanland), som ännu saknar svar." in view.text
    assert filled(view)["scope"] == "both"
    owner.submit(view, {"status": "green", "comment": "Lika för båda målen"})
    assert [a.comment for a in stored(bot)] == ["Lika för båda målen"] * 2


def test_only_this_row_is_meant_when_the_other_has_an_answer(bot: Bot) -> None:
    verify_dialogue(bot, [("samhälle2", "/rapportera 33 red Stopped for now.", "Thank you…")])
    owner = bot.chat.person(OWNER)
    view = owner.command("/rapportera", "7").wait_view()
    assert "besvarad av Ägare Samhällsutveckling 2: 🔴 Rött – ”Stopped for now.”" in view.text
    assert filled(view)["scope"] == "one"
    owner.submit(view, {"status": "green", "comment": "Bara om det första målet"})
    assert [a.comment for a in stored(bot, 33)] == ["Stopped for now."]
    assert [a.comment for a in stored(bot, 7)] == ["Bara om det första målet"]


def test_an_answer_that_came_while_the_form_was_open_is_shown_before_it_changes(bot: Bot) -> None:
    owner = bot.chat.person(OWNER)
    view = owner.command("/rapportera", "7").wait_view()
    verify_dialogue(bot, [("samhälle2", "/rapportera 33 red Stopped for now.", "Thank you…")])
    owner.submit(view, {"status": "green", "comment": "Lika för båda målen"})
    assert "Rad 33 fick ett svar medan du skrev; det visas nedan. Välj vad ditt svar gäller." in view.text
    assert "”Stopped for now.”" in view.text
    assert (filled(view)["scope"], filled(view)["comment"]) == ("one", "Lika för båda målen")
    assert len(stored(bot)) == 1, "nothing is stored before the choice"
    owner.submit(view, {"scope": "both"})
    assert [a.comment for a in stored(bot, 33)] == ["Stopped for now.", "Lika för båda målen"]
    assert [a.comment for a in stored(bot, 7)] == ["Lika för båda målen"]


def test_a_draft_for_both_rows_is_for_this_one_once_the_other_has_an_answer(bot: Bot) -> None:
    owner = bot.chat.person(OWNER)
    view = owner.command("/rapportera", "7").wait_view()
    owner.choose(view, "comment", "Halvt skrivet")
    owner.choose(view, "status", "green")
    owner.close(view)
    verify_dialogue(bot, [("samhälle2", "/rapportera 33 red Stopped for now.", "Thank you…")])
    view = owner.command("/rapportera", "7").wait_view()
    assert (filled(view)["scope"], filled(view)["comment"]) == ("one", "Halvt skrivet")


def test_one_line_is_for_its_row_and_tells_what_the_other_lacks(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [("samhälle1", "/rapportera 7 grön Löper på bra.", "Tack…Samma aktivitet är också rad 33 (Ett tillgängligt…"),
         ("samhälle1", "/rapportera 33 grön Löper på bra.", lambda text: "Samma aktivitet" not in text)],
    )  # fmt: skip
