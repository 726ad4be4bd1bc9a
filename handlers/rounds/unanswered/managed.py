"""What a manager does about rows of the unit that lack an answer: asks for it, passes it on to the coordinator,
or proposes that a row be excused."""

from collections.abc import Mapping
from dataclasses import dataclass

from actions.answers.reminding import nudge
from actions.coordinators.managers import leave_to_coordinators
from actions.rounds.excusing import excuse_row
from actions.rounds.life_cycle import RoundFault
from actions.rounds.reopening import LONGEST_REASON
from handlers.access import locked_text, plan_of, round_by_id
from handlers.answers.text.report import answer_row
from handlers.context import Context, Refusal, no_longer
from handlers.question import Question
from handlers.refusals import refusal_of
from handlers.rounds.unanswered.nudges import (
    remind,
    reminder_mark,
    split_remindable,
    too_soon_text,
    waiting_for_reminder,
)
from messages.owners.managed import managed_parts
from messages.parts import Choice, Form, FormFaults, Message, Option, Paragraph, Reply, Small, TextField, say
from messages.values.rows import RoundValue, RowValue
from messages.words import row_numbers
from models.answers.missing import Missing, managed_left, rows_of
from models.answers.queries import current_answer
from models.outbox.queue import sent_prompts
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.exceptions import is_excused
from models.rounds.ladder import receivers
from models.rounds.queries import unpublished_rounds
from models.rounds.tables import Round
from models.rules.ladder import Step
from models.rules.text import clean, shorten
from models.vocabulary.outbox import RequestKind
from models.vocabulary.rounds import RoundState

_GOING = {RoundState.OPEN, RoundState.CLOSED}
_LONGEST_WORDS = 3000
# What a drop-down list takes.
_MOST_ROWS = 100


@dataclass(frozen=True)
class Managed:
    """The rows without an answer of those whose manager the asker is, in a round."""

    round: Round
    plan: PlanView
    missing: Missing

    @property
    def rows(self) -> tuple[RowView, ...]:
        return rows_of(self.missing)


def managed_asked(ctx: Context, question: Question) -> Reply:
    """A sentence such as `be om svar`: a manager's rows without an answer, with the buttons of the message about them.
    Of a coordinator it is a reminder to everybody."""
    person = ctx.person()
    # The open one with the nearest deadline first, then the one that closed last.
    rounds = [each for each in unpublished_rounds(ctx.session) if each.state in _GOING]
    opened = [each for each in rounds if each.state is RoundState.OPEN]
    for round_ in (*opened, *reversed([each for each in rounds if each not in opened])):
        managed = _managed(ctx, round_, person)
        if managed.missing:
            reached = {prompt.person_id for prompt in sent_prompts(ctx.session, round_.id)}
            head = ctx.t("No answer yet in {round} on rows of your unit:", round=round_.name)
            return Message((Paragraph(head), *managed_parts(ctx.t, ctx.directory, round_, managed.rows, reached)))
    if ctx.actor.is_coordinator:
        return remind(ctx, " ".join(unit.name for unit in question.units))
    raise Refusal(ctx.t("There is no row without an answer in a unit whose manager you are."))


def ask_for_answers(ctx: Context, value: str) -> Message:
    """The button that reminds those who have been asked, in the manager's name. `value` is a `RoundValue`."""
    t, managed = ctx.t, _at(ctx, value)
    chosen = split_remindable(ctx, managed.round, {person: len(rows) for person, rows in managed.missing.items()})
    waiting = waiting_for_reminder(ctx, managed.round)
    people = [person for person in chosen.rows_left if person.id not in waiting]
    sent = nudge(ctx.session, managed.round, people, ctx.now, ctx.options, reminder_mark(ctx), ctx.person())
    lines = []
    if sent:
        rows = rows_of({person: managed.missing[person] for person in people})
        lines.append(t.plural("{n} person gets a reminder in your name, about {rows}.",
                              "{n} people get a reminder in your name, about {rows}.", sent,
                              rows=_numbered(ctx, rows)))  # fmt: skip
    if chosen.too_soon:
        lines.append(too_soon_text(ctx, chosen.too_soon))
    if on_its_way := len(chosen.rows_left) - sent:
        lines.append(t.plural("A reminder to {n} person is on its way already.",
                              "Reminders to {n} people are on their way already.", on_its_way))  # fmt: skip
    if chosen.unasked:
        lines.append(t.plural("{n} person has not got the first question yet, and gets that first.",
                              "{n} people have not got the first question yet, and get that first.",
                              chosen.unasked))  # fmt: skip
    courtesy = t("It is sent in working hours, not to somebody who is away, and nobody gets two messages in one day.")
    return say(*lines, *((Small(courtesy),) if sent else ()))


def _numbered(ctx: Context, rows: tuple[RowView, ...]) -> str:
    return ctx.t.plural("row {rows}", "rows {rows}", len(rows), rows=row_numbers(ctx.t, rows))


def answer_for_unit(ctx: Context, value: str) -> Reply:
    """The button. Somebody who may answer one of the rows (an owner, a deputy, a coordinator) gets its form; a manager
    who may not writes to the coordinator what to answer."""
    t, managed = ctx.t, _at(ctx, value)
    person = ctx.person()
    for row in managed.rows:
        if ctx.actor.is_coordinator or ctx.directory.may_answer(person, row, managed.round.id):
            return answer_row(ctx, str(RowValue.of(row, managed.round.id)))
    parts = (
        Paragraph(t("A manager does not answer for the owners. Write what the answer should be, and the coordinator "
                    "answers for the unit.")),
        _row_choice(ctx, managed),
        TextField("words", t("What should be answered?"), required=True, multiline=True, max_length=_LONGEST_WORDS,
                  hint=t("Colour and comment; for yellow and red also what is done about it.")),
    )  # fmt: skip
    return Form("missing_answer", t("Answer for the unit"), t("Send"), t("Cancel"), parts, value)


