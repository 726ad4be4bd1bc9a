"""Questions in plain words: the 64 that managers and coordinators ask, others' phrasings, greetings and dead ends.

UPDATE_DOCS=1 writes docs/questions.md anew from tests/data/questions.toml.
"""

import os
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.answers.storing import Given
from actions.rounds.life_cycle import close_round
from bot.demo.program import fill_registers
from models.rounds.queries import round_named
from models.rules.text import fold
from tests.answered import FIRST, SECOND, store_all
from tests.conftest import OPENING, SAMPLES
from tests.dialogues.chat import Bot
from tests.dialogues.harness import Talk, drain, kept, lacks, matches, open_now, verify_dialogue

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).parents[3]
_DATA = tomllib.loads((ROOT / "tests" / "data" / "questions.toml").read_text(encoding="utf-8"))
QUESTIONS: list[dict[str, str]] = _DATA["question"]
PHRASINGS: list[dict[str, str]] = tomllib.loads(
    (ROOT / "tests" / "data" / "phrasings.toml").read_text(encoding="utf-8")
)["phrasing"]
_HEAD = """# What can be asked in plain words

These are the questions that managers and coordinators were found to ask, as they ask them, and what each gets now. The
table is checked by `tests/dialogues/everywhere/test_questions.py`, which asks all of them on Slack and in the demo,
with the sample plan and the sample registers. A register without lines is said not to be there yet.
What would change something is only ever done by a button. What the program does not have yet is said so.

| | question | gets |
| --- | --- | --- |
"""
_REST = """
## How a sentence is read

1. `models/rules/words/lists/questions.toml` has, for each intent, the patterns that find it in the folded sentence; the
   first that fits is meant, if the sentence names what it needs (`handlers/questions/fitting.py`). Slips of the hand in
   these words are mended. Words behind `status` and `avvikelser` that are more than a name are read as a sentence, too.
2. `models/plan/mentions.py` finds rows, goals, units and words of the plan. A word that is in no row is left out, and
   the answer says so; one that the question is about (*på flygplatsen*) is said not to be found. What follows *utom* or
   *men inte* is taken away. A time of which there is no round (*i mars*) is said to be so.
3. A denial (*vilka har inte …*) that no pattern is about is never answered as if it were not there. Two likely readings
   get two buttons, two questions two answers, no reading the three nearest things.

## Other ways to ask

`tests/data/phrasings.toml` has more than a thousand, as people write them, in both languages, with how the answer
begins; each is a test (`tests/handlers/questions/test_phrasings.py`). How each button can be said:
`tests/data/buttons.toml`.
"""


def answered(bot: Bot) -> None:
    """The two rounds of `tests.answered`."""
    open_now(bot, "Halvår 2021", period_from=date(2021, 7, 1), period_to=date(2021, 12, 31))
    _store(bot, "Halvår 2021", FIRST)
    bot.write(lambda session: close_round(session, _round(session, "Halvår 2021"), bot.clock(), bot.options))
    bot.clock.move_to(OPENING + timedelta(days=6))
    open_now(bot)
    _store(bot, "Halvår 2022", SECOND)
    drain(bot)


def _round(session: Any, name: str) -> Any:
    return round_named(session, fold(name))


def _store(bot: Bot, name: str, answers: dict[int, Given]) -> None:
    bot.write(lambda session: store_all(session, _round(session, name), answers, bot.clock(), bot.options))


def verify_questions(bot: Bot, asked: list[tuple[str, str, str]]) -> None:
    """Asks all of them and tells every wrong answer at once. A question stores nothing."""
    talk, before, wrong = Talk(bot), kept(bot), []
    for who, question, expected in asked:
        answer = talk.say(who, question)
        if not matches(answer, expected):
            wrong.append(f"{who}: {question}\n--- answered\n{answer}\n--- expected\n{expected}\n")
    assert not wrong, f"{len(wrong)} of {len(asked)} wrong\n" + "\n".join(wrong)
    assert kept(bot) == before
    assert bot.chat.violations == []


