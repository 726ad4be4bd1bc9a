"""The report as one HTML file that needs nothing else: no script, no address, a style for paper, WCAG 2.1 AA."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from reports.content.document import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Legend,
    Light,
    Noted,
    Paragraph,
    Section,
    Table,
)  # fmt: skip
from reports.formats.colours import ink_on
from reports.formats.html.chart import chart_figure
from reports.formats.html.style import SCREEN, paper_style
from reports.formats.html.text import literal


@dataclass(frozen=True)
class Link:
    """A way to another page or file, above a document that is a page of a site; `language` when it is in another."""

    text: str
    address: str
    language: str = ""


def render(document: Document, links: Sequence[Link] = ()) -> bytes:
    """The document as the bytes of an HTML file; the same document gives the same bytes."""
    return "\n".join(_Drawing(document, links).whole()).encode()


class _Drawing:
    """One document being drawn. `_made` counts tables and charts, for their ids."""

    def __init__(self, document: Document, links: Sequence[Link]) -> None:
        self._document, self._links, self._made = document, links, 0

    def whole(self) -> Iterator[str]:
        document = self._document
        yield f'<!DOCTYPE html>\n<html lang="{literal(document.language)}">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{literal(self._title())}</title>"
        about = {"author": document.author, "description": document.subject, "keywords": ", ".join(document.keywords),
                 "date": document.date.isoformat()}  # fmt: skip
        for name, content in about.items():
            yield f'<meta name="{name}" content="{literal(content)}">'
        yield f"<style>\n{SCREEN}{self._paper()}</style>\n</head>\n<body>\n<header>"
        yield from self._ways()
        if document.draft:
            yield f'<p class="draft">{literal(document.draft)}</p>'
        yield f'<h1>{literal(document.title)}</h1>\n<p class="subtitle">{literal(document.subtitle)}</p>'
        yield "</header>"
        if document.contents:
            yield from self._contents()
        yield "<main>"
        yield from _legend(document.legend)
        for place, section in enumerate(document.sections):
            yield from self._section(section, place)
        yield "</main>\n<footer>"
        yield f"<p>{literal(document.footer)}</p>\n</footer>\n</body>\n</html>\n"

    def _title(self) -> str:
        return f"{self._document.draft}: {self._document.title}" if self._document.draft else self._document.title

    def _paper(self) -> str:
        legend = self._document.legend
        words = " · ".join(f"{light} = {meaning}" for light, meaning in legend.lights)
        return paper_style(self._document.draft, self._document.footer, words, self._document.page_of)

    def _ways(self) -> Iterator[str]:
        if not self._links:
            return
        yield '<ul class="ways">'
        for link in self._links:
            of = f' lang="{literal(link.language)}" hreflang="{literal(link.language)}"' if link.language else ""
            yield f'<li><a href="{literal(link.address)}"{of}>{literal(link.text)}</a></li>'
        yield "</ul>"

    def _contents(self) -> Iterator[str]:
        yield '<nav aria-labelledby="contents">'
        yield f'<h2 id="contents">{literal(self._document.contents)}</h2>\n<ul>'
        for place, section in enumerate(self._document.sections):
            yield f'<li><a href="#s{place}">{literal(section.name)}</a></li>'
        yield "</ul>\n</nav>"

    def _section(self, section: Section, place: int) -> Iterator[str]:
        page = ' class="page"' if section.starts_page else ""
        yield f'<section id="s{place}"{page}>'
        for block in section.blocks:
            yield from self._block(block)
        yield "</section>"

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(level, text):
                yield f"<h{level}>{literal(text)}</h{level}>"
            case Paragraph(text, is_note):
                note = ' class="note"' if is_note else ""
                yield f'<p{note} dir="auto">{literal(text)}</p>'
            case Bullets(items):
                yield "<ul>"
                yield from (f'<li dir="auto">{literal(item)}</li>' for item in items)
                yield "</ul>"
            case Table():
                self._made += 1
                yield from _table(block, f"t{self._made}")
            case Chart():
                self._made += 1
                yield chart_figure(block, self._made)
            case Legend():
                yield from _legend(block)
            case _:
                assert_never(block)


def _legend(legend: Legend) -> Iterator[str]:
    yield f'<div class="legend"><p><strong>{literal(legend.title)}</strong></p>\n<ul>'
    yield from (f"<li>{_light(light)} {literal(meaning)}</li>" for light, meaning in legend.lights)
    yield "</ul>\n</div>"


def _table(table: Table, mark: str) -> Iterator[str]:
    """In a region that can be scrolled by keyboard where the screen is narrow."""
    yield f'<p class="hidden" id="{mark}-words">{literal(table.description)}</p>'
    yield f'<div class="table" role="region" tabindex="0" aria-labelledby="{mark}">'
    yield f'<table aria-describedby="{mark}-words">\n<caption id="{mark}">{literal(table.caption)}</caption>'
    yield "<colgroup>"
    yield from (f'<col style="width:{column.width}%">' for column in table.columns)
    yield "</colgroup>\n<thead><tr>"
    yield from (f'<th scope="col"{_number(column)}>{literal(column.title)}</th>' for column in table.columns)
    yield "</tr></thead>\n<tbody>"
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        yield "<tr>" + "".join(
            _cell(column, cell, table.has_row_headings and place == 0) for place, (column, cell) in enumerate(cells)
        ) + "</tr>"  # fmt: skip
    yield "</tbody>\n</table>\n</div>"


def _cell(column: Column, cell: Cell, is_heading: bool) -> str:
    name = 'th scope="row"' if is_heading else "td"
    return f'<{name}{_number(column)} dir="auto">{_inside(cell)}</{name[:2]}>'


def _inside(cell: Cell) -> str:
    match cell:
        case str():
            return literal(cell)
        case Light():
            return _light(cell)
        case Noted(text, ()):
            return literal(text)
        case Noted(text, notes):
            return "".join(f'<p dir="auto">{literal(each)}</p>' for each in (text, *notes))
        case _:
            assert_never(cell)


def _number(column: Column) -> str:
    return ' class="number"' if column.is_number else ""


def _light(light: Light) -> str:
    words = f"{literal(light.symbol)} {literal(light.word)}"
    style = f"background:{literal(light.colour)};color:{ink_on(light.colour)}"
    return f'<span class="light" style="{style}">{words}</span>'
