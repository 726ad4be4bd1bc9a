"""The sample registers, imported as the samples page says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import samples
from models.registers.all import BY_NAME
from tests.bot.cli.registers.test_register import Registers
from tests.conftest import SAMPLES

Lines = dict[str, list[dict[str, Any]]]
FOLDER = SAMPLES / "registers"


def take_all(registers: Registers) -> dict[str, dict[str, int]]:
    """What became of each file."""
    told = {}
    for name in samples.REGISTERS:
        result = registers.run(name, "import", str(FOLDER / f"{name}.json"), "--json")
        assert result.exit_code == 0, result.stderr
        told[name] = json.loads(result.stdout)
    return told


@pytest.mark.one_database
def test_the_sample_registers_come_in_whole_and_again_without_a_change(stocked_url: str, tmp_path: Path) -> None:
    registers = Registers(stocked_url, tmp_path)
    first, again = take_all(registers), take_all(registers)
    for name, told in again.items():
        assert (told["added"], told["changed"], told["unchanged"]) == (0, 0, first[name]["added"]), name
    lines = {name: registers.lines(name) for name in samples.REGISTERS}
    check_goals(lines)
    check_documents(lines)
    check_proposals(lines)
    check_provenance(lines)


def test_the_order_of_the_samples_page_takes_every_file() -> None:
    page = (SAMPLES / "README.md").read_text("utf-8")
    assert re.findall(r"^for name in (.+); do", page, re.MULTILINE) == [" ".join(samples.REGISTERS)]
    assert sorted(samples.REGISTERS) == sorted(path.stem for path in FOLDER.iterdir())


def check_goals(lines: Lines) -> None:
    goals = {line["key"]: line for line in lines["goals"]}
    kinds = [line["kind"] for line in goals.values()]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "agenda2030": 17, "vision": 1, "vision_goal": 2, "goal_area": 3, "sub_goal": 20,
    }  # fmt: skip
    subgoals = [line for line in goals.values() if line["kind"] == "sub_goal"]
    assert [line["number"] for line in subgoals] == list(range(1, 21))
    for line in subgoals:
        assert (line["name"] is not None, line["links"] != []) == (line["number"] in {14, 19, 20},) * 2
        assert line["prioritised"] is None
    assert goals["A13"]["name"] == "Bekämpa klimatförändringarna"
    for key in ("VM1", "VM2", "MO1", "MO2", "MO3"):
        assert goals[key]["links"] == ["goals:V"]


def check_documents(lines: Lines) -> None:
    decided = {line["title"]: line["decided_on"] for line in lines["documents"] if line["decided_on"]}
    assert sorted(decided.values()) == ["2020-06-16", "2022-03-08", "2022-03-08", "2022-04-26", "2022-06-14"]
    decisions = [(line["decided_on"], line["links"][0]) for line in lines["decisions"] if len(line["links"]) == 2]
    assert decisions == [
        ("2022-03-08", "row:58"),
        ("2022-03-08", "row:69"),
        ("2022-04-26", "row:5"),
        ("2022-06-14", "row:49"),
    ]
    with_board = next(line for line in lines["actors"] if line["name"] == "Länsstyrelsen")
    assert with_board["links"] == ["row:2", "row:4", "row:30", "row:47"]
    # No day that no source has: the half-year follow-up's is the only one of the wheel.
    assert [line["on"] for line in lines["wheel"] if line["on"]] == ["2022-07-07"]
    assert {line[day] for line in lines["feedback"] for day in ("planned_on", "done_on")} == {None}
    assert [(line["on"], line["outcome"]) for line in lines["dialogues"]] == [(None, None)] * 10


def check_proposals(lines: Lines) -> None:
    proposals = {line["number"]: line for line in lines["proposals"]}
    assert list(proposals) == list(range(1, 29))
    assert [number for number, line in proposals.items() if line["proposer"] is None] == [11, 14, 15, 17, 28]
    assert [number for number, line in proposals.items() if line["proposer"] == "Region Västmanland"] == [2, 18, 25, 27]
    lacking = {part: [number for number, line in proposals.items() if line[part] is None]
               for part in ("background", "purpose_goals", "target_group")}  # fmt: skip
    assert lacking == {"background": [3], "purpose_goals": [26, 28], "target_group": [3, 11, 26, 28]}
    assert {57, 61, 79} == {int(link.removeprefix("row:")) for link in proposals[14]["links"]}
    assert "\n- Mer kunskap och dialog" in proposals[24]["background"]


def check_provenance(lines: Lines) -> None:
    for name, listed in lines.items():
        column = "basis" if "basis" in {field.name for field in BY_NAME[name].fields} else "source"
        assert all(line[column] for line in listed), name
