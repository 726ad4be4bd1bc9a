"""What a question asks of a handler that takes a command's words, or of one of several handlers."""

import re
from collections.abc import Callable

from handlers.context import Context, Refusal
from handlers.home.lists import home_answers, home_rows
from handlers.people.deputies import deputies
from handlers.question import Question
from handlers.rounds.unanswered.nudges import remind
from handlers.standing.changes.compare import status_compared
from handlers.standing.changes.since_last import changes
from handlers.standing.deviations import view_of
from handlers.standing.lists.counts import by_goal, by_unit, side_by_side
from handlers.standing.lists.rows import standing_of
from handlers.standing.lists.search import actions_without_date, done, without_action
from messages.parts import Button, Buttons, Message, Paragraph, Reply
from messages.values.plan import PageValue
from messages.values.rows import RowValue
from models.rounds.queries import current_round, previous_round
from models.rules.words.deviations import filters_asked
from models.rules.words.questions import Intent
from models.rules.words.sentence import split_at_exception
from models.vocabulary.deviations import DeviationFilter

_ARE_THEY = re.compile(r"^(?:ar|is|are) .*\b(?:klara?|fardiga?|done|finished|complete)$")
_NO_ACTION = re.compile(r"\b(?:saknar|utan|ingen|inga|no|without|lacks?) (?:\w+ )?(?:atgard|action)")
_NO_DATE = re.compile(r"\b(?:saknar|utan|ingen|inga|no|without|lacks?) (?:\w+ )?(?:datum|slutdatum|date|due date)\b")
_NO_DEVIATIONS = re.compile(
    r"\b(?:verksamheter|enheter|units)\b.*\b(?:inga|utan|saknar|no|without|any) (?:\w+ )?(?:avvik|deviat|problem)"
)
# What the buttons under a text with personal data say.
_OF_THE_TEXT = re.compile(
    r"(?:ta bort (?:det|den|dem)|det ar ratt anda|skriv en roll i stallet|remove it|it is right anyway"
    r"|write a role instead)$"
)
_MY_ANSWERS = re.compile(
    r"\b(?:skrev|skrivit|wrote|svar|svaren|svarat|svarade|rapporterat|answers?|answered|reported)\b"
)
_LEFT = re.compile(
    r"\b(?:inte|ej|kvar|ska|maste|behover|left|still|not|need|should|must|do i|everything|allt|haven|svarat pa alla"
    r"|andra|ratta|angra|ta tillbaka|ta bort|radera|redigera)\b"
)
_ALL_GOALS = re.compile(r"\b(?:malen|goals)\b")
_ALL_UNITS = re.compile(r"\b(?:verksamheterna|enheterna|units)\b")
_BEST = re.compile(r"\b(?:bast|samst|best|worst)\b")
_MY = re.compile(r"\b(?:min|mina|mitt|my)\b")
_SINCE = re.compile(r"\b(?:sedan|forra|fjol|sist|since|last|forandr\w*|andrats|battre|samre|better|worse)\b")


def my_rows_asked(ctx: Context, question: Question) -> Reply:
    asks_for_answers = _MY_ANSWERS.search(question.sentence) and not _LEFT.search(question.sentence)
    return _round_page(ctx, question, home_answers if asks_for_answers else home_rows)


def _round_page(ctx: Context, question: Question, shown: Callable[[Context, str], Message]) -> Message:
    """The asker's rows or answers in the round that the question names, else in the current one."""
    ctx.person()
    round_ = question.round or current_round(ctx.session)
    if round_ is None:
        raise Refusal(ctx.t("There is no reporting to answer just now."))
    return shown(ctx, str(PageValue.of_round(round_.id)))


