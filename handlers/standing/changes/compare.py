"""`status jämfört med NAMN`: how the colours have moved between two rounds, as a matrix in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.context import Context, Refusal
from handlers.standing.filters import own_scope, read_filters
from handlers.standing.named import find_named
from handlers.standing.of_round import named_or_current
from handlers.standing.view import Standing, choose, figures_note, load_standing, no_such_part, scope_name
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.values.plan import PageValue
from messages.words import light
from models.answers.history.earlier import answers_in
from models.answers.history.transitions import Move, Transition, totals, transitions
from models.plan.find import Scope
from models.rounds.queries import previous_round
from models.rounds.tables import Round
from models.vocabulary.answers import Status

# Longer lists of numbers are cut: they are read in `avvikelser`.
_MOST_NUMBERS = 30
_VIEW = "status_page"


@dataclass(frozen=True)
class Comparison:
    """A part of a round's plan against the same rows in an earlier round."""

    standing: Standing
    round: Round
    before: Round
    scope: Scope
    cells: Sequence[Transition]


def status_compared(ctx: Context, part: str, name: str) -> Message:
    """`part` is what stands before *jämfört med*: a part of the plan and a round; `name` the round after it, "" for the
    previous one."""
    comparison = compared(ctx, part, name)
    if isinstance(comparison, Message):
        return comparison
    t, scope = ctx.t, comparison.scope
    numbers = totals(comparison.cells)
    parts: list[Part] = [
        Heading(t("{round} compared with {before}", round=comparison.round.name, before=comparison.before.name)[:150]),
        *([Small(scope_name(ctx, scope))] if scope.name else []),
        Paragraph((Run(_sentence(ctx, numbers, len(scope.rows)), bold=True),)),
        Bullets(tuple(_line(ctx, cell) for cell in comparison.cells)),
        Small(figures_note(ctx, comparison.standing)),
    ]
    words = f"{scope.name} {comparison.round.name} jämfört med {comparison.before.name}".strip()
    return Message((*parts, Buttons((Button(t("Show in the channel"), "status_share", str(PageValue(0, words))),))))


def compared(ctx: Context, part: str, name: str) -> Comparison | Message:
    """The comparison; a question when the part may mean several things."""
    filters = read_filters(ctx, part)
    standing = load_standing(ctx, filters.round)
    if standing.round is None:
        raise Refusal(ctx.t("No reporting has begun yet, so there is nothing to compare with."))
    before = named_or_current(ctx, name, name) if name else previous_round(ctx.session, standing.round)
    if before is None:
        raise Refusal(ctx.t("{round} is the first round, so there is nothing to compare with.",
                            round=standing.round.name))  # fmt: skip
    if before.id == standing.round.id:
        raise Refusal(ctx.t("A round cannot be compared with itself. Write the name of another one."))
    scope = own_scope(ctx, part, standing.plan) or Scope("", "", standing.plan.rows)
    if not scope.name and (matches := find_named(standing.plan, filters.rest) if filters.rest else None):
        if not matches.scopes:
            return no_such_part(ctx, standing, filters.rest, matches, _VIEW)
        if len(matches.scopes) > 1:
            asked = ctx.t("{word} can mean several things. Which do you mean?", word=ctx.t.quote(filters.rest))
            return choose(ctx, asked, matches.scopes, _VIEW, f" {standing.round.name} jämfört med {before.name}")
        scope = matches.scopes[0]
    earlier = answers_in(ctx.session, ctx.directory, before, scope.rows)
    return Comparison(standing, standing.round, before, scope, transitions(scope.rows, earlier, standing.answers))


def _sentence(ctx: Context, numbers: dict[Move, int], rows: int) -> str:
    t = ctx.t
    words = t("{worse} worse, {better} better, {same} unchanged", worse=t.number(numbers[Move.WORSE]),
              better=t.number(numbers[Move.BETTER]), same=t.number(numbers[Move.SAME]))  # fmt: skip
    if numbers[Move.OTHER]:
        words += ", " + t("{n} to or from cannot be assessed", n=t.number(numbers[Move.OTHER]))
    if numbers[Move.UNKNOWN]:
        words += ", " + t("{n} without an answer in one of the rounds", n=t.number(numbers[Move.UNKNOWN]))
    return t.plural("{n} row: {words}.", "{n} rows: {words}.", rows, words=words)


def _line(ctx: Context, cell: Transition) -> Text:
    t = ctx.t
    moved = f"{light(t, cell.before)} → {light(t, cell.now)}"
    if cell.before is cell.now:
        moved = t("{light}, as before", light=light(t, cell.now))
    number = t.plural("{n} row", "{n} rows", len(cell.rows))
    if (cell.move is Move.SAME and cell.now is Status.GREEN) or cell.now is cell.before is None:
        return (Run(moved, bold=True), f": {number}")
    listed = ", ".join(str(row.row) for row in cell.rows[:_MOST_NUMBERS])
    more = " …" if len(cell.rows) > _MOST_NUMBERS else ""
    return (Run(moved, bold=True), f": {number} ({listed}{more})")
