"""`status omgång` and `status jämfört med NAMN`."""

import pytest

from actions.rounds.life_cycle import close_round
from models.rounds.queries import round_named
from tests.dialogues.chat import Bot
from tests.dialogues.everywhere.test_questions import answered
from tests.dialogues.harness import verify_dialogue

pytestmark = pytest.mark.one_database


def test_how_a_round_stands(bot: Bot) -> None:
    answered(bot)
    verify_dialogue(bot, [
        ("medarbetare", "/status omgång",
         "Läget i Halvår 2022…öppen till…5 av 80 rader har svar.…Att besvara: 80…"
         "Besvarade: 5, varav 5 i tid och 0 sent…Undantagna: 0…Utan svar: 75…Inte granskade: 5…Folkhälsa: 8…"
         "Bara samordnare ser vilka personer som inte har svarat."),
        ("medarbetare", "status omgång halvår 2021", "…7 av 80 rader har svar.…Undantagna: 73…Utan svar: 0"),
        ("medarbetare", "/status round Halvår 2021", "Läget i Halvår 2021"),
        ("medarbetare", "/status omgång 1999", "Det finns ingen omgång som heter ”1999”."),
        ("samordnare", "/status omgång", "…Utan svar: 75…De här har rader kvar att svara på…Ägare Folkhälsa: 8 rader"),
        ("gäst", "/status omgång", "Det här kan bara medlemmar"),
    ])  # fmt: skip


def test_answers_on_time_and_late_are_two_numbers(bot: Bot) -> None:
    answered(bot)
    bot.write(lambda session: close_round(session, round_named(session, "halvår 2022"), bot.clock(), bot.options))  # type: ignore[arg-type]
    verify_dialogue(bot, [
        ("folkhälsa", "16 grön Klart.", "Tack"),
        ("medarbetare", "/status omgång", "…stängd…Besvarade: 6, varav 5 i tid och 1 sent"),
    ])  # fmt: skip


def test_a_round_is_compared_with_another(bot: Bot) -> None:
    answered(bot)
    verify_dialogue(bot, [
        ("medarbetare", "/status jämfört med Halvår 2021",
         "Halvår 2022 jämfört med Halvår 2021…"
         "80 rader: 2 sämre, 1 bättre, 2 oförändrade, 75 utan svar i någon av omgångarna.…"
         "🟢 Grönt → 🔴 Rött: 1 rad (35)…🟢 Grönt → 🟡 Gult: 1 rad (41)…🔴 Rött → 🟢 Grönt: 1 rad (42)…"
         "🟢 Grönt, som förut: 2 rader…🟢 Grönt → ▫️ Ej rapporterat: 2 rader (6, 7)…"
         "▫️ Ej rapporterat, som förut: 73 rader"),
        ("medarbetare", "/status compared with halvår 2021", "Halvår 2022 jämfört med Halvår 2021"),
        ("medarbetare", "status jämfört med förra gången", "Halvår 2022 jämfört med Halvår 2021"),
        ("medarbetare", "/status folkhälsa jämfört med halvår 2021", "…Verksamhet Folkhälsa…9 rader: 0 sämre, 0 bätt"),
        ("medarbetare", "/status hållb jämfört med halvår 2021", "”hallb” kan betyda flera saker.…"),
        ("medarbetare", "[Hållbarhet]", "…jämfört med Halvår 2021…Verksamhet Hållbarhet"),
        ("medarbetare", "/status 41 jämfört med halvår 2021", "…1 rad: 1 sämre…Gult: 1 rad (41)"),
        ("medarbetare", "/status halvår 2021 jämfört med halvår 2022", "Halvår 2021 jämfört med Halvår 2022…1 sämre"),
        ("medarbetare", "/status jämfört med halvår 2022", "En omgång kan inte jämföras med sig själv."),
        ("medarbetare", "/status jämfört med våren", "Det finns ingen omgång som heter ”våren”."),
        ("medarbetare", "/status qwxyz jämfört med halvår 2021", "Jag hittar inget mål"),
        ("gäst", "/status jämfört med halvår 2021", "Det här kan bara medlemmar"),
    ])  # fmt: skip
