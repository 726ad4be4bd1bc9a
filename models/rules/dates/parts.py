"""What a written date says, before it is known which year is meant."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from models.rules.dates.holidays import public_holidays

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Span:
    """Days from the `first` to the `last`, both included."""

    first: date
    last: date

    @property
    def is_week(self) -> bool:
        """Whether it is a week, or what is left of one."""
        return self.first < self.last and self.last.weekday() == 6 and self.last - self.first < A_WEEK


@dataclass(frozen=True)
class DatePart:
    """A day (`day` and `month`), `months` whole months from `month` on, a week, a `weekday` (0 is Monday), a `feast`
    (a holiday's name and days after it), or a `fixed` span. A weekday beside something else says which day of a week it
    is, or is a check of a day. A year that was not written is None. `is_end`: the last day of it only. `is_vague`: as
    days to be away it may mean several things, as Christmas does."""

    day: int | None = None
    month: int | None = None
    months: int = 1
    week: int | None = None
    weekday: int | None = None
    year: int | None = None
    feast: tuple[str, int] | None = None
    fixed: Span | None = None
    is_end: bool = False
    is_vague: bool = False

    def spans(self, *years: int | None) -> Iterator[Span]:
        """The spans it can mean. A year that was not written may be any of `years`, or one before or after them. Spans
        that do not exist, such as 30 February, are left out."""
        if self.fixed:
            yield self._narrowed(self.fixed)
            return
        for year in (self.year,) if self.year else sorted({y + step for y in years if y for step in (-1, 0, 1)}):
            try:
                yield self._narrowed(self._in(year))
            except ValueError:  # no 30 February, no week 53 that year, no Friday
                continue

    def _in(self, year: int) -> Span:
        if self.week:
            monday = date.fromisocalendar(year, self.week, 1)
            return Span(monday, monday + timedelta(days=6))
        if self.feast:
            day = public_holidays(year)[self.feast[0]] + timedelta(days=self.feast[1])
            return Span(day, day)
        first = date(year, self.month or 0, self.day or 1)
        return Span(first, first if self.day else first + relativedelta(months=self.months, days=-1))

    def _narrowed(self, span: Span) -> Span:
        if self.weekday is not None and span.is_week:
            day = span.last - timedelta(days=6 - self.weekday)
            return Span(day, day)
        if self.weekday is not None and span.first.weekday() != self.weekday:
            raise ValueError("another day of the week")
        return Span(span.last, span.last) if self.is_end and not span.is_week else span

    @property
    def is_weekday_alone(self) -> bool:
        return self.weekday is not None and not (self.day or self.week or self.month or self.fixed)

    def pinned(self, since: date) -> "DatePart":
        """The same, with a weekday alone resolved to the first such day from `since` on."""
        if not self.is_weekday_alone:
            return self
        day = since + relativedelta(weekday=self.weekday)
        return DatePart(fixed=Span(day, day))

    def on(self, weekday: int) -> "DatePart | None":
        """The same on a day of the week: "Friday week 40", "Friday 3 July". None when that says nothing."""
        is_week = self.week or (self.fixed and self.fixed.is_week)
        return replace(self, weekday=weekday) if is_week or (self.day and self.month) else None
