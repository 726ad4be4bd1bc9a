"""`malvakten register NAME …` as typed."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from models.registers.all import REGISTERS
from models.registers.declaration import Field, Kind
from tests.bot.cli.server import Server

GOALS: list[dict[str, Any]] = [
    {"key": "D14", "kind": "delmål", "number": 14, "name": "Öka förnyelseförmågan", "links": ["goals:G3", "row:57"]},
    {"key": "G3", "kind": "målområde", "name": "Ett nyskapande Västmanland", "links": ["mål:A8"]},
    {"key": "A8", "kind": "Agenda 2030", "number": 8, "name": "Anständiga arbetsvillkor"},
]


class Registers:
    """What is typed about registers, on a database with the real plan."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["register", *words], env={"DATABASE_URL": self.url})

    def take(self, name: str, rows: object, *options: str) -> Result:
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
        return self.run(name, "import", str(path), *options)

    def lines(self, name: str) -> list[dict[str, Any]]:
        result = self.run(name, "list", "--json")
        assert result.exit_code == 0, result.stderr
        listed: list[dict[str, Any]] = json.loads(result.stdout)
        return listed


@pytest.fixture
def registers(stocked_url: str, tmp_path: Path) -> Registers:
    return Registers(stocked_url, tmp_path)


def test_a_line_is_found_by_its_key_and_the_same_file_changes_nothing(registers: Registers) -> None:
    assert "3 added" in registers.take("goals", GOALS).stdout
    assert "0 added, 0 changed, 3 unchanged" in registers.take("goals", GOALS).stdout
    first = registers.lines("goals")[0]
    assert (first["key"], first["kind"], first["number"], first["links"]) == (
        "D14",
        "sub_goal",
        14,
        ["goals:G3", "row:57"],
    )
    actor = [{"key": "1", "name": "Almi", "links": ["verksamhet:folkhälsa"]}]
    assert "1 added" in registers.take("actors", actor).stdout
    assert "1 unchanged" in registers.take("actors", actor).stdout
    changed = [{**GOALS[0], "key": "d14", "prioritised": True}]
    assert "0 added, 1 changed, 0 unchanged" in registers.take("goals", changed).stdout
    assert registers.lines("goals")[0]["prioritised"] is True


def test_the_columns_that_a_file_lacks_stay_as_they_are(registers: Registers) -> None:
    whole = {"key": "LP14", "number": 14, "title": "Fler unga", "background": "Få svarade", "links": ["row:57"],
             "ended": "2022-01-31", "ended_why": "Slogs ihop"}  # fmt: skip
    registers.take("proposals", [whole])
    (before,) = registers.lines("proposals")
    short = registers.folder / "short.csv"
    short.write_text("key;title\nLP14;Fler unga\n", "utf-8")
    assert "1 unchanged" in registers.run("proposals", "import", str(short)).stdout
    short.write_text("key;title;background\nLP14;Fler äldre;\n", "utf-8")
    assert "1 changed" in registers.run("proposals", "import", str(short)).stdout
    assert registers.lines("proposals") == [{**before, "title": "Fler äldre", "background": None}]


def sample(column: Field) -> object:
    samples: dict[Kind, object] = {
        Kind.TEXT: "=HYPERLINK(1) å; b", Kind.LONG_TEXT: "Rad ett\n\nRad två – ”citat”", Kind.DATE: "2026-03-31",
        Kind.AMOUNT: 1250000.5, Kind.NUMBER: -12.345, Kind.WHOLE: 2022, Kind.YES_NO: True,
    }  # fmt: skip
    return column.choices[-1].code if column.choices else samples[column.kind]


@pytest.mark.one_database
@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_every_register_comes_in_again_as_it_went_out(registers: Registers, form: str) -> None:
    for register in REGISTERS:
        whole = {each.name: sample(each) for each in register.fields}
        links = [link for link in ("row:14", "unit:Folkhälsa") if link.partition(":")[0] in register.links]
        rows = [
            {"key": "Å-1", **whole, "links": links},
            {"key": "2", **{each.name: sample(each) for each in register.fields if each.required},
             "ended": "2026-01-31", "ended_why": "Ersatt."},
        ]  # fmt: skip
        assert "2 added" in registers.take(register.name, rows).stdout, register.name
        before, out = registers.lines(register.name), registers.folder / f"out.{form}"
        assert registers.run(register.name, "export", "--out", str(out)).exit_code == 0
        told = registers.run(register.name, "import", str(out))
        assert "0 added, 0 changed, 2 unchanged" in told.stdout, (register.name, told.stderr)
        assert registers.lines(register.name) == before
        assert before[0] == {**whole, "key": "Å-1", "links": links, "ended": None, "ended_why": None}


