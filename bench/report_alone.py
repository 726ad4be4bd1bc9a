"""The same rows written with a library alone, as its manual shows it: `python -m bench.report_alone pdf 2000`."""

import io
import json
import sys

from tests.reports.formats.records import record_of

Rows = list[list[str]]


def main(form: str, rows: int) -> None:
    goals = json.loads(record_of(rows))["goals"]
    cells = [
        [str(row["row"]), row["activity"], " / ".join(row["units"]), row["comment"] or "", row["status"] or ""]
        for goal in goals
        for row in goal["rows"]
    ]
    {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}[form](cells)


def _pdf(rows: Rows) -> None:
    import typst

    source = b"""#set document(title: "Report", date: datetime(year: 2022, month: 7, day: 7))
#set page(flipped: true)
= Report
#table(columns: (5fr, 29fr, 15fr, 38fr, 13fr), table.header[No.][Activity][Unit][Comment][Status],
  ..json(bytes(sys.inputs.rows)).flatten())"""
    compiler = typst.Compiler(source, sys_inputs={"rows": json.dumps(rows)})
    compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"])


def _docx(rows: Rows) -> None:
    import docx

    document = docx.Document()
    cells = document.add_table(len(rows), 5)._cells  # the manual's table.cell() takes time that grows with the square
    for place, text in enumerate(text for row in rows for text in row):
        cells[place].text = text
    document.save(io.BytesIO())


def _xlsx(rows: Rows) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(io.BytesIO())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
