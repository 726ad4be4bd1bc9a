"""Kolada's answers (API v3) → lines of the register of indicator values. A value that is missing is never 0."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from models.registers.declaration import Line, Value
from models.registers.kinds.indicator_values import REGISTER as VALUES
from models.registers.kinds.indicators import REGISTER as INDICATORS
from models.registers.values import MOST_DECIMALS, MOST_DIGITS, stored_number
from models.rules.text import legible

SOURCE = "Kolada"
LONGEST_KEY = 60  # of an indicator: its values' keys are longer
_SEXES = {"T", "K", "M"}
_ROW = {"kpi", "municipality", "period", "values"}
_VALUE = {"gender", "value", "status", "count", "isdeleted"}
_ENVELOPE = {"values", "count", "next_url", "previous_url"}
_DELETED = "deleted"
_LONGEST_WHOLE = 30


class KoladaFault(Exception):
    """What Kolada answered cannot be used; the sentence says why. Nothing of it is stored."""


class HalfPage(KoladaFault):
    """The answer was cut off on its way."""


@dataclass(frozen=True)
class Page:
    """One page of an answer. `notes` are what is left out of it, in sentences."""

    rows: tuple[Mapping[str, Any], ...]
    next_url: str | None
    notes: tuple[str, ...] = ()


@dataclass
class Fetched:
    """The lines of an indicator, and what was left out, in sentences."""

    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def shown(value: object, most: int = 60) -> str:
    """What Kolada wrote in one short line, without anything that a terminal would obey."""
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "an object"
    return " ".join(legible(str(value)[:most]).split())


def read_page(text: str) -> Page:
    """A page as it came. Raises KoladaFault for half a page and for what is no answer of API v3."""
    try:
        document = json.loads(text, parse_float=Decimal, parse_int=_whole, parse_constant=_no_number)
    except (RecursionError, ArithmeticError):
        raise KoladaFault("the answer has a number that is too large, or lists within lists without end") from None
    except ValueError:
        raise HalfPage(f"only half a page came, or no JSON at all ({len(text)} characters)") from None
    if isinstance(document, dict) and "values" not in document and "id" in document:
        return Page((document,), None)  # one KPI or municipality by itself
    rows = document.get("values") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise KoladaFault("the answer has no list “values”, as API v3 has")
    next_url, said = document.get("next_url"), document.get("count")
    if next_url is not None and not isinstance(next_url, str):
        raise KoladaFault("the address of the next page is no text")
    notes = [_unknown("the answer", document.keys() - _ENVELOPE)]
    if next_url is None and isinstance(said, int) and not document.get("previous_url") and said > len(rows):
        notes.append(f"Kolada says that there are {said} and sent {len(rows)}; what did not come is not stored.")
    return Page(tuple(rows), next_url, tuple(filter(None, notes)))


def _whole(digits: str) -> int | Decimal:
    """A whole number; one with more digits than Python reads is told like any other that is too long."""
    return int(digits) if len(digits) <= _LONGEST_WHOLE else Decimal(digits)


def _no_number(word: str) -> None:
    raise ValueError(word)


def _unknown(where: str, keys: Iterable[str]) -> str:
    """A sentence about keys that are not known; "" without any."""
    names = ", ".join(f"“{shown(key)}”" for key in sorted(keys))
    return f"{where} has {names}, which this program does not know; left out." if names else ""


def read_values(
    rows: Iterable[Mapping[str, Any]], indicator: str, kpi: str, areas: Mapping[str, str], today: date
) -> Fetched:
    """The lines of an indicator's values. `areas` are the names of those asked for by their ids. Raises KoladaFault for
    a row that is not as it should be: nothing is guessed."""
    fetched, unknown = Fetched(), set[str]()
    for row in rows:
        if lacking := _ROW - row.keys():
            raise KoladaFault(f"a row lacks “{min(lacking)}”")
        if row["kpi"] != kpi or not isinstance(row["municipality"], str) or row["municipality"] not in areas:
            about = f"{shown(row['kpi'])} in {shown(row['municipality'])}"
            raise KoladaFault(f"a row is about {about}, which was not asked for")
        if not _is_year(row["period"]):
            raise KoladaFault(f"a row has the period '{shown(row['period'])}', which is no year")
        if not isinstance(row["values"], list) or not all(isinstance(value, dict) for value in row["values"]):
            raise KoladaFault(f"{row['municipality']} {row['period']}: “values” is no list of values")
        unknown |= row.keys() - _ROW
        for value in row["values"]:
            unknown |= value.keys() - _VALUE
            if "gender" not in value or "value" not in value:
                raise KoladaFault("a value lacks “gender” or “value”")
            if not isinstance(value["gender"], str) or value["gender"] not in _SEXES:
                sex = shown(value["gender"])
                fetched.notes.append(f"{kpi} {row['period']}: a value for “{sex}” is left out; known are T, K and M.")
                continue
            fetched.lines.append(_line(indicator, row, value, areas, today))
    fetched.notes += filter(None, [_unknown(f"{kpi}: a row", unknown)])
    return fetched


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10_000


def _line(
    indicator: str, row: Mapping[str, Any], value: Mapping[str, Any], areas: Mapping[str, str], today: date
) -> Line:  # fmt: skip
    area, year, sex = row["municipality"], row["period"], value["gender"]
    number = None if value.get("isdeleted") else value["value"]
    if number is not None and (isinstance(number, bool) or not isinstance(number, int | Decimal)):
        raise KoladaFault(f"{area} {year} {sex}: '{shown(number)}' is no number")
    stored = None if number is None else stored_number(Decimal(number))
    if number is not None and stored is None:
        raise KoladaFault(f"{area} {year} {sex}: {shown(number)} has more than {MOST_DIGITS} digits before its "
                          f"point, or more than {MOST_DECIMALS} after it")  # fmt: skip
    content: dict[str, Value] = {
        "year": year,
        "area": f"{areas[area]} ({area})" if areas[area] else area,
        "sex": sex,
        "value": stored,
        "missing": _why(value) if number is None else None,
        "source": SOURCE,
        "retrieved": today.isoformat(),
        "own_calculation": False,
    }
    return Line(f"{indicator}-{area}-{year}-{sex}", content, (f"{INDICATORS.name}:{indicator}",))


def _why(value: Mapping[str, Any]) -> str:
    if value.get("isdeleted"):
        return _DELETED
    return shown(value.get("status") or "missing", 200) or "missing"


def only_new(lines: Iterable[Line], stored: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    """The lines that say something else than what is stored under their keys, so that a value that has not changed
    keeps the day on which it was retrieved first. `stored` is by key."""

    def said(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name != VALUES.revised_by and value is not None}

    return [line for line in lines if line.key not in stored or said(stored[line.key]) != said(line.values)]
