"""One look at the letters of every cell: what was encoded twice is put right, what is garbled is told once."""

import re
from dataclasses import replace

from imports.reading.advice import AS_CSV
from imports.reading.letters.swedish import garbled, untwice, weigh
from imports.reading.rows.table import TableBuilder

# `_x000D_`: how workbooks write a control character, left as it is by programs that export them.
_CONTROL = re.compile(r"_x00(0[9ADad])_(?:\r?\n)?")


def sweep_letters(table: TableBuilder) -> None:
    """Mends the cells of the table's rows, with a note; adds one fault for all that cannot be mended surely."""
    mended: list[str] = []
    for at, row in enumerate(table.rows):
        cells = {column: _mend_all(value) for column, value in row.cells.items()}
        if cells != row.cells:
            mended += [
                f"row {row.position} {column} “{_shown(cells[column])}”"
                for column, value in row.cells.items()
                if cells[column] != value and not _CONTROL.search(str(value))
            ]
            table.rows[at] = replace(row, cells=cells)
    if mended:
        more = f" and {len(mended) - 1} more" if len(mended) > 1 else ""
        table.notes.append(f"Letters that had been encoded twice are put right: {mended[0]}{more}.")
    _fault_garbled(table)


def _fault_garbled(table: TableBuilder) -> None:
    texts = [
        (row.position, column, text) for row in table.rows for column, v in row.cells.items() for text in _texts(v)
    ]
    swedish = any(weigh(text).swedish for _, _, text in texts if not text.isascii())
    garbled_cells = []
    for position, column, text in texts:
        pair = garbled(text, swedish)
        if pair:
            garbled_cells.append((position, column, *pair))
    if not garbled_cells:
        return
    position, column, word, meant = garbled_cells[0]
    more = f" ({len(garbled_cells)} cells are like that)" if len(garbled_cells) > 1 else ""
    if word.startswith("&") and word.endswith(";"):
        says = f"has “{word}”, which stands for “{meant}” on web pages{more}: write the letter itself"
    elif meant:
        says = f"the letters of “{word}” are wrong, surely “{meant}” is meant{more}: {AS_CSV}"
    else:
        says = f"a letter of “{word}” was lost when the file was saved{more}: {AS_CSV}"
    table.fault(says, position, column)


def _mend_all(value: object) -> object:
    if isinstance(value, list):
        return [_mend(item) for item in value]
    return _mend(value)


def _mend(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value if value.isascii() else untwice(value) or value
    return _CONTROL.sub(lambda match: "\t" if match[1] == "09" else "\n", text)


def _texts(value: object) -> list[str]:
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)]


def _shown(value: object) -> str:
    text = " ".join(" ".join(_texts(value)).split())
    return text if len(text) <= 40 else text[:39] + "…"
