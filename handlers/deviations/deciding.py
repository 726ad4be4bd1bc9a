"""*Besvara beslut*: yes, no, or later with a date and words. The first answer holds; only the person who gave it
or a coordinator changes it."""

import json
from collections.abc import Mapping
from datetime import date

from actions.deviations.decisions import GivenDecision, answer_decision, change_decision
from actions.deviations.questions import RowOfRound
from handlers.context import Context, Refusal, read_form_state
from handlers.date_faults import date_fault_text
from handlers.deviations.about import RoundDeviations, deviations_now, reader, row_at
from handlers.deviations.choosing import Choosing, choose, page_now
from handlers.deviations.decision_rights import may_change, may_decide, require_decider
from handlers.deviations.texts import LONGEST_FIELD, longer_than_taken
from i18n import N_
from messages.management.decisions import ANSWERS, answer_words, answered_words, asked_words
from messages.parts import (
    Button,
    Choice,
    DateField,
    Form,
    FormFaults,
    Message,
    Option,
    Paragraph,
    Part,
    Quote,
    Reply,
    Small,
    TextField,
    say,
)  # fmt: skip
from messages.values.rows import RowValue
from messages.words import light, row_name
from models.answers.queries import current_answer
from models.deviations.decisions import DecisionView, decision_by_key
from models.plan.views import RowView
from models.rules.dates.reading import DateFault, read_day
from models.rules.text import clean
from models.vocabulary.deviations import DecisionAnswer


def decide_row(ctx: Context, value: str) -> Reply:
    """The button of one decision: a form, or what has been answered. `value` is a `RowValue`."""
    at = RowValue.read(value)
    about = deviations_now(ctx, at.round_id)
    row = row_at(ctx, about.plan, at)
    return decision_form(ctx, about, row, asked_about(ctx, about, row))


def asked_about(ctx: Context, about: RoundDeviations, row: RowView) -> DecisionView:
    """The decision that the row asks for. Raises Refusal when it asks for none."""
    deviation = about.of(row)
    if deviation is None or not deviation.is_open or deviation.decision is None:
        raise Refusal(no_decision_words(ctx, about, row))
    return deviation.decision


def no_decision_words(ctx: Context, about: RoundDeviations, row: RowView) -> str:
    """Why there is nothing to decide about a row: it asks for nothing, or was answered anew meanwhile."""
    answer = current_answer(ctx.session, about.round.id, row.placement_id)
    asks = ctx.t("Row {row} asks for no decision.", row=row.row)
    if answer is None:
        return asks
    return asks + " " + ctx.t("Its answer of {time} in {round}: {light}.", time=ctx.t.instant(answer.submitted_at),
                              round=about.round.name, light=light(ctx.t, answer.status))  # fmt: skip


def decision_form(ctx: Context, about: RoundDeviations, row: RowView, asked: DecisionView) -> Reply:
    """A form for an answer, or for changing one."""
    require_decider(ctx, asked)
    if asked.answer and not may_change(ctx, asked):
        return say(answered_already(ctx, row, asked))
    t, value = ctx.t, str(RowValue.of(row, about.round.id))
    until = asked.until.isoformat() if asked.until else None
    given = [Paragraph(answered_words(t, ctx.directory, row.row, asked)), Small(t("You can change the answer."))]
    options = tuple(Option(each.value, t(ANSWERS[each])) for each in DecisionAnswer)
    parts: tuple[Part | Choice | DateField | TextField, ...] = (
        Paragraph(row_name(t, row)),
        Paragraph(asked_words(t, row.row, asked)),
        *(given if asked.answer else ()),
        Choice("answer", t("What is decided?"), options, asked.answer and asked.answer.value),
        DateField("until", t("When will it be decided?"), until, hint=t("With “Later” alone.")),
        TextField("words", t("A few words to the owner"), asked.words if len(asked.words) <= LONGEST_FIELD else "",
                  multiline=True, max_length=LONGEST_FIELD, hint=t("May be left empty.")),
    )  # fmt: skip
    seen = asked.changed_at.isoformat() if asked.changed_at else None
    state = {"key": asked.key, "at": value, "here": ctx.actor.in_management, "seen": seen, "new": asked.answer is None}
    opener = Button(t("Answer the decision"), "decision_row", value, primary=True)
    return Form("decision", t("Answer decision"), t("Answer"), t("Close"), parts, json.dumps(state), opener)