def test_the_64_questions_get_their_answers(bot: Bot) -> None:
    answered(bot)
    bot.write(lambda session: fill_registers(session, SAMPLES / "registers", bot.clock()))
    verify_questions(bot, [("samordnare", question["text"], question["answer"]) for question in QUESTIONS])


def test_the_page_of_questions_tells_what_is_tested() -> None:
    lines = [f"| {n} | {question['text']} | {question['gets']} |" for n, question in enumerate(QUESTIONS, start=1)]
    text = _HEAD + "\n".join(lines) + "\n" + _REST
    path = ROOT / "docs" / "questions.md"
    if os.environ.get("UPDATE_DOCS") == "1":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_other_ways_to_ask_are_understood(bot: Bot, where: str) -> None:
    """Some of them on Slack, others in the demo; tests/handlers/questions/test_phrasings.py asks all."""
    answered(bot)
    asked = [(each["who"], each["text"], each["answer"]) for each in PHRASINGS]
    verify_questions(bot, asked[::36] if where == "demo" else asked[18::36])


def test_other_phrasings_are_understood(bot: Bot) -> None:
    answered(bot)
    verify_questions(bot, [
        ("medarbetare", "läget?", "Läget i aktivitetsplanen"),
        ("medarbetare", "hur går det?", "Läget i aktivitetsplanen"),
        ("medarbetare", "Hur går det för folkhälsan", "Verksamhet Folkhälsa…9 aktiviteter"),
        ("medarbetare", "hur ligger vi till med bredband", "bredband…8 aktiviteter"),
        ("medarbetare", "Hej! Kan du visa vilka aktiviteter som är röda?", "🔴 Rött…1 aktivitet…Rad 35."),
        ("medarbetare", "röda aktiviteter i samhällsutveckling", "Verksamhet Samhällsutveckling – 🔴 Rött…Rad 35."),
        ("medarbetare", "finns det något rött på folkhälsa?", "…Folkhälsa – 🔴 Rött…Ingen av de 9 raderna."),
        ("medarbetare", "Vem ansvarar för affärsplanen?", "Rad 58.…Näringsliv…svarar för rad 58"),
        ("medarbetare", "vem har hand om rad 14", "Rad 14.…Folkhälsa svarar för rad 14: Ägare Folkhälsa."),
        ("medarbetare", "hur många aktiviteter har folkhälsa", "Verksamhet Folkhälsa: 9 rader."),
        ("medarbetare", "hur många är röda", "1 av 80 rader: 🔴 Rött."),
        ("medarbetare", "hur många bilar har regionen", "Jag förstod inte ”bilar”, så svaret tar inte"),
        ("medarbetare", "när stänger omgången", "Nästa rapportering…Svara senast"),
        ("medarbetare", "vad betyder färgerna", "🟢 Grönt –…🟡 Gult –…🔴 Rött –…⚪ Kan inte bedömas"),
        ("medarbetare", "vad skrev de om bredbandslyft", "Rad 46"),
        ("medarbetare", "historik för affärsplanen", "Historik för rad 58…Halvår 2022…Halvår 2021"),
        ("medarbetare", "historik 41", "Historik för rad 41…Halvår 2022…🟡 Gult – ”Sent ute.”…Halvår 2021…🟢 Grönt"),
        ("medarbetare", "vilka har blivit röda", "Förändringar…1 rad har bytt färg.…Rad 35."),
        ("medarbetare", "vad har blivit bättre", "Förändringar…1 rad har bytt färg.…Rad 42."),
        ("medarbetare", "har något försämrats?", "Förändringar…2 rader har bytt färg."),
        ("medarbetare", "Är affärsplanen klar?", "Rad 58"),
        ("medarbetare", "Vilka aktiviteter rör suicidprevention?", "suicidprevention…2 aktiviteter…Rad 16.…Rad 17."),
        ("medarbetare", "vilka mål har vi", "Planen har 80 rader…Hållbar utveckling: 5"),
        ("medarbetare", "Vilken verksamhet har flest röda?", "Flest rader…Samhällsutveckling: 1 rad"),
        ("medarbetare", "hur går det med flygplatsen", "Jag hittar inget mål, ingen verksamhet…”flygplatsen”"),
        ("medarbetare", "how is Folkhälsa doing?", "Verksamhet Folkhälsa"),
        ("medarbetare", "who is responsible for row 14", "…Folkhälsa svarar för rad 14"),
        ("medarbetare", "what changed since last round", "Förändringar sedan Halvår 2021…3 rader"),
        ("medarbetare", "41", "Rad 41"),
        ("folkhälsa", "vad har jag kvar", "Dina rader i Halvår 2022"),
        ("folkhälsa", "mina svar", "Dina svar i Halvår 2022…Planerat till hösten."),
        ("samordnare", "kan du påminna folkhälsa", "Påminnelse i Halvår 2022…1 person…[Påminn 1 person]"),
        ("samordnare", "påminn inte folkhälsa", "Inget har skickats eller ändrats."),
        ("samordnare", "skicka inte ut någon påminnelse", "Inget har skickats eller ändrats."),
        ("samordnare", "förläng folkhälsa till 31 augusti", "…[Flytta sista svarsdagen för Folkhälsa]"),
        ("samordnare", "förläng till 1 juni", "1 juni 2023 är långt fram."),
        ("samordnare", "förläng till 1 juli", "…Det är tidigare än nu, så alla får kortare tid."),
        ("medarbetare", "vilka är inte gröna", "🟡 Gult, 🔴 Rött, ⚪ Kan inte bedömas och ▫️ Ej…77 aktiviteter"),
        ("medarbetare", "hur många är klara", "Klar…1 rad är rapporterad som klar."),
        ("medarbetare", "vilka är inte klara", "Det förstod jag inte."),
        ("medarbetare", "vilka saknar åtgärd", "Avvikelser utan åtgärd…0 avvikelser"),
        ("medarbetare", "jämför halvår 2021 och 2022", "Förändringar sedan Halvår 2021…3 rader har bytt färg."),
        ("medarbetare", "jämför rad 41 och 42", "Förändringar…Raderna 41, 42…2 rader har bytt färg."),
        ("medarbetare", "vilka var röda 2021", "🔴 Rött…Halvår 2021, stängd…Rad 42."),
        ("medarbetare", "rad 41–43", "Raderna 41, 42, 43…3 aktiviteter"),
        ("medarbetare", "hur stor andel har svarat", "5 av 80 rader har svar (6 %)."),
        ("medarbetare", "va e läget me bredbandet", "bredbandet…8 aktiviteter"),
        ("folkhälsa", "vilka av våra rader är röda", "Verksamhet Folkhälsa – 🔴 Rött…Ingen av de 9 raderna."),
        ("folkhälsa", "hur går det för min enhet", "Verksamhet Folkhälsa…9 aktiviteter"),
        ("folkhälsa", "avvikelser hos oss", "Avvikelser – Folkhälsa…9 aktiviteter"),
        ("folkhälsa", "ändra mitt svar på rad 14", "Svaret ändras i formuläret.…[Ändra rad 14]"),
    ])  # fmt: skip