def excuse_proposed(ctx: Context, value: str) -> Form:
    """The button that proposes that a row be excused."""
    t, managed = ctx.t, _at(ctx, value)
    decides = t("The coordinator decides. Until then the row is asked about as before.")
    parts = (
        *(() if ctx.actor.is_coordinator else (Paragraph(decides),)),
        _row_choice(ctx, managed),
        TextField("words", t("Why?"), required=True, multiline=True, max_length=LONGEST_REASON),
    )
    return Form("missing_excuse", t("Excuse a row"), t("Send"), t("Cancel"), parts, value)


def _row_choice(ctx: Context, managed: Managed) -> Choice:
    rows = managed.rows[:_MOST_ROWS]
    options = tuple(Option(str(row.placement_id), shorten(f"{row.row}. {row.activity}", 75)) for row in rows)
    first = options[0].value if len(options) == 1 else None
    return Choice("row", ctx.t("Row"), options, first, compact=True)


def answer_left(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form of what a coordinator is to answer."""
    return _left(ctx, state, values, RequestKind.ANSWER, _LONGEST_WORDS)


def excuse_sent(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form of a row that is to be excused: a proposal, or done at once by a coordinator."""
    return _left(ctx, state, values, RequestKind.EXCUSE, LONGEST_REASON)


def _left(ctx: Context, state: str, values: Mapping[str, str], kind: RequestKind, longest: int) -> Reply:
    t, person, words = ctx.t, ctx.person(), clean(values.get("words"))
    if not words or len(words) > longest:
        needs_reason = t("Write why, in 1 to {most} characters.", most=longest)
        needs_words = t("Write at least one character, and at most {most}.", most=longest)
        return FormFaults({"words": needs_reason if kind is RequestKind.EXCUSE else needs_words})
    try:
        managed = _at(ctx, state, is_any_left=False)
    except Refusal as refusal:
        return FormFaults({"words": str(refusal)})
    row = _row_chosen(ctx, managed, values.get("row") or "")
    if isinstance(row, str):
        return FormFaults({"row": row})
    if kind is RequestKind.EXCUSE and ctx.actor.is_coordinator:
        try:
            excuse_row(ctx.session, managed.round, row, words, ctx.now, person.id)
        except RoundFault as fault:
            raise refusal_of(ctx, fault) from fault
        return say(t("Row {row} is excused in {round}: nobody is asked about it.", row=row.row,
                     round=managed.round.name))  # fmt: skip
    if not ctx.directory.coordinators():
        return FormFaults({"words": t("There is no coordinator in the people file.")})
    leave_to_coordinators(ctx.session, managed.round, row, person, kind, words, ctx.now, ctx.options)
    if kind is RequestKind.ANSWER:
        return say(t("The coordinator has been asked to answer row {row} for {unit}, with your words.", row=row.row,
                     unit=row.unit_names))  # fmt: skip
    return say(t("The coordinator has your proposal that row {row} be excused, and decides. Until then it is asked "
                 "about as before.", row=row.row))  # fmt: skip


def _row_chosen(ctx: Context, managed: Managed, placement: str) -> RowView | str:
    """The row chosen in a form; or the sentence that says why the manager cannot do anything about it by now."""
    t = ctx.t
    row = next((each for each in managed.plan.rows if str(each.placement_id) == placement), None)
    if row is None:
        return t("The row is not in the plan any more. Choose another one.")
    if current_answer(ctx.session, managed.round.id, row.placement_id, None):
        return t("Row {row} has been answered meanwhile, so nothing needs to be done.", row=row.row)
    if is_excused(managed.round, row):
        return t("Row {row} is excused already, so nothing needs to be done.", row=row.row)
    if row not in managed.rows:
        return t("Row {row} belongs to {unit} now, and you are not the manager of those who are asked. Ask the "
                 "coordinator.", row=row.row, unit=row.unit_names)  # fmt: skip
    return row


def _at(ctx: Context, value: str, is_any_left: bool = True) -> Managed:
    """What is left of the rows of a button or form. Raises Refusal when the round takes no answers any more, when the
    asker is nobody's manager in it, and with `is_any_left` when no row lacks an answer."""
    t, person = ctx.t, ctx.person()
    round_ = round_by_id(ctx, RoundValue.read(value).round_id)
    if round_ is None:
        raise no_longer(ctx)
    if round_.state not in _GOING:
        raise Refusal(locked_text(ctx, round_))
    managed = _managed(ctx, round_, person)
    if not managed.missing and not _manages_anybody(ctx, managed, person):
        raise Refusal(t("You are not the manager of anybody who is asked in {round} any more. The coordinator can "
                        "help you.", round=round_.name))  # fmt: skip
    if is_any_left and not managed.missing:
        raise Refusal(t("No row of yours lacks an answer in {round} any more: they have been answered or excused, or "
                        "belong to another unit now. Nothing has been sent.", round=round_.name))  # fmt: skip
    return managed


def _managed(ctx: Context, round_: Round, person: PersonView) -> Managed:
    plan = plan_of(ctx, round_)
    left = managed_left(ctx.session, ctx.directory, round_, plan, person, ctx.now, ctx.options)
    return Managed(round_, plan, left)


def _manages_anybody(ctx: Context, managed: Managed, person: PersonView) -> bool:
    """Whether the person is the manager of somebody who is asked in the round, with or without rows left."""
    return any(
        person in receivers(ctx.directory, Step.MANAGER, each, ctx.now, ctx.options)
        for each in ctx.directory.people if ctx.directory.asked_rows(each, managed.plan, managed.round.id)
    )  # fmt: skip
