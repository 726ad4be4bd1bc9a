"""The goal tree and the indicators in chat: by line, by sentence and by button, in both languages."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from actions.registers.lines import store_lines
from bot.demo.program import fill_registers
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.rounds.queries import plan_of_year
from tests.conftest import SAMPLES
from tests.dialogues.chat import Bot
from tests.dialogues.everywhere.test_questions import answered
from tests.dialogues.harness import lacks, verify_dialogue

pytestmark = pytest.mark.one_database

# Row 41 is yellow, row 42 green, row 35 red (tests/answered.py).
LINKED = [
    {
        "key": "D14",
        "kind": "sub_goal",
        "number": 14,
        "name": "Öka den regionala ekonomiska förnyelseförmågan",
        "links": ["goals:MO3", "goals:A8", "row:41", "row:42"],
    },
    {"key": "S1", "kind": "document_goal", "number": 1, "name": "Fler nya företag", "links": ["goals:D14", "row:35"]},
]
INDICATOR: dict[str, Any] = {
    "key": "I1", "name": "Andel sysselsatta 20–64 år", "source": "Kolada", "unit_of_measure": "procent",
    "direction": "up", "by_sex": True, "links": ["goals:D19"],
}  # fmt: skip
VALUES = [
    (2020, "T", "78.1", "2021-03-01"),
    (2021, "T", "79.4", "2022-03-01"),
    (2022, "T", "78.9", "2023-03-01"),
    (2020, "K", "76.1", "2021-03-01"),
    (2021, "K", None, "2022-03-01"),
    (2022, "K", "77.3", "2023-03-01"),
    (2020, "M", "80.0", "2021-03-01"),
    (2022, "M", "80.4", "2023-03-01"),
    (2022, "M", "80.1", "2024-03-01"),
]


def take(bot: Bot, register: str, lines: list[dict[str, Any]]) -> None:
    """Lines stored as a file's are."""

    def store(session: Session) -> None:
        directory = load_directory(session)
        targets = Targets(session, directory, plan_of_year(directory, bot.clock().year))
        wanted = [Line(str(each.pop("key")), each, tuple(each.pop("links", ()))) for each in map(dict, lines)]
        assert store_lines(session, BY_NAME[register], targets, wanted, bot.clock()).faults == []

    bot.write(store)


def values(indicator: str = "I1") -> list[dict[str, Any]]:
    return [
        {"key": f"V{n}", "year": year, "area": "Västmanlands län", "sex": sex, "value": value, "source": "Kolada",
         "missing": None if value else "Missing", "retrieved": retrieved, "links": [f"indicators:{indicator}"]}
        for n, (year, sex, value, retrieved) in enumerate(VALUES)
    ]  # fmt: skip


@pytest.fixture
def filled(bot: Bot) -> Bot:
    """Two rounds answered, and the sample registers with a few links more."""
    answered(bot)
    bot.write(lambda session: fill_registers(session, SAMPLES / "registers", bot.clock()))
    take(bot, "goals", LINKED)
    take(bot, "indicators", [INDICATOR])
    take(bot, "indicator_values", values())
    return bot