def decided_in_form(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    data = read_form_state(ctx, state)
    at = RowValue.read(str(data.get("at", "")))
    about = deviations_now(ctx, at.round_id)
    row = row_at(ctx, about.plan, at)
    asked = _asked_still(ctx, about, row, str(data.get("key", "")))
    require_decider(ctx, asked, here=data.get("here") is True)
    given, faults = _read(ctx, values)
    if given is None:
        return FormFaults(faults)
    if asked.answer and data.get("new"):
        return _kept_words(ctx, answered_already(ctx, row, asked), given)
    seen_at = asked.changed_at.isoformat() if asked.changed_at else None
    if asked.answer and seen_at != data.get("seen"):
        return _kept_words(ctx, answered_already(ctx, row, asked), given)
    return decide(ctx, about, row, asked, given)


def _asked_still(ctx: Context, about: RoundDeviations, row: RowView, key: str) -> DecisionView:
    """The decision that a form was opened for. Raises Refusal when the row has been answered anew meanwhile and asks
    for it no more; what has been answered can be changed all the same."""
    deviation = about.of(row)
    if deviation and deviation.is_open and deviation.decision and deviation.decision.key == key:
        return deviation.decision
    asked = decision_by_key(ctx.session, key)
    if asked is None or asked.answer is None:
        raise Refusal(no_decision_words(ctx, about, row))
    return asked


def _read(ctx: Context, values: Mapping[str, str]) -> tuple[GivenDecision | None, dict[str, str]]:
    """What the fields say, or the faults at them."""
    t, words, until = ctx.t, clean(values.get("words")), (values.get("until") or "").strip()
    if values.get("answer") not in set(DecisionAnswer):
        return None, {"answer": t("Choose yes, no or later.")}
    answer = DecisionAnswer(values["answer"])
    if answer is not DecisionAnswer.LATER:
        if until:
            return None, {"until": t("The date goes with “Later”. Choose “Later”, or empty the date.")}
        return GivenDecision(answer, None, words), {}
    day = read_day(until, ctx.today) if until else None
    if day is None:
        return None, {"until": t("Choose the day on which it will be decided.")}
    if isinstance(day, DateFault):
        return None, {"until": date_fault_text(ctx, day)}
    if fault := past_fault(ctx, day):
        return None, {"until": fault}
    return GivenDecision(answer, day, words), {}


def past_fault(ctx: Context, day: date) -> str:
    """Why a day cannot be the one on which it will be decided; "" when it can."""
    return ctx.t("{day} has passed. Choose a day ahead.", day=ctx.t.day(day)) if day < ctx.today else ""


def decide(
    ctx: Context, about: RoundDeviations, row: RowView, asked: DecisionView, given: GivenDecision
) -> Message:  # fmt: skip
    """Stores an answer, or a changed one. Somebody who was quicker is told of, and their answer holds."""
    if fault := longer_than_taken(ctx, given.words):
        raise Refusal(fault)
    place, by = RowOfRound(about.round, row), reader(ctx)
    if asked.answer is None:
        is_kept = answer_decision(ctx.session, asked, given, place, by, ctx.now, ctx.options)
    elif _is_same(asked, given):
        return _receipt(ctx, row, asked)
    elif may_change(ctx, asked):
        is_kept = change_decision(ctx.session, asked, given, place, by, ctx.now, ctx.options)
    else:
        is_kept = False
    stored = decision_by_key(ctx.session, asked.key) or asked
    if is_kept or (may_change(ctx, stored) and _is_same(stored, given)):
        return _receipt(ctx, row, stored)
    return _kept_words(ctx, answered_already(ctx, row, stored), given)


def _is_same(stored: DecisionView, given: GivenDecision) -> bool:
    return (stored.answer, stored.until, stored.words) == (given.answer, given.until, given.words)


def _receipt(ctx: Context, row: RowView, stored: DecisionView) -> Message:
    t = ctx.t
    told = t("Those who answer for the row are told: {units}.", units=row.unit_names)
    return say(
        t("Saved. The decision on row {row}: {answer}", row=row.row, answer=answer_words(t, stored)), Small(told)
    )


def answered_already(ctx: Context, row: RowView, stored: DecisionView) -> str:
    """Who answered what and when, and who can change it."""
    words = answered_words(ctx.t, ctx.directory, row.row, stored)
    hint = ctx.t("The first answer holds; whoever gave it, or a coordinator, can change it.")
    return f"{words} {hint}"


def _kept_words(ctx: Context, sentence: str, given: GivenDecision) -> Message:
    """A refusal that gives back what was written."""
    back = (Small(ctx.t("Your own words, which were not used:")), Quote(given.words)) if given.words else ()
    return say(sentence, *back)


DECIDING = Choosing("decision", "decision_row", N_("Which decision?"), decide_row)


def choose_decision(ctx: Context, value: str) -> Reply:
    """The button under the digest, and its pages. `value` is a `PageValue` with the round."""
    page, about = page_now(ctx, value)
    waiting = [each for each in about.awaiting_decision if each.decision and may_decide(ctx, each.decision)]
    if waiting:
        return choose(ctx, DECIDING, about, waiting, page)
    if about.awaiting_decision:
        require_decider(ctx, None)
    answered = [
        answered_words(ctx.t, ctx.directory, each.row.row, each.decision)
        for each in about.register.open
        if each.decision and each.decision.answer
    ]
    return say(ctx.t("No decision waits for an answer."), *answered[:10])
