"""The digest that management gets when a round closes, and the later answers in its thread.

The first message is read on a phone in a minute: totals, decisions, what has become of each deviation, goals. The rest
is in its thread: each deviation in full, what was not reported, and a picture (`messages.management.chart`).
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from i18n import Translator
from messages.management.buttons import digest_buttons
from messages.management.decisions import reply_times_words
from messages.management.deviation import answer_parts, brief_parts
from messages.management.lines import Lines
from messages.management.missing import not_reported, not_reported_briefly
from messages.management.sections import (
    Sections,
    add_decisions,
    add_goals,
    add_overdue,
    add_transitions,
    changes_sentence,
)  # fmt: skip
from messages.management.told import Told, by_turn, told_once
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Run, Small
from messages.references import meant
from messages.words import count
from models.answers.history.last_time import answer_last_time, answers_last_time
from models.answers.outcomes import outcomes
from models.answers.queries import AnswerView, current_answers
from models.deviations.decisions import reply_times
from models.deviations.readers import readers_of
from models.deviations.register import load_register
from models.options import Options
from models.people.directory_cache import load_directory
from models.plan.views import PlanView, RowView
from models.rounds.queries import previous_round
from models.rounds.tables import Round
from reports.content.effects import effect_questions


def summary(session: Session, t: Translator, options: Options, round_: Round, plan: PlanView) -> Message:
    """The digest of a round, as of its closing."""
    as_of = round_.closed_at or round_.deadline
    today = as_of.astimezone(options.zone).date()
    answers = current_answers(session, round_.id, plan.id, as_of)
    directory = load_directory(session)
    register = load_register(session, round_, plan.rows, today, as_of, is_current=True)
    told = told_once(register)
    last_time = answers_last_time(session, round_, plan.rows)
    sections = Sections(t, _opening(session, t, round_, plan, answers, told))
    write = Lines(t, today)
    add_decisions(sections, told, write)
    add_transitions(sections, told, write, last_time)
    add_overdue(sections, told, write)
    statuses = {placement: answer.status for placement, answer in answers.items()}
    add_goals(sections, plan, answers, effect_questions(session, plan, statuses))
    rows = outcomes(session, directory, round_, plan, as_of)
    sections.first.append(not_reported_briefly(t, rows))
    sections.first += _of_management(session, t, round_)
    sections.first.append(digest_buttons(t, round_, register))
    in_full = _in_full(session, t, options, plan, told, last_time)
    hint = Small(t("See any goal, unit or row at any time: /{command} status", command=options.commands["all"]))
    return Message(tuple(sections.first), thread=(*in_full, *sections.thread, *not_reported(t, rows), hint))


def _opening(
    session: Session, t: Translator, round_: Round, plan: PlanView, answers: dict[int, AnswerView],
    told: Sequence[Told],
) -> list[Part]:  # fmt: skip
    """The title, when it closed, the totals, and what has changed since last time."""
    parts: list[Part] = [Heading(t("Summary: {round}", round=round_.name)[:150]), Small(_closed(t, round_))]
    if round_.closed_late_seconds:
        parts.append(
            Paragraph(t("This summary is late because of an outage: the round should have closed {time}.",
                        time=t.instant(round_.deadline)))
        )  # fmt: skip
    totals = Run(count(plan.rows, answers).sentence(t), bold=True)
    before = previous_round(session, round_)
    if before is None:
        return [*parts, Paragraph((totals,)), Paragraph(t("There is no earlier round to compare with."))]
    return [*parts, Paragraph((totals,)), Paragraph(changes_sentence(t, told, before.name))]


def _of_management(session: Session, t: Translator, round_: Round) -> list[Part]:
    """How many have read the digest before this one, and how soon management has answered decisions."""
    before = previous_round(session, round_)
    sentences = [reply_times_words(t, reply_times(session, round_))]
    if before and (readers := readers_of(session, before)):
        read = t.plural("{n} person has read the summary of {round}.", "{n} people have read the summary of {round}.",
                        readers, round=before.name)  # fmt: skip
        sentences.insert(0, read)
    words = " ".join(filter(None, sentences))
    return [Small(words)] if words else []


def _closed(t: Translator, round_: Round) -> str:
    return t("Closed {time}.", time=t.instant(round_.closed_at or round_.deadline))


def _in_full(
    session: Session, t: Translator, options: Options, plan: PlanView, told: Sequence[Told],
    last_time: dict[int, AnswerView],
) -> list[Part]:  # fmt: skip
    """Each deviation that has an answer in this round, in the order of the first message. Long texts are cut."""
    command = options.commands["all"]
    groups = {turn: group for turn, group in by_turn(told).items() if turn.has_colour}
    parts: list[Part] = []
    for each in (each for group in groups.values() for each in group):
        deviation = each.deviation
        previous = last_time.get(deviation.row.placement_id)
        reference = meant(session, t, plan, deviation.answer)
        head, facts = brief_parts(t, deviation.row, deviation.answer, previous, command, meant=reference)
        parts.append(head)
        if len(each.rows) > 1:
            others = t.enumeration(map(str, each.rows[1:]))
            also = t.plural("Also row {rows}", "Also rows {rows}", len(each.rows) - 1, rows=others)
            facts = Bullets((also, *facts.items))
        parts.append(facts)
    return [Heading(t("The deviations in full")), *parts] if parts else []


def summary_change(
    session: Session, t: Translator, options: Options, round_: Round, plan: PlanView, row: RowView, answer: AnswerView
) -> Message:
    """A late answer, or a changed one, in the thread of the summary."""
    previous = answer_last_time(session, round_, row)
    reference = meant(session, t, plan, answer)
    kind = t("Late answer") if answer.version == 1 else t("Changed answer")
    head = Paragraph((Run(f"{kind} · {t.instant(answer.submitted_at)}", bold=True),))
    return Message((head, *answer_parts(t, row, answer, previous, options.commands["all"], meant=reference)))
