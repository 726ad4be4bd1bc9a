"""`rapportera` in a line of text: what is stored, what is asked back, who may."""

import pytest
from sqlalchemy import select

from models.answers.tables import Answer
from tests.dialogues.harness import lacks, verify_dialogue
from tests.harness import Running

pytestmark = pytest.mark.round_is_open

SAVED = "Tack, ditt svar är sparat: rad "


def stored(bot: Running) -> list[Answer]:
    return bot.read(lambda session: list(session.scalars(select(Answer).order_by(Answer.id))))


def newest(bot: Running) -> Answer:
    return stored(bot)[-1]


def test_a_comment_has_room_for_20000_characters_and_is_never_cut(bot: Running) -> None:
    longest = "Å" + "å" * 19_998 + "!"
    verify_dialogue(
        bot,
        [
            ("folkhälsa", f"/rapportera 12 grön {longest}", f"{SAVED}12"),
            ("folkhälsa", f"/rapportera 13 grön {longest}x",
             lambda text: text.startswith("Kommentaren har 20\u00a0001 tecken") and text.count("å") > 19_998),
            ("medarbetare", "/status 12", lambda text: text.replace("\n", "").count("å") >= 19_998 and "!”" in text),
            ("medarbetare", "/status välmående", lacks("å" * 601)),
        ],
    )  # fmt: skip
    assert newest(bot).comment == longest


RIGHTS: list[tuple[str, str, str, str | None]] = [
    ("folkhälsa", "12", SAVED, None),
    ("ersättare", "12", SAVED, None),
    ("samordnare", "12", SAVED, "Folkhälsa"),
    ("samordnare", "34", SAVED, "Välfärd / Samhällsutveckling"),
    ("välfärd", "34", SAVED, None),
    ("hållbarhet", "12", "Rad 12 hör till Folkhälsa.", ""),
    ("ersättare", "1", "Rad 1 hör till Hållbarhet.", ""),
    ("chef", "12", "Rad 12 hör till Folkhälsa.", ""),
    ("medarbetare", "12", "Du finns inte med bland dem som svarar", ""),
    ("gäst", "12", "Du finns inte med bland dem som svarar", ""),
]


@pytest.mark.one_database
def test_who_may_answer_for_what(bot: Running) -> None:
    for who, row, answer, unit in RIGHTS:
        before = len(stored(bot))
        verify_dialogue(bot, [(who, f"/rapportera {row} grön Av {who}.", f"{answer}…")])
        assert (len(stored(bot)) > before) is (unit != ""), who
        if unit != "":
            assert newest(bot).on_behalf_of == unit
            assert newest(bot).comment == f"Av {who}."
    verify_dialogue(
        bot,
        [
            ("hållbarhet", "/rapportera 12", "Rad 12 hör till Folkhälsa…"),
            ("chef", "/rapportera", "Det finns inga aktiviteter för dig att rapportera…"),
            ("folkhälsa", "/malvakten omgång", "Det här kan bara samordnaren göra."),
            ("folkhälsa", "/malvakten omgång stäng Halvår 2022", "Det här kan bara samordnaren göra."),
            ("chef", "/malvakten påminn alla", "Det här kan bara samordnaren göra."),
            ("medarbetare", "/malvakten påminn", "Det här kan bara samordnaren göra."),
            ("medarbetare", "/malvakten status", "Läget…"),
            ("chef", "/avvikelser", "Avvikelser…"),
            ("gäst", "/malvakten status", "Det här kan bara medlemmar i arbetsytan se…hjälp"),
            ("gäst", "/status 12", "Det här kan bara medlemmar…"),
            ("gäst", "/avvikelser", "Det här kan bara medlemmar…"),
            ("gäst", "/malvakten hjälp", "Det här kan du göra…"),
        ],
    )
