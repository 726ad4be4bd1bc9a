"""Questions about what moves: transitions, overdue actions, what is unchanged, who changed what, comparisons."""

from datetime import date, timedelta

import pytest

from actions.answers.storing import Given
from actions.rounds.life_cycle import close_round
from models.rounds.queries import round_named
from models.vocabulary.answers import Status
from tests.conftest import OPENING
from tests.dialogues.chat import Bot
from tests.dialogues.everywhere.test_questions import _store, answered, verify_questions
from tests.dialogues.harness import open_now, verify_dialogue

pytestmark = pytest.mark.one_database


def moved(bot: Bot) -> None:
    """Three rounds: row 41 stays yellow with an action that is overdue, 42 was solved, 35 became red in the last."""
    answered(bot)
    late = Given(Status.YELLOW, "Sent ute.", "Upphandling", "Ny tidplan", "Chefen", date(2022, 6, 20))
    bot.write(lambda session: close_round(session, round_named(session, "halvår 2022"), bot.clock(), bot.options))  # type: ignore[arg-type]
    bot.clock.move_to(OPENING + timedelta(days=61))
    open_now(bot, "Halvår 2023")
    red, back = Given(Status.RED, "Stopp.", "Budget", "Nytt beslut"), Given(Status.YELLOW, "Åter.")
    _store(bot, "Halvår 2023", {41: late, 35: red, 42: back})


def test_what_moves_is_understood(bot: Bot) -> None:
    moved(bot)
    verify_questions(bot, [
        ("medarbetare", "Vilka åtgärder är försenade?", "Avvikelser – försenade åtgärder…Rad 41."),
        ("medarbetare", "visa förfallna åtgärder", "Avvikelser – försenade åtgärder"),
        ("medarbetare", "which actions are overdue", "Avvikelser – försenade åtgärder…Rad 41."),
        ("medarbetare", "Vad är oförändrat?", "Avvikelser – oförändrade"),
        ("medarbetare", "vad är fortfarande rött?", "Avvikelser – 🔴 Rött, oförändrade…Rad 35."),
        ("medarbetare", "vilka avvikelser är nya", "Avvikelser – nya…Rad 42."),
        ("medarbetare", "nya avvikelser på folkhälsa", "Avvikelser – Folkhälsa, nya…Inga sådana avvikelser."),
        ("medarbetare", "which deviations are unchanged", "Avvikelser – oförändrade"),
        ("medarbetare", "vad har blivit sämre sedan förra gången", "Förändringar sedan Halvår 2022…1 rad"),
        ("medarbetare", "jämför med halvår 2021", "Halvår 2023 jämfört med Halvår 2021…80 rader:"),
        ("medarbetare", "jämför folkhälsa med halvår 2021", "Halvår 2023 jämfört med Halvår 2021…Folkhälsa…9 rader"),
        ("medarbetare", "vem ändrade vad?", "Ändrade svar i Halvår 2023…Svar har ändrats 0 gånger."),
    ])  # fmt: skip


def test_who_changed_what_by_role(bot: Bot) -> None:
    answered(bot)
    verify_dialogue(bot, [
        ("folkhälsa", "13 grön Löper på.", "Tack"),
        ("folkhälsa", "13 gul Försenad. Åtgärd: ny tidplan", "Tack"),
        ("samordnare", "14 grön Klart i höst.", "Tack"),
        ("medarbetare", "Vem ändrade vad?",
         "Ändrade svar i Halvår 2022…Svar har ändrats 2 gånger.…"
         "Rad 14.…andra ord (14 juni 2022 kl. 09.00, av samordnare för Folkhälsa)…"
         "Rad 13.…🟢 Grönt → 🟡 Gult (14 juni 2022 kl. 09.00, av aktivitetsansvarig i Folkhälsa)"),
        ("medarbetare", "who changed what in Tärna folkhögskola", "…Tärna folkhögskola…0 gånger"),
        ("medarbetare", "vem ändrade svaret på rad 13", "Historik för rad 13…av aktivitetsansvarig i Folkhälsa"),
    ])  # fmt: skip
