"""*Besvara beslut*: a form or a line, the first answer holds, the owner is told once."""

import pytest

from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import drain, filled, kept, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
ANNA, MANAGER, BOSS = "UAGFOLK01", "UCHFOLK01", "USAMORD01"
ASKING = "Åtgärd: Ny upphandling. Ansvarig: Ägare Folkhälsa. Klart: 2022-12-31. Beslut: Regionstyrelsen om mer pengar"


def red(bot: Bot, *rows: int) -> None:
    """Rows of Folkhälsa that are red and ask for a decision."""
    for row in rows:
        verify_dialogue(bot, [("folkhälsa", f"/rapportera {row} röd Pengarna är slut. {ASKING}", "Tack…")])
    drain(bot)


def test_a_manager_answers_in_the_form_and_the_owner_is_told_once(bot: Bot, chat: Chat) -> None:
    red(bot, 16)
    anna, manager = chat.person(ANNA), chat.person(MANAGER)
    before = len(anna.inbox)
    view = manager.command("/malvakten", "besvara beslut").wait_view()
    assert "Rad 16 behöver beslut av: Regionstyrelsen om mer pengar" in view.text
    assert manager.submit(view, {"answer": "Senare"}).errors == {"until": "Välj vilken dag det beslutas."}
    passed = manager.submit(view, {"answer": "Senare", "until": "2022-01-01"})
    assert passed.errors == {"until": "1 januari 2022 har passerat. Välj en dag framåt."}
    dated = manager.submit(view, {"answer": "Ja", "until": "2022-12-01"})
    assert "Datumet hör till ”Senare”." in dated.errors["until"]
    done = manager.submit(view, {"answer": "Senare", "until": "2022-12-01", "words": "Efter budgeten."})
    assert not done.errors
    assert "Sparat. Beslutet om rad 16: Senare, den 1 december 2022 – ”Efter budgeten.”" in view.text
    drain(bot)
    told = anna.inbox[before:]
    assert len(told) == 1
    assert "Chef Folkhälsa (chef) besvarade" in told[0].text
    assert "beslutet om rad 16: Senare, den 1 december 2022 – ”Efter budgeten.”" in told[0].text
    verify_dialogue(bot, [("chef", "/malvakten besvara beslut", "Inget beslut väntar på svar.…Chef Folkhälsa (chef)…")])


def test_the_second_to_answer_is_told_who_answered_what(bot: Bot, chat: Chat) -> None:
    red(bot, 16)
    first, coordinator = chat.person(MANAGER), chat.person(BOSS)
    one = first.command("/malvakten", "besvara beslut 16").wait_view()
    two = coordinator.command("/malvakten", "besvara beslut 16").wait_view()
    first.submit(one, {"answer": "Ja", "words": "Ta det ur reserven."})
    coordinator.submit(two, {"answer": "Nej", "words": "Det finns inga pengar."})
    assert "Chef Folkhälsa (chef) besvarade" in two.text
    assert "Ja – ”Ta det ur reserven.”" in two.text
    assert "Det finns inga pengar." in two.text, "what was written is given back"
    drain(bot)
    assert len([post for post in chat.person(ANNA).inbox if "beslutet om rad 16" in post.text]) == 1


def test_whoever_gave_the_answer_changes_it_and_the_owner_is_told(bot: Bot, chat: Chat) -> None:
    red(bot, 16)
    manager = chat.person(MANAGER)
    assert manager.command("/malvakten", "besvara beslut 16 ja Ta det ur reserven.").text.startswith("Sparat.")
    drain(bot)
    again = manager.command("/malvakten", "besvara beslut 16 ja Ta det ur reserven.")
    assert again.text.startswith("Sparat."), "the same words again have the same effect and answer"
    view = manager.command("/malvakten", "besvara beslut 16").wait_view()
    assert filled(view)["words"] == "Ta det ur reserven."
    manager.submit(view, {"answer": "Nej", "words": "Reserven är slut."})
    drain(bot)
    told = [post.text for post in chat.person(ANNA).inbox if "beslutet om rad 16" in post.text]
    assert len(told) == 2
    assert "Ett beslut är ändrat" in told[1]
    assert "Nej – ”Reserven är slut.”" in told[1]


