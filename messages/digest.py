"""The summary that management gets when a round closes, and what the coordinators get beside it."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.context import Options
from i18n import Translator
from messages.deviation import answer_parts
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.reasons import reason
from messages.references import meant
from messages.words import count, goal_name
from models.answers.last_time import answer_last_time, answers_last_time
from models.answers.queries import AnswerView, current_answers
from models.outbox.tables import Delivery
from models.people.directory import Directory, PlanView, RowView, load_directory
from models.plan.find import goal_scope
from models.rounds.outcomes import outcomes
from models.rounds.tables import Round
from models.vocabulary import DeliveryKind, DeliveryState, Status


def summary(session: Session, t: Translator, options: Options, found: Round, plan: PlanView) -> Message:
    """Totals with denominators; red, then yellow, each whole; what was not reported, per unit. As of the closing."""
    as_of = found.closed_at or found.deadline
    answers = current_answers(session, found.id, plan.id, as_of)
    parts: list[Part] = [Heading(t("Summary: {round}", round=found.name)[:150]), Small(_period(t, found))]
    if found.closed_late_seconds:
        parts.append(
            Paragraph(t("This summary is late because of an outage: the round should have closed {time}.",
                        time=t.instant(found.deadline)))
        )  # fmt: skip
    parts.append(Paragraph((Run(count(plan.rows, answers).sentence(t), bold=True),)))
    for scope in (goal_scope(plan, goal) for goal in plan.goals):
        counts = count(scope.rows, answers).sentence(t)
        parts.append(Paragraph((Run(goal_name(t, scope.goal), bold=True),) if scope.goal else ""))
        parts.append(Paragraph(counts))
    for status, title in ((Status.RED, t("Red")), (Status.YELLOW, t("Yellow"))):
        parts += _deviations(session, t, options, found, plan, answers, status, title)
    parts += _not_reported(session, t, found, plan, as_of)
    parts.append(Small(t("See any goal, unit or row at any time: /{command} status", command=options.commands["all"])))
    return Message(tuple(parts))


def _period(t: Translator, found: Round) -> str:
    return t("Period {first}–{last}. Closed {time}.", first=t.day(found.period_from), last=t.day(found.period_to),
             time=t.instant(found.closed_at or found.deadline))  # fmt: skip


def _deviations(
    session: Session, t: Translator, options: Options, found: Round, plan: PlanView,
    answers: dict[int, AnswerView], status: Status, title: str,
) -> list[Part]:  # fmt: skip
    rows = [row for row in plan.rows if row.placement_id in answers and answers[row.placement_id].status is status]
    if not rows:
        return []
    parts: list[Part] = [Heading(f"{title} ({t.number(len(rows))})")]
    previous = answers_last_time(session, found, rows)
    for row in rows:
        before = previous.get(row.placement_id)
        answer = answers[row.placement_id]
        told = meant(session, t, plan, answer)
        parts += answer_parts(t, row, answer, before, options.commands["all"], meant=told)
    return parts


def _not_reported(session: Session, t: Translator, found: Round, plan: PlanView, as_of: datetime) -> list[Part]:
    """Units, not names; what could not be asked and what was asked too late is said apart."""
    directory = load_directory(session)
    rows = [row for row in outcomes(session, directory, found, plan, as_of) if row.answer is None]
    if not rows:
        return [Paragraph(t("Every activity has been reported."))]
    over = Counter(row.row.unit_names for row in rows if row.over)
    missing = Counter(row.row.unit_names for row in rows if row.missing)
    unreachable = Counter(row.row.unit_names for row in rows if row.unreachable and not row.excused)
    excused = Counter(row.row.unit_names for row in rows if row.excused)
    items: list[Text] = []
    for unit, n in sorted(missing.items()):
        words = t.plural("{unit}: {n} activity not reported", "{unit}: {n} activities not reported", n, unit=unit)
        if unreachable[unit]:
            words += t(", of which {n} because nobody could be reached", n=t.number(unreachable[unit]))
        items.append(words)
    for unit, n in sorted(excused.items()):
        items.append(
            t.plural("{unit}: {n} activity was asked about less than a day before and does not count as missing",
                     "{unit}: {n} activities were asked about less than a day before and do not count as missing",
                     n, unit=unit)
        )  # fmt: skip
    for unit, n in sorted(over.items()):
        items.append(
            t.plural("{unit}: {n} activity is done or cancelled and was not asked about",
                     "{unit}: {n} activities are done or cancelled and were not asked about", n, unit=unit)
        )  # fmt: skip
    return [Heading(t("Not reported")), Bullets(tuple(items))]


def summary_change(
    session: Session, t: Translator, options: Options, found: Round, plan: PlanView, row: RowView, answer: AnswerView
) -> Message:
    """What came after the summary: a late answer, or a change."""
    previous = answer_last_time(session, found, row)
    told = meant(session, t, plan, answer)
    kind = t("Late answer") if answer.version == 1 else t("Changed answer")
    head = Paragraph((Run(f"{kind} · {t.instant(answer.submitted_at)}", bold=True),))
    return Message((head, *answer_parts(t, row, answer, previous, options.commands["all"], meant=told)))


def for_coordinators(session: Session, t: Translator, found: Round, plan: PlanView) -> Message:
    """Who has not answered, by name: for coordinators only, and never in a channel."""
    directory = load_directory(session)
    rows = outcomes(session, directory, found, plan)
    excused = sum(row.excused for row in rows)
    parts: list[Part] = [Heading(t("{round} has closed", round=found.name)[:150])]
    items = _missing_people(directory, t, found, [row.row for row in rows if row.missing])
    if items:
        parts += [Paragraph(t("These have activities without an answer:")), Bullets(tuple(items))]
    elif not excused:
        parts.append(Paragraph(t("Everybody who was asked has answered.")))
    if excused:
        parts.append(Paragraph(t.plural(
            "{n} activity lacks an answer, but was asked about less than a day before. It does not count as missing.",
            "{n} activities lack an answer, but were asked about less than a day before. They do not count as missing.",
            excused,
        )))  # fmt: skip
    failed = _unreached(session, t, directory, found)
    if failed:
        parts += [Paragraph(t("These could not be reached:")), Bullets(tuple(failed))]
    parts.append(Small(t("Only coordinators get this list.")))
    return Message(tuple(parts))


def _missing_people(directory: Directory, t: Translator, found: Round, rows: list[RowView]) -> list[Text]:
    items: list[Text] = []
    asked = {row.row: directory.asked(row, found.id) for row in rows}
    for person in directory.people:
        mine = [row for row in rows if person.id in asked[row.row]]
        if mine:
            numbers = t.enumeration(str(row.row) for row in mine)
            words = t.plural("{name}: row {rows}", "{name}: rows {rows}", len(mine), name=person.name, rows=numbers)
            items.append(words)
    back = [row for row in rows if not asked[row.row] and directory.owners(row)]
    items += [t("Row {row} ({unit}): handed back to the coordinator", row=row.row, unit=row.unit_names)
              for row in back]  # fmt: skip
    nobody = [row for row in rows if not directory.owners(row)]
    items += [t("Row {row} ({unit}): nobody answers for it in the people file", row=row.row, unit=row.unit_names)
              for row in nobody]  # fmt: skip
    return items


def _unreached(session: Session, t: Translator, directory: Directory, found: Round) -> list[Text]:
    query = select(Delivery.person_id, Delivery.error).where(
        Delivery.round_id == found.id,
        Delivery.kind == DeliveryKind.PROMPT,
        Delivery.state == DeliveryState.FAILED,
    )
    people = directory.by_id
    return [
        f"{people[person].name}: {reason(t, error)}" for person, error in session.execute(query) if person in people
    ]
