"""`rösta`: the proposals for learning projects are ranked, one ranking for each organisation, until the coordinator
closes the vote."""

import re
from collections.abc import Mapping, Sequence

from actions.registers.voting import PROPOSALS, Ranking, begin_vote, close_vote, give_ranking
from handlers.access import require_coordinator, require_member
from handlers.context import Context, Refusal, no_longer
from handlers.learning.vote_form import FIELDS, vote_form
from handlers.learning.vote_words import (
    organisations_of,
    outcome_words,
    proposal_words,
    ranking_words,
    result,
    units_of,
)
from handlers.registers.shown import targets_of
from messages.parts import Button, Buttons, Heading, Message, Paragraph, Part, Reply, Small, say
from messages.values.registers import BallotValue
from models.learning.tables import ProposalVote
from models.learning.votes import ballot_of, ballots_of, newest_vote, open_vote, standings_of
from models.registers.queries import line_of, lines_of
from models.registers.tables import RegisterLine
from models.rules.ranking import MOST_RANKED
from models.rules.text import clean, fold, plain, shorten

_LONGEST_NAME = 150
_OPEN = {"oppna", "open", "starta", "start"}
_CLOSE = {"stang", "close", "avsluta"}
_RESULT = {"resultat", "utfall", "result", "results", "outcome"}
_FOR = re.compile(r"(?:för|for|åt)\s+(?P<name>[^:]+?)\s*:\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(r"[\s,;>]+|\boch\b|\band\b", re.IGNORECASE)


def vote(ctx: Context, words: str) -> Reply:
    """`rösta`: how it stands; `rösta 14, 27, 2`: the ranking of the asker's organisation, the best first; `rösta för
    ORGANISATION: 14, 27`; a coordinator's `rösta öppna NAMN` and `rösta stäng`; `rösta resultat`."""
    require_member(ctx)
    verb, _, rest = words.strip().partition(" ")
    if plain(verb) in _OPEN:
        return _open(ctx, clean(rest))
    if plain(verb) in _CLOSE:
        return _ask_to_close(ctx)
    if plain(verb) in _RESULT or not words.strip():
        return _standing(ctx)
    match = _FOR.fullmatch(words.strip())
    lines = _ranked(ctx, match["rest"] if match else words)
    return _give(ctx, _organisation(ctx, match["name"] if match else ""), lines)


def _open(ctx: Context, name: str) -> Message:
    require_coordinator(ctx)
    t = ctx.t
    if not name or len(name) > _LONGEST_NAME:
        raise Refusal(t("Give the vote a name, for example: {words}", words=t.quote(t("vote open Members’ meeting"))))
    if not lines_of(ctx.session, PROPOSALS, with_ended=False):
        raise Refusal(t("There are no proposals to vote on. Add them to the register of proposals first."))
    begun = begin_vote(ctx.session, name, ctx.now)
    if begun is None:
        running = _require_open(ctx)
        raise Refusal(t("{name} is open already. Close it first.", name=running.name),
                      Button(t("Close the vote"), "vote_close_ask"))  # fmt: skip
    return Message(
        (Paragraph(t("The vote {name} is open.", name=t.quote(begun.name))), Small(_how(ctx)), _buttons(ctx))
    )


def _how(ctx: Context) -> str:
    return ctx.t("Write {words}, the best first, at most {n}. One organisation has one ranking, which it can change "
                 "until the vote is closed.", words=ctx.t.quote(ctx.t("vote 14, 27, 2")), n=MOST_RANKED)  # fmt: skip


def _buttons(ctx: Context) -> Buttons:
    buttons = [Button(ctx.t("Rank the proposals"), "vote", primary=True)]
    if ctx.actor.is_coordinator:
        buttons.append(Button(ctx.t("Close the vote"), "vote_close_ask"))
    return Buttons(tuple(buttons))


def _require_open(ctx: Context) -> ProposalVote:
    running = open_vote(ctx.session)
    if running is None:
        last = newest_vote(ctx.session)
        if last is None or last.closed_at is None:
            raise Refusal(ctx.t("No vote is open. The coordinator opens one."))
        raise Refusal(ctx.t("{name} was closed {day}, so the rankings stand.", name=last.name,
                            day=ctx.t.day(last.closed_at.astimezone(ctx.t.zone).date())))  # fmt: skip
    return running


def _standing(ctx: Context) -> Message:
    """While it is open: who has voted, and one's own ranking. After that: the outcome."""
    t, newest = ctx.t, newest_vote(ctx.session)
    if newest is None:
        raise Refusal(t("No vote is open. The coordinator opens one."))
    if not newest.is_open:
        return result(ctx, newest)
    ballots = ballots_of(ctx.session, newest)
    parts: list[Part] = [Heading(shorten(newest.name, 150))]
    parts.append(Paragraph(
        t.plural("{n} organisation has ranked the proposals.", "{n} organisations have ranked the proposals.",
                 len(ballots))
    ))  # fmt: skip
    own = {fold(name) for name in organisations_of(ctx)}
    parts += [
        Paragraph(f"{ballot.organisation}: {ranking_words(ctx, ballot.ranking)}")
        for ballot in ballots if ballot.folded_organisation in own
    ]  # fmt: skip
    return Message((*parts, Small(_how(ctx)), _buttons(ctx)))


def _ranked(ctx: Context, words: str) -> tuple[RegisterLine, ...]:
    """The proposals that are named by their numbers or keys, in order. Raises Refusal for others, and for too many."""
    t, ranking = ctx.t, list[RegisterLine]()
    by_number = {line.content.get("number"): line for line in lines_of(ctx.session, PROPOSALS, with_ended=False)}
    for name in filter(None, _BETWEEN.split(words)):
        line = by_number.get(int(name)) if name.isdecimal() and len(name) < 10 else None
        line = line or line_of(ctx.session, PROPOSALS, name)
        if line is None or line.ended:
            raise Refusal(t("There is no proposal {name}. {how}", name=t.quote(shorten(name, 60)), how=_how(ctx)))
        if line in ranking:
            raise Refusal(t("{proposal} stands twice in the ranking. Name each proposal once.",
                            proposal=proposal_words(line)))  # fmt: skip
        ranking.append(line)
    if not ranking or len(ranking) > MOST_RANKED:
        raise Refusal(t("A ranking has 1 to {most} proposals; this has {n}.", most=MOST_RANKED, n=len(ranking)))
    return tuple(ranking)


def _organisation(ctx: Context, name: str) -> str:
    """Which organisation is spoken for. A coordinator speaks for any, others for their own."""
    t, own = ctx.t, organisations_of(ctx)
    if name:
        mine = next((each for each in own if fold(each) == fold(name)), None)
        if mine is None and not ctx.actor.is_coordinator:
            raise Refusal(t("You speak for {own}. The coordinator can give the ranking of another organisation.",
                            own=t.enumeration(own) or t("no organisation")))  # fmt: skip
        return mine or clean(name)[:_LONGEST_NAME]
    if len(own) != 1:
        example = t.quote(t("vote for {name}: 14, 27, 2", name=own[0] if own else t("Region X")))
        raise Refusal(t("Which organisation is the ranking from? Write for example {words}.", words=example))
    return own[0]


def _give(ctx: Context, organisation: str, lines: Sequence[RegisterLine], *, replaces: bool = False) -> Message:
    running, t = _require_open(ctx), ctx.t
    ids = tuple(line.id for line in lines)
    given = give_ranking(ctx.session, running, Ranking(organisation, ids, ctx.person().id), ctx.now, replaces=replaces)
    if given is not None:
        told = t("The ranking of {organisation}: {ranking}", organisation=given.organisation,
                 ranking=ranking_words(ctx, given.ranking))  # fmt: skip
        return say(told, Small(t("It can be changed until the vote is closed.")))
    stands = ballot_of(ctx.session, running, organisation)
    if stands is None:
        raise no_longer(ctx)
    other = ctx.directory.by_id.get(stands.person_id or 0)
    words = t("{organisation} has a ranking already, by {name}: {ranking}. One organisation has one ranking, so yours "
              "is not counted yet.", organisation=stands.organisation, name=other.name if other else t("Someone else"),
              ranking=ranking_words(ctx, stands.ranking))  # fmt: skip
    value = str(BallotValue(running.id, ids, stands.organisation))
    return say(words, Buttons((Button(t("Replace it by mine"), "vote_replace", value),)))


def replace_pressed(ctx: Context, value: str) -> Message:
    """The button. `value` is a `BallotValue`."""
    require_member(ctx)
    said = BallotValue.read(value)
    if _require_open(ctx).id != said.vote_id:
        raise no_longer(ctx)
    by_id = {line.id: line for line in lines_of(ctx.session, PROPOSALS, with_ended=False)}
    lines = [by_id[id_] for id_ in said.lines if id_ in by_id]
    if len(lines) != len(said.lines):
        raise no_longer(ctx)  # a proposal has been ended since
    return _give(ctx, _organisation(ctx, said.organisation), lines, replaces=True)


def form_pressed(ctx: Context, _value: str) -> Reply:
    """The button that opens the form."""
    require_member(ctx)
    _require_open(ctx)
    ctx.person()
    return vote_form(ctx, lines_of(ctx.session, PROPOSALS, with_ended=False))


def submitted(ctx: Context, _state: str, values: Mapping[str, str]) -> Reply:
    """The form: the proposals' keys in the fields, or their numbers in one."""
    chosen = [value for name in FIELDS if (value := (values.get(name) or "").strip()) not in {"", "-"}]
    lines = _ranked(ctx, values.get("ranking") or " ".join(chosen))
    named = clean(values.get("organisation"))
    return _give(ctx, _organisation(ctx, units_of(ctx).get(named, named)), lines)


def _ask_to_close(ctx: Context) -> Message:
    require_coordinator(ctx)
    running, t = _require_open(ctx), ctx.t
    number = len(ballots_of(ctx.session, running))
    words = t.plural("Close {name}? {n} organisation has ranked the proposals. After that nothing can be changed.",
                     "Close {name}? {n} organisations have ranked the proposals. After that nothing can be changed.",
                     number, name=running.name)  # fmt: skip
    return say(words, Buttons((Button(t("Close the vote now"), "vote_close", str(running.id), primary=True),)))


def close_ask_pressed(ctx: Context, _value: str) -> Message:
    return _ask_to_close(ctx)


def close_pressed(ctx: Context, value: str) -> Message:
    """The button. `value` is the vote's id."""
    require_coordinator(ctx)
    running = open_vote(ctx.session)
    if running is None or str(running.id) != value:
        raise no_longer(ctx)
    number = len(ballots_of(ctx.session, running))
    outcomes = {each.id: outcome_words(ctx, running, each, number) for each in standings_of(ctx.session, running)}
    close_vote(ctx.session, running, targets_of(ctx), outcomes, ctx.now)
    return result(ctx, running)
