"""Questions asked of the registers' lines."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.registers.declaration import Register
from models.registers.tables import RegisterLine, RegisterLink
from models.rules.text import fold, plain

_FEW_LETTERS = 3
_MOST_WORDS = 30  # a database takes a condition for each, but not a thousand


def line_of(session: Session, register: str, key: str) -> RegisterLine | None:
    """The line with this key, compared without case; None when there is none."""
    query = select(RegisterLine).where(RegisterLine.register == register, RegisterLine.folded_key == fold(key))
    return session.scalars(query).one_or_none()


def lines_of(session: Session, register: str, *, with_ended: bool = True) -> Sequence[RegisterLine]:
    """A register's lines, in the order in which they came."""
    query = select(RegisterLine).where(RegisterLine.register == register).order_by(RegisterLine.id)
    return session.scalars(query if with_ended else query.where(RegisterLine.ended.is_(None))).all()


def next_key(session: Session, register: Register) -> str:
    """The key that a new line gets when it is made in chat."""
    query = select(func.count()).select_from(RegisterLine).where(RegisterLine.register == register.name)
    number = session.scalar(query) or 0
    while line_of(session, register.name, key := f"{register.prefix}{number + 1}"):
        number += 1
    return key


def found_lines(
    session: Session, register: str, words: str, most: int = 20, *, with_linked: bool = False
) -> Sequence[RegisterLine]:  # fmt: skip
    """The lines that have all the words in them, or `with_linked` in a line that they are linked to; those that are not
    ended first, then the newest. A word of a few letters (`AI`) is looked for at the beginning of words."""
    query = select(RegisterLine).where(RegisterLine.register == register)
    for word in plain(words).split()[:_MOST_WORDS]:
        has_word = _has(RegisterLine.searchable, word)
        if with_linked:
            other = aliased(RegisterLine)
            linked = select(RegisterLink.line_id).join(other, other.id == RegisterLink.to_line_id)
            has_word = or_(has_word, RegisterLine.id.in_(linked.where(_has(other.searchable, word))))
        query = query.where(has_word)
    return session.scalars(
        query.order_by(RegisterLine.ended.is_not(None), RegisterLine.changed_at.desc(), RegisterLine.id).limit(most)
    ).all()


def _has(searchable: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    if len(word) > _FEW_LETTERS:
        return searchable.contains(word, autoescape=True)
    begins = searchable.startswith(word, autoescape=True)
    return or_(begins, searchable.contains(f" {word}", autoescape=True))


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
