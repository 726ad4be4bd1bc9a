"""Questions asked of the registers' lines."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.registers.tables import RegisterLine, RegisterLink
from models.rules.text import fold, plain


def line_of(session: Session, register: str, key: str) -> RegisterLine | None:
    """The line with this key, compared without case; None when there is none."""
    query = select(RegisterLine).where(RegisterLine.register == register, RegisterLine.folded_key == fold(key))
    return session.scalars(query).one_or_none()


def lines_of(session: Session, register: str, *, with_ended: bool = True) -> Sequence[RegisterLine]:
    """A register's lines, in the order in which they came."""
    query = select(RegisterLine).where(RegisterLine.register == register).order_by(RegisterLine.id)
    return session.scalars(query if with_ended else query.where(RegisterLine.ended.is_(None))).all()


def found_lines(session: Session, register: str, words: str, most: int = 20) -> Sequence[RegisterLine]:
    """The lines that have all the words in them, those that are not ended first, then the newest."""
    query = select(RegisterLine).where(RegisterLine.register == register)
    for word in plain(words).split():
        query = query.where(RegisterLine.searchable.contains(word, autoescape=True))
    return session.scalars(
        query.order_by(RegisterLine.ended.is_not(None), RegisterLine.changed_at.desc(), RegisterLine.id).limit(most)
    ).all()


def lines_under(session: Session, placement_ids: Collection[int]) -> Sequence[RegisterLine]:
    """What hangs on rows of the plan: the lines linked to them that are not ended, by register."""
    linked = select(RegisterLink.line_id).where(RegisterLink.placement_id.in_(placement_ids))
    query = select(RegisterLine).where(RegisterLine.id.in_(linked), RegisterLine.ended.is_(None))
    query = query.order_by(RegisterLine.register, RegisterLine.id)
    return session.scalars(query).all()


def counts(session: Session) -> dict[str, int]:
    """How many lines that are not ended each register has."""
    query = select(RegisterLine.register, func.count().label("number")).where(RegisterLine.ended.is_(None))
    return {row.register: row.number for row in session.execute(query.group_by(RegisterLine.register))}
