"""A person's own page: what is asked of them, their drafts, answers, leave and language; a manager's and a
coordinator's view of the same."""

import pytest

from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import (
    PEOPLE,
    Line,
    closing,
    drain,
    nothing_is_live,
    press,
    time_passes,
    verify_dialogue,
)

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.not_in_teams("a bot has no page of its own there"),
    pytest.mark.round_is_open,
]


def turn_home(bot: Bot, chat: Chat, who: str) -> str:
    """Opens their own page and gives what stands there."""
    person = chat.person(PEOPLE[who])
    person.opens_home()
    drain(bot)
    return home(chat, who)


def home(chat: Chat, who: str) -> str:
    shown = chat.wait_for(lambda: chat.home(PEOPLE[who]))
    assert shown is not None
    return shown.text


def drawn_anew(bot: Bot, chat: Chat, who: str, words: str) -> str:
    """The page once these words are on it; it is drawn anew by itself, at most every five seconds."""
    time_passes(bot, seconds=6)
    chat.wait_for(lambda: words in home(chat, who))
    return home(chat, who)


def test_an_owner_finds_what_is_asked_and_what_they_have_said(bot: Bot, chat: Chat) -> None:
    anna = chat.person(PEOPLE["folkhälsa"])
    first = turn_home(bot, chat, "folkhälsa")
    assert "Halvår 2022 – 0 av 9 klara" in first
    assert "Du har ingen planerad frånvaro." in first
    view = anna.click(chat.home(PEOPLE["folkhälsa"]), "Rapportera").wait_view()
    assert view.text.startswith("Rapportera rad 12")
    anna.submit(view, {"status": "green", "comment": "Dialogen hölls i maj."})
    anna.choose(view, "comment", "Halvt skrivet")
    press(bot, anna, view, "Spara och fortsätt senare")
    lines: list[Line] = [("folkhälsa", "/malvakten frånvaro 1–15 juli", "Sparat…"),
                         ("folkhälsa", "/rapportera 12 gul Vi är försenade <!channel>.", "Tack…")]  # fmt: skip
    verify_dialogue(bot, lines)
    told = drawn_anew(bot, chat, "folkhälsa", "(version 2)")
    for words in (
        "1–15 juli 2022",
        "1 av 9 klara",
        "Dina utkast",
        "[Fortsätt med rad 13]",
        "1 gult",
        "[Visa dina svar i Halvår 2022]",
    ):
        assert words in told, words
    assert "Halvt skrivet" not in told
    shown = anna.click(chat.home(PEOPLE["folkhälsa"]), "Visa dina svar").wait_view()
    assert "”Vi är försenade <!channel>.”" in shown.text
    assert "🟢 Grönt – ”Dialogen hölls i maj.”" in shown.text
    nothing_is_live(bot)
    assert chat.violations == []


def test_a_draft_is_gone_on_with_from_home_and_the_language_is_chosen_there(bot: Bot, chat: Chat) -> None:
    anna = chat.person(PEOPLE["folkhälsa"])
    view = anna.command("/rapportera", "17").wait_view()
    anna.choose(view, "comment", "Påbörjat på bussen")
    press(bot, anna, view, "Spara och fortsätt senare")
    assert "[Fortsätt med rad 17]" in turn_home(bot, chat, "folkhälsa")
    view = anna.click(chat.home(PEOPLE["folkhälsa"]), "Fortsätt med rad 17").wait_view()
    assert "Utkast från" in view.text
    anna.submit(view, {"status": "green", "comment": "Klart före sommaren"})
    assert "Dina utkast" not in drawn_anew(bot, chat, "folkhälsa", "1 av 9 klara")
    anna.click(chat.home(PEOPLE["folkhälsa"]), "English")
    drawn_anew(bot, chat, "folkhälsa", "1 of 9 done")
    assert chat.violations == []


def test_a_manager_sees_the_unit_a_coordinator_the_round_and_nobody_else_the_names(bot: Bot, chat: Chat) -> None:
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 röd Står still. Åtgärd: Ny tidplan", "Tack…")])
    manager = turn_home(bot, chat, "chef")
    assert "Folkhälsa: 9 aktiviteter – 0 grönt, 0 gult, 1 rött" in manager
    assert "🔴 Rött · Rad 12." in manager
    assert "Ägare" not in manager
    coordinator = turn_home(bot, chat, "samordnare")
    assert "80 aktiviteter – 0 grönt, 0 gult, 1 rött, 0 kan inte bedömas, 79 ej rapporterat" in coordinator
    assert "Folkhälsa: 8 aktiviteter ej rapporterade – Ägare Folkhälsa" in coordinator
    guest = turn_home(bot, chat, "gäst")
    assert "aktiviteter" not in guest
    assert chat.violations == []


def test_a_coordinators_page_is_the_desk_and_its_buttons_go_on(bot: Bot, chat: Chat) -> None:
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 grön Löper.", "Tack…")])
    desk = turn_home(bot, chat, "samordnare")
    assert desk.startswith("Rapporteringsomgångar")
    assert desk.index("Inte granskade: 12") < desk.index("Omgången i korthet")
    boss = chat.person(PEOPLE["samordnare"])
    asked = boss.click(chat.home(PEOPLE["samordnare"]), "Stäng nu …").wait_view()
    assert "79 rader saknar svar" in asked.text
    verify_dialogue(bot, [("samordnare", "/malvakten granska", "…"), ("samordnare", "[Godkänn]", "…")])
    assert "Inte granskade" not in drawn_anew(bot, chat, "samordnare", "Utan svar: 1, 2")
    verify_dialogue(bot, closing())
    closed = drawn_anew(bot, chat, "samordnare", "[Lås …]")
    assert "Halvår 2022: stängd" in closed
    assert "[Öppna igen …]" in closed
    assert "Rapporteringsomgångar" not in turn_home(bot, chat, "folkhälsa")
    assert chat.violations == []
