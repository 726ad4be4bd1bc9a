"""Many rows in one INSERT on PostgreSQL, given as one text of JSON: a fifth of the client's work for a statement each
(docs/decisions.md has the measurement)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, bindparam, column, func, literal_column, select


def of_json_rows(insert: Any, columns: Iterable[str]) -> Any:
    """An INSERT of these columns whose rows are the list bound to `rows`, of dictionaries by the columns' names."""
    types = {name: insert.table.c[name].type for name in columns}
    rows = func.json_to_recordset(bindparam("rows", type_=JSON))
    given = rows.table_valued(*(column(name, type_) for name, type_ in types.items())).render_derived(
        name="given", with_types=True
    )
    # As one row alone is stored, whose nothing is JSON's.
    nothing: Any = literal_column("'null'::json")
    chosen = [
        func.coalesce(given.c[name], nothing) if isinstance(type_, JSON) else given.c[name]
        for name, type_ in types.items()
    ]
    return insert.from_select(list(types), select(*chosen))
