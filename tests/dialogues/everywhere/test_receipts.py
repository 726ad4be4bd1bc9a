"""A receipt shows what was stored: on which row, in which colour, with which words, and until when it can change."""

import pytest

from tests.dialogues.chat import Bot
from tests.dialogues.harness import filled, stored, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
SAVED = "Tack, ditt svar är sparat: rad "


def test_a_receipt_tells_row_activity_colour_comment_fields_and_until_when(bot: Bot) -> None:
    said = "12 – gul. Sen & <b>fet</b>, Orsak: Överklagad, Åtgärd: Ny tidplan, Ansvarig: Enhetschef, Klart: 2026-03-31"
    talk = verify_dialogue(
        bot,
        [("folkhälsa", f"/rapportera {said}",
          f"{SAVED}12 – 🟡 Gult.…Verka för en länsdialog…(Målområde Ett välmående Västmanland)…Sen & <b>fet</b>…"
          "Orsak: Överklagad…Åtgärd: Ny tidplan…Ansvarig: Enhetschef…Klart senast: 31 mars 2026…"
          "Du kan ändra fram till 8 juli 2022…[Ändra]")],
    )  # fmt: skip
    view = bot.chat.person("UAGFOLK01").click(talk.last["folkhälsa"], "Ändra").wait_view()
    assert filled(view)["comment"] == "Sen & <b>fet</b>"


def test_the_beginning_of_a_long_comment_and_a_way_to_the_whole(bot: Bot) -> None:
    comment = "".join(f"Mening {n} om läget. " for n in range(60)).strip()
    verify_dialogue(
        bot,
        [("folkhälsa", f"/rapportera 12 grön {comment}", f"{SAVED}12…{comment[:300]}…[Visa hela]"),
         ("folkhälsa", "[Visa hela]", f"Din kommentar till rad 12 i Halvår 2022:…{comment}"),
         ("folkhälsa", "/rapportera 12 grön Kort text om läget.", lambda text: "[Visa hela]" not in text)],
    )  # fmt: skip


def test_a_form_shows_what_was_stored_above_the_next_activity(bot: Bot) -> None:
    anna = bot.chat.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    anna.submit(view, {"status": "green", "comment": "Länsdialogen är genomförd i maj."})
    assert "Sparat: rad 12 – 🟢 Grönt.\n”Länsdialogen är genomförd i maj.”" in view.text.replace("\n\n", "\n")
    assert len(stored(bot)) == 1


def test_one_unit_confirms_what_another_answered_and_reads_it_again(bot: Bot) -> None:
    verify_dialogue(bot, [("välfärd", "/rapportera 34 grön Allt löper på.", f"{SAVED}34…Allt löper på.…[Ändra]")])
    bot.settle()
    told = bot.chat.person("UAGSAMH01")
    notice = bot.chat.thread(told.id, told.inbox[0].ts)[-1]
    reply = told.click(notice, "Bekräfta")
    bot.chat.wait_for(lambda: reply.followups or reply.text)
    text = "\n".join([reply.text, *(each.text for each in reply.followups)]).strip()
    assert text.startswith("Tack, svaret är bekräftat: rad 34 – 🟢 Grönt.")
    assert "Allt löper på." in text
