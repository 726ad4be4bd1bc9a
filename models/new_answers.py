"""Adding versions of answers.

On PostgreSQL, where every statement is a journey, the answers of a transaction go over together: when somebody asks for
answers, or at its end. On SQLite each is added at once, which takes less than remembering it would.
"""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, func, insert, select
from sqlalchemy.orm import Session

from models.answer import Answer
from models.database import at_commit, connection_of, deferred, expected_units, send
from models.prepared import Prepared
from models.questions import Question, Rows

_COLUMNS = [column.name for column in Answer.__table__.columns if column.name != "id"]


@cache
def _add(columns: tuple[str, ...]) -> Prepared:
    return Prepared(lambda _dialect: insert(Answer).returning(Answer.id), columns=columns)


_add_all = Prepared(lambda _dialect: insert(Answer), columns=["id", *_COLUMNS])
# PostgreSQL's: the next numbers of the table's sequence.
_numbers = Prepared(
    lambda _dialect: select(func.nextval(func.pg_get_serial_sequence("answer", "id"), type_=Integer)).select_from(
        func.generate_series(1, bindparam("many", type_=Integer)).alias("series")
    )
)


def add_answer(session: Session, values: Mapping[str, Any]) -> int:
    """Adds a version, all columns but its number, which it returns."""
    connection = connection_of(session)
    if connection.dialect.name != "postgresql" or not expected_units(session):
        # Half of the columns are empty in most answers, and each that is written takes its time.
        given = tuple(name for name in _COLUMNS if values[name] is not None)
        ((number,),) = _add(given).rows(connection, values)
        return int(number)
    numbers: list[int] = session.info.setdefault("answer_numbers", [])
    if not numbers:
        _keep_numbers(session, _numbers.rows(connection, {"many": expected_units(session)}))
    number = numbers.pop()
    at_commit(session, _write, {"id": number, **values})
    return number


def numbers_question(session: Session, many: int) -> Question:
    """Asks ahead for the numbers of that many versions."""
    return Question(_numbers, {"many": many}, partial(_keep_numbers, session))


def _keep_numbers(session: Session, found: Rows) -> None:
    kept: list[int] = session.info.setdefault("answer_numbers", [])
    # The lowest is taken first.
    kept[:] = sorted([*kept, *(number for (number,) in found)], reverse=True)


def written(session: Session) -> None:
    """Whatever has been added is in the table from here on."""
    if waiting := deferred(session, _write):
        _write(session, waiting)


def asking(session: Session) -> Connection:
    """The session's connection, for a question about answers."""
    written(session)
    return connection_of(session)


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        send(session, _add_all, list(rows))
        # Its place among what is left for the end stays: what refers to answers comes after them.
        rows.clear()
