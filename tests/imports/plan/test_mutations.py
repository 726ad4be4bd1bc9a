"""The real plan as people send it, in any mixture of their ways: read right, or refused with where and what to do."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from imports.plan.file import PlanFile, read_plan
from imports.reading.rows.table import Choice
from tests.imports.reading.books import book_with
from tests.imports.support import PLAN_COLUMNS, flat, real_rows
from tests.imports.test_cases import WORKSHOP

Row = dict[str, Any]
ROWS: Sequence[Row] = [flat(row) for row in real_rows()]
CONTENT = ("order", "goal_kind", "goal", "activity", "units", "comment", "status")
UNSEEN = st.sampled_from("\u200b\ufeff\u00ad\u200e\u2060\u202a")
NAMES = st.sampled_from(["goal_kind", "goal", "activity", "units"])


def content(plan: PlanFile) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in CONTENT) for row in plan.rows]


def mixed() -> st.SearchStrategy[Callable[[Row], Row]]:
    """A change of some cells that changes nothing for the eye."""
    unseen = st.builds(lambda name, c: lambda row: row | {name: f"{c}{row[name][:2]}{c}{row[name][2:]}"}, NAMES, UNSEEN)
    spaces = st.builds(lambda name: lambda row: row | {name: row[name].replace(" ", "\u00a0")}, NAMES)
    comma = st.just(lambda row: row | {"order": f"{str(row['order']).removesuffix(',0')},0"})
    return st.one_of(unseen, spaces, comma)


def changed(data: st.DataObject, twice: bool = True) -> list[Row]:
    """The real plan with up to three such changes, each in some of its rows, and some of its cells encoded twice."""
    rows = list(ROWS)
    for change in data.draw(st.lists(mixed(), max_size=3)):
        every = data.draw(st.integers(1, 40))
        rows = [change(row) if at % every == 0 else row for at, row in enumerate(rows)]
    if twice and data.draw(st.booleans()):
        name, every = data.draw(NAMES), data.draw(st.integers(1, 40))
        for at in range(0, len(rows), every):
            rows[at] = rows[at] | {name: str(rows[at][name]).encode().decode("latin-1")}
    return rows


def read(content_: bytes, suffix: str) -> PlanFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{suffix}"
        path.write_bytes(content_)
        return read_plan(path, choice=Choice(year=2026))


def the_real_plan() -> list[tuple[Any, ...]]:
    return content(read(json.dumps(real_rows()).encode(), ".json"))


REAL = the_real_plan()


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_csv(data: st.DataObject) -> None:
    delimiter = data.draw(st.sampled_from(";,\t|"))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"]))
    rows = changed(data, twice=encoding.startswith("utf"))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=data.draw(st.sampled_from(["\r\n", "\n"])))
    above: list[str] = data.draw(
        st.lists(st.sampled_from(["", "Handlingsplan 2026", "Fyll i goal och units."]), max_size=3)
    )
    for line in above:
        writer.writerow([line, *[""] * (len(PLAN_COLUMNS) - 1)])
    writer.writerow(PLAN_COLUMNS)
    for row in rows:
        writer.writerow([row.get(name, "") for name in PLAN_COLUMNS])
        if data.draw(st.integers(0, 40)) == 0:
            writer.writerow([""] * len(PLAN_COLUMNS))
    first = f"sep={delimiter}\r\n" if data.draw(st.booleans()) else ""
    try:
        content_ = (first + text.getvalue()).encode(encoding)
    except UnicodeEncodeError:  # zero-width characters exist in Unicode alone
        content_ = (first + text.getvalue()).encode("utf-8")
    plan = read(content_, ".csv")
    assert [str(fault) for fault in plan.faults] == []
    assert content(plan) == REAL


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_json(data: st.DataObject) -> None:
    rows = changed(data)
    document = json.dumps(rows, ensure_ascii=data.draw(st.booleans()))
    plan = read(document.encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))), ".json")
    assert [str(fault) for fault in plan.faults] == []
    assert content(plan) == REAL


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_xlsx(data: st.DataObject) -> None:
    titles: list[Sequence[object]] = [("Handlingsplan 2026",), (None, "goal: målet")]
    title = data.draw(st.lists(st.sampled_from(titles), max_size=2))
    lines: list[Sequence[object]] = [
        *title,
        PLAN_COLUMNS,
        *([row.get(name) for name in PLAN_COLUMNS] for row in changed(data)),
    ]
    others = data.draw(st.lists(st.sampled_from(["Läs mig", "Plan 2025", "Dold plan 2026"]), unique=True))
    table: dict[str, list[Sequence[object]]] = {"Läs mig": [["Så här fyller du i"]]}
    book = book_with(*((name, table.get(name, lines[:9])) for name in others), ("Plan 2026", lines))
    if "Dold plan 2026" in others:
        book["Dold plan 2026"].sheet_state = "veryHidden"
    sheet = book["Plan 2026"]
    last = sheet.max_row
    sheet.append(["dold", "rad"])
    sheet.row_dimensions[last + 1].hidden = True
    _merge(data, book, len(title) + 2)
    plan = read(_bytes(book), ".xlsx")
    assert [str(fault) for fault in plan.faults] == []
    assert content(plan) == REAL
    assert (plan.table.sheet, plan.table.hidden_rows) == ("Plan 2026", (last + 1,))


def _merge(data: st.DataObject, book: Workbook, first: int) -> None:
    """Merges a run of goals, as far as they are the same."""
    sheet = book["Plan 2026"]
    column = PLAN_COLUMNS.index("goal") + 1
    start = data.draw(st.integers(first, first + 70))
    end = start
    while sheet.cell(end + 1, column).value == sheet.cell(start, column).value:
        end += 1
    sheet.merge_cells(start_row=start, end_row=end, start_column=column, end_column=column)


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# Each makes the plan wrong in one row; and the columns that the fault may name.
WRONG: Sequence[tuple[Callable[[Row], Row], str]] = [
    (lambda row: row | {"status": "Pågående"}, "status"),
    (lambda row: row | {"goal": "V‰lf‰rd"}, "goal"),
    (lambda row: row | {"activity": "M?l f?r ?ldre"}, "activity"),
    (lambda row: row | {"units": "V&auml;lf&auml;rd"}, "units"),
    (lambda row: row | {"order": "1.000"}, "order"),
    (lambda row: row | {"order": "2026-01-02"}, "order"),
    (lambda row: row | {"units": "#SAKNAS!"}, "units"),
    (lambda row: row | {"activity": ""}, "activity"),
]


@settings(max_examples=20, deadline=None)
@given(wrong=st.sampled_from(WRONG), at=st.integers(0, 79), suffix=st.sampled_from([".csv", ".json", ".xlsx"]))
def test_what_is_wrong_is_told_with_row_and_column(
    wrong: tuple[Callable[[Row], Row], str], at: int, suffix: str
) -> None:
    rows = [wrong[0](row) if number == at else row for number, row in enumerate(ROWS)]
    if wrong[1] == "activity" and "?" in rows[at]["activity"]:
        rows = [row | {"goal_kind": "visionsmal", "goal": "Mal", "comment": "", "units": "IT"} for row in rows]
        rows = [row if number == at else row | {"activity": f"A{number}"} for number, row in enumerate(rows)]
    faults = _read_as(rows, suffix).faults
    assert [(fault.row, fault.column) for fault in faults] == [(at + (1 if suffix == ".json" else 2), wrong[1])]
    assert not WORKSHOP.search(str(faults[0]))


def _read_as(rows: Sequence[Row], suffix: str) -> PlanFile:
    lines = [PLAN_COLUMNS, *([row.get(name) for name in PLAN_COLUMNS] for row in rows)]
    if suffix == ".json":
        return read(json.dumps(rows).encode(), suffix)
    if suffix == ".xlsx":
        return read(_bytes(book_with(("Plan", lines))), suffix)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(lines)
    return read(text.getvalue().encode(), suffix)


WORKBOOK = _bytes(book_with(("Plan", [PLAN_COLUMNS, *([row.get(name) for name in PLAN_COLUMNS] for row in ROWS)])))


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, len(WORKBOOK) - 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_workbook_is_never_read_by_half(at: int, byte: int, cut: bool) -> None:
    damaged = WORKBOOK[:at] if cut else WORKBOOK[:at] + bytes([byte]) + WORKBOOK[at + 1 :]
    plan = read(damaged, ".xlsx")
    if not plan.faults:
        assert content(plan) == REAL
    assert not any(WORKSHOP.search(str(fault)) for fault in plan.faults)


@settings(max_examples=80, deadline=None)
@given(content_=st.binary(max_size=200), suffix=st.sampled_from([".csv", ".json", ".xlsx"]), start=st.sampled_from(
    [b"", b"PK\x03\x04", b"goal;order\n", b"[{", b"\xff\xfe", b"\xd0\xcf\x11\xe0", b"sep=;\n", b'"'],
))  # fmt: skip
def test_any_bytes_are_refused_in_words(content_: bytes, suffix: str, start: bytes) -> None:
    plan = read(start + content_, suffix)
    assert plan.faults
    assert not any(WORKSHOP.search(str(fault)) for fault in plan.faults)
