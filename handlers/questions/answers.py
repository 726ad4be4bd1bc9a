"""Answers a sentence that is no command: the handler of what it asks for, else the nearest things that can be done."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.help import help_message
from handlers.people.my_data import my_data
from handlers.people.owners import coordinators, shared_rows_of_units, unit_rows, who_answers
from handlers.question import Question
from handlers.questions import later, small_talk
from handlers.questions.fitting import fitting, is_denied
from handlers.questions.nearest import nearest, similar_command
from handlers.questions.reading import names_something, read_question
from handlers.questions.requests import (
    change_answer_asked,
    compare_asked,
    deputy_asked,
    deviations_asked,
    my_rows_asked,
    remind_asked,
)
from handlers.rounds.calendar import next_deadline, what_happens
from handlers.rounds.extend import ask_to_extend
from handlers.rounds.moving import ask_to_move
from handlers.rounds.unanswered import answered, unanswered
from handlers.routing import Command
from handlers.standing.counts import by_goal, by_unit, how_many, most, share
from handlers.standing.history import history_asked
from handlers.standing.lists import standing_of
from handlers.standing.search import (
    decided,
    done,
    references,
    several_goals,
)  # fmt: skip
from messages.parts import Message, Part, Reply, Small
from models.rules.words.questions import Intent, intent_of, later_of
from models.rules.words.sentence import as_asked, respelled

# What needs no plan and may be said by everybody.
_SMALL_TALK: dict[Intent, Callable[[Context], Reply]] = {
    Intent.WHICH_COLOUR: small_talk.which_colour,
    Intent.HOW_TO_ANSWER: small_talk.how_to_answer,
    Intent.REPORT: small_talk.report,
    Intent.GREETING: small_talk.greeting,
    Intent.THANKS: small_talk.thanks,
    Intent.FAREWELL: small_talk.farewell,
    Intent.LANGUAGE: small_talk.language,
    Intent.STOP: small_talk.stop,
    Intent.DO_NOTHING: small_talk.do_nothing,
    Intent.ABSENCE: small_talk.absence,
    Intent.MY_DATA: my_data,
    Intent.EXPORT: later.export,
    Intent.DISCLOSE: later.disclose,
    Intent.DISPOSAL: later.disposal,
}


_ANSWERS: dict[Intent, Callable[[Context, Question], Reply]] = {
    Intent.REMIND: remind_asked,
    Intent.EXTEND: ask_to_extend,
    Intent.WHO_CHANGED: history_asked,
    Intent.COMPARE: compare_asked,
    Intent.SHARED_GOALS: several_goals,
    Intent.REFERENCES: references,
    Intent.DECIDED: decided,
    Intent.MOST: most,
    Intent.DEPUTY: deputy_asked,
    Intent.ROUNDS: ask_to_move,
    Intent.REMINDERS: next_deadline,
    Intent.NOT_MINE: small_talk.not_mine,
    Intent.ANSWERED: answered,
    Intent.COORDINATORS: coordinators,
    Intent.CHANGE_ANSWER: change_answer_asked,
    Intent.SHARE: share,
    Intent.WHO_MISSING: unanswered,
    Intent.GOALS: by_goal,
    Intent.UNITS: by_unit,
    Intent.COUNT: how_many,
    Intent.DEADLINE: next_deadline,
    Intent.LEGEND: small_talk.legend,
    Intent.MY_ROWS: my_rows_asked,
    Intent.HISTORY: history_asked,
    Intent.LAST_COMMENT: standing_of,
    Intent.WHO_ANSWERS: who_answers,
    Intent.UNITS_SHARE: shared_rows_of_units,
    Intent.UNIT_ROWS: unit_rows,
    Intent.DONE: done,
    Intent.DEVIATIONS: deviations_asked,
    Intent.CALENDAR: what_happens,
}


# Of 100: a first word this near a command is a slip of the hand. "berätta" and "ersättare" have 75.
_MISSPELT = 85
# Requests, and questions about people, even when words for what is not there yet stand beside it.
_FIRST = {
    Intent.REMIND, Intent.REMINDERS, Intent.EXTEND, Intent.WHO_MISSING, Intent.ANSWERED, Intent.WHO_CHANGED,
    Intent.LEGEND, Intent.COMPARE, Intent.CHANGE_ANSWER, Intent.NOT_MINE, Intent.ROUNDS, Intent.MY_ROWS,
    Intent.COORDINATORS, Intent.DEPUTY,
}  # fmt: skip
# What is about the whole plan unless a part is named; words that are not understood are then said to be left out.
_OF_THE_PLAN = {
    Intent.COUNT, Intent.SHARE, Intent.MOST, Intent.WHO_MISSING, Intent.DONE, Intent.DECIDED, Intent.REFERENCES,
    Intent.SHARED_GOALS, Intent.COMPARE, Intent.UNITS_SHARE,
}  # fmt: skip
# What is understood whatever else is said.
_OF_NO_PLAN = {
    Intent.REMIND, Intent.REMINDERS, Intent.EXTEND, Intent.DEADLINE, Intent.LEGEND, Intent.MY_ROWS, Intent.ROUNDS,
    Intent.NOT_MINE, Intent.CHANGE_ANSWER, Intent.COORDINATORS, Intent.DEPUTY, Intent.GOALS, Intent.UNITS,
}  # fmt: skip
_STATUS = re.compile(r"\b(?:hur (?:gar|gick|ser|star|ligger)|laget|status|how (?:is|are|s))\b")
_ASKS_HOW = re.compile(
    r"\b(?:hur|laget|lage|status|oversikt|sammanfatt\w*|how|overview|summary|summarise|summarize|overall|picture|lagesbild\w*|helhet\w*|summering\w*)\b"
)


def answer(ctx: Context, words: str, commands: Sequence[Command]) -> Reply:
    """What a sentence asks for. It never changes anything: what would is behind a button that says what it does."""
    sentence = as_asked(words)
    intent = intent_of(sentence)
    if intent in _SMALL_TALK:
        return _SMALL_TALK[intent](ctx)
    if intent is Intent.HELP or not sentence:
        return help_message(ctx, commands)
    if intent is None and (mended := respelled(words)) != words and (intent := intent_of(as_asked(mended))):
        words, sentence = mended, as_asked(mended)
    if intent is None and similar_command(words, commands)[0] >= _MISSPELT:
        return nearest(ctx, words, commands)
    question = read_question(ctx, words)
    intent = fitting(question, intent)
    if is_denied(question, intent):
        return nearest(ctx, words, commands)
    is_known = names_something(question.mentioned)
    subject = later_of(sentence) if intent not in _FIRST else None
    if subject and not (intent is None and is_known and _STATUS.search(sentence)):
        return later.not_yet(ctx, subject)
    if intent is not None:
        return _with_unknown_words(ctx, question, intent, _ANSWERS[intent](ctx, question))
    if is_known or question.colours or question.round or _ASKS_HOW.search(sentence):
        return _with_unknown_words(ctx, question, intent, standing_of(ctx, question))
    return nearest(ctx, words, commands)


def _with_unknown_words(ctx: Context, question: Question, intent: Intent | None, reply: Reply) -> Reply:
    """Says which words were not understood, so that the answer is not taken for one about them."""
    mentioned = question.mentioned
    is_told = intent in _OF_THE_PLAN
    if intent is Intent.DEVIATIONS or (intent is None and question.colours):
        is_told = not question.names_target  # else the reply says that it is not found
    unknown = mentioned.left_out + (mentioned.unknown if is_told else ())
    if not isinstance(reply, Message) or intent in _OF_NO_PLAN:
        return reply
    notes: list[Part] = []
    if unknown:
        text = ctx.t(
            "I did not understand {words}; the answer does not take it into account.", words=_quoted(ctx, unknown)
        )
        notes.append(Small(text))
    if mentioned.elsewhere:
        text = ctx.t("None of these rows has {words} in its text.", words=_quoted(ctx, mentioned.elsewhere))
        notes.append(Small(text))
    return replace(reply, parts=(*notes, *reply.parts))


def _quoted(ctx: Context, words: Sequence[str]) -> str:
    return ctx.t.enumeration(ctx.t.quote(word) for word in words)