def test_how_it_stands_under_a_goal_of_the_tree(filled: Bot) -> None:
    status = (
        "Delmål 14 – Öka den regionala ekonomiska förnyelseförmågan…3 aktiviteter – 1 grönt, 1 gult, 1 rött…Rad 35."
        "…Rad 41.…Rad 42."
    )
    verify_dialogue(filled, [
        ("medarbetare", "/malvakten status delmål 14", status),
        ("medarbetare", "status d14", status),
        ("medarbetare", "Status för delmål 14", status),
        ("medarbetare", "Hur går det med delmål 14?", status),
        ("medarbetare", "How is sub-goal 14 doing?", status),
        ("medarbetare", "Hur går det för delmålet om förnyelseförmåga?", status),
        ("medarbetare", "Hur går det med mål 8 i Agenda 2030?", "Agenda 2030-mål 8 – Anständiga…3 aktiviteter"),
        ("medarbetare", "Vad är rött under delmål 14?", "Delmål 14 – …🔴 Rött…1 aktivitet…Rad 35."),
        ("medarbetare", "/malvakten status delmål 14 halvår 2021", "Delmål 14…Halvår 2021…2 grönt, 0 gult"),
        ("medarbetare", "/avvikelser delmål 14", "Avvikelser – Delmål 14…3 aktiviteter…Rad 3"),
        ("medarbetare", "Vilka avvikelser har delmål 14?", "Avvikelser – Delmål 14…Rad 35."),
        ("medarbetare", "Status för delmål 3", "Delmål 3…Ingen aktivitet i planen hör till målet.…[Visa D3]"),
        ("medarbetare", "status mål D14", status),
        ("medarbetare", "status delmål öka andelen sysselsatta", "Delmål 19 – Öka andelen sysselsatta"),
        ("medarbetare", "Hur går det med delmål 14 och 19?", "Menar du Delmål 14 eller Delmål 19?"),
        ("medarbetare", "mål 14", "Mål: 14…A14…D14"),
        ("medarbetare", "Status för mål 14", "Menar du Agenda 2030-mål 14 eller Delmål 14?…[Delmål 14 – Öka"),
        ("medarbetare", "[Delmål 14 – Öka den regionala ekonomiska förnyelseförmågan]", status),
        ("medarbetare", "Status för delmål 99", lacks("Rad 14.", "Delmål")),
        ("medarbetare", "mål D14", "Mål: D14…[Status]"),
        ("medarbetare", "[Status]", status),
        ("medarbetare", "/malvakten status 14", "Rad 14"),
        ("gäst", "Status för delmål 14", "Det här kan bara medlemmar"),
    ])  # fmt: skip


def test_which_goals_have_activities(filled: Bot) -> None:
    without = (
        "Delmål…19 av 20 mål har inga aktiviteter under sig.…Delmål 19 – Öka andelen sysselsatta – inga aktiviteter"
        "…1, 2, 3…och 18: inga aktiviteter, och inget namn i registret än…”mål ändra NYCKEL”"
    )
    talk = verify_dialogue(filled, [
        ("medarbetare", "Vilka delmål saknar aktiviteter?", without),
        ("medarbetare", "Vilka delmål har inga aktiviteter?", without),
        ("medarbetare", "mål delmål utan aktiviteter", without),
        ("medarbetare", "mål", "Mål…[Delmål utan aktiviteter]"),
        ("medarbetare", "[Delmål utan aktiviteter]", without),
        ("medarbetare", "Vilka delmål har aktiviteter?", "…1 av 20 mål har aktiviteter…3 aktiviteter: raderna 35, 41 "
                                                         "och 42…[Läget: Delmål 14]"),
        ("medarbetare", "[Läget: Delmål 14]", "Delmål 14"),
        ("medarbetare", "Vilka Agenda-mål bidrar vi till?", "Agenda 2030-mål…1 av 17…Agenda 2030-mål 8 – Anständiga"),
        ("medarbetare", "Vilka globala mål bidrar vi inte till?", "Agenda 2030-mål…16 av 17…Agenda 2030-mål 1 – Ingen"),
        ("medarbetare", "Vilka delmål hör till Ett nyskapande Västmanland?", "Delmål…2 av 3 mål har inga aktiviteter"),
        ("medarbetare", "lägg till ett delmål", "Samordnaren lägger till, ändrar och avslutar mål: skriv ”mål”"),
        ("medarbetare", "Vilka prioriterade delmål saknar aktiviteter?", "…Inget delmål är märkt som prioriterat än."),
        ("medarbetare", "Which sub-goals have no activities?", without),
        ("medarbetare", "Which Agenda 2030 goals do we contribute to?", "Agenda 2030-mål…1 av 17"),
        ("gäst", "Vilka delmål saknar aktiviteter?", "Det här kan bara medlemmar"),
    ])  # fmt: skip
    talk.say("samhälle2", "english")
    talk.say("samhälle2", "[English]")
    verify_dialogue(filled, [
        ("samhälle2", "Which sub-goals have no activities?", "Sub-goals…19 of 20 goals have no activities under them."),
        ("samhälle2", "Status of sub-goal 14", "Sub-goal 14 – …3 activities – 1 green, 1 yellow, 1 red"),
        ("samhälle2", "goals sub-goals without activities", "Sub-goals…19 of 20"),
    ])  # fmt: skip


