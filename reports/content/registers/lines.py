"""A register as plain values, in the form that the import takes (contract, "Registers")."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from i18n import Translator
from models.registers.all import BY_NAME
from models.registers.declaration import Field, Kind, Register
from models.registers.lines import Lines
from models.registers.links.targets import Targets
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine
from models.rules.answers.personal_data import masked
from models.rules.text import fold
from models.rules.words.offices import is_office

SEPARATORS = {"links": ";"}
_NUMBERS = {Kind.AMOUNT, Kind.NUMBER}
_TEXTS = {Kind.TEXT, Kind.LONG_TEXT}
_ACTORS = "actors"


def register_rows(
    session: Session, register: Register, targets: Targets, lines: Sequence[RegisterLine]
) -> list[dict[str, Any]]:  # fmt: skip
    """One object per line, with every column of the register; what is not known is None."""
    links = Lines.with_links(session, targets, lines).links
    return [_row(register, line, links.get(line.id, ())) for line in lines]


def open_rows(session: Session, register: Register, targets: Targets) -> list[dict[str, Any]]:
    """What of a register is open data, in the same form: the lines, columns and links that its declaration opens."""
    lines = [line for line in lines_of(session, register.name) if register.is_open(line.content, line.ended)]
    return open_rows_of(session, register, targets, lines)


def open_rows_of(
    session: Session, register: Register, targets: Targets, lines: Sequence[RegisterLine]
) -> list[dict[str, Any]]:  # fmt: skip
    """What of these lines, which are open data, is told: personal data in their texts is masked, as in answers, and who
    is named where somebody may be is told when it is an office or one of the actors."""
    texts = {each.name for each in register.fields if each.kind in _TEXTS}
    named = {each.name for each in register.fields if each.may_name_somebody}
    actors = {fold(str(line.content["name"])) for line in lines_of(session, _ACTORS)} if named else set[str]()
    offices = targets.names if named else set[str]()

    # Many lines of a register have the same words: a look at each would cost seconds.
    @cache
    def told(name: str, value: str) -> str | None:
        if name in named and fold(value) not in actors and not is_office(value, offices):
            return None
        return masked(value)

    def open_row(row: dict[str, Any]) -> dict[str, Any]:
        links = [each for each in row["links"] if is_open_link(each)]
        said = {
            name: told(name, row[name]) if row[name] and name in texts else row[name] for name in register.open_columns
        }
        return {**said, "links": links}

    return [open_row(row) for row in register_rows(session, register, targets, lines)]


def is_open_link(link: str) -> bool:
    """Whether a link may be told: what a line of a register that is not open is called says something of that line."""
    other = BY_NAME.get(link.partition(":")[0])
    return other is None or (other.public and not other.open_when)


def value_words(t: Translator, column: Field, value: object) -> str:
    """A stored value in words, as everybody may read it."""
    match column.kind:
        case Kind.AMOUNT:
            return t("{amount} kronor", amount=t.money(Decimal(str(value))))
        case Kind.NUMBER:
            return t.number(Decimal(str(value)))
        case Kind.DATE:
            return t.day(date.fromisoformat(str(value)))
        case Kind.YES_NO:
            return t("yes") if value else t("no")
        case Kind.CHOICE:
            label = next((each.label for each in column.choices if each.code == value), str(value))
            return t(label)
        case Kind.TEXT | Kind.LONG_TEXT:
            return masked(str(value))
        case Kind.WHOLE:
            return str(value)


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
