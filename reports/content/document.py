"""A document as a closed set of parts, which html, docx and pdf draw. Every text is literal: nothing in it is markup,
and a line break in it is a line break."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Light:
    """A status: a symbol, a word and a colour (#rrggbb), of which the colour never stands alone."""

    symbol: str
    word: str
    colour: str

    def __str__(self) -> str:
        return f"{self.symbol} {self.word}"


@dataclass(frozen=True)
class Noted:
    """A cell that begins with a text exactly as it is stored; `notes` follow, each in a paragraph of its own, smaller
    or in italics."""

    text: str
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join((self.text, *self.notes)) if self.text else "\n".join(self.notes)


Cell = str | Light | Noted


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading and its share of the width (the shares of a table add up to 100). Numbers stand
    to the right."""

    title: str
    width: int
    is_number: bool = False


@dataclass(frozen=True)
class Heading:
    """Level 2 or 3 (level 1 is the document's title); no level is left out."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. A `note` is told more quietly, such as that a text is a draft."""

    text: str
    is_note: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with one heading row, which is repeated on every page. `caption` stands above it and `description` says
    to those who cannot see it what it has (alt text). The first column is a heading of its row when `has_row_headings`.
    Where the table goes on to a new page, `continued` stands above it ("" for nothing)."""

    caption: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    continued: str = ""
    has_row_headings: bool = True


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: its name, and a number for each kind."""

    name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Stacked bars, each as long as the others: shares of their own total. `kinds` are what the numbers of a bar count,
    in that order. `alt` says in words what is seen."""

    title: str
    alt: str
    kinds: tuple[Light, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Legend:
    """What the lights mean: each with its meaning."""

    title: str
    lights: tuple[tuple[Light, str], ...]


Block = Heading | Paragraph | Bullets | Table | Chart | Legend


class SectionKind(StrEnum):
    """What a section is about, for the forms that treat them differently (a sheet, or a file, for each goal)."""

    OVERVIEW = "overview"
    GOAL = "goal"
    DEVIATIONS = "deviations"
    REGISTERS = "registers"
    APPENDIX = "appendix"


@dataclass(frozen=True)
class Section:
    """A part of the document, begun on a new page if `starts_page`. `name` is short, such as a goal's name. The first
    block is its heading, but for the overview, which has the title above it."""

    kind: SectionKind
    name: str
    blocks: tuple[Block, ...]
    starts_page: bool = True


@dataclass(frozen=True)
class Document:
    """A document. `date` is the day that stands on it, never today's. `draft` is the word that stands on every page of
    a draft, "" otherwise. `footer` stands on every page beside the page's number, for which `page_of` has the places
    {page} and {pages}. `legend` stands on every page, too. `sha256` is that of the frozen record, "" for a draft, and
    `rebuild` the command that makes the document from it. `contents` is the heading of a table of contents, "" for
    none."""

    title: str
    subtitle: str
    language: str
    date: date
    draft: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    footer: str
    page_of: str
    legend: Legend
    sha256: str
    rebuild: str
    sections: tuple[Section, ...]
    contents: str = ""
