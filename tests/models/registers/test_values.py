"""What a column of a register takes."""

from datetime import date

import pytest

from models.registers.all import REGISTERS
from models.registers.declaration import Choice, Field, Kind, LineFault
from models.registers.values import read_value

COLOURS = (Choice("up", "Up", ("öka",)), Choice("down", "Down"))


def column(kind: Kind, required: bool = False) -> Field:
    return Field("it", "It", kind, required, COLOURS if kind is Kind.CHOICE else ())


@pytest.mark.parametrize(
    ("kind", "written", "stored"),
    [
        (Kind.AMOUNT, "1 250 000", "1250000"), (Kind.AMOUNT, "1\u00a0250\u00a0000,50 kr", "1250000.5"),
        (Kind.AMOUNT, "1.250.000", "1250000"), (Kind.AMOUNT, 1250000.0, "1250000"), (Kind.AMOUNT, "−500", "-500"),
        (Kind.AMOUNT, "1.250.000,50", "1250000.5"), (Kind.AMOUNT, "1,250,000.50", "1250000.5"),
        (Kind.AMOUNT, "SEK 12 500", "12500"), (Kind.AMOUNT, "12 500,-", "12500"), (Kind.AMOUNT, "12 500 Kr.", "12500"),
        (Kind.AMOUNT, "0", "0"), (Kind.NUMBER, "12,50", "12.5"), (Kind.NUMBER, "-0,25", "-0.25"),
        (Kind.NUMBER, "9" * 15 + "," + "9" * 30, "9" * 15 + "." + "9" * 30), (Kind.NUMBER, "0,0", "0"),
        (Kind.AMOUNT, "0" * 30 + "7", "7"), (Kind.WHOLE, "2 022", 2022), (Kind.DATE, "2026-03-31", "2026-03-31"),
        (Kind.DATE, date(2026, 3, 31), "2026-03-31"), (Kind.DATE, "2026-03-31 00:00:00", "2026-03-31"),
        (Kind.YES_NO, True, True), (Kind.YES_NO, "Nej", False), (Kind.CHOICE, "ÖKA", "up"),
        (Kind.CHOICE, "Down", "down"), (Kind.TEXT, "  =1+1 ", "=1+1"), (Kind.TEXT, "", None), (Kind.TEXT, None, None),
        (Kind.TEXT, 14.0, "14"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_people_write_it(kind: Kind, written: object, stored: object) -> None:
    assert read_value(column(kind), written) == stored
    assert read_value(column(kind), stored) == stored


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        (Kind.AMOUNT, "1.250", "may mean one or a thousand"), (Kind.AMOUNT, "12 mkr", "whole number"),
        (Kind.AMOUNT, "1,255", "may mean one or a thousand"), (Kind.AMOUNT, "1,2550", "two decimals"),
        (Kind.AMOUNT, "cirka 5", "an amount in kronor"), (Kind.NUMBER, "tolv", "a number such as 12,5"),
        (Kind.WHOLE, "våren 2026", "a whole number"), (Kind.DATE, "våren 2026", "not “våren 2026”"),
        (Kind.DATE, "2026-02-30", "takes a date"), (Kind.YES_NO, "kanske", "yes or no"),
        (Kind.CHOICE, "sidled", "one of up, down"), (Kind.TEXT, "x" * 301, "301 characters long, at most 300"),
        (Kind.LONG_TEXT, "x" * 20_001, "at most 20000"), (Kind.AMOUNT, "1" * 27, "at most 15 digits before"),
        (Kind.AMOUNT, "1" * 5000 + ",50 kr", "at most 15 digits"), (Kind.NUMBER, "9" * 400, "at most 15 digits"),
        (Kind.NUMBER, 1e300, "at most 15 digits"), (Kind.NUMBER, "0," + "3" * 31, "and 30 after it"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_write(kind: Kind, written: object, words: str) -> None:
    with pytest.raises(LineFault) as refused:
        read_value(column(kind), written)
    assert words in str(refused.value)
    assert refused.value.column == "it"


def test_a_column_that_must_be_filled_is_not_empty() -> None:
    with pytest.raises(LineFault, match="is empty"):
        read_value(column(Kind.TEXT, required=True), "\u200b ")


def test_declarations_hold_together() -> None:
    names = {register.name for register in REGISTERS}
    words = [word for register in REGISTERS for word in register.words]
    assert len(words) == len(set(words))
    for register in REGISTERS:
        columns = [each.name for each in register.fields]
        assert len(set(register.columns)) == len(columns) + 4, register.name
        assert set(register.summary) <= set(columns), register.name
        assert set(register.links) <= names | {"row", "unit"}, register.name
        for each in register.fields:
            assert bool(each.choices) == (each.kind is Kind.CHOICE), (register.name, each.name)