def test_filters_may_stand_in_any_order(bot: Bot) -> None:
    answered(bot)
    verify_questions(bot, [
        ("medarbetare", "/avvikelser rött", "Avvikelser – 🔴 Rött…1 aktivitet – 0 grönt, 0 gult, 1 rött…Rad 35."),
        ("medarbetare", "/malstatus gult", "🟡 Gult…1 aktivitet – 0 grönt, 1 gult…Rad 41."),
        ("medarbetare", "/avvikelser samhällsutveckling rött", "Avvikelser – Verksamhet…🔴 Rött…Rad 35."),
        ("medarbetare", "/avvikelser rött samhällsutveckling", "Avvikelser – Verksamhet…🔴 Rött…Rad 35."),
        ("medarbetare", "/avvikelser folkhälsa rött", "…Inga gula eller röda svar har lämnats."),
        ("medarbetare", "/malstatus halvår 2021", "Läget i…Halvår 2021, stängd…6 grönt, 0 gult, 1 rött"),
        ("medarbetare", "/malstatus halvår 2021 rött", "🔴 Rött…Halvår 2021, stängd…Rad 42."),
        ("medarbetare", "/malstatus affärsplanen", "Rad 58"),
        ("medarbetare", "/malstatus ej rapporterat folkhälsa", "Verksamhet Folkhälsa – ▫️ Ej rapporterat…8 aktiviteter"),
    ])  # fmt: skip


