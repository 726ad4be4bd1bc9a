"""A register as plain values, in the form that the import takes (contract, "Registers")."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from i18n import Translator
from models.registers.all import BY_NAME
from models.registers.declaration import Kind, Register
from models.registers.lines import Lines
from models.registers.tables import RegisterLine
from models.registers.targets import Targets

SEPARATORS = {"links": ";"}
_NUMBERS = {Kind.AMOUNT, Kind.NUMBER}


def register_rows(
    session: Session, register: Register, targets: Targets, lines: Sequence[RegisterLine]
) -> list[dict[str, Any]]:  # fmt: skip
    """One object per line, with every column of the register; what is not known is None."""
    links = Lines.with_links(session, targets, lines).links
    return [_row(register, line, links.get(line.id, ())) for line in lines]


def link_words(t: Translator, link: str) -> str:
    """A link in words: `rad 14`, `Mål D14`."""
    kind, _, name = link.partition(":")
    if kind == "row":
        return t("row {row}", row=name)
    return name if kind == "unit" else f"{t(BY_NAME[kind].title)} {name}"


def _row(register: Register, line: RegisterLine, links: Iterable[str]) -> dict[str, Any]:
    numbers = {each.name for each in register.fields if each.kind in _NUMBERS}
    values = {
        each.name: _number(line.content.get(each.name)) if each.name in numbers else line.content.get(each.name)
        for each in register.fields
    }
    ended = line.ended.isoformat() if line.ended else None
    return {"key": line.key, **values, "links": list(links), "ended": ended, "ended_why": line.ended_why}


def _number(text: str | None) -> int | float | None:
    """A decimal text as a number of JSON and of a spreadsheet. Amounts of kronor and öre are exact below 10¹³."""
    if text is None:
        return None
    number = Decimal(text)
    return int(number) if number == int(number) else float(number)
