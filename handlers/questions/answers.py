"""Answers a sentence that is no command: the handler of what it asks for, else the nearest things that can be done."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.following.follow import ask_to_follow
from handlers.help import help_message
from handlers.people.away import absence_asked
from handlers.people.giving import give_asked
from handlers.people.my_data import my_data
from handlers.people.owners import coordinators, managers, shared_rows_of_units, unit_rows, who_answers
from handlers.question import Question
from handlers.questions import later, small_talk
from handlers.questions.fitting import asks_for_standing, fitting, is_denied
from handlers.questions.intents import FIRST, OF_DEVIATIONS, OF_NO_PLAN, OF_THE_PLAN, WHOLE
from handlers.questions.nearest import nearest, similar_command
from handlers.questions.notes import notes
from handlers.questions.reading import names_something, read_question
from handlers.questions.registers.actors import together_asked
from handlers.questions.registers.given_back import given_back
from handlers.questions.registers.lessons import is_about_learning
from handlers.questions.registers.lines import counted, is_counted, register_asked
from handlers.questions.registers.need import need_asked
from handlers.questions.requests import (
    behind_asked,
    change_answer_asked,
    compare_asked,
    deputy_asked,
    deviations_asked,
    done_asked,
    my_rows_asked,
    overdue_asked,
    remind_asked,
    unchanged_asked,
)
from handlers.registers.calendar_file import calendar_file
from handlers.registers.dates import missed_asked
from handlers.rounds.calendar import late_answers, next_deadline, what_happens
from handlers.rounds.deadlines.extend import ask_to_extend
from handlers.rounds.requests import ask_to_move
from handlers.rounds.unanswered.managed import managed_asked
from handlers.rounds.unanswered.questions import answered, unanswered
from handlers.routing import Command
from handlers.standing.changes.history import history_asked
from handlers.standing.changes.who_changed import who_changed
from handlers.standing.lists.counts import by_goal, by_unit, how_many, most, share
from handlers.standing.lists.rows import standing_of
from handlers.standing.lists.search import decided, references, several_goals
from messages.parts import Divider, Message, Reply
from models.rules.words.colours import without_denied_colours
from models.rules.words.questions import Intent, intent_of, later_of
from models.rules.words.sentence import as_asked, respelled, two_questions

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
    Intent.MY_DATA: my_data,
    Intent.WHO_SEES: small_talk.who_sees,
    Intent.EXPORT: later.export,
    Intent.DISCLOSE: later.disclose,
    Intent.DISPOSAL: later.disposal,
    Intent.CALENDAR_FILE: calendar_file,
}


_ANSWERS: dict[Intent, Callable[[Context, Question], Reply]] = {
    Intent.MISSED: missed_asked,
    Intent.GIVEN_BACK: given_back,
    Intent.NEED: need_asked,
    Intent.FOLLOW: ask_to_follow,
    Intent.UNFOLLOW: lambda ctx, question: ask_to_follow(ctx, question, stops=True),
    Intent.ABSENCE: absence_asked,
    Intent.LATE: late_answers,
    Intent.MANAGERS: managers,
    Intent.MANAGED: managed_asked,
    Intent.GIVE: lambda ctx, question: (
        give_asked(ctx, question) if ctx.actor.is_coordinator else small_talk.not_mine(ctx, question)
    ),
    Intent.REMIND: remind_asked,
    Intent.EXTEND: ask_to_extend,
    Intent.WHO_CHANGED: history_asked,
    Intent.WHO_CHANGED_WHAT: who_changed,
    Intent.OVERDUE: overdue_asked,
    Intent.UNCHANGED: unchanged_asked,
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
    Intent.BEHIND: behind_asked,
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
    Intent.DONE: done_asked,
    Intent.DEVIATIONS: deviations_asked,
    Intent.CALENDAR: what_happens,
}


# Of 100: a first word this near a command is a slip of the hand. "berätta" and "ersättare" have 75.
_MISSPELT, _THE_SAME = 85, 100
_STATUS = re.compile(r"\b(?:hur (?:gar|gick|ser|star|ligger)|laget|status|how (?:is|are|s))\b")
_HOW = re.compile(r"\b(?:hur|how)\b")


def answer(ctx: Context, words: str, commands: Sequence[Command]) -> Reply:
    """What a sentence asks for. It never changes anything: what would is behind a button that says what it does."""
    asked = two_questions(words)
    if asked and all(_is_whole(ctx, each) for each in asked):
        replies = [_answer_one(ctx, each, commands) for each in asked]
        if all(isinstance(reply, Message) for reply in replies):
            first, second = (reply for reply in replies if isinstance(reply, Message))
            return Message((*first.parts, Divider(), *second.parts))
    return _answer_one(ctx, words, commands)


def _is_whole(ctx: Context, words: str) -> bool:
    """Whether half of a sentence is a question by itself: `vem ansvarar för rad 14`, but not `vem gör det`."""
    intent = intent_of(as_asked(words))
    if intent in WHOLE or is_counted(as_asked(words)):
        return True
    question = read_question(ctx, words, intent)
    is_asked = (
        intent is not None or _HOW.search(question.sentence) or asks_for_standing(question.sentence) or question.colours
    )
    return bool(is_asked) and intent not in _SMALL_TALK and not question.mentioned.is_empty


def _answer_one(ctx: Context, words: str, commands: Sequence[Command]) -> Reply:
    sentence = as_asked(words)
    intent = intent_of(without_denied_colours(sentence))
    if intent in _SMALL_TALK:
        return _SMALL_TALK[intent](ctx)
    if intent is Intent.HELP or not sentence:
        return help_message(ctx, commands)
    if shown := counted(ctx, words, sentence, intent):
        return shown
    # One word alone may be a command misspelt, which is offered, not run.
    if (
        intent is None
        and " " in sentence
        and (mended := respelled(words)) != words
        and (intent := intent_of(as_asked(mended)))
    ):
        words, sentence = mended, as_asked(mended)
    if intent is None and _MISSPELT <= similar_command(words, commands)[0] < _THE_SAME:
        return nearest(ctx, words, commands)
    question = read_question(ctx, words, intent)
    intent = fitting(question, intent)
    if is_denied(question, intent):
        return nearest(ctx, words, commands)
    if intent not in FIRST and (together := together_asked(ctx, question)):
        return _noted(ctx, question, intent, together)
    # What was learnt from what turned yellow is no question about what has changed.
    subject = later_of(sentence) if intent not in FIRST or is_about_learning(sentence) else None
    if subject and not (intent is None and names_something(question.mentioned) and _STATUS.search(sentence)):
        return register_asked(ctx, question) or later.not_yet(ctx, subject)
    if intent is Intent.GUIDE:
        return help_message(ctx, commands)
    if intent is not None:
        return _noted(ctx, question, intent, _ANSWERS[intent](ctx, question))
    if asks_how := _asks_how(question):
        return _noted(ctx, question, None, standing_of(ctx, question))
    return nearest(ctx, words, commands, question if asks_how is None else None)


def _asks_how(question: Question) -> bool | None:
    """Whether a sentence without an intent asks how things stand: it says so, or it is only a name, a colour or a
    round. None when it names something, but says more about it than is understood."""
    if _HOW.search(question.sentence) or asks_for_standing(question.sentence) or question.colours or question.round:
        return True
    if question.mentioned.left_out and names_something(question.mentioned):
        return None
    return names_something(question.mentioned)


def _noted(ctx: Context, question: Question, intent: Intent | None, reply: Reply) -> Reply:
    if not isinstance(reply, Message) or intent in OF_NO_PLAN:
        return reply
    is_told = intent in OF_THE_PLAN
    if intent in OF_DEVIATIONS or (intent is None and question.colours):
        is_told = not question.names_target  # else the reply says that it is not found
    return replace(reply, parts=(*notes(ctx, question, intent, are_unknown_told=is_told), *reply.parts))