SAID = [
    ("besvara beslut rad 16: nej", "Sparat. Beslutet om rad 16: Nej"),
    (
        "answer decision 16 later 2022-12-01 after the budget",
        "Sparat. Beslutet om rad 16: Senare, den 1 december 2022…",
    ),
    ("besvara 16 senare till 1 december 2022: efter budgeten", "Sparat. Beslutet om rad 16: Senare, den 1 december…"),
]
NOT_UNDERSTOOD = [
    ("besvara beslut 16 kanske", "Svara ja, nej eller senare, till exempel: /malvakten besvara beslut 16 ja"),
    (
        "besvara beslut 16 senare",
        "Senare behöver en dag, till exempel: /malvakten besvara beslut 16 senare…",
    ),
    ("besvara beslut 16 senare 2021-12-01", "1 december 2021 har passerat. Välj en dag framåt."),
    ("besvara beslut 17 ja", "Rad 17 väntar inte på något beslut.…"),
    ("besvara beslut 999 ja", "Det finns ingen rad 999 i planen.…"),
    ("besvara beslut om pengarna", "Vilken rad gäller det?…besvara beslut RAD ja, nej eller senare"),
]


@pytest.mark.parametrize(("said", "expected"), SAID)
def test_in_a_line(bot: Bot, said: str, expected: str) -> None:
    red(bot, 16)
    verify_dialogue(bot, [("chef", f"/malvakten {said}", expected)])


def test_what_is_not_understood_in_a_line_answers_nothing(bot: Bot) -> None:
    red(bot, 16)
    before = kept(bot)
    verify_dialogue(bot, [("chef", f"/malvakten {said}", expected) for said, expected in NOT_UNDERSTOOD])
    assert kept(bot) == before


REFUSED = "Bara ledningen och den som beslutet begärs av kan besvara ett beslut.…"


def test_others_may_not_answer(bot: Bot) -> None:
    red(bot, 16)
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/malvakten besvara beslut 16 ja", REFUSED),
            ("medarbetare", "/malvakten besvara beslut", REFUSED),
            ("gäst", "/malvakten besvara beslut 16 ja", "Det här kan bara medlemmar i arbetsytan se.…"),
        ],
    )


def test_whoever_it_is_asked_of_may_answer(bot: Bot) -> None:
    asking = "Åtgärd: Ny plan. Beslut: Ägare Välfärd om lokaler"
    verify_dialogue(
        bot,
        [
            ("folkhälsa", f"/rapportera 16 gul Trångt. {asking}", "Tack…"),
            ("välfärd", "/malvakten besvara beslut 16 ja", "Sparat. Beslutet om rad 16: Ja"),
        ],
    )


def test_a_row_that_is_answered_green_meanwhile_asks_for_nothing(bot: Bot, chat: Chat) -> None:
    red(bot, 16)
    manager = chat.person(MANAGER)
    view = manager.command("/malvakten", "besvara beslut 16").wait_view()
    verify_dialogue(bot, [("folkhälsa", "/rapportera 16 grön Pengarna kom.", "Tack…")])
    reply = manager.submit(view, {"answer": "Ja", "words": "Ta det ur reserven."})
    words = " ".join(reply.errors.values())
    assert "Rad 16 väntar inte på något beslut." in words
    assert "🟢 Grönt" in words
    assert filled(view)["words"] == "Ta det ur reserven." or "Ta det ur reserven." in view.text


def test_too_long_words_are_refused_whole(bot: Bot) -> None:
    red(bot, 16)
    verify_dialogue(
        bot,
        [
            ("chef", f"/malvakten besvara beslut 16 ja {'x' * 20_001}", "Texten är…001 tecken lång…"),
            ("chef", f"/malvakten besvara beslut 16 ja {'x ' * 9_998}slut", "Sparat.…"),
        ],
    )
    drain(bot)


def test_an_answer_on_the_row_is_still_an_answer(bot: Bot) -> None:
    verify_dialogue(bot, [("folkhälsa", "/malvakten besvara 16 grön Allt löper på.", "Tack…")])
