"""Whether the need is still there: answered by button, form and line, shown at the row, asked about and told."""

import pytest

from models.registers.queries import lines_of
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.everywhere.test_plan import BOSS
from tests.dialogues.harness import drain, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]


def test_the_need_is_answered_and_told(bot: Bot, chat: Chat) -> None:
    talk = verify_dialogue(bot, [
        ("medarbetare", "Är behovet bakom aktiviteten fortfarande aktuellt?",
         "Är behovet fortfarande aktuellt?…0 ja, 0 nej, 82 utan svar inom ett år, av 82 aktiviteter och mål."),
        ("medarbetare", "behov", "Behov…Det finns inga rader ännu."),
        ("medarbetare", "behov 14", "Är behovet fortfarande aktuellt?…Rad 14.…Det har inte frågats förut."),
        ("medarbetare", "behov 14 ja", "Du finns inte med bland dem som svarar."),
        ("medarbetare", "behov fråga", "Det här kan bara samordnaren göra."),
        ("gäst", "behov 14", "Det här kan bara medlemmar"),
        ("samordnare", "behov 999 ja", "Det finns ingen rad 999"),
        ("folkhälsa", "behov", "Behov…[Svara (9 kvar)]"),
        ("folkhälsa", "[Svara (9 kvar)]", "…Rad 12.…Det har inte frågats förut.…[Ja] [Nej, förklara …] [Inte nu]"),
        ("folkhälsa", "[Inte nu]", "Är behovet fortfarande aktuellt?…Rad 13.…"),
        ("folkhälsa", "[Ja]", "Noterat: B1…ja…Är behovet fortfarande aktuellt?…Rad 14."),
        ("folkhälsa", "behov 16 kanske", "Skriv ja, eller nej och varför, efter raden: ”behov 14 nej"),
        ("folkhälsa", "behov 14 nej Det görs av kommunerna nu.", "Noterat: B2…nej…Det görs av kommunerna nu."),
        ("folkhälsa", "needs 7 yes", "Rad 7 hör till"),
        ("samordnare", "behov 7 ja", "Noterat: B3"),
        ("medarbetare", "status 14", "Rad 14…Hör till raden…Behov: B2"),
        ("medarbetare", "historik 14", "…Behov: B2"),
        ("medarbetare", "status 33", "…Behov: B3"),
        ("medarbetare", "Is the need behind row 14 still there?", "…Rad 14.…svarade Folkhälsa: nej.…av kommunerna"),
        ("medarbetare", "Är behovet fortfarande aktuellt?", "…2 ja, 1 nej, 79 utan svar…B2…Det görs av kommunerna nu."),
        ("samordnare", "behov fråga", "…personer skulle få frågan en gång…Inget är skickat än.…[Fråga 13 personer]"),
        ("samordnare", "[Fråga 13 personer]", "13 personer får frågan."),
    ])  # fmt: skip
    # The coordinator is asked too, and an answer is told from that message only once it is there.
    drain(bot)
    verify_dialogue(bot, [("samordnare", "behov fråga", "Ingen behöver frågas")], talk)
    talk.say("samordnare", "/malvakten behov 20 nej")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    boss = chat.person(BOSS)
    assert not boss.submit(view, {"why": "Överenskommelsen är klar."}).errors
    lines = bot.read(lambda session: [line.content for line in lines_of(session, "needs")])
    assert [(line["answer"], line["answered_by"]) for line in lines][-1] == ("no", "Välfärd")
