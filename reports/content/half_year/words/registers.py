"""The section about the registers: of each that has something to say, a table of its lines."""

from collections.abc import Mapping
from typing import Any

from i18n import Translator
from models.registers.all import BY_NAME
from models.registers.declaration import Field, Kind, Register, Reported
from reports.content.document import Block, Cell, Column, Heading, Paragraph, Section, SectionKind, Table
from reports.content.half_year.report import Report, ReportRegister
from reports.content.registers.lines import link_words, value_words

_NOTHING = "–"
# Of each register: a PDF takes memory for every row, and who wants all lines wants them as data.
MOST_LINES = 200
# Shares of a table's width: the key, what a line is about, and each other column by what it holds.
_KEY, _ABOUT = 9, 18
_WIDE = {Kind.LONG_TEXT: 5, Kind.TEXT: 3}


def registers_sections(t: Translator, report: Report) -> tuple[Section, ...]:
    """One section, or none when there is nothing to say. What a record has of a register that is no longer reported is
    left out."""
    tables = [
        table for each in report.registers
        if (register := BY_NAME.get(each.name)) and register.reported
        for table in _told(t, register, register.reported, each)
    ]  # fmt: skip
    if not tables:
        return ()
    title = t("Beside the plan")
    lead = t("What the registers have to say about the period. Only what is open data is told.")
    return (Section(SectionKind.REGISTERS, title, (Heading(2, title), Paragraph(lead), *tables)),)


def _told(t: Translator, register: Register, reported: Reported, told: ReportRegister) -> list[Block]:
    title = t(register.title)
    columns = [register.field(name) for name in reported.columns]
    labels = [t(column.label) for column in columns]
    shares = [_WIDE.get(column.kind, 2) for column in columns]
    left = 100 - _KEY - _ABOUT
    widths = [left * share // sum(shares) for share in shares]
    widths[-1] += left - sum(widths)
    table = Table(
        caption=title,
        description=t("One row for each line: its key, {columns}, and what it is linked to.",
                      columns=", ".join(labels)),
        columns=(Column(t("Key"), _KEY), *map(Column, labels, widths), Column(t("Linked to"), _ABOUT)),
        rows=tuple(_row(t, columns, line) for line in told.lines[:MOST_LINES]),
        continued=t("cont. {heading}", heading=title),
    )  # fmt: skip
    return [Heading(3, title), table, *_more(t, told)]


def _more(t: Translator, told: ReportRegister) -> list[Block]:
    """How many lines are not shown, and where they are."""
    left = len(told.lines) - MOST_LINES
    if left <= 0:
        return []
    file = f"data/{told.name}.csv"
    words = t.plural("{n} more line is not shown here. The open data has it: {file}.",
                     "{n} more lines are not shown here. The open data has them: {file}.", left, file=file)  # fmt: skip
    return [Paragraph(words, is_note=True)]


def _row(t: Translator, columns: list[Field], line: Mapping[str, Any]) -> tuple[Cell, ...]:
    words = (_value(t, column, line.get(column.name)) for column in columns)
    links = ", ".join(_link(t, str(link)) for link in line.get("links") or ())
    return (str(line["key"]), *words, links or _NOTHING)


def _value(t: Translator, column: Field, value: object) -> str:
    """A value in words; as it stands when it is none that the column takes now, since records live long."""
    try:
        return _NOTHING if value is None else value_words(t, column, value)
    except (ValueError, ArithmeticError):
        return str(value)


def _link(t: Translator, link: str) -> str:
    """A link in words; as it stands when it is to a register that there is no more."""
    kind = link.partition(":")[0]
    return link_words(t, link) if kind in BY_NAME or kind in {"row", "unit"} else link
