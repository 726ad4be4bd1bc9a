"""Reads a sentence: what it asks for, and which part of the plan, which round and which colours it names."""

from dataclasses import replace

from handlers.access import plan_of, require_member
from handlers.context import Context
from handlers.question import Question
from handlers.standing.filters import own_scope
from models.answers.queries import current_answers
from models.plan.mentions import Mentions, mentions
from models.rounds.queries import current_round, round_mentioned, without_round
from models.rules.text import plain
from models.rules.words.sentence import as_asked, take_colours

# Characters; what stands further on is no part of a question.
_LONGEST = 500


def read_question(ctx: Context, words: str) -> Question:
    """The question as the handlers take it. Raises Refusal for guests, and when there is no plan."""
    require_member(ctx)
    sentence = as_asked(words[:_LONGEST])
    round_ = round_mentioned(ctx.session, sentence)
    shown = round_ or current_round(ctx.session)
    plan = plan_of(ctx, shown)
    colours, rest = take_colours(without_round(sentence, round_))
    mentioned = mentions(plan, rest, written=words)
    if mentioned.words and shown is not None:
        # What the plan's texts lack may be in the round's answers.
        answers = current_answers(ctx.session, shown.id, plan.id)
        comments = {placement: plain(answer.comment) for placement, answer in answers.items()}
        mentioned = mentions(plan, rest, comments, words)
    if mentioned.row is None and not mentioned.groups and (own := own_scope(ctx, words, plan)):
        mentioned = replace(mentioned, groups=((own,),))
    return Question(words, sentence, plan, round_, colours, mentioned)


def names_something(mentioned: Mentions) -> bool:
    """Whether a sentence without any known intent names a part of the plan, so that its status is likely meant."""
    if mentioned.row is not None:
        return True
    return bool(mentioned.groups or mentioned.texts) and not mentioned.unknown