def test_how_an_indicator_has_developed(filled: Bot) -> None:
    by_sex = (
        "Andel sysselsatta 20–64 år…Västmanlands län, procent…Kvinnor: 2020 76,1 · 2021 saknas · 2022 77,3. "
        "Sedan 2020: +1,2.…Män: 2020 80 · 2022 80,1. Sedan 2020: +0,1.…Önskad riktning: upp.…inget målvärde…Källa: "
        "Kolada. Hämtat 1 mars 2021–1 mars 2024.…Ändrat i efterhand av källan: Män 2022, hämtat 1 mars 2023: 80,4"
    )
    verify_dialogue(filled, [
        ("medarbetare", "Hur har andelen sysselsatta utvecklats? Kvinnor och män var för sig", by_sex),
        ("medarbetare", "Hur har andelen sysselsatta utvecklats i länet?",
         "Andel sysselsatta…Totalt: 2020 78,1 · 2021 79,4 · 2022 78,9. Sedan 2020: +0,8…Kvinnor…Män"),
        ("medarbetare", "Visa kvinnor och män var för sig.", by_sex),
        ("medarbetare", "How has I1 developed? Women and men separately", by_sex),
        ("medarbetare", "indikatorer i1", "Indikatorer: I1…Kvinnor: 2020 76,1"),
        ("medarbetare", "Hur har sysselsättningen utvecklats?", "Andel sysselsatta 20–64 år"),
        ("medarbetare", "Hur har exportvärdet utvecklats?", "Exportvärde…Det finns inga värden än."),
        ("medarbetare", "Hur har indikatorn för månbaser utvecklats?", "Ingen indikator heter så."),
        ("medarbetare", "Är indikatorn målsatt?", "…Strategins egna indikatorer har inga målvärden"),
        ("medarbetare", "Hur går det för delmål 14?", lacks("Indikatorer")),
        ("medarbetare", "Hur går det för delmål 19?", "Delmål 19…Indikatorer…Andel sysselsatta 20–64 år: Totalt "
                                                      "78,9 (2022). Sedan 2021: −0,5."),
        ("medarbetare", "Vilka indikatorer har vi?", "De här indikatorerna följs:…I1 Andel sysselsatta"),
        ("medarbetare", "Vilka indikatorer går åt fel håll?", "Frågor om effekter…Ingen indikator med önskad riktning"),
        ("gäst", "Hur har andelen sysselsatta utvecklats?", "Det här kan bara medlemmar"),
    ])  # fmt: skip
    take(filled, "indicators", [{**INDICATOR, "key": "I9", "name": "Nya företag", "target": "800",
                                 "target_document": "Affärsplan Västmanland", "target_year": 2025}])  # fmt: skip
    take(filled, "goals", [{"key": "D19", "kind": "sub_goal", "number": 19, "links": ["row:42"]}])
    verify_dialogue(filled, [
        ("medarbetare", "Vilka indikatorer går åt fel håll?",
         "Frågor om effekter…från 79,4 år 2021 till 78,9 procent år 2022…1 av 1 aktiviteter som hör hit är grön (rad "
         "42).…Vad kan förklara skillnaden?"),
        ("medarbetare", "Är indikatorn nya företag målsatt?", "…Nya företag: Målvärde 800 år 2025, enligt Affärsplan"),
    ])  # fmt: skip
