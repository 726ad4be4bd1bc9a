"""Answers a sentence that is no command: the handler of what it asks for, else the nearest things that can be done."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from handlers.context import Context, Refusal
from handlers.following.follow import wish_to_follow
from handlers.help import help_message
from handlers.home.lists import home_answers, home_rows
from handlers.people.deputies import deputies
from handlers.people.my_data import my_data
from handlers.people.owners import shared_rows_of_units, unit_rows, who_answers
from handlers.question import Question
from handlers.questions import later, small_talk
from handlers.questions.nearest import nearest, similar_command
from handlers.questions.reading import names_something, read_question
from handlers.rounds.calendar import months_asked, next_deadline, what_happens
from handlers.rounds.commands import rounds
from handlers.rounds.extend import ask_to_extend
from handlers.rounds.nudges import remind
from handlers.rounds.unanswered import unanswered
from handlers.routing import Command
from handlers.standing.changes import changes
from handlers.standing.compare import status_compared
from handlers.standing.counts import by_goal, by_unit, how_many, most, share
from handlers.standing.deviations import deviations, deviations_where
from handlers.standing.history import history_asked
from handlers.standing.lists import standing_of
from handlers.standing.search import decided, done, references, several_goals, without_action
from handlers.standing.who_changed import who_changed
from messages.parts import Button, Buttons, Message, Paragraph, Reply, Small
from messages.values import PageValue, RowValue
from models.rounds.queries import current_round, previous_round
from models.rules.words.deviations import take_filters
from models.rules.words.questions import Intent, asks_for, intent_of, later_of
from models.rules.words.sentence import as_asked
from models.vocabulary import DeviationFilter

# What needs no plan and may be said by everybody.
_SMALL_TALK: dict[Intent, Callable[[Context], Reply]] = {
    Intent.GREETING: small_talk.greeting,
    Intent.THANKS: small_talk.thanks,
    Intent.FAREWELL: small_talk.farewell,
    Intent.LANGUAGE: small_talk.language,
    Intent.STOP: small_talk.stop,
    Intent.DO_NOTHING: small_talk.do_nothing,
    Intent.NOT_MINE: small_talk.not_mine,
    Intent.ABSENCE: small_talk.absence,
    Intent.MY_DATA: my_data,
    Intent.EXPORT: later.export,
    Intent.DISCLOSE: later.disclose,
    Intent.DISPOSAL: later.disposal,
}


def _my_rows(ctx: Context, question: Question) -> Reply:
    ctx.person()
    round_ = current_round(ctx.session)
    if round_ is None:
        raise Refusal(ctx.t("There is no reporting to answer just now."))
    page = str(PageValue.of_round(round_.id))
    return home_answers(ctx, page) if "svar" in question.sentence.split() else home_rows(ctx, page)


def _change_answer(ctx: Context, question: Question) -> Reply:
    """A request to change an answer: a button to its form."""
    if question.row is None:
        return history_asked(ctx, question)
    text = ctx.t("The answer is changed in the form. Nothing has been changed yet.")
    value = str(RowValue.of(question.row, question.round.id if question.round else None))
    button = Button(ctx.t("Change row {row}", row=question.row.row), "answer_row", value, primary=True)
    return Message((Paragraph(text), Buttons((button,))))


def _remind(ctx: Context, question: Question) -> Reply:
    return remind(ctx, " ".join(unit.name for unit in question.units[:1]))


def _compare(ctx: Context, question: Question) -> Reply:
    """What has changed since last time; against an older round that the question names, all of it."""
    current, named = current_round(ctx.session), question.round
    before = previous_round(ctx.session, current) if current else None
    if current is None or named is None or named.id in {current.id, before.id if before else 0}:
        return changes(ctx, question)
    return status_compared(ctx, question.scope.name if question.scope else "", named.name)


def _deviations(ctx: Context, question: Question) -> Reply:
    if _NO_ACTION.search(question.sentence):
        return without_action(ctx, question)
    filters, _ = take_filters(question.sentence)
    if filters and _DEVIATIONS.search(question.sentence) and not question.colours:
        return deviations_where(ctx, question, filters)
    if question.colours or question.round:
        return deviations(ctx, question.words)
    if question.row:
        return deviations(ctx, str(question.row.row))
    scope = question.scope or (question.mentioned.groups[0][0] if len(question.mentioned.groups) == 1 else None)
    if scope:
        return deviations(ctx, scope.value)
    return deviations(ctx, "" if question.mentioned.is_empty else question.words)


_ANSWERS: dict[Intent, Callable[[Context, Question], Reply]] = {
    Intent.FOLLOW: wish_to_follow,
    Intent.UNFOLLOW: lambda ctx, question: wish_to_follow(ctx, question, stops=True),
    Intent.REMIND: _remind,
    Intent.EXTEND: ask_to_extend,
    Intent.WHO_CHANGED: history_asked,
    Intent.WHO_CHANGED_WHAT: who_changed,
    Intent.OVERDUE: lambda ctx, question: deviations_where(ctx, question, (DeviationFilter.OVERDUE,)),
    Intent.UNCHANGED: lambda ctx, question: deviations_where(ctx, question, (DeviationFilter.UNCHANGED,)),
    Intent.COMPARE: _compare,
    Intent.SHARED_GOALS: several_goals,
    Intent.REFERENCES: references,
    Intent.DECIDED: decided,
    Intent.MOST: most,
    Intent.DEPUTY: lambda ctx, _question: deputies(ctx, ""),
    Intent.ROUNDS: lambda ctx, _question: rounds(ctx, ""),
    Intent.CHANGE_ANSWER: _change_answer,
    Intent.SHARE: share,
    Intent.WHO_MISSING: unanswered,
    Intent.GOALS: by_goal,
    Intent.UNITS: by_unit,
    Intent.COUNT: how_many,
    Intent.DEADLINE: next_deadline,
    Intent.LEGEND: small_talk.legend,
    Intent.MY_ROWS: _my_rows,
    Intent.HISTORY: history_asked,
    Intent.LAST_COMMENT: standing_of,
    Intent.WHO_ANSWERS: who_answers,
    Intent.UNITS_SHARE: shared_rows_of_units,
    Intent.UNIT_ROWS: unit_rows,
    Intent.DONE: done,
    Intent.DEVIATIONS: _deviations,
    Intent.CALENDAR: what_happens,
}


# Of 100: a first word this near a command is a slip of the hand. "berätta" and "ersättare" have 75.
_MISSPELT = 85
# Requests, and questions about people, even when words for what is not there yet stand beside it.
_FIRST = {
    Intent.FOLLOW,
    Intent.UNFOLLOW,
    Intent.REMIND,
    Intent.EXTEND,
    Intent.WHO_MISSING,
    Intent.WHO_CHANGED,
    Intent.WHO_CHANGED_WHAT,
    Intent.OVERDUE,
    Intent.UNCHANGED,
    Intent.LEGEND,
    Intent.COMPARE,
}
# What is about the whole plan unless a part is named; words that are not understood are then said to be left out.
_OF_THE_PLAN = {
    Intent.COUNT, Intent.SHARE, Intent.MOST, Intent.WHO_MISSING, Intent.DONE, Intent.DECIDED, Intent.REFERENCES,
    Intent.SHARED_GOALS, Intent.COMPARE, Intent.UNITS_SHARE, Intent.WHO_CHANGED_WHAT,
}  # fmt: skip
_STATUS = re.compile(r"\b(?:hur (?:gar|gick|ser|star|ligger)|laget|status|how (?:is|are|s))\b")
_DEVIATIONS = re.compile(r"\b(?:avvik|deviat)")
_NO_ACTION = re.compile(r"\b(?:saknar|utan|ingen|inga|no|without|lacks?) (?:\w+ )?(?:atgard|action)")
_NOT_DONE = re.compile(r"\b(?:inte|ej|not) (?:annu )?(?:klar|fardig|avsluta|done|finish|complet)")
_ASKS_HOW = re.compile(r"\b(?:hur|laget|lage|status|oversikt|sammanfatt\w*|how|overview|summary|summarise|summarize)\b")


def answer(ctx: Context, words: str, commands: Sequence[Command]) -> Reply:
    """What a sentence asks for. It never changes anything: what would is behind a button that says what it does."""
    sentence = as_asked(words)
    intent = intent_of(sentence)
    if intent in _SMALL_TALK:
        return _SMALL_TALK[intent](ctx)
    if intent is Intent.HELP or not sentence:
        return help_message(ctx, commands)
    if intent is None and similar_command(words, commands)[0] >= _MISSPELT:
        return nearest(ctx, words, commands)
    question = read_question(ctx, words)
    intent = _fitting(question, intent)
    is_known = names_something(question.mentioned)
    subject = later_of(sentence) if intent not in _FIRST else None
    if subject and not (intent is None and is_known and _STATUS.search(sentence)):
        return later.not_yet(ctx, subject)
    if intent is not None:
        return _with_unknown_words(ctx, question, intent, _ANSWERS[intent](ctx, question))
    if is_known or question.colours or question.round or _ASKS_HOW.search(sentence):
        return standing_of(ctx, question)
    return nearest(ctx, words, commands)


def _fitting(question: Question, intent: Intent | None) -> Intent | None:
    """The intent, if the sentence names what it needs; else None, so that the status of what it names is shown."""
    match intent:
        case Intent.COUNT if asks_for(Intent.DONE, question.sentence):
            return Intent.DONE
        case Intent.COUNT if asks_for(Intent.DEVIATIONS, question.sentence):
            return Intent.DEVIATIONS
        case Intent.DONE if _NOT_DONE.search(question.sentence):
            return None
        case Intent.UNIT_ROWS if len(question.units) != 1:
            return None
        case Intent.UNITS_SHARE if not question.units and not question.mentioned.is_empty:
            return None
        case Intent.CALENDAR if not months_asked(question.sentence)[0] and not question.mentioned.is_empty:
            return None
        case Intent.DONE if question.row:
            return None
        case Intent.LAST_COMMENT if question.mentioned.is_empty:
            return Intent.HISTORY
    return intent


def _with_unknown_words(ctx: Context, question: Question, intent: Intent, reply: Reply) -> Reply:
    """Says which words were not understood, so that the answer is not taken for one about them."""
    unknown = question.mentioned.unknown
    if not unknown or intent not in _OF_THE_PLAN or not isinstance(reply, Message):
        return reply
    words = ctx.t.enumeration(ctx.t.quote(word) for word in unknown)
    note = Small(ctx.t("I did not understand {words}; the answer does not take it into account.", words=words))
    return replace(reply, parts=(note, *reply.parts))