def compare_asked(ctx: Context, question: Question) -> Reply:
    """Two parts of the plan side by side, else what has changed since last time or an older round."""
    if question.mentioned.is_empty and _BEST.search(question.sentence):
        return by_unit(ctx, question)
    if question.mentioned.is_empty and _ALL_UNITS.search(question.sentence):
        return by_unit(ctx, question)
    if question.mentioned.is_empty and _ALL_GOALS.search(question.sentence):
        return by_goal(ctx, question)
    has_two = sum(len(group) for group in question.mentioned.groups) > 1
    if has_two and not _SINCE.search(question.sentence):
        return side_by_side(ctx, question)
    return _compared_with_round(ctx, question)


def _compared_with_round(ctx: Context, question: Question) -> Reply:
    """What has changed since last time; against an older round that the question names, all of it."""
    current, named = current_round(ctx.session), question.round
    before = previous_round(ctx.session, current) if current else None
    if current is None or named is None or named in (current, before):
        return changes(ctx, question)
    return status_compared(ctx, question.scope.name if question.scope else "", named.name)


def deputy_asked(ctx: Context, question: Question) -> Reply:
    """Who it is; of a unit if one is named."""
    is_of_a_unit = len(question.units) == 1 and not _MY.search(question.sentence)
    return deputies(ctx, f"för {question.units[0].name}" if is_of_a_unit else "")


def done_asked(ctx: Context, question: Question) -> Reply:
    """What is done. `Är Folkhälsa klara?` may ask for answers too: two buttons."""
    if not _ARE_THEY.search(question.sentence):
        return done(ctx, question)
    t, about = ctx.t, f" {question.units[0].name}" if len(question.units) == 1 else ""
    buttons = (
        Button(t("Who has not answered"), "ask", f"vilka har inte svarat{about}"),
        Button(t("Activities that are done"), "ask", f"vad är klart{about}"),
    )
    text = t("Do you mean whether they have answered, or which activities are done?")
    return Message((Paragraph(text), Buttons(buttons)))


def behind_asked(ctx: Context, question: Question) -> Reply:
    """Who is behind may be behind with the answers or with the activities: two buttons."""
    t, about = ctx.t, f" {question.units[0].name}" if len(question.units) == 1 else ""
    buttons = (
        Button(t("Who has not answered"), "ask", f"vilka har inte svarat{about}"),
        Button(t("Deviations"), "ask", f"avvikelser{about}"),
    )
    return Message((Paragraph(t("Do you mean behind with the answers, or with the activities?")), Buttons(buttons)))


def change_answer_asked(ctx: Context, question: Question) -> Reply:
    """A request to change an answer: a button to its form."""
    if _OF_THE_TEXT.match(question.sentence):
        return _round_page(ctx, question, home_answers)
    if question.row is None:
        return my_rows_asked(ctx, question)
    text = ctx.t("The answer is changed in the form. Nothing has been changed yet.")
    value = str(RowValue.of(question.row, question.round.id if question.round else None))
    button = Button(ctx.t("Change row {row}", row=question.row.row), "answer_row", value, primary=True)
    return Message((Paragraph(text), Buttons((button,))))


def remind_asked(ctx: Context, question: Question) -> Reply:
    if len(question.units) > 1 or question.row or split_at_exception(question.sentence)[1]:
        return remind(ctx, question.words)
    return remind(ctx, " ".join(unit.name for unit in question.units))


def deviations_asked(ctx: Context, question: Question) -> Reply:
    if _NO_DEVIATIONS.search(question.sentence):
        return by_unit(ctx, question)
    if _NO_ACTION.search(question.sentence):
        return without_action(ctx, question)
    if _NO_DATE.search(question.sentence):
        return actions_without_date(ctx, question)
    return standing_of(ctx, question, view_of(filters_asked(Intent.DEVIATIONS, question.sentence)))


def overdue_asked(ctx: Context, question: Question) -> Reply:
    return standing_of(ctx, question, view_of((DeviationFilter.OVERDUE,)))


def unchanged_asked(ctx: Context, question: Question) -> Reply:
    return standing_of(ctx, question, view_of((DeviationFilter.UNCHANGED,)))
