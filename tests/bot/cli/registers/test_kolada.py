"""`malvakten kolada …` as typed, against a server that plays Kolada."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from imports.kolada import HalfPage, KoladaFault, read_page, read_values
from tests.bot.cli.registers.test_register import Registers
from tests.fakes.kolada import FakeKolada, fake_kolada

INDICATORS = [
    {"key": "I1", "name": "Andel sysselsatta", "source": "Kolada", "external_id": "N00001", "direction": "up"},
    {"key": "I2", "name": "Nystartade företag", "source": "Kolada", "external_id": "N00002"},
    {"key": "I3", "name": "Exportvärde", "source": "SCB", "external_id": "N00001"},
]
DATA = "/data/kpi/N00001/municipality/0019"


class Fetching(Registers):
    """What is typed, on a database with the real plan and three indicators of which two are Kolada's."""

    def __init__(self, url: str, folder: Path, kolada: FakeKolada) -> None:
        super().__init__(url, folder)
        self.kolada = kolada
        assert "3 added" in self.take("indicators", INDICATORS).stdout

    def fetch(self, *words: str, status: int = 0) -> Result:
        result = self.type("fetch", "--area", "0019", *words)
        assert result.exit_code == status, result.output
        return result

    def type(self, *words: str, url: str = "") -> Result:
        env = {"DATABASE_URL": self.url, "MALVAKTEN_KOLADA_URL": url or self.kolada.base,
               "MALVAKTEN_KOLADA_PAUSE_SECONDS": "0"}  # fmt: skip
        return CliRunner().invoke(app, ["kolada", *words], env=env)

    def values(self) -> dict[str, dict[str, Any]]:
        return {line["key"]: line for line in self.lines("indicator_values")}


@pytest.fixture
def fetching(stocked_url: str, tmp_path: Path) -> Iterator[Fetching]:
    with fake_kolada() as kolada:
        yield Fetching(stocked_url, tmp_path, kolada)


def test_all_pages_are_stored_and_what_is_missing_is_not_0(fetching: Fetching) -> None:
    told = fetching.fetch()
    assert "I1 (N00001, Förvärvsarbetande, andel (%)): 6 added, 0 changed, 0 unchanged." in told.stdout
    assert "I2 (N00002, Nystartade företag, antal): 1 added" in told.stdout
    values = fetching.values()
    assert {key: (line["value"], line["missing"]) for key, line in values.items()} == {
        "I1-0019-2021-T": (79.345, None), "I1-0019-2021-K": (77, None), "I1-0019-2021-M": (None, "Missing"),
        "I1-0019-2022-T": (0, None), "I1-0019-2022-K": (78, None), "I1-0019-2022-M": (None, "deleted"),
        "I2-0019-2022-T": (1250, None),
    }  # fmt: skip
    first = values["I1-0019-2021-T"]
    assert (first["area"], first["source"], first["own_calculation"]) == ("Region Västmanland (0019)", "Kolada", False)
    assert (first["links"], len(first["retrieved"])) == (["indicators:I1"], 10)
    assert fetching.kolada.most_at_once == 1
    asked = list(fetching.kolada.asked)
    assert asked.count(f"{DATA}?page=2") == 1
    # What came today is not asked for again, and nothing changes.
    assert "I1 (N00001, Förvärvsarbetande, andel (%)): 0 added, 0 changed, 6 unchanged." in fetching.fetch().stdout
    assert fetching.kolada.asked == asked


