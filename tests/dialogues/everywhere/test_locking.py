"""`omgång lås`: what is lacking, who signs, and what is said after it."""

import pytest

from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import LOCKING, closing, time_passes, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]


def test_it_says_what_is_lacking_before_anything_is_locked(bot: Bot, chat: Chat) -> None:
    verify_dialogue(
        bot,
        [
            ("samordnare", "/malvakten omgång lås Halvår 2022", "Halvår 2022 är öppen. Bara en stängd omgång kan…"),
            ("folkhälsa", "/rapportera 12 röd Försenad.", "Tack…"),
            *closing(),
            ("folkhälsa", "/malvakten omgång lås Halvår 2022", "Det här kan bara samordnaren göra…"),
            ("samordnare", "/malvakten omgång lås Halvår 2022",
             "Lås Halvår 2022?…Svaren fryses…Det här saknas:…Inte granskade: 12…Inget har ändrats än…"),
            ("samordnare", "[Lås fast något saknas …]", "…Vem skriver under Halvår 2022?…Inte granskade: 12…"),
            ("samordnare", "{why: Nämnden sammanträder.}",
             "…Halvår 2022 är låst…Undertecknat av Samordnare 1…Kontrollsumma…(SHA-256): …"),
            ("samordnare", "/malvakten omgång lås Halvår 2022", "Halvår 2022 är låst. Bara en stängd…"),
        ],
    )  # fmt: skip


def test_a_round_cannot_be_locked_without_a_reason_when_something_is_lacking(bot: Bot, chat: Chat) -> None:
    talk = verify_dialogue(
        bot,
        [("folkhälsa", "/rapportera 12 röd Försenad.", "Tack…"), *closing(),
         ("samordnare", "/malvakten omgång lås Halvår 2022", "Lås Halvår 2022?…")],
    )  # fmt: skip
    boss = talk.person("samordnare")
    view = boss.click(talk.last["samordnare"], "Lås fast något saknas …").wait_view()
    sent = boss.submit(view, {"why": "\u200b"})
    assert list(sent.errors.values()) == ["Skriv varför omgången låses fast något saknas."]


def test_a_coordinator_who_meets_a_lock_is_told_what_to_do(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            *closing(),
            ("samordnare", "/malvakten omgång lås Halvår 2022", "Lås Halvår 2022?…"),
            ("samordnare", "[Lås och skriv under …]", "…"),
            ("samordnare", "{manager: }", "…Halvår 2022 är låst…"),
            ("samordnare", "/malvakten omgång undanta Halvår 2022 76 Vakant",
             "Halvår 2022 låstes … av samordnaren. Rätta ett svar med ”omgång rätta”…"),
            ("folkhälsa", "/rapportera 12 grön Löper.", "Halvår 2022 låstes … av samordnaren. Kontakta samordnaren…"),
            ("samordnare", "/malvakten omgång publicera Halvår 2022", "Publicera Halvår 2022?…"),
            ("samordnare", "[Publicera Halvår 2022]", "Halvår 2022 är publicerad.…"),
            ("samordnare", "/malvakten omgång rätta Halvår 2022 12 grön Löper. Skäl: Fel.",
             "…är publicerad. Skriv ”omgång avpublicera” först…Du skrev:…"),
        ],
    )  # fmt: skip


def test_the_opening_message_says_that_answers_are_late_and_then_that_none_are_taken(bot: Bot) -> None:
    def opening() -> str:
        # A message that was rewritten is rewritten again five seconds later at the earliest.
        time_passes(bot, seconds=6)
        return talk.person("folkhälsa").inbox[0].text

    talk = verify_dialogue(bot, closing())
    assert "Du kan fortfarande svara. Svaret märks som sent." in opening()
    verify_dialogue(bot, LOCKING, talk)
    locked = opening()
    assert "Den är låst och tar inte emot fler svar." in locked
    assert "Du kan fortfarande svara" not in locked
