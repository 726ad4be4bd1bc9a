"""The same rows with the libraries alone: `python -m bench.report_floor FORM RECORD OUT`. No layout, no accessibility,
and nothing but the tables of the goals."""

import json
import sys
from pathlib import Path
from typing import Any

_COLUMNS = ("row", "activity", "units", "comment", "status")


def _rows(record: Path) -> list[list[str]]:
    goals: list[Any] = json.loads(record.read_bytes())["goals"]
    return [[str(row[name] or "") for name in _COLUMNS] for goal in goals for row in goal["rows"]]


def _html(rows: list[list[str]], out: Path) -> None:
    from html import escape

    lines = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    out.write_text("<!doctype html><title>Rapport</title><table>" + "\n".join(lines) + "</table>", encoding="utf-8")


def _pdf(rows: list[list[str]], out: Path) -> None:
    import typst

    source = (
        '#set document(title: "Rapport")\n#let rows = json(bytes(sys.inputs.rows))\n'
        "#table(columns: (5%, 30%, 15%, 38%, 12%), ..rows.flatten())"
    )
    out.write_bytes(typst.compile(source.encode(), sys_inputs={"rows": json.dumps(rows)}))


def _docx(rows: list[list[str]], out: Path) -> None:
    import docx

    document = docx.Document()
    table = document.add_table(len(rows), len(_COLUMNS))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells._tr.tc_lst, row, strict=True):
            cell.p_lst[0].add_r().text = text
    document.save(str(out))


def _xlsx(rows: list[list[str]], out: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Svar")
    for row in rows:
        sheet.append(row)
    book.save(out)


if __name__ == "__main__":
    form, record, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    {"html": _html, "pdf": _pdf, "docx": _docx, "xlsx": _xlsx}[form](_rows(record), out)