def test_a_revised_value_keeps_the_earlier_with_its_day(fetching: Fetching) -> None:
    fetching.fetch()
    earlier = [
        {**line, "retrieved": "2022-03-01", "links": line["links"]}
        for line in fetching.values().values() if line["key"].startswith("I1")
    ]  # fmt: skip
    assert "6 changed" in fetching.take("indicator_values", earlier).stdout
    fetching.kolada.change(DATA, "79.345", "79.5")
    fetching.kolada.change(f"{DATA}?page=2", '"gender": "K", "value": 78', '"gender": "K", "value": null')
    told = json.loads(fetching.fetch("--again", "--json").stdout)["indicators"][0]
    assert (told["added"], told["changed"], told["unchanged"]) == (0, 2, 4)
    assert told["kept"] == ["I1-0019-2021-T (2022-03-01)", "I1-0019-2022-K (2022-03-01)"]
    values = fetching.values()
    was, now = values["I1-0019-2021-T (2022-03-01)"], values["I1-0019-2021-T"]
    assert (was["value"], was["retrieved"], was["links"]) == (79.345, "2022-03-01", ["indicators:I1"])
    assert (now["value"], now["retrieved"] > "2022-03-01") == (79.5, True)
    assert values["I1-0019-2022-K"]["value"] is None
    # What has not changed keeps the day on which it was retrieved first.
    assert values["I1-0019-2021-K"]["retrieved"] == "2022-03-01"
    # The same by file: the earlier value stays.
    by_file = {**now, "value": 79.6, "retrieved": "2030-01-01"}
    assert (
        f"kept as it was: I1-0019-2021-T ({now['retrieved']})." in fetching.take("indicator_values", [by_file]).stdout
    )


def test_a_failure_is_tried_again_and_takes_nothing_with_it(fetching: Fetching) -> None:
    fetching.kolada.next_faults = [500, 503, 40]  # then all is well; 40 bytes are half a page
    assert "6 added" in fetching.fetch().stdout
    fetching.kolada.answers[f"{DATA}?page=2"]["values"][0]["values"][0]["value"] = 81
    # The second page fails for good: the first is stored nowhere, and the indicator after it is not asked for.
    fetching.kolada.next_faults = [200, 200, 200, 500, 500, 500, 500]
    before, asked = fetching.values(), len(fetching.kolada.asked)
    told = fetching.fetch("--again", status=1)
    assert "I1 (N00001, Förvärvsarbetande, andel (%)): after 4 tries still no answer: it answers 500." in told.stderr
    assert "I2" not in told.output
    assert (fetching.values(), len(fetching.kolada.asked) - asked) == (before, 7)
    assert "0 added, 1 changed, 5 unchanged" in fetching.fetch("--again").stdout


# What is changed in which answer, and what is told then.
NOT_AS_IT_SHOULD_BE = [
    (DATA, '"period": 2021', '"period": "våren"', "a row has the period 'våren', which is no year"),
    (DATA, '"gender": "T", "value"', '"sex": "T", "value"', "a value lacks “gender” or “value”"),
    (DATA, '"municipality": "0019"', '"municipality": "0020"', "about N00001 in 0020, which was not asked for"),
    (DATA, "79.345", '"79,3"', "0019 2021 T: '79,3' is no number"),
    (DATA, '"values": [{"kpi"', '"rows": [{"kpi"', "the answer has no list “values”"),
    (DATA, "127.0.0.1", "kolada.example.se", "said to be at kolada.example.se, which is not the server"),
    (DATA, "http://127.0.0.1", "//kolada.example.se\\\\", "which is not the server"),
    (
        DATA,
        '"next_url": "http',
        '"next_url": ".evil.example.se/x", "previous_url": "http',
        "there is no next page, though",
    ),
    (DATA, "?page=2", f"?page={'2' * 1000}", "longer than 1000 characters"),
    (DATA, "79.345", "1" * 4000, "more than 15 digits before its point"),
    (DATA, "79.345", "[1]", "T: 'a list' is no number"),
    (DATA, '"period": 2021', '"period": 20210000', "a row has the period '20210000', which is no year"),
    (DATA, '"municipality": "0019"', '"municipality": ["0019"]', "about N00001 in a list, which"),
    (DATA, '"municipality": "0019"', '"municipality": "\\u001b[31m"', "about N00001 in [31m, which"),
    (DATA, '"values": [{"gender"', '"values": [null, {"gender"', "2021: “values” is no list of values"),
    (DATA, '"values": [{"gender"', '"values": null, "more": [{"gender"', "2021: “values” is no list of values"),
    (DATA, "?page=2", "", "the pages go round in a circle"),
]


