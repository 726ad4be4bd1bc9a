"""A table of a Word document."""

from collections.abc import Sequence
from typing import assert_never
from xml.sax.saxutils import quoteattr

from reports.content.document import Cell, Column, Light, Noted, Table
from reports.formats.colours import ink_on
from reports.formats.printable import printable
from reports.formats.word.runs import NAMESPACES, NOTE, paragraph, run

# In twentieths of a point: what is about as wide as a letter, and how many lines a page has.
_LETTER, _LINES = 95, 30


def table_xml(table: Table, width: int, style: str) -> str:
    """The table; `width` in twentieths of a point. Its heading row is repeated on every page."""
    widths = [width * column.width // 100 for column in table.columns]
    columns = list(zip(table.columns, widths, strict=True))
    grid = "".join(f"<w:gridCol w:w='{each}'/>" for each in widths)
    rows = "".join(_row(columns, cells) for cells in table.rows)
    return (
        f"<w:tbl {NAMESPACES}>{_properties(table, style, width)}"
        f"<w:tblGrid>{grid}</w:tblGrid>{_heading_row(columns)}{rows}</w:tbl>"
    )


def _properties(table: Table, style: str, width: int) -> str:
    first = "1" if table.has_row_headings else "0"
    return (
        f"<w:tblPr><w:tblStyle w:val={quoteattr(style)}/><w:tblW w:w='{width}' w:type='dxa'/>"
        "<w:tblLayout w:type='fixed'/>"
        f"<w:tblLook w:val='04A0' w:firstRow='1' w:lastRow='0' w:firstColumn='{first}' w:lastColumn='0' w:noHBand='0' "
        f"w:noVBand='1'/><w:tblCaption w:val={_attribute(table.caption)}/>"
        f"<w:tblDescription w:val={_attribute(table.description)}/></w:tblPr>"
    )


def _heading_row(columns: Sequence[tuple[Column, int]]) -> str:
    cells = "".join(_cell(column, width, run(column.title, "<w:b/>")) for column, width in columns)
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(columns: Sequence[tuple[Column, int]], cells: Sequence[Cell]) -> str:
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if _fits_on_a_page(columns, cells) else ""
    drawn = (_drawn(column, width, cell) for (column, width), cell in zip(columns, cells, strict=True))
    return f"<w:tr>{whole}{''.join(drawn)}</w:tr>"


def _fits_on_a_page(columns: Sequence[tuple[Column, int]], cells: Sequence[Cell]) -> bool:
    return all(_lines(str(cell), width) < _LINES for (_, width), cell in zip(columns, cells, strict=True))


def _lines(text: str, width: int) -> int:
    return sum(len(line) * _LETTER // width + 1 for line in text.split("\n"))


def _drawn(column: Column, width: int, cell: Cell) -> str:
    match cell:
        case str():
            return _cell(column, width, run(cell))
        case Noted(text, notes):
            under = "".join(paragraph(run(note, NOTE)) for note in notes)
            return _cell(column, width, run(text), under)
        case Light(_, _, colour):
            ink, shade = ink_on(colour).strip("#"), colour.strip("#")
            return _cell(column, width, run(str(cell), f"<w:color w:val='{ink}'/>"), shade=shade)
        case _:
            assert_never(cell)


def _cell(column: Column, width: int, runs: str, under: str = "", shade: str = "") -> str:
    colour = f"<w:shd w:val='clear' w:color='auto' w:fill='{shade}'/>" if shade else ""
    right = "<w:jc w:val='right'/>" if column.is_number else ""
    return (
        f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{colour}</w:tcPr>{paragraph(runs, '', right)}{under}</w:tc>"
    )


def _attribute(text: str) -> str:
    return quoteattr(printable(text))
