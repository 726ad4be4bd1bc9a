"""Comments that point at another answer: "se tidigare svar ovan", "samma som rad 14", "see row 14".

Out of their neighbours' company such words say nothing, so the owner is asked which answer is meant.
"""

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

from models.rules.words.phrases import line_of, lists_of_words, pattern

_LONGEST_RANGE = 20
_ROW_NUMBER = re.compile(r"[1-9]\d{0,2}", re.ASCII)
# What may follow a lead: words that tell what is meant, and those that only stand between them.
_TELLING = frozenset({"above", "below", "earlier", "answer", "row", "activity"})
_PARTS = (*sorted(_TELLING), "glue", "also")


class ReferenceKind(StrEnum):
    """What a comment points at."""

    ROW = "row"
    ACTIVITY = "activity"
    ABOVE = "above"
    BELOW = "below"
    EARLIER = "earlier"


@dataclass(frozen=True)
class Reference:
    """What is pointed at: `rows` when they are named, an activity's `name` when it is said in words. `words` are those
    that point, as they were written; `is_only` when the comment says nothing beside them."""

    kind: ReferenceKind
    words: str
    rows: tuple[int, ...] = ()
    name: str = ""
    is_only: bool = False


class _Lead(IntEnum):
    """How surely a phrase begins a reference."""

    ALONE = 3
    STRONG = 2
    WEAK = 1


@dataclass
class _Scan:
    """What has been read after a lead."""

    end: int
    rows: tuple[int, ...] = ()
    row_word: bool = False
    answer: bool = False
    above: bool = False
    below: bool = False
    earlier: bool = False
    activity: bool = False
    name: str = ""


@lru_cache(maxsize=512)
def find_reference(comment: str) -> Reference | None:
    """The first reference to another answer, or None. References by sense alone ("del av handlingsplanen") are none."""
    reader = _Reader(comment)
    for first, end, lead in reader.leads():
        reference = reader.read(first, end, lead)
        if reference:
            return reference
    return None


class _Reader:
    def __init__(self, comment: str) -> None:
        self.line = line_of(comment)

    def names(self, place: int) -> frozenset[str]:
        """The lists that the token stands in."""
        return lists_of_words("reference", _PARTS).get(self.line.tokens[place].plain, frozenset())

    def leads(self) -> list[tuple[int, int, _Lead]]:
        by_place: dict[int, tuple[int, int, _Lead]] = {}
        for name, lead in (("weak", _Lead.WEAK), ("lead", _Lead.STRONG), ("alone", _Lead.ALONE)):
            for first, end in self.line.find(pattern(name, "reference")):
                by_place[first] = (first, end, lead)
        return [by_place[first] for first in sorted(by_place)]

    def read(self, first: int, start: int, lead: _Lead) -> Reference | None:
        if lead is _Lead.ALONE:
            whole = start == len(self.line.tokens) or not self.line.tokens[start].is_word
            return self._reference(ReferenceKind.ABOVE, first, _Scan(start)) if whole else None
        scan = self._scan(start)
        kind = self._kind(scan, lead)
        return self._reference(kind, first, scan) if kind else None

    def _scan(self, start: int) -> _Scan:
        """Reads on as long as the words can belong to a reference."""
        scan, place = _Scan(start), start
        while place < len(self.line.tokens):
            names = self.names(place)
            rows, after = self._rows(place)
            if rows:
                scan.rows, place, scan.end = scan.rows + rows, after, after
                continue
            if names & _TELLING:
                scan.end = place + 1
            elif not names & {"glue", "also"}:
                break
            scan.above |= "above" in names
            scan.below |= "below" in names
            scan.earlier |= "earlier" in names
            scan.answer |= "answer" in names
            scan.row_word |= "row" in names
            scan.activity |= "activity" in names
            place += 1
        if scan.activity and not (scan.rows or scan.above or scan.below):
            self._name(scan)
        return scan

    def _rows(self, place: int) -> tuple[tuple[int, ...], int]:
        """Row numbers that begin here, "58, 69 och 74" or "14–16", and where they end. No year is one."""
        words = self.line.tokens
        first = self._number(place)
        if first is None:
            return (), place
        rows, place = [first], place + 1
        while place + 1 < len(words) and (number := self._number(place + 1)) is not None:
            if words[place].plain in {"-", "–"} and rows[-1] < number <= rows[-1] + _LONGEST_RANGE:
                rows += range(rows[-1] + 1, number + 1)
            elif words[place].plain == "," or "also" in self.names(place):
                rows.append(number)
            else:
                break
            place += 2
        return tuple(rows), place

    def _number(self, place: int) -> int | None:
        word = self.line.tokens[place].plain
        return int(word) if _ROW_NUMBER.fullmatch(word) else None

    def _name(self, scan: _Scan) -> None:
        """The rest of the clause after "se aktiviteten" is its name."""
        end = scan.end
        while end < len(self.line.tokens) and self.line.tokens[end].is_word:
            end += 1
        scan.name, scan.end = self.line.words(scan.end, end), end

    def _kind(self, scan: _Scan, lead: _Lead) -> ReferenceKind | None:
        closed = scan.end == len(self.line.tokens) or not self.line.tokens[scan.end].is_word
        strong = lead is _Lead.STRONG
        if scan.rows and (scan.row_word or (strong and (closed or scan.answer or scan.activity))):
            return ReferenceKind.ROW
        if scan.above or scan.below:
            return ReferenceKind.ABOVE if scan.above else ReferenceKind.BELOW
        if scan.activity and scan.name and strong:
            return ReferenceKind.ACTIVITY
        if scan.earlier and (scan.answer or scan.row_word or (strong and closed)):
            return ReferenceKind.EARLIER
        return None

    def _reference(self, kind: ReferenceKind, first: int, scan: _Scan) -> Reference:
        spent = {n for a, b in self.line.find(pattern("filler")) for n in range(a, b)} | set(range(first, scan.end))
        only = not any(token.is_word and n not in spent for n, token in enumerate(self.line.tokens))
        rows = tuple(dict.fromkeys(scan.rows)) if kind is ReferenceKind.ROW else ()
        name = scan.name if kind is ReferenceKind.ACTIVITY else ""
        return Reference(kind, self.line.words(first, scan.end), rows, name, only)
