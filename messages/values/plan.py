"""Values about the plan: a part of it that is shown, narrowed or followed, and a change of it."""

from dataclasses import dataclass
from typing import Self

from messages.values.fields import read_number, written
from models.vocabulary.deviations import DeviationFilter
from models.vocabulary.plan import Followed


@dataclass(frozen=True)
class PageValue:
    """A page of a list, from 0, as `PAGE|SCOPE`, or `+PAGE|SCOPE` when it is `turned`: it replaces the message that the
    button stands under. `scope` is a `models.plan.find.Scope.value` or other words to find one by, empty for the whole
    plan; in lists about one round it is the round's id."""

    page: int = 0
    scope: str = ""
    turned: bool = False

    def __str__(self) -> str:
        return f"{'+' if self.turned else ''}{self.page}|{self.scope}"

    @property
    def round_id(self) -> int | None:
        """The scope as a round's id; None when it is something else."""
        return read_number(self.scope)

    @classmethod
    def read(cls, text: str) -> Self:
        page, _, scope = text.partition("|")
        return cls(read_number(page.removeprefix("+")) or 0, scope, page.startswith("+"))

    @classmethod
    def of_round(cls, round_id: int) -> Self:
        """The first page of a list about one round."""
        return cls(0, str(round_id))


@dataclass(frozen=True)
class FilteredScope:
    """A part of the plan and by what its deviations are narrowed, as `only:FILTER,FILTER|SCOPE`, or just the scope."""

    filters: tuple[DeviationFilter, ...] = ()
    scope: str = ""

    def __str__(self) -> str:
        return f"only:{','.join(self.filters)}|{self.scope}" if self.filters else self.scope

    @classmethod
    def read(cls, text: str) -> Self:
        if not text.startswith("only:"):
            return cls((), text)
        names, _, scope = text.removeprefix("only:").partition("|")
        known = set(DeviationFilter)
        return cls(tuple(DeviationFilter(name) for name in names.split(",") if name in known), scope)


@dataclass(frozen=True)
class FollowValue:
    """What somebody follows or wants to, as `WHAT:ID`; the id of a placement, goal or unit, 0 for the weekly letter."""

    what: Followed
    about_id: int = 0

    def __str__(self) -> str:
        return f"{self.what.value}:{self.about_id}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        what, _, about = text.partition(":")
        number = read_number(about)
        return cls(Followed(what), number) if what in set(Followed) and number is not None else None


@dataclass(frozen=True)
class PlanValue:
    """A change of the plan of a year, as `YEAR@PLACEMENT@OTHER|TEXT`: the row, another row or year that it is about,
    and a reason or the ids of units with `,` between."""

    year: int | None = None
    placement_id: int | None = None
    other: int | None = None
    text: str = ""

    def __str__(self) -> str:
        head = "@".join(written(part) for part in (self.year, self.placement_id, self.other)).rstrip("@")
        return f"{head}|{self.text}"

    @classmethod
    def read(cls, text: str) -> Self:
        head, _, rest = text.partition("|")
        year, placement_id, other = [*head.split("@"), "", ""][:3]
        return cls(read_number(year), read_number(placement_id), read_number(other), rest)

    @property
    def unit_ids(self) -> tuple[int, ...]:
        return tuple(number for part in self.text.split(",") if (number := read_number(part)) is not None)
