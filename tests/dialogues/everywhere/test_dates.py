"""The days of the registers in chat: what comes next, what has been missed, and that something is done."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from actions.registers.lines import store_lines
from imports.register_lines import read_lines
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.links.targets import Targets
from models.registers.queries import line_of
from models.rounds.queries import plan_of_year
from tests.conftest import OPENING
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.everywhere.test_plan import BOSS
from tests.dialogues.harness import lacks, open_now, verify_dialogue

pytestmark = pytest.mark.one_database


def keep(bot: Bot, folder: Path, **registers: list[dict[str, object]]) -> None:
    """These lines of these registers, as files have them."""

    def store(session):  # type: ignore[no-untyped-def]
        directory = load_directory(session)
        targets = Targets(session, directory, plan_of_year(directory, 2022))
        for name, lines in registers.items():
            file = folder / f"{name}.json"
            file.write_text(json.dumps(lines), encoding="utf-8")
            read = read_lines(file, BY_NAME[name])
            assert store_lines(session, BY_NAME[name], targets, read.lines, bot.clock()).faults == []

    bot.write(store)


def test_what_comes_next_and_what_was_missed(bot: Bot, chat: Chat, tmp_path: Path) -> None:
    keep(
        bot, tmp_path,
        wheel=[
            {"key": "H1", "event": "Redovisning till regeringen", "rule": "21 februari varje år"},
            {"key": "H2", "event": "SRB", "on": "2022-09-14", "forum": "SRB"},
            {"key": "H3", "event": "Revision av strategin", "rule": "våren 2026"},
        ],
        feedback=[
            {"key": "Å1", "audience": "Länets kommuner", "what": "Årets resultat", "planned_on": "2022-05-16"},
            {"key": "Å2", "audience": "Regeringen", "what": "Redovisning", "done_on": "2022-02-21"},
        ],
        projects=[{"key": "P1", "name": "Vägar framåt", "report_on": "2022-09-01", "links": ["row:29"]}],
    )  # fmt: skip
    open_now(bot)
    bot.clock.move_to(OPENING + timedelta(days=6))
    verify_dialogue(bot, [
        ("medarbetare", "När är nästa rapportering?", "Nästa rapportering…Halvår 2022 är öppen.…Närmast…1 september "
         "2022, om…: P1 Lägesrapport: Vägar framåt…14 september 2022…H2 SRB…21 februari 2023…H1"),
        ("medarbetare", "Vad händer i september?", "Årshjulet…1 september 2022…P1 Lägesrapport…14 september…H2 SRB"),
        ("medarbetare", "What happens in February?", "…21 februari 2023…H1 Redovisning till regeringen"),
        ("medarbetare", "När ska redovisningen till regeringen vara inne?", "Årshjulet: H1…Närmast:…21 februari 2023"),
        ("medarbetare", "Vad har vi missat?", "Passerat och inte markerat som klart…16 maj 2022, för…: Å1 Återföring: "
         "Länets kommuner – Årets resultat…1 rad har sin tid bara i ord…Närmast…P1"),
        ("medarbetare", "Vad har vi missat i årshjulet?", "…Inget vad jag vet…1 rad har sin tid bara i ord"),
        ("medarbetare", "Have we missed anything?", "…Å1 "),
        ("medarbetare", "årshjul H3", "Årshjulet: H3…Tiden ”våren 2026” står kvar som den är skriven."),
        ("medarbetare", "Har vi återfört resultatet till kommunerna?",
         "Återföring: Å1…Nej, inte vad jag vet…Det här har passerat"),
        ("medarbetare", "Har vi återfört resultatet till regeringen?", "Återföring: Å2…Ja."),
        ("medarbetare", "Har vi återfört resultatet?", "Återföring…Delvis: 1 av 2 är klara.…Å1 …inte markerat som "
         "klart, planerat 16 maj 2022…Å2 …klart 21 februari 2022"),
        ("medarbetare", "Har vi återfört resultatet till rymden?", "Återföring…Inte vad jag vet…”rymden”"),
        ("medarbetare", "årshjul klart H2", "Det här kan bara samordnaren göra."),
        ("gäst", "Vad har vi missat?", "Det här kan bara medlemmar"),
        ("samordnare", "Vad har vi missat?", "Passerat…Å1 …[Klart: Å1]"),
        ("samordnare", "[Klart: Å1]", "Markerat som klart…Å1 Länets kommuner…[Ändra]"),
        ("samordnare", "återföring missat", "…Inget vad jag vet"),
        ("samordnare", "årshjul klart H2", "Markerat som klart…H2"),
        ("medarbetare", "Vad händer i september?", lacks("Å1")),
        ("medarbetare", "Skapa en kalenderfil för årshjulet.", "…kalender"),
        ("medarbetare", "årshjul kalender", "…kalender"),
    ])  # fmt: skip
    stored = bot.read(lambda session: line_of(session, "feedback", "å1"))
    assert stored is not None
    assert stored.content["done_on"] == bot.clock().date().isoformat()
    talk = verify_dialogue(bot, [])
    talk.say("samordnare", "/malvakten projekt klart P1")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    boss = chat.person(BOSS)
    assert not boss.submit(view, {"report_on": "2023-03-01", "remind_days": "30"}).errors
    verify_dialogue(bot, [("medarbetare", "projekt P1", "Projekt: P1…Närmast:…1 mars 2023")])
