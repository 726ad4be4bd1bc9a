"""Which sheet of a workbook is meant: never a hidden one, never a guess between two."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from imports.reading.rows.table import Choice
from models.rules.text import fold, plain

# What people call the sheet with the table itself, beside copies, drafts and templates of it.
_USUAL_NAMES = {
    "plan", "planen", "handlingsplan", "handlingsplanen", "aktivitetsplan", "aktiviteter", "activities",
    "people", "personer", "ansvariga", "agare",
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHOW = "right-click a sheet's tab in Excel, choose Unhide (Ta fram) and save"


@dataclass(frozen=True)
class Candidate:
    """A sheet, how many of the columns its heading names, whether it has all required ones, and rows below."""

    name: str
    state: str
    columns: int
    complete: bool
    has_rows: bool

    @property
    def visible(self) -> bool:
        """Whether its tab is shown."""
        return self.state not in {"hidden", "veryHidden"}


def choose(sheets: Sequence[Candidate], choice: Choice, required: Collection[str]) -> Candidate | str:
    """The sheet, or why none was chosen and what to do."""
    if choice.sheet is not None:
        return _named(sheets, choice.sheet, choice.hidden)
    visible = [sheet for sheet in sheets if sheet.visible]
    if not visible:
        return f"every sheet is hidden ({_names(sheets)}): {_SHOW}, or name one with --sheet and add --hidden"
    fitting = [sheet for sheet in visible if sheet.complete and sheet.has_rows] or [s for s in visible if s.complete]
    if not fitting:
        return _likeliest(sheets, visible, required)
    fitting = _of_the_year(fitting, choice.year)
    if len(fitting) > 1:
        fitting = [sheet for sheet in fitting if _bare(sheet.name) in _USUAL_NAMES] or fitting
    if len(fitting) == 1:
        return fitting[0]
    example = fitting[0].name
    return (
        f"the workbook has several sheets that could be meant: {_names(fitting)}. Say which: "
        f'--sheet "{example}", written at the end of the command'
    )


def _named(sheets: Sequence[Candidate], name: str, hidden: bool) -> Candidate | str:
    same = [sheet for sheet in sheets if sheet.name == name] or [s for s in sheets if fold(s.name) == fold(name)]
    if not same:
        names = _names([sheet for sheet in sheets if sheet.visible] or sheets)
        return f"the workbook has no sheet “{name}”; write one of these after --sheet: {names}"
    if not same[0].visible and not hidden:
        return f"the sheet “{same[0].name}” is hidden: {_SHOW}, or add --hidden"
    return same[0]


def _likeliest(sheets: Sequence[Candidate], visible: Sequence[Candidate], required: Collection[str]) -> Candidate | str:
    """No sheet is whole: the one that lacks least, so that its faults can be told."""
    best = max(visible, key=lambda sheet: sheet.columns)
    if best.columns or len(sheets) == 1:
        return best
    concealed = [sheet for sheet in sheets if sheet.complete and not sheet.visible]
    also = f". The hidden sheet {_names(concealed)} has; to import it, {_SHOW}" if concealed else ""
    return (
        f"no visible sheet ({_names(visible)}) has a row with the column names {', '.join(required)}, "
        f"each in a cell of its own: write them above the table and save, or name the sheet with --sheet{also}"
    )


def _of_the_year(sheets: list[Candidate], year: int | None) -> list[Candidate]:
    """Those that name the year; else those that name no other year; else all."""
    if year is None or len(sheets) == 1:
        return sheets
    years = {sheet.name: _YEAR.findall(sheet.name) for sheet in sheets}
    return (
        [sheet for sheet in sheets if str(year) in years[sheet.name]]
        or [sheet for sheet in sheets if not years[sheet.name]]
        or sheets
    )


def _bare(name: str) -> str:
    return plain(_YEAR.sub("", name))


def _names(sheets: Sequence[Candidate]) -> str:
    return ", ".join(f"“{sheet.name}”" for sheet in sheets)
