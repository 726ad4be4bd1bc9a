"""Several lines of a register with what they are linked to, read at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.registers.links.targets import Targets, in_parts
from models.registers.tables import RegisterLine, RegisterLink
from models.rules.text import fold


@dataclass(frozen=True)
class Lines:
    """Lines by their folded keys; by the line's id their links as files have them, and as they are stored, in one
    order."""

    by_key: dict[str, RegisterLine]
    links: dict[int, list[str]]
    stored: dict[int, list[RegisterLink]]

    @classmethod
    def of(cls, session: Session, register: str, targets: Targets, keys: Collection[str]) -> "Lines":
        """The lines of a register with these keys, as far as there are any."""
        folded = sorted({fold(key) for key in keys})
        rows: list[RegisterLine] = []
        for part in in_parts(folded):
            query = select(RegisterLine).where(RegisterLine.register == register, RegisterLine.folded_key.in_(part))
            rows += session.scalars(query)
        return cls.with_links(session, targets, rows)

    @classmethod
    def with_links(cls, session: Session, targets: Targets, rows: Sequence[RegisterLine]) -> "Lines":
        """These lines, in their order."""
        ids, links = [row.id for row in rows], list[RegisterLink]()
        for part in in_parts(ids):
            links += session.scalars(
                select(RegisterLink).where(RegisterLink.line_id.in_(part)).order_by(RegisterLink.id)
            )
        stored: dict[int, list[RegisterLink]] = {}
        for link in links:
            stored.setdefault(link.line_id, []).append(link)
        return cls({row.folded_key: row for row in rows}, dict(targets.words(links)), stored)

    def data(self, key: str) -> dict[str, Any] | None:
        """A line's values, links and end, to be compared; None when there is no such line."""
        row = self.by_key.get(fold(key))
        return None if row is None else line_data(row, self.links.get(row.id, ()))


def line_data(row: RegisterLine, links: Collection[str]) -> dict[str, Any]:
    """A line's values, links and end by the names of columns, to be compared and for the audit."""
    ended = row.ended.isoformat() if row.ended else None
    return {**row.content, "links": sorted(set(links)), "ended": ended, "ended_why": row.ended_why}