@pytest.mark.parametrize(
    ("name", "rows", "faults"),
    [
        ("funding", [{"key": "1", "kind": "1:1-medel", "year": "våren", "amount": "12 mkr", "links": "row:99"},
                     {"key": "1", "kind": "F9", "year": 2022}],
         ["row 1, column year: takes a whole number", "row 1, column amount: takes an amount in kronor",
          "row 2, column kind: takes one of F1, F2, F3", "row 2, column key: “1” stands on row 1 too"]),
        ("funding", [{"key": "1", "kind": "F1", "year": 2022, "links": "row:99;unit:Ingen;story:1;projects:P9"}],
         ["column links: the plan has no row 99", "there is no unit “Ingen”", "takes row:14, unit:NAME, projects:KEY",
          "the register projects has no line “P9”"]),
        ("goals", [{"key": "A", "kind": "vision", "links": "goals:B"}, {"key": "B", "kind": "vision",
                    "links": "goals:C"}, {"key": "C", "kind": "vision", "links": "goals:A"}],
         ["goes round in a circle: "]),
        ("indicators", [{"key": "N1", "name": "Sysselsatta", "source": "Kolada", "target": 80}],
         ["row 1, column target: an indicator of the strategy has no target"]),
        ("indicators", [{"key": "N1", "name": "Sysselsatta", "source": "Kolada", "target": 80, "target_document":
                         "RUS 2030"}], ["row 1, column target: an indicator of the strategy has no target"]),
        ("stories", [{"key": "1", "title": "T", "text": "T", "consent": "nej"}],
         ["column consent: a story is kept only"]),
        ("lessons", [{"key": "1", "lärdom": "T"}], ["column lärdom: unknown column", "column text: the file lacks"]),
        ("lessons", [{"key": "", "text": "T"}], ["row 1, column key: is empty"]),
    ],
)  # fmt: skip
@pytest.mark.one_database
def test_a_file_is_taken_whole_or_not_at_all(registers: Registers, name: str, rows: object, faults: list[str]) -> None:
    refused = registers.take(name, rows)
    assert refused.exit_code == 1
    for fault in faults:
        assert fault in refused.stderr
    assert "Nothing was changed." in refused.stderr
    assert registers.lines(name) == []


@pytest.mark.one_database
def test_a_dry_run_stores_nothing(registers: Registers) -> None:
    assert "3 added" in registers.take("goals", GOALS, "--dry-run").stdout
    assert registers.lines("goals") == []


@pytest.mark.one_database
def test_one_line_is_shown_and_what_is_unknown_is_told(registers: Registers) -> None:
    registers.take("goals", GOALS)
    assert "links: goals:G3, row:57" in registers.run("mål", "show", "d14").stdout
    missing = registers.run("goals", "show", "D99")
    assert (missing.exit_code, "has no line “D99”" in missing.stderr) == (1, True)
    unknown = registers.run("nonsense", "list")
    assert (unknown.exit_code, "takes one of goals, indicators" in unknown.stderr.replace("\n", " ")) == (2, True)


def test_the_audit_tells_what_was_before(registers: Registers) -> None:
    server = Server(registers.url, answered=False)
    registers.take("goals", GOALS)
    registers.take("goals", [{**GOALS[0], "name": "Öka den regionala ekonomiska förnyelseförmågan"}])
    [change] = [line for line in server.read("audit") if line["what"] == "register.changed"]
    assert (change["about"], change["channel"]) == ("goals:D14", "cli")
    assert change["before"] == {"name": "Öka förnyelseförmågan"}
    assert change["after"] == {"name": "Öka den regionala ekonomiska förnyelseförmågan"}


@pytest.mark.one_database
def test_a_change_logic_is_drawn_as_text_and_as_a_file(registers: Registers) -> None:
    registers.take("logic", [{"key": "L1", "title": "Garanti", "need": "A < B", "links": "row:50"}])
    shown = registers.run("logic", "draw", "l1")
    assert shown.stdout.startswith("L1 Garanti\n\n[Behov]\nA < B\n")
    assert "[Goal]" in registers.run("förändringslogik", "draw", "L1", "--language", "en").stdout
    out = registers.folder / "l1.svg"
    assert registers.run("logic", "draw", "L1", "--out", str(out)).exit_code == 0
    assert "A &lt; B" in out.read_text("utf-8")
    for words, why in ((("goals", "draw", "D14"), "only one of logic"), (("logic", "draw", "L9"), "no line “L9”")):
        refused = registers.run(*words)
        assert (refused.exit_code, why in refused.stderr) == (1, True)


@pytest.mark.one_database
def test_only_what_is_open_data_is_exported_for_the_public(registers: Registers) -> None:
    firm = {"key": "F1", "kind": "F1", "year": 2022, "amount": 5, "recipient": "En firma", "links": "row:14"}
    registers.take("funding", [firm])
    for form in ("json", "csv"):
        told = registers.run("funding", "export", "--public", "--format", form)
        assert (told.exit_code, "2022" in told.stdout, "firma" in told.stdout) == (0, True, False)
        assert "recipient" not in told.stdout
    assert "En firma" in registers.run("funding", "export").stdout
    # Somebody who takes back a story takes it out of the open data, and nobody is told why anything was ended.
    stories = [{"key": "B1", "title": "Kvar", "text": "Ring 070-174 06 58. Pnr 811218-9876.", "consent": "ja",
                "published": "ja"},
               {"key": "B2", "title": "Tillbakatagen", "text": "T", "consent": "ja", "published": "ja",
                "ended": "2026-01-31", "ended_why": "Kim tog tillbaka sitt samtycke"}]  # fmt: skip
    assert "2 added" in registers.take("stories", stories).stdout
    [line] = json.loads(registers.run("stories", "export", "--public", "--format", "json").stdout)
    assert (line["title"], line["text"], "ended_why" in line) == ("Kvar", "Ring ▇▇▇. Pnr ▇▇▇.", False)
    registers.take("actors", [{"key": "1", "name": "Almi Mälardalen"}])
    owners = ("Kim Exempel", "Folkhälsochefen", "almi mälardalen")
    registers.take("projects", [{"key": str(n), "name": "Vägar", "owner": owner} for n, owner in enumerate(owners)])
    projects = json.loads(registers.run("projects", "export", "--public", "--format", "json").stdout)
    assert [each["owner"] for each in projects] == [None, *owners[1:]]
    refused = registers.run("lessons", "export", "--public")
    assert (refused.exit_code, "lessons is not open data" in refused.stderr) == (1, True)
