"""A long report in several documents: every row in one of them, in its order."""

from reports.content.document import Noted, SectionKind, Table
from reports.content.splitting import by_goal, rows_of
from tests.reports.formats.documents import sample_document


def numbers(tables: list[Table]) -> list[object]:
    return [row[0] for table in tables for row in table.rows]


def test_every_row_is_in_one_of_the_documents() -> None:
    document = sample_document(rows=32, comments=("x",))
    first, *goals = by_goal(document, 5)
    assert rows_of(document) == 32
    assert rows_of(first) == 0
    assert all(0 < rows_of(each) <= 5 for each in goals)
    tables = [b for each in goals for s in each.sections for b in s.blocks if isinstance(b, Table)]
    assert numbers(tables) == [str(number) for number in range(1, 33)]
    assert isinstance(tables[0].rows[0][3], Noted)
    assert [section.kind for section in first.sections] == [SectionKind.OVERVIEW, SectionKind.APPENDIX]
    assert goals[0].title.startswith(f"{document.title} – ")
    assert not any(section.starts_page for each in goals for section in each.sections)
    assert [each.legend for each in goals] == [document.legend] * len(goals)
    whole = by_goal(document, 100)
    assert len(whole) == 1 + sum(section.kind is SectionKind.GOAL for section in document.sections)