def test_greetings_and_dead_ends_get_a_sentence_and_the_next_step(bot: Bot) -> None:
    answered(bot)
    verify_questions(bot, [
        ("folkhälsa", "hej", "Hej Ägare Folkhälsa. Du har 8 aktiviteter kvar…[Rapportera] [Läget i planen]"),
        ("folkhälsa", "tack!", "Varsågod."),
        ("folkhälsa", "hejdå", "Hej då"),
        ("folkhälsa", "hjälp mig", "Det här kan du göra"),
        ("folkhälsa", "vad kan du göra?", "Det här kan du göra"),
        ("folkhälsa", "stopp", "Jag skriver när du har något att svara på…frånvaro…ersättare…Ej mitt ansvar"),
        ("folkhälsa", "ej mitt ansvar", "Öppna raden och tryck på ”Ej mitt ansvar”.…[Mina rader]"),
        ("folkhälsa", "fel person", "Öppna raden och tryck på ”Ej mitt ansvar”."),
        ("folkhälsa", "jag är på semester", "Vilka dagar är du borta?…frånvaro 1–31 juli"),
        ("folkhälsa", "english", "Vilket språk…Which language…[Svenska] [English]"),
        ("folkhälsa", "berätta en vits", "Det förstod jag inte.…berätta en vits…["),
        ("gäst", "hur går det?", "Det här kan bara medlemmar"),
    ])  # fmt: skip


def test_a_wish_changes_nothing_before_its_button_is_pressed(bot: Bot) -> None:
    answered(bot)
    deadline = bot.read(lambda session: _round(session, "Halvår 2022").deadline)
    talk = Talk(bot)
    assert "Inget är ändrat än." in talk.say("samordnare", "Förläng tiden till 2022-08-31")
    assert bot.read(lambda session: _round(session, "Halvår 2022").deadline) == deadline
    assert "31 augusti 2022" in talk.say("samordnare", "[Flytta sista svarsdagen för alla]")
    assert bot.read(lambda session: _round(session, "Halvår 2022").deadline) > deadline
    assert talk.say("medarbetare", "Förläng tiden till 2022-09-30").startswith("Det här kan bara samordnaren")


def test_the_language_is_chosen_with_a_button(bot: Bot) -> None:
    talk = Talk(bot)
    talk.say("folkhälsa", "english")
    assert talk.say("folkhälsa", "[English]") == "From now on I write in English."
    assert talk.say("folkhälsa", "hello").startswith("Hello Ägare Folkhälsa.")


def test_an_answer_is_no_question_and_a_question_no_answer(bot: Bot) -> None:
    answered(bot)
    verify_dialogue(bot, [
        ("folkhälsa", "12 gul Försenad, vi har problem. Åtgärd: ny tidplan", "Tack…rad 12 – 🟡 Gult"),
        ("folkhälsa", "13 grön Hur många deltagare det blir är oklart.", "Tack…rad 13 – 🟢 Grönt"),
        ("folkhälsa", "14 gul Hur ska vi göra?", "Är det här svaret på rad 14, eller…[Spara som svar på rad 14]"),
        ("folkhälsa", "14 är gul?", "Rad 14"),
        ("folkhälsa", "vad är gult på rad 14", lacks("Tack")),
    ])  # fmt: skip


def test_names_of_those_who_have_not_answered_are_for_coordinators(bot: Bot) -> None:
    answered(bot)
    verify_questions(bot, [
        ("medarbetare", "Vilka har inte svarat än?", "Utan svar i Halvår 2022…75 av 80…Bara samordnare ser vilka"),
    ])  # fmt: skip
    assert "Ägare" not in Talk(bot).say("medarbetare", "vem har inte svarat på folkhälsa")
