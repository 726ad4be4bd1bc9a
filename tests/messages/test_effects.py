"""The effect lens: green activities beside an indicator that goes the other way than is wanted, told as a question in
the digest and in the report, and not told when there is nothing to ask."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.slack.blocks.paging import split
from i18n import Translator, translator
from messages.management.digest import summary
from messages.parts import Message, plain_words
from models.registers.declaration import Line
from models.rounds.tables import Round
from reports.content.document import Bullets, Heading
from reports.content.half_year.from_record import RecordFault, report_of
from reports.content.half_year.words.whole import half_year_document
from reports.content.record.snapshot import canonical, snapshot_document
from reports.formats.report_json import render
from tests.digests import SCENES, plan_of
from tests.effects import take, value, with_indicator
from tests.handlers.conftest import Office, new_office, office, office_database, office_url

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))
__all__ = ["new_office", "office", "office_database", "office_url"]  # fixtures
QUESTION = (
    "Andel sysselsatta 20–64 år, Region Västmanland (0019): från 79,4 år 2021 till 78,9 procent år 2022 (källa: "
    "Kolada). Önskad riktning är upp. 2 av 3 aktiviteter som hör hit är gröna (raderna 58 och 61). Vad kan förklara "
    "skillnaden?"
)


def digest(office: Office, round_: Round) -> Message:
    return summary(office.session, translator("sv", office.options.zone), office.options, round_, plan_of(office))


def test_the_digest_says_that_there_is_a_question_and_asks_in_the_thread(new_office: Callable[[], Office]) -> None:
    office = new_office()
    round_ = SCENES[11](office)
    silent = digest(office, round_)
    with_indicator(office)
    assert digest(office, round_) == silent, "no values, nothing to ask"
    take(office, "indicator_values", value("V1", 2021, "79.4"), value("V2", 2022, "80.1"),
         value("V3", 2021, "60", area="Riket (0000)"), value("V4", 2022, "50", area="Riket (0000)"),
         value("V5", 2022, "10", area="Sala (1981)"), value("V6", 2021, "20", area="Sala (1981)"))  # fmt: skip
    assert digest(office, round_) == silent, "the wanted way; the country and municipalities are not the region"
    take(office, "indicator_values", value("V2", 2022, "78.9"))
    asked = digest(office, round_)
    assert len(asked.parts) == len(silent.parts), "the first message does not grow"
    [title] = [part for part in asked.parts if part not in silent.parts]
    assert plain_words(Message((title,))) == "Per mål (1 effektfråga i tråden)"
    assert QUESTION in plain_words(Message(asked.thread))
    assert len(split(replace(asked, thread=()))) == 1
    take(office, "indicators", Line("I1", {"name": "A", "source": "Kolada"}, ("goals:D19", "row:60")))
    assert digest(office, round_) == silent, "without a wanted direction nothing goes wrong"


def test_the_report_asks_and_the_frozen_record_keeps_the_question(new_office: Callable[[], Office]) -> None:
    office = new_office()
    round_ = SCENES[11](office)
    t, zone = translator("sv", office.options.zone), office.options.zone
    before = snapshot_document(office.session, round_, [], office.now, zone)
    assert "effects" not in before["report"]
    assert "Frågor om effekter" not in headings(before, t)
    with_indicator(office)
    # In total it goes the wanted way, for women not.
    take(office, "indicator_values", value("V1", 2021, "79.4"), value("V2", 2022, "79.5"),
         value("V3", 2021, "77.4", "K"), value("V4", 2022, "77.3", "K"))  # fmt: skip
    document = json.loads(canonical(snapshot_document(office.session, round_, [], office.now, zone)))
    assert {name: part for name, part in document["report"].items() if name != "effects"} == before["report"]
    report = report_of(document, names=False, digest=None)
    section = next(each for each in half_year_document(t, report, "html").sections if each.name == "Frågor om effekter")
    [question] = next(block for block in section.blocks if isinstance(block, Bullets)).items
    assert question.startswith(
        "Andel sysselsatta 20–64 år (kvinnor), Region Västmanland (0019): från 77,4 år 2021 till"
    )
    [told] = json.loads(render(t, report))["effects"]
    assert (told["sex"], told["green"], told["rows"]) == ("K", [58, 61], 3)
    Draft202012Validator(SCHEMA).validate(json.loads(render(t, report)))
    for damaged in ({"direction": "röd"}, {"before": {"year": 2021, "value": "många"}}, {"green": 5}):
        wrong = {**document, "report": {**document["report"], "effects": [{**told, **damaged}]}}
        with pytest.raises(RecordFault, match="damaged"):
            report_of(wrong, names=False, digest=None)


def headings(document: dict[str, Any], t: Translator) -> list[str]:
    sections = half_year_document(t, report_of(document, names=False, digest=None), "html").sections
    return [block.text for section in sections for block in section.blocks if isinstance(block, Heading)]