@pytest.mark.one_database
def test_an_answer_that_is_not_as_it_should_be_is_told(fetching: Fetching) -> None:
    right = json.dumps(fetching.kolada.answers)
    for path, old, new, told in NOT_AS_IT_SHOULD_BE:
        fetching.kolada.answers = json.loads(right)
        fetching.kolada.change(path, old, new)
        result = fetching.fetch("--again", status=1)
        assert told in result.stderr
        assert "Nothing of it was stored." in result.stderr
        assert "I2 (N00002, Nystartade företag, antal):" in result.stdout
        assert list(fetching.values()) == ["I2-0019-2022-T"]


@pytest.mark.parametrize("number", ["1" * 5000, "1e5000", "-1e-5000"])
def test_a_number_of_any_length_is_a_fault_and_no_crash(number: str) -> None:
    row = f'{{"kpi": "N1", "municipality": "0019", "period": 2022, "values": [{{"gender": "T", "value": {number}}}]}}'
    page = read_page(f'{{"values": [{row}]}}')
    with pytest.raises(KoladaFault, match=r"0019 2022 T: .* has more than 15 digits"):
        read_values(page.rows, "I1", "N1", {"0019": ""}, date(2026, 3, 31))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"values": [1e99999999999999999999]}'])
def test_what_nothing_can_hold_is_a_fault_and_no_half_page(text: str) -> None:
    with pytest.raises(KoladaFault, match="too large") as fault:
        read_page(text)
    assert not isinstance(fault.value, HalfPage)


@pytest.mark.one_database
def test_what_is_unknown_is_told_and_the_rest_is_stored(fetching: Fetching) -> None:
    fetching.kolada.change(DATA, '"period": 2021', '"period": 2021, "quality": "A"')
    fetching.kolada.change(DATA, '"gender": "M"', '"gender": "X"')
    fetching.take("indicators", [{**INDICATORS[1], "external_id": "N99999"}])
    result = fetching.fetch(status=1)
    assert "I1 (N00001, Förvärvsarbetande, andel (%)): 5 added" in result.stdout
    assert "has “quality”, which this program does not know" in result.stderr
    assert "a value for “X” is left out" in result.stderr
    assert "I2 (N99999): Kolada has no indicator with that id." in result.stderr
    # Values that Kolada has taken away stay, and it is told.
    fetching.kolada.answers[f"{DATA}?page=2"]["values"] = []
    told = fetching.fetch("--again", "--indicator", "i1")
    assert "Kolada no longer has I1-0019-2022-K" in told.stderr
    assert len(fetching.values()) == 5
    unknown = fetching.type("fetch", "--area", "19")
    assert (unknown.exit_code, "no area “19”; ids have four digits" in unknown.stderr, "0019?" in unknown.stderr) == (
        1, True, True,
    )  # fmt: skip
    wrong = fetching.fetch("--indicator", "I3", status=1)
    assert "No indicator “I3” has Kolada as its source" in wrong.stderr


@pytest.mark.one_database
def test_an_indicator_is_found_by_its_title_and_a_dry_run_stores_nothing(fetching: Fetching) -> None:
    found = fetching.type("find", "andel", "arbetande")
    assert "N00001  Förvärvsarbetande, andel (%) (women and men)\nN00003  Arbetande ägare" in found.stdout
    assert "has no indicator with “månbaser”" in fetching.type("find", "månbaser").stdout
    assert "6 added" in fetching.fetch("--dry-run").stdout
    assert fetching.values() == {}


@pytest.mark.one_database
def test_nobody_listens_in(fetching: Fetching) -> None:
    plain = fetching.type("find", "x", url="http://kolada.example.se/v3")
    assert (plain.exit_code, "MALVAKTEN_KOLADA_URL" in plain.stderr, "https://" in plain.stderr) == (2, True, True)
    gone = fetching.type("find", "x", url="http://127.0.0.1:1/v3")
    assert (gone.exit_code, "Kolada cannot be asked: after 4 tries" in gone.stderr) == (1, True)
