"""Which units the words after a command mean."""

import re
from typing import NoReturn

from handlers.context import Context, Refusal
from models.plan.find import find
from models.plan.mentions import mentions
from models.plan.views import PlanView, UnitView
from models.rules.text import shorten
from models.rules.words.sentence import as_asked, split_at_exception

# `alla, inte folkhälsa`; but `alla som inte har svarat`
_NOT_THEM = re.compile(
    r"\b(?:inte|ej|not) (?!(?:\w+ )?(?:har|have|svar|rapporter|lamn|skick|fyll|gjort|answer|report|repl|respond))"
)


def units_named(ctx: Context, plan: PlanView, words: str) -> list[UnitView]:
    """The units that the words mean, all of the plan's when they name none (`alla som inte har svarat`). Raises Refusal
    for words that name something else."""
    included, left_out = split_at_exception(as_asked(words))
    match = _NOT_THEM.search(included)
    if match and _units_in(plan, included[match.end() :]):
        included, left_out = included[: match.start()], included[match.end() :]
    if left_out:
        excluded = {unit.id for unit in _units_in(plan, left_out) or _no_such_unit(ctx, plan, left_out)}
        return [unit for unit in units_named(ctx, plan, included) if unit.id not in excluded]
    if units := _units_in(plan, words):
        return units
    return list(plan.units) if mentions(plan, as_asked(words)).is_empty else _no_such_unit(ctx, plan, words)


def _units_in(plan: PlanView, words: str) -> list[UnitView]:
    """The units that the words name."""
    if units := [scope.unit for scope in find(plan, words).scopes if scope.unit]:
        return units
    return [scope.unit for group in mentions(plan, as_asked(words)).groups for scope in group if scope.unit]


def _no_such_unit(ctx: Context, plan: PlanView, words: str) -> NoReturn:
    known = ctx.t.enumeration(unit.name for unit in plan.units)
    called = ctx.t.quote(shorten(words, 100))
    raise Refusal(ctx.t("I cannot find a unit called {word}. The units are {known}.", word=called, known=known))
