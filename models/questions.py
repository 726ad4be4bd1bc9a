"""Questions that a transaction asks together, in one journey to PostgreSQL."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection

from models.prepared import Prepared, Values, rows_of_all

Rows = list[tuple[Any, ...]]


class Question(NamedTuple):
    """A statement, its values, and who is told the rows."""

    statement: Prepared
    values: Values
    tell: Callable[[Rows], None]


def ask(connection: Connection, questions: Iterable[Question]) -> None:
    """Asks them all, and then tells each who asked."""
    asked = list(questions)
    if not asked:
        return
    answers = rows_of_all(connection, [(question.statement, question.values) for question in asked])
    for question, rows in zip(asked, answers, strict=True):
        question.tell(rows)
