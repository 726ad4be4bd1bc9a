"""Many rows in one INSERT on PostgreSQL, given as one text of JSON: a fifth of the client's work for a statement each
(docs/decisions.md has the measurement)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import JSON, Text, bindparam, cast, column, func, literal_column, select


def json_of(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """The list to be bound; None for what PostgreSQL's JSON does not take as single values are taken (NUL, half a
    surrogate pair, integers beyond 64 bits)."""
    try:
        text = orjson.dumps(rows).decode()
    except orjson.JSONEncodeError:
        return None
    return None if "\\u0000" in text else text


def of_json_rows(insert: Any, columns: Iterable[str]) -> Any:
    """An INSERT of these columns whose rows are what `json_of` gives, bound to `rows`: by the columns' names."""
    types = {name: insert.table.c[name].type for name in columns}
    rows = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
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
