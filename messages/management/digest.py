"""The summary that management gets when a round closes, and the later answers in its thread."""

from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from i18n import Translator
from messages.management.deviation import answer_parts
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.references import meant
from messages.words import count, goal_name
from models.answers.last_time import answer_last_time, answers_last_time
from models.answers.outcomes import outcomes
from models.answers.queries import AnswerView, current_answers
from models.options import Options
from models.people.registers import load_directory
from models.plan.find import goal_scope
from models.plan.views import PlanView, RowView
from models.rounds.tables import Round
from models.vocabulary import Status


def summary(session: Session, t: Translator, options: Options, round_: Round, plan: PlanView) -> Message:
    """Totals with denominators; red, then yellow, each in full; what was not reported, per unit. As of the closing."""
    as_of = round_.closed_at or round_.deadline
    answers = current_answers(session, round_.id, plan.id, as_of)
    parts: list[Part] = [Heading(t("Summary: {round}", round=round_.name)[:150]), Small(_period(t, round_))]
    if round_.closed_late_seconds:
        parts.append(
            Paragraph(t("This summary is late because of an outage: the round should have closed {time}.",
                        time=t.instant(round_.deadline)))
        )  # fmt: skip
    parts.append(Paragraph((Run(count(plan.rows, answers).sentence(t), bold=True),)))
    for scope in (goal_scope(plan, goal) for goal in plan.goals):
        counts = count(scope.rows, answers).sentence(t)
        parts.append(Paragraph((Run(goal_name(t, scope.goal), bold=True),) if scope.goal else ""))
        parts.append(Paragraph(counts))
    for status, title in ((Status.RED, t("Red")), (Status.YELLOW, t("Yellow"))):
        parts += _deviations(session, t, options, round_, plan, answers, status, title)
    parts += _not_reported(session, t, round_, plan, as_of)
    parts.append(Small(t("See any goal, unit or row at any time: /{command} status", command=options.commands["all"])))
    return Message(tuple(parts))


def _period(t: Translator, round_: Round) -> str:
    return t("Period {first}–{last}. Closed {time}.", first=t.day(round_.period_from), last=t.day(round_.period_to),
             time=t.instant(round_.closed_at or round_.deadline))  # fmt: skip


def _deviations(
    session: Session, t: Translator, options: Options, round_: Round, plan: PlanView,
    answers: dict[int, AnswerView], status: Status, title: str,
) -> list[Part]:  # fmt: skip
    rows = [row for row in plan.rows if row.placement_id in answers and answers[row.placement_id].status is status]
    if not rows:
        return []
    parts: list[Part] = [Heading(f"{title} ({t.number(len(rows))})")]
    previous = answers_last_time(session, round_, rows)
    for row in rows:
        answer = answers[row.placement_id]
        last_time = previous.get(row.placement_id)
        reference = meant(session, t, plan, answer)
        parts += answer_parts(t, row, answer, last_time, options.commands["all"], meant=reference)
    return parts


def _not_reported(session: Session, t: Translator, round_: Round, plan: PlanView, as_of: datetime) -> list[Part]:
    """Per unit, without names. Rows that could not be asked about, or only too late, are listed separately."""
    directory = load_directory(session)
    rows = [row for row in outcomes(session, directory, round_, plan, as_of) if row.answer is None]
    if not rows:
        return [Paragraph(t("Every activity has been reported."))]
    finished = Counter(row.row.unit_names for row in rows if row.over)
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
    for unit, n in sorted(finished.items()):
        items.append(
            t.plural("{unit}: {n} activity is done or cancelled and was not asked about",
                     "{unit}: {n} activities are done or cancelled and were not asked about", n, unit=unit)
        )  # fmt: skip
    return [Heading(t("Not reported")), Bullets(tuple(items))]


def summary_change(
    session: Session, t: Translator, options: Options, round_: Round, plan: PlanView, row: RowView, answer: AnswerView
) -> Message:
    """A late answer, or a changed one, in the thread of the summary."""
    previous = answer_last_time(session, round_, row)
    reference = meant(session, t, plan, answer)
    kind = t("Late answer") if answer.version == 1 else t("Changed answer")
    head = Paragraph((Run(f"{kind} · {t.instant(answer.submitted_at)}", bold=True),))
    return Message((head, *answer_parts(t, row, answer, previous, options.commands["all"], meant=reference)))
