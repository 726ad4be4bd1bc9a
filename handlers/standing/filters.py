"""Words after `status` and `avvikelser` that narrow what is shown: colours and a round, in any order with the rest."""

import re
from dataclasses import dataclass, replace

from handlers.context import Context
from messages.words import light
from models.answers.queries import AnswerView
from models.plan.find import Scope, rows_scope, unit_scope
from models.plan.views import PlanView
from models.rounds.queries import round_mentioned, without_round
from models.rounds.tables import Round
from models.rules.text import plain
from models.rules.words.colours import take_colours
from models.vocabulary.answers import Status

# With diacritics: "vår" is ours, "var" is where.
_OWN = re.compile(r"\b(?:min|mina|mitt|vår|våra|vårt|my|our)\b|\b(?:hos|för|på|for) (?:oss|mig|us)\b|\bhar jag\b")


@dataclass(frozen=True)
class Filters:
    """`colours` to show, None for *not reported*; all when empty. `round` is the one named. `rest` are the other words,
    folded by `models.rules.text.plain`."""

    colours: tuple[Status | None, ...] = ()
    round: Round | None = None
    rest: str = ""


def read_filters(ctx: Context, words: str) -> Filters:
    """The filters that the words hold."""
    colours, rest = take_colours(words)
    round_ = round_mentioned(ctx.session, rest)
    return Filters(colours, round_, without_round(rest, round_))


def is_in_the_plan(plan: PlanView, words: str) -> bool:
    """Whether an activity has these very words, so that a colour among them is no filter."""
    wanted = plain(words)
    return " " in wanted and any(f" {wanted} " in f" {row.searchable} " for row in plan.rows)


def filtered(
    ctx: Context, scope: Scope, name: str, colours: tuple[Status | None, ...], answers: dict[int, AnswerView],
    words: str,
) -> Scope:  # fmt: skip
    """The scope's rows of these colours, under a name that says so. `words` find it again when a page is turned."""
    if not colours:
        return replace(scope, value=words)
    current = ((row, answers.get(row.placement_id)) for row in scope.rows)
    rows = tuple(row for row, answer in current if (answer.status if answer else None) in colours)
    shown = ctx.t.enumeration([light(ctx.t, colour) for colour in colours])
    return Scope(f"{name} – {shown}" if name else shown, words, rows)


def own_scope(ctx: Context, words: str, plan: PlanView) -> Scope | None:
    """The asker's own part of the plan, when a sentence is about it (`min enhet`, `hos oss`): their unit, or the rows
    that they answer for. None when it is not, or they have none."""
    person = ctx.actor.person
    if person is None or not _OWN.search(words.casefold()):
        return None
    units = [unit for unit in plan.units if unit.id in person.units]
    if len(units) == 1 and person.activities is None:
        return unit_scope(plan, units[0])
    rows = [row for row in plan.rows if person.owns(row) or any(unit in row.units for unit in units)]
    return rows_scope(ctx.t("Your rows"), rows) if rows else None
