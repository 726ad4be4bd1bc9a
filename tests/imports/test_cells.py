"""Cells to values: numbers, addresses and names as people and programs write them."""

from collections.abc import Mapping

import pytest

from imports.cells import RowReader, bare_address, whole_number
from imports.faults import Fault
from imports.reading.rows.table import RawRow
from models.rules.text import fold


def reader(cells: Mapping[str, object]) -> tuple[RowReader, list[Fault]]:
    faults: list[Fault] = []
    return RowReader(RawRow(2, cells), set(cells), faults), faults


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("14", 14), ("14.0", 14), ("14,0", 14), ("14,00", 14), ("014", 14), ("1 000", 1000), ("1\u00a0000", 1000),
        ("1\u202f000,0", 1000), ("999 999", 999_999),
        ("1.000", None), ("1,000", None), ("12.000", None), ("1,5", None), ("0", None), ("0,0", None), ("-1", None),
        ("1 00", None), ("1 0000", None), ("14a", None), ("１４", None), ("1e3", None), ("", None),
    ],
)  # fmt: skip
def test_whole_numbers(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "written",
    [
        "a.b@example.se", "mailto:a.b@example.se", "MAILTO: a.b@example.se", "Ek, Åsa <a.b@example.se>",
        '"Ek, Åsa" <mailto:a.b@example.se>;', "a.b@example.se;", "a.b@example.se; ;",
        "a.b@example.se,", "<a.b@example.se>",
        "Åsa Ek (a.b@example.se)", "a.b@example.se (Åsa Ek)", "mailto:a.b@example.se?subject=Hej", "'a.b@example.se'",
        "\u200ba.b@example.se\ufeff", "\u202aa.b@example.se\u202c", "a.b@exam\u00adple.se\u00a0",
    ],
)  # fmt: skip
def test_addresses_without_what_mail_programs_write_around_them(written: str) -> None:
    cells, faults = reader({"email": written})
    assert cells.address("email") == "a.b@example.se"
    assert faults == []


@pytest.mark.parametrize(
    "written", ["a@example.se; b@example.se", "A <a@example.se>, B <b@example.se>", "a@example.se b@example.se"]
)
def test_two_addresses_are_not_made_one(written: str) -> None:
    assert bare_address(written).count("@") == 2


UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u061c\u202a\u202e\u2066\u2069\u034f\u180e\ufe0f\u0008\ufffe"


@pytest.mark.parametrize("character", UNSEEN)
@pytest.mark.parametrize("place", ["{}Folkhälsa", "Folk{}hälsa", "Folkhälsa{}"])
def test_a_character_that_cannot_be_seen_makes_no_twin(character: str, place: str) -> None:
    name = place.format(character)
    cells, faults = reader({"units": f"{name}/Folkhälsa"})
    assert cells.items("units", "/") == ("Folkhälsa",)
    assert fold(name) == "folkhälsa"
    assert faults == []


@pytest.mark.parametrize("space", "\u00a0\u2009\u202f\u2003\u3000\t")
def test_every_space_is_the_plain_one(space: str) -> None:
    name = f"Hälsa{space}och{space}vård"
    assert reader({"goal": name})[0].text("goal") == "Hälsa och vård"
    assert fold(name) == "hälsa och vård"


def test_line_breaks_and_hyphens_are_the_plain_ones() -> None:
    cells, _ = reader({"a": "Rad\u2028två\x0btre\r\nfyra", "b": "e\u2011tjänst"})
    assert (cells.text("a"), cells.text("b")) == ("Rad\ntvå\ntre\nfyra", "e-tjänst")


@pytest.mark.parametrize("text", ["👩\u200d🚀 Rymd", "❤\ufe0f", "می\u200cخواهم"])
def test_what_joins_signs_and_letters_of_other_scripts_stays(text: str) -> None:
    assert reader({"goal": text})[0].text("goal") == text


def test_free_text_is_kept_as_written() -> None:
    assert reader({"comment": "a\u200bb"})[0].text("comment", as_written=True) == "a\u200bb"


@pytest.mark.parametrize("shown", ["#REF!", "#SAKNAS!", "#VÄRDEFEL!", "#NAMN?", "#DIVISION/0!", "#SPILL!", "########"])
def test_errors_of_excel_are_no_text(shown: str) -> None:
    cells, faults = reader({"goal": shown})
    cells.text("goal")
    assert "shows the error" in str(faults[0])


@pytest.mark.parametrize(("value", "kind"), [(True, "true or false"), ([1], "a list"), ({"a": 1}, "an object")])
def test_what_is_no_text_is_named_in_plain_words(value: object, kind: str) -> None:
    cells, faults = reader({"goal": value})
    cells.text("goal")
    assert str(faults[0]).startswith(f"row 2, column goal: takes text, not {kind}")


@pytest.mark.parametrize(("text", "hinted"), [("1.000", True), ("12,500", True), ("1,5", False)])
def test_a_number_that_may_mean_a_thousand_is_told_as_such(text: str, hinted: bool) -> None:
    cells, faults = reader({"order": text})
    assert cells.whole("order") is None
    assert ("may mean one or a thousand" in str(faults[0])) == hinted
