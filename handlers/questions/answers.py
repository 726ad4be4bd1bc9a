"""Answers a sentence that is no command: the handler of what it asks for, else the nearest things that can be done."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from handlers.context import Context, Refusal
from handlers.help import help_message
from handlers.home.lists import home_answers, home_rows
from handlers.people.deputies import deputies
from handlers.people.my_data import my_data
from handlers.people.owners import coordinators, shared_rows_of_units, unit_rows, who_answers
from handlers.question import Question
from handlers.questions import later, small_talk
from handlers.questions.nearest import nearest, similar_command
from handlers.questions.reading import names_something, read_question
from handlers.rounds.calendar import months_asked, next_deadline, what_happens
from handlers.rounds.extend import ask_to_extend
from handlers.rounds.moving import ask_to_move
from handlers.rounds.nudges import remind
from handlers.rounds.unanswered import answered, unanswered
from handlers.routing import Command
from handlers.standing.changes import changes
from handlers.standing.counts import by_goal, by_unit, how_many, most, share, side_by_side
from handlers.standing.deviations import deviations
from handlers.standing.history import history_asked
from handlers.standing.lists import standing_of
from handlers.standing.search import (
    actions_without_date,
    decided,
    done,
    overdue_actions,
    references,
    several_goals,
    without_action,
)  # fmt: skip
from messages.parts import Button, Buttons, Message, Paragraph, Part, Reply, Small
from messages.values import PageValue, RowValue
from models.rounds.queries import current_round
from models.rules.words.questions import Intent, asks_for, intent_of, later_of
from models.rules.words.sentence import as_asked, is_negated, respelled, split_at_exception

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


def _my_rows(ctx: Context, question: Question) -> Reply:
    ctx.person()
    round_ = question.round or current_round(ctx.session)
    if round_ is None:
        raise Refusal(ctx.t("There is no reporting to answer just now."))
    page = str(PageValue.of_round(round_.id))
    asks_for_answers = _MY_ANSWERS.search(question.sentence) and not _LEFT.search(question.sentence)
    return home_answers(ctx, page) if asks_for_answers else home_rows(ctx, page)


def _compare(ctx: Context, question: Question) -> Reply:
    """Two parts of the plan side by side, else what has changed since last time."""
    if question.mentioned.is_empty and _ALL_UNITS.search(question.sentence):
        return by_unit(ctx, question)
    if question.mentioned.is_empty and _ALL_GOALS.search(question.sentence):
        return by_goal(ctx, question)
    has_two = sum(len(group) for group in question.mentioned.groups) > 1
    return side_by_side(ctx, question) if has_two and not _SINCE.search(question.sentence) else changes(ctx, question)


def _deputy(ctx: Context, question: Question) -> Reply:
    """Who it is; of a unit if one is named."""
    is_of_a_unit = len(question.units) == 1 and not _MY.search(question.sentence)
    return deputies(ctx, f"för {question.units[0].name}" if is_of_a_unit else "")


def _change_answer(ctx: Context, question: Question) -> Reply:
    """A request to change an answer: a button to its form."""
    if question.row is None:
        return history_asked(ctx, question)
    text = ctx.t("The answer is changed in the form. Nothing has been changed yet.")
    value = str(RowValue.of(question.row, question.round.id if question.round else None))
    button = Button(ctx.t("Change row {row}", row=question.row.row), "answer_row", value, primary=True)
    return Message((Paragraph(text), Buttons((button,))))


def _remind(ctx: Context, question: Question) -> Reply:
    if len(question.units) > 1 or question.row or split_at_exception(question.sentence)[1]:
        return remind(ctx, question.words)
    return remind(ctx, " ".join(unit.name for unit in question.units))


def _deviations(ctx: Context, question: Question) -> Reply:
    if _NO_DEVIATIONS.search(question.sentence):
        return by_unit(ctx, question)
    if _NO_ACTION.search(question.sentence):
        return without_action(ctx, question)
    if _NO_DATE.search(question.sentence):
        return actions_without_date(ctx, question)
    if _OVERDUE.search(question.sentence):
        return overdue_actions(ctx, question)
    if question.colours or question.round:
        return deviations(ctx, question.words)
    if question.row:
        return deviations(ctx, str(question.row.row))
    scope = question.scope or (question.mentioned.groups[0][0] if len(question.mentioned.groups) == 1 else None)
    if scope:
        return deviations(ctx, scope.value)
    return deviations(ctx, " ".join(question.mentioned.words) if question.names_target else "")


_ANSWERS: dict[Intent, Callable[[Context, Question], Reply]] = {
    Intent.REMIND: _remind,
    Intent.EXTEND: ask_to_extend,
    Intent.WHO_CHANGED: history_asked,
    Intent.COMPARE: _compare,
    Intent.SHARED_GOALS: several_goals,
    Intent.REFERENCES: references,
    Intent.DECIDED: decided,
    Intent.MOST: most,
    Intent.DEPUTY: _deputy,
    Intent.ROUNDS: ask_to_move,
    Intent.REMINDERS: next_deadline,
    Intent.NOT_MINE: small_talk.not_mine,
    Intent.ANSWERED: answered,
    Intent.COORDINATORS: coordinators,
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
    Intent.REMIND, Intent.REMINDERS, Intent.EXTEND, Intent.WHO_MISSING, Intent.ANSWERED, Intent.WHO_CHANGED,
    Intent.LEGEND, Intent.COMPARE, Intent.CHANGE_ANSWER, Intent.NOT_MINE, Intent.ROUNDS, Intent.MY_ROWS,
    Intent.COORDINATORS, Intent.DEPUTY,
}  # fmt: skip
# What a denial changes: the answer to "vilka har …" is none to "vilka har inte …".
_CANNOT_BE_DENIED = {
    None, Intent.UNIT_ROWS, Intent.WHO_ANSWERS, Intent.COUNT, Intent.MOST, Intent.SHARE, Intent.LAST_COMMENT,
    Intent.UNITS_SHARE, Intent.DONE, Intent.DECIDED, Intent.REFERENCES, Intent.SHARED_GOALS, Intent.COMPARE,
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
_NO_ACTION = re.compile(r"\b(?:saknar|utan|ingen|inga|no|without|lacks?) (?:\w+ )?(?:atgard|action)")
_NO_DATE = re.compile(r"\b(?:saknar|utan|ingen|inga|no|without|lacks?) (?:\w+ )?(?:datum|slutdatum|date|due date)\b")
_NO_DEVIATIONS = re.compile(
    r"\b(?:verksamheter|enheter|units)\b.*\b(?:inga|utan|saknar|no|without|any) (?:\w+ )?(?:avvik|deviat|problem)"
)
_OVERDUE = re.compile(
    r"^(?:is |are )?(?:anything|something|what is|what s)? ?overdue\b|"
    r"\b(?:atgard|action)\w*\b.*\b(?:forsena|overdue|late|passera|sen\b|sena\b)\w*"
    r"|\b(?:forsena|overdue|late)\w* (?:atgard|action)"
)
_MY_ANSWERS = re.compile(
    r"\b(?:skrev|skrivit|wrote|svar|svaren|svarat|svarade|rapporterat|answers?|answered|reported)\b"
)
_LEFT = re.compile(r"\b(?:inte|ej|kvar|ska|maste|behover|left|still|not|need|should|must|do i|everything|allt|haven)\b")
_ALL_GOALS = re.compile(r"\b(?:malen|goals)\b")
_ALL_UNITS = re.compile(r"\b(?:verksamheterna|enheterna|units)\b")
_BEFORE = re.compile(r"\b(?:tidigare|forut|before|previously|alla svar|all answers)\b")
_HOW_LONG = re.compile(r"\b(?:hur lange|sedan nar|nar blev|how long|since when|when did)\b")
_MOVE = re.compile(r"^(?:oppna|starta|stang|las|publicera|open|start|close|lock|publish)\b")
_LACKS = re.compile(r"\b(?:saknar|utan|without|lacks?)\b")
_MY = re.compile(r"\b(?:min|mina|mitt|my)\b")
_SINCE = re.compile(r"\b(?:sedan|forra|fjol|sist|since|last|forandr\w*|andrats|battre|samre|better|worse)\b")
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
    if intent is None and (mended := respelled(words)) != words and (intent := intent_of(as_asked(mended))):
        words, sentence = mended, as_asked(mended)
    if intent is None and similar_command(words, commands)[0] >= _MISSPELT:
        return nearest(ctx, words, commands)
    question = read_question(ctx, words)
    intent = _fitting(question, intent)
    if intent in _CANNOT_BE_DENIED and not question.row and is_negated(sentence):
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
            return Intent.DEVIATIONS if asks_for(Intent.DEVIATIONS, question.sentence) else None
        case Intent.UNITS_SHARE if not question.units and not question.mentioned.is_empty:
            return None
        case Intent.CALENDAR if not months_asked(question.sentence)[0] and not question.mentioned.is_empty:
            return None
        case Intent.DONE if question.row:
            return None
        case None if question.round and _MOVE.match(question.sentence):
            return Intent.ROUNDS
        case None if question.row and _BEFORE.search(question.sentence):
            return Intent.HISTORY
        case Intent.DEADLINE if question.row:
            return Intent.HISTORY if _HOW_LONG.search(question.sentence) else Intent.LAST_COMMENT
        case Intent.MY_ROWS if question.mentioned.row is not None:
            return Intent.LAST_COMMENT
        case Intent.LAST_COMMENT if _LACKS.search(question.sentence):
            return None
        case Intent.LAST_COMMENT if question.mentioned.is_empty:
            return Intent.HISTORY
    return intent


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
