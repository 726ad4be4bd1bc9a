"""The values of indicators as series: one for each area and sex, the newest retrieval of each year first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.registers.kinds.indicator_values import REGISTER as VALUES
from models.registers.kinds.indicators import REGISTER as INDICATORS
from models.registers.links.targets import in_parts
from models.registers.queries import line_of, lines_of
from models.registers.tables import RegisterLine, RegisterLink
from models.rules.text import plain
from models.rules.words.sentence import is_form_of

SEXES = ("T", "K", "M")
_FEWEST_LETTERS = 4
# What many names begin with, and what nothing is found by alone.
_SAYS_LITTLE = {"andel", "andelen", "antal", "antalet", "share", "rate", "number", "lan", "lanet", "vastmanland", "ar"}


@dataclass(frozen=True)
class Point:
    """The value of a year; None when it is `missing`, and why, as far as it is told. `earlier` are the values that it
    had before it was revised, the newest first."""

    year: int
    value: Decimal | None
    missing: str
    source: str
    retrieved: date
    is_own_calculation: bool
    earlier: tuple["Point", ...] = ()


@dataclass(frozen=True)
class Series:
    """The values for one area and sex (T, K or M), by year."""

    area: str
    sex: str
    points: tuple[Point, ...]

    @property
    def known(self) -> tuple[Point, ...]:
        """The points that have a value."""
        return tuple(point for point in self.points if point.value is not None)

    @property
    def last_step(self) -> tuple[Point, Point] | None:
        """The two newest values; None when there are fewer."""
        known = self.known
        return (known[-2], known[-1]) if len(known) > 1 else None

    def goes_against(self, direction: str | None) -> bool:
        """Whether the newest value is on the other side of the one before than what is wanted (`up` or `down`)."""
        if direction is None or self.last_step is None:
            return False
        before, now = (point.value or Decimal() for point in self.last_step)
        return now < before if direction == "up" else now > before


def series_of(session: Session, indicators: Collection[RegisterLine]) -> dict[int, tuple[Series, ...]]:
    """The series of each indicator, by its id: by area, in total before women and men. Values that were ended are left
    out."""
    values = defaultdict[int, dict[tuple[str, str, int], list[Point]]](lambda: defaultdict(list))
    for part in in_parts(sorted(each.id for each in indicators)):
        query = (
            select(RegisterLink.to_line_id, RegisterLine.content)
            .join(RegisterLine, RegisterLine.id == RegisterLink.line_id)
            .where(RegisterLink.to_line_id.in_(part), RegisterLine.register == VALUES.name,
                   RegisterLine.ended.is_(None))
            .order_by(RegisterLine.id)
        )  # fmt: skip
        for indicator, content in session.execute(query):
            values[indicator][content["area"], content["sex"], content["year"]].append(_point(content))
    return {indicator: _series(points) for indicator, points in values.items()}


def _point(content: dict[str, object]) -> Point:
    value = content.get("value")
    return Point(
        year=int(str(content["year"])),
        value=None if value is None else Decimal(str(value)),
        missing=str(content.get("missing") or ""),
        source=str(content["source"]),
        retrieved=date.fromisoformat(str(content["retrieved"])),
        is_own_calculation=bool(content.get("own_calculation")),
    )


def _series(values: dict[tuple[str, str, int], list[Point]]) -> tuple[Series, ...]:
    points = defaultdict[tuple[str, str], list[Point]](list)
    for (area, sex, _), retrieved in values.items():
        retrieved.reverse()  # of two of one day the one that came last
        newest, *earlier = sorted(retrieved, key=lambda each: each.retrieved, reverse=True)
        point = Point(newest.year, newest.value, newest.missing, newest.source, newest.retrieved,
                      newest.is_own_calculation, tuple(earlier))  # fmt: skip
        points[area, sex].append(point)
    series = [Series(area, sex, tuple(sorted(of, key=lambda each: each.year))) for (area, sex), of in points.items()]
    return tuple(sorted(series, key=lambda each: (each.area, SEXES.index(each.sex))))


def indicators_named(session: Session, key: str, words: Sequence[str]) -> list[RegisterLine]:
    """The indicator with this key, else those whose names have most of the folded words in some form (`andelen
    sysselsatta` and `Andel sysselsatta 20–64 år`); none when no name has any."""
    if line := line_of(session, INDICATORS.name, key):
        return [line]
    known = [(line, plain(str(line.content["name"])).split()) for line in _living(session)]
    scored = [(_score(words, names), line) for line, names in known]
    best = max((score for score, _ in scored), default=0)
    return [line for score, line in scored if score == best > 0]


def _score(words: Iterable[str], names: Sequence[str]) -> int:
    matching = [word for word in words if any(_alike(word, name) for name in names)]
    return 0 if _SAYS_LITTLE.issuperset(matching) else len(matching)


def _alike(word: str, name: str) -> bool:
    if min(len(word), len(name)) < _FEWEST_LETTERS:
        return word == name
    return is_form_of(word, name) or _root(word) == _root(name)


def _root(word: str) -> str:
    """`sysselsatt` of `sysselsatta` and `sysselsattningen`, and so on: enough letters to tell names apart."""
    return word[: max(_FEWEST_LETTERS, min(len(word) - 2, 9))]


def _living(session: Session) -> Sequence[RegisterLine]:
    return lines_of(session, INDICATORS.name, with_ended=False)
