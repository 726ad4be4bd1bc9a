"""Questions in plain words that the registers answer, asked on the sample registers (test_questions.py asks more)."""

import pytest

from bot.demo.program import fill_registers
from tests.conftest import SAMPLES
from tests.dialogues.chat import Bot
from tests.dialogues.harness import verify_dialogue

pytestmark = pytest.mark.one_database


def test_a_question_is_answered_by_what_the_register_has_on_its_words(bot: Bot) -> None:
    verify_dialogue(bot, [("medarbetare", "Finns det lärprojektförslag om AI?", "Jag har inga lärdomar, förslag")])
    bot.write(lambda session: fill_registers(session, SAMPLES / "registers", bot.clock()))
    verify_dialogue(bot, [
        ("medarbetare", "Is there a proposal about AI?", "Lärprojektförslag: LP27…"),
        ("medarbetare", "förslag ai", "Lärprojektförslag: ai…LP27…[Visa LP27]"),
        ("medarbetare", "förslag öp", "Lärprojektförslag: öp…LP3 …LP15 15 · RUS och ÖP…LP25 25 · …"),
        ("medarbetare", "Finns det förslag om rymden?", "Ingen rad i ”Lärprojektförslag” innehåller ”rymden”."),
        ("medarbetare", "Finns det förslag om AI i rymden?", "Ingen rad i …”rymden”.…LP27"),
        ("medarbetare", "Vad står det i årshjulet om Reglab?", "Årshjulet: Reglab…H11…H12"),
        ("medarbetare", "Vilka utredningar pågår?", "Utredningar – Pågår…Ingen sådan utredning är känd."),
        ("gäst", "Vad sa kommundialogen i Sala?", "Det här kan bara medlemmar"),
    ])  # fmt: skip
