"""A long document in several, by goal: for the forms whose files would take too much memory in one piece."""

from collections.abc import Iterator
from dataclasses import replace

from reports.content.document import Block, Document, Section, SectionKind, Table


def rows_of(document: Document) -> int:
    """How many rows its goals have."""
    return sum(_rows(section) for section in document.sections if section.kind is SectionKind.GOAL)


def by_goal(document: Document, most: int) -> list[Document]:
    """First everything that is no goal, then a document for each goal; for a goal of more than `most` rows several."""
    goals = [section for section in document.sections if section.kind is SectionKind.GOAL]
    rest = tuple(section for section in document.sections if section.kind is not SectionKind.GOAL)
    parts = [part for goal in goals for part in _parts(goal, most)]
    return [replace(document, sections=rest), *(_alone(document, part) for part in parts)]


def _alone(document: Document, section: Section) -> Document:
    title = f"{document.title} – {section.name}"
    return replace(document, title=title, sections=(replace(section, starts_page=False),))


def _parts(section: Section, most: int) -> Iterator[Section]:
    """The section, or its rows in several of them."""
    if _rows(section) <= most:
        yield section
        return
    before = tuple(block for block in section.blocks if not isinstance(block, Table))
    tables = [block for block in section.blocks if isinstance(block, Table)]
    pieces = [
        replace(table, rows=table.rows[start : start + most])
        for table in tables
        for start in range(0, len(table.rows), most)
    ]
    for number, table in enumerate(pieces, start=1):
        blocks: tuple[Block, ...] = (*before, table)
        yield replace(section, name=f"{section.name} {number}/{len(pieces)}", blocks=blocks)


def _rows(section: Section) -> int:
    return sum(len(block.rows) for block in section.blocks if isinstance(block, Table))
