"""Reads a sentence: what it asks for, and which part of the plan, which round and which colours it names."""

from dataclasses import replace

from handlers.access import plan_of, require_member
from handlers.context import Context
from handlers.question import Question
from handlers.standing.filters import own_scope
from models.answers.queries import AnswerView, current_answers
from models.plan.find import rows_scope
from models.plan.mentions import Mentions, mentions
from models.plan.views import PlanView
from models.rounds.queries import current_round, round_mentioned, without_round
from models.rounds.tables import Round
from models.rules.text import plain
from models.rules.words.colours import take_colours
from models.rules.words.deviations import filters_asked, take_filters
from models.rules.words.questions import Intent, without_words_of
from models.rules.words.sentence import as_asked, split_at_exception

# Characters; what stands further on is no part of a question.
_LONGEST = 500


def read_question(ctx: Context, words: str, intent: Intent | None = None) -> Question:
    """The question as the handlers take it; nothing is searched for by the words that tell its `intent`. Raises Refusal
    for guests, and when there is no plan."""
    require_member(ctx)
    sentence = as_asked(words[:_LONGEST])
    round_ = round_mentioned(ctx.session, sentence)
    shown = round_ or current_round(ctx.session)
    plan = plan_of(ctx, shown)
    colours, rest = take_colours(without_round(sentence, round_))
    if filters_asked(intent, sentence):
        rest = take_filters(rest)[1]
    rest, exception = split_at_exception(without_words_of(intent, rest) if intent else rest)
    mentioned = _mentioned(ctx, plan, shown, rest, words)
    if exception:
        mentioned = _without(ctx, plan, mentioned, exception, _mentioned(ctx, plan, shown, exception, words))
    if mentioned.row is None and not mentioned.groups and (own := own_scope(ctx, words, plan)):
        mentioned = replace(mentioned, groups=((own,),))
    return Question(words, sentence, plan, round_, colours, mentioned)


def _mentioned(ctx: Context, plan: PlanView, round_: Round | None, sentence: str, written: str) -> Mentions:
    mentioned = mentions(plan, sentence, written=written)
    if round_ is None or not (mentioned.words or mentioned.left_out or mentioned.elsewhere):
        return mentioned
    # What the plan's texts lack may be in the round's answers.
    answers = current_answers(ctx.session, round_.id, plan.id)
    comments = {placement: _text_of(answer) for placement, answer in answers.items()}
    return mentions(plan, sentence, comments, written)


def _text_of(answer: AnswerView) -> str:
    return plain(" ".join(filter(None, (answer.comment, answer.cause, answer.action))))


def _without(ctx: Context, plan: PlanView, mentioned: Mentions, exception: str, left_out: Mentions) -> Mentions:
    """What is mentioned, all of the plan when nothing is, without the exception's rows. An exception that is not
    understood is not left aside."""
    excluded = left_out.rows(plan)
    if not excluded or left_out.unknown or left_out.left_out:
        return Mentions(words=left_out.unknown or left_out.left_out or tuple(exception.split()))
    rows = [row for row in (mentioned.rows(plan) or plan.rows) if row not in excluded]
    scope = mentioned.scope()
    shown = ctx.t("Everything except {name}", name=_name_of(ctx, left_out))
    shown = f"{scope.name} – {shown}" if scope else shown
    return Mentions(groups=((rows_scope(shown, rows),),))


def _name_of(ctx: Context, mentioned: Mentions) -> str:
    if mentioned.row is not None:
        return ctx.t("Row {row}", row=mentioned.row)
    scopes = [scope.name for group in mentioned.groups for scope in group]
    return ctx.t.enumeration(scopes or mentioned.words)


def names_something(mentioned: Mentions) -> bool:
    """Whether a sentence without any known intent names a part of the plan, so that its status is likely meant."""
    if mentioned.row is not None:
        return True
    return bool(mentioned.groups or mentioned.texts) and not mentioned.unknown
