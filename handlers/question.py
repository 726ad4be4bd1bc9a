"""A question in plain words, read as far as the handlers of all subjects need it."""

import re
from dataclasses import dataclass

from models.plan.find import Scope
from models.plan.mentions import Mentions
from models.plan.views import PlanView, RowView, UnitView
from models.rounds.tables import Round
from models.rules.text import plain
from models.vocabulary.answers import Status

_WHERE = re.compile(r"\b(?:namn(?:s|er)|handlar|star det|alla|vilka|ihop|tillsammans|mention\w*|about|all|which)\b")
_ABOUT = (
    r"\b(?:pa|for|om|inom|hos|under|kring|med|i|angaende|about|in|on|of|with|within|at) "
    r"(?:(?:det|den|de|the|our|vara|vart|var|alla|en|ett) )?"
)


@dataclass(frozen=True)
class Question:
    """`words` as they were written; `sentence` is them folded by `models.rules.text.plain`. `round` is the one they
    name, `colours` those they name (None for *not reported*), `mentioned` what they name of the `plan`."""

    words: str
    sentence: str
    plan: PlanView
    round: Round | None
    colours: tuple[Status | None, ...]
    mentioned: Mentions

    @property
    def scope(self) -> Scope | None:
        """The one part of the plan that the question names; None when it names none or several."""
        return self.mentioned.scope()

    @property
    def row(self) -> RowView | None:
        """The one row that the question names, by its number or by words that only its activity has."""
        if self.mentioned.row is not None:
            return self.plan.by_row.get(self.mentioned.row)
        named = self.mentioned.titles or self.mentioned.texts
        return named[0] if len(named) == 1 and not self.mentioned.groups else None

    @property
    def names_target(self) -> bool:
        """Whether one of the words that are not known is what the question is about (`på flygplatsen`)."""
        words = "|".join(re.escape(plain(word)) for word in self.mentioned.unknown)
        return bool(words) and re.search(rf"{_ABOUT}(?:{words})\b", self.sentence) is not None

    @property
    def asks_where(self) -> bool:
        """Whether it asks for everything about something, not for the one row that is named so."""
        return _WHERE.search(self.sentence) is not None

    @property
    def units(self) -> tuple[UnitView, ...]:
        """The units that the question names."""
        return tuple(scope.unit for group in self.mentioned.groups for scope in group if scope.unit)

    @property
    def rows(self) -> tuple[RowView, ...]:
        """The rows that the question is about: those it names, else the whole plan."""
        if self.row:
            return (self.row,)
        if self.scope:
            return self.scope.rows
        named = {row for group in self.mentioned.groups for scope in group for row in scope.rows}
        return tuple(row for row in self.plan.rows if row in named) or self.plan.rows
