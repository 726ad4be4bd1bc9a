"""What is said of a vote: rankings and the outcome."""

from collections.abc import Sequence

from sqlalchemy import select

from handlers.context import Context
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Small, Text
from models.learning.tables import ProposalVote
from models.learning.votes import ballots_of, standings_of
from models.registers.tables import RegisterLine
from models.rules.ranking import MOST_RANKED, Standing
from models.rules.text import shorten

_SHOWN, _TITLE = 10, 90


def units_of(ctx: Context) -> dict[str, str]:
    """The organisations that the asker speaks for: the names of the units in the people file, by their ids in forms."""
    units = ctx.actor.person.units if ctx.actor.person else frozenset()
    return {str(unit.id): unit.name for unit in ctx.directory.units if unit.id in units}


def organisations_of(ctx: Context) -> tuple[str, ...]:
    """Their names."""
    return tuple(units_of(ctx).values())


def proposal_words(line: RegisterLine) -> str:
    """`LP14 Hållbar elektrifiering av samhället`."""
    return f"{line.key} {shorten(str(line.content.get('title', '')), _TITLE)}"


def ranking_words(ctx: Context, ranking: Sequence[int]) -> str:
    """`1. LP14 …, 2. LP27 …`"""
    lines = _lines(ctx, ranking)
    return ", ".join(f"{place}. {proposal_words(lines[id_])}" for place, id_ in enumerate(ranking, 1))


def _lines(ctx: Context, ids: Sequence[int]) -> dict[int, RegisterLine]:
    return {line.id: line for line in ctx.session.scalars(select(RegisterLine).where(RegisterLine.id.in_(ids)))}


def result(ctx: Context, vote: ProposalVote) -> Message:
    """The outcome of a closed vote, with how each organisation ranked."""
    t, ranked, ballots = ctx.t, standings_of(ctx.session, vote), ballots_of(ctx.session, vote)
    lines = _lines(ctx, [each.id for each in ranked])
    items: list[Text] = [
        t("{place}. {proposal} – {points} points from {votes} of {all}", place=each.place,
          proposal=proposal_words(lines[each.id]), points=each.points, votes=each.votes, all=len(ballots))
        for each in ranked[:_SHOWN]
    ]  # fmt: skip
    parts: list[Part] = [Heading(shorten(t("The outcome of {name}", name=vote.name), 150))]
    parts.append(Bullets(tuple(items)) if items else Paragraph(t("No organisation has ranked the proposals.")))
    if ballots:
        parts.append(Bullets(tuple(f"{each.organisation}: {ranking_words(ctx, each.ranking)}" for each in ballots)))
    parts.append(Small(t("The first in a ranking gets {most} points, the next one fewer, and so on. Of equals, the one "
                         "that more ranked first comes first.", most=MOST_RANKED)))  # fmt: skip
    return Message(tuple(parts))


def outcome_words(ctx: Context, vote: ProposalVote, got: Standing, ballots: int) -> str:
    """What the register says of a proposal after the vote, in the installation's language."""
    t = ctx.options.translator(None)
    return t("Place {place}: {points} points from {votes} of {all} organisations, {name}", place=got.place,
             points=got.points, votes=got.votes, all=ballots, name=vote.name)  # fmt: skip
