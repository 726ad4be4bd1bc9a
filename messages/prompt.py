"""The words of every message the program sends on its own, built when it is sent.

`build` returns None when there is nothing left to say: a reminder to somebody who has answered meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.answers.confirming import confirm_buttons, says_the_same, wants_confirming
from handlers.context import Options
from i18n import Translator
from messages.deviation import answer_parts
from messages.digest import for_coordinators, summary, summary_change
from messages.home.page import home
from messages.ladder import announcement, concerned, escalation, is_short, step_of
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Heading,
    Message,
    Paragraph,
    Part,
    Run,
    Small,
    Text,
)  # fmt: skip
from messages.references import meant
from messages.stored import from_data
from messages.words import NAMES, comment_shown, goal_name, light, light_with_legend, previously, row_name
from models.answers.last_time import answer_last_time, answers_last_time
from models.answers.queries import (
    AnswerView,
    answer_by_id,
    answer_versions,
    current_answers,
    plan_for,
)  # fmt: skip
from models.outbox.tables import Delivery
from models.people.directory import Directory, PersonView, PlanView, RowView, load_directory
from models.rounds.progress import Progress, asked_rows, progress
from models.rounds.tables import Round
from models.rules.ladder import Step
from models.vocabulary import DeliveryKind, DeliveryState, HandoverReason, RoundState, Status

# A row takes at most about 700 characters, so a page stays under the platforms' total of about 12,000.
ROWS_A_PAGE = 14


@dataclass
class Setting:
    """What a message is built from."""

    session: Session
    options: Options
    t: Translator
    round: Round
    plan: PlanView
    person: PersonView | None

    def rows(self) -> tuple[RowView, ...]:
        """What the person is asked about."""
        if self.person is None:
            return ()
        mine = load_directory(self.session).asked_rows(self.person, self.plan, self.round.id)
        return asked_rows(self.session, self.round, mine, self.answers)

    @cached_property
    def answers(self) -> dict[int, AnswerView]:
        return current_answers(self.session, self.round.id, self.plan.id)

    def progress(self) -> Progress:
        return progress(self.rows(), self.answers)


def build(session: Session, delivery: Delivery, options: Options) -> Message | None:
    """The message of a delivery as it should read now, in the reader's language."""
    if delivery.payload is not None and "kind" in delivery.payload:
        message: Message = from_data(delivery.payload)
        return message
    if delivery.kind is DeliveryKind.HOME:
        return home(session, delivery, options)
    setting = _setting(session, delivery, options)
    match delivery.kind:
        case DeliveryKind.PROMPT | DeliveryKind.PROMPT_UPDATE:
            return None if _is_idle(setting, delivery) else _prompt(setting)
        case DeliveryKind.PAGE:
            return _prompt_page(setting, int((delivery.payload or {})["page"]))
        case DeliveryKind.REMINDER | DeliveryKind.NUDGE:
            return _reminder(setting, delivery)
        case DeliveryKind.ESCALATION:
            about = concerned(session, load_directory(session), setting.round, setting.plan, delivery, options)
            return escalation(setting.t, setting.round, delivery, about)
        case DeliveryKind.SUMMARY:
            return summary(session, setting.t, options, setting.round, setting.plan)
        case DeliveryKind.OUTAGE:
            return _outage(setting)
        case DeliveryKind.COORDINATOR:
            return for_coordinators(session, setting.t, setting.round, setting.plan)
        case DeliveryKind.ALERT | DeliveryKind.ALERT_CHANGE | DeliveryKind.SUMMARY_CHANGE | DeliveryKind.NOTICE:
            return _about_answer(setting, delivery)
        case DeliveryKind.REPLY | DeliveryKind.FILE:
            raise ValueError(f"delivery {delivery.id}: a {delivery.kind} carries what it brings")
    assert_never(delivery.kind)


def _setting(session: Session, delivery: Delivery, options: Options) -> Setting:
    directory = load_directory(session)
    person = directory.by_id.get(delivery.person_id or 0)
    found = session.get_one(Round, delivery.round_id)
    plan = plan_for(directory, found, found.period_to)
    if plan is None:
        raise ValueError(f"delivery {delivery.id}: there is no plan")
    return Setting(session, options, options.translator(person), found, plan, person)


def pages_of_prompt(rows: int) -> int:
    """How many messages the opening message takes: the first and its continuation in the thread."""
    return max(1, -(-rows // ROWS_A_PAGE))


def _is_idle(s: Setting, delivery: Delivery) -> bool:
    """An opening message that would ask for nothing and tell of nothing: all was answered before it could be sent."""
    if delivery.kind is not DeliveryKind.PROMPT or is_short(s.round) or s.progress().left:
        return False
    notices = select(Delivery.id).where(Delivery.parent_id == delivery.id, Delivery.kind == DeliveryKind.NOTICE)
    return s.session.execute(notices.where(Delivery.state == DeliveryState.PENDING).limit(1)).first() is None


def _prompt(s: Setting) -> Message:
    t, state = s.t, s.progress()
    if not state.total:
        return Message((Paragraph(t("Nothing is asked of you in {round} any more.", round=s.round.name)),))
    is_over = s.round.state not in {RoundState.PLANNED, RoundState.OPEN}
    ask = t.plural(
        "It is time to report on {round}. You answer for {n} activity. Answer by {deadline}.",
        "It is time to report on {round}. You answer for {n} activities. Answer by {deadline}.",
        state.total, round=s.round.name, deadline=t.instant(s.round.deadline),
    )  # fmt: skip
    parts: list[Part] = [Paragraph(t("Hello!")), Paragraph(ask)]
    if s.round.opened_late_seconds:
        parts.append(
            Paragraph(t("The message comes late because of an outage. The new deadline is {deadline}.",
                        deadline=t.instant(s.round.deadline)))
        )  # fmt: skip
    parts.append(Paragraph(_how_far(s, state)))
    if is_over:
        parts.append(Paragraph(t("The round has closed. Answers are still taken, and marked as late.")))
    parts += _why(s)
    parts.append(_report_button(s))
    parts += _row_list(s, 0)
    parts.append(Small(" · ".join(light_with_legend(t, status) for status in Status)))
    parts.append(Small(t("You can also write: {example}", example=_example(s))))
    parts.append(Buttons((Button(t("Not my responsibility"), "not_mine", str(s.round.id)),)))
    return Message(tuple(parts))


def _why(s: Setting) -> list[Part]:
    return why(s.t, load_directory(s.session), s.round, s.person, s.rows()) if s.person else []


def why(
    t: Translator, directory: Directory, found: Round, person: PersonView, rows: Sequence[RowView]
) -> list[Part]:  # fmt: skip
    """Instead of whom the person is asked about these rows."""
    lines: dict[tuple[int, HandoverReason, str], list[str]] = {}
    for row in rows if found.id in directory.handovers else ():
        line = directory.asked(row, found.id).get(person.id)
        if line and line.reason is not HandoverReason.BACK:
            lines.setdefault((line.from_id, line.reason, line.note), []).append(str(row.row))
    parts: list[Part] = []
    for (giver, reason, note), given in lines.items():
        name, numbers = directory.by_id[giver].name, t.enumeration(given)
        if reason is HandoverReason.AWAY:
            words = t.plural("{name} is away. That is why you are asked about row {rows}.",
                             "{name} is away. That is why you are asked about rows {rows}.", len(given),
                             name=name, rows=numbers)  # fmt: skip
        else:
            words = t.plural("{name} has handed row {rows} to you.", "{name} has handed rows {rows} to you.",
                             len(given), name=name, rows=numbers)  # fmt: skip
            told = t("Why: {note}", note=t.quote(note)) if note else t("Why: {name} does not answer for it.", name=name)
            words = f"{words} {told}"
        parts.append(Paragraph(words))
    return parts


def _report_button(s: Setting) -> Buttons:
    return Buttons((Button(s.t("Report"), "report", str(s.round.id), primary=True),))


def given_buttons(t: Translator, found: Round, rows: Sequence[RowView]) -> Buttons:
    """What can be done about rows that somebody is asked about from now on."""
    one = f"{rows[0].row}@{found.id}" if len(rows) == 1 else ""
    report = Button(t("Report"), "answer_row" if one else "report", one or str(found.id), primary=True)
    return Buttons((report, Button(t("Not my responsibility"), "not_mine", one or str(found.id))))


def _example(s: Setting) -> str:
    rows = s.rows()
    number = rows[0].row if rows else 1
    green = s.t(NAMES[Status.GREEN]).lower()
    return s.t("/{command} {row} {colour} Your comment", command=s.options.commands["report"], row=number, colour=green)


def _how_far(s: Setting, state: Progress) -> Text:
    t = s.t
    done = t("{done} of {total} done", done=state.done, total=state.total)
    if not state.left:
        is_over = s.round.state not in {RoundState.PLANNED, RoundState.OPEN}
        thanks = "" if is_over else " · " + t("Thank you. You can change your answers until the deadline.")
        return (Run(f"✅ {done}", bold=True), thanks)
    if state.done == 0:
        return (Run(done, bold=True),)
    left = t.enumeration(str(row.row) for row in state.left)
    return (Run(done, bold=True), " · " + t("Left: row {rows}", rows=left))


def _row_list(s: Setting, page: int) -> list[Part]:
    """The rows of a page under their goals, each with what was answered last time."""
    rows = s.rows()
    shown = rows[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE]
    earlier = answers_last_time(s.session, s.round, shown)
    parts: list[Part] = []
    for goal in dict.fromkeys(row.goal for row in shown):
        items: list[Text] = []
        for row in (r for r in shown if r.goal == goal):
            told = previously(s.t, row, earlier.get(row.placement_id), 120)
            name = row_name(s.t, row)
            items.append((*name, f" – {told}") if told else name)
        parts += [Paragraph((Run(goal_name(s.t, goal), bold=True),)), Bullets(tuple(items))]
    left = len(rows) - (page + 1) * ROWS_A_PAGE
    if left > 0:
        parts.append(
            Small(s.t.plural("{n} more row follows in the thread.", "{n} more rows follow in the thread.", left))
        )
    return parts


def _prompt_page(s: Setting, page: int) -> Message | None:
    parts = _row_list(s, page)
    return Message(tuple(parts)) if parts else None


def _reminder(s: Setting, delivery: Delivery) -> Message | None:
    state, t = s.progress(), s.t
    is_after = delivery.kind is DeliveryKind.REMINDER and step_of(delivery)[0] is Step.AFTER
    wanted = RoundState.CLOSED if is_after else RoundState.OPEN
    if not state.left or s.round.state is not wanted:
        return None
    if is_after:
        ask = t.plural(
            "Reminder: {n} of your {total} activities lacks an answer in {round}, which closed {deadline}.",
            "Reminder: {n} of your {total} activities lack an answer in {round}, which closed {deadline}.",
            len(state.left), total=state.total, round=s.round.name, deadline=t.instant(s.round.deadline),
        )  # fmt: skip
    else:
        ask = t.plural(
            "Reminder: {n} of your {total} activities lacks an answer in {round}. The last day is {deadline}.",
            "Reminder: {n} of your {total} activities lack an answer in {round}. The last day is {deadline}.",
            len(state.left), total=state.total, round=s.round.name, deadline=t.instant(s.round.deadline),
        )  # fmt: skip
    items: list[Text] = [row_name(t, row) for row in state.left]
    parts: list[Part] = [Paragraph(ask), Bullets(tuple(items)), *_why(s), given_buttons(t, s.round, state.left)]
    if is_after:
        parts.append(Paragraph(t("Answers are still taken, and marked as late.")))
    if s.person and delivery.kind is DeliveryKind.REMINDER:
        parts += announcement(t, load_directory(s.session), s.round, s.person, delivery, s.options)
    return Message(tuple(parts))


def _outage(s: Setting) -> Message:
    t = s.t
    was = s.round.opened_at or s.round.opens_at
    late = timedelta(seconds=s.round.opened_late_seconds)
    return Message(
        (
            Heading(t("Outage")),
            Paragraph(
                t("An outage made the opening of {round} late: it opened {opened} instead of {planned}.",
                  round=s.round.name, opened=t.instant(was), planned=t.instant(was - late))
            ),
            Paragraph(t("The deadline has been moved to {deadline}.", deadline=t.instant(s.round.deadline))),
        )
    )  # fmt: skip


def _notice(s: Setting, row: RowView, answer: AnswerView) -> Message:
    """What somebody else has answered, with the way to confirm it for one's own unit, and to change it."""
    t, command = s.t, s.options.commands["report"]
    author = load_directory(s.session).by_id.get(answer.author_id or 0)
    name = author.name if author else t("Someone")
    told = t("{name} has answered on row {row}: {light}.", name=name, row=row.row, light=light(t, answer.status))
    parts: list[Part] = [Paragraph(told)]
    earlier = [each for each in answer_versions(s.session, s.round.id, row.placement_id) if each.id < answer.id]
    same = bool(earlier) and says_the_same(earlier[-1], answer)
    confirms = not same and s.person is not None and wants_confirming(s.person, author, row)
    if confirms:
        parts.append(Paragraph(comment_shown(t, answer.comment, row, s.options.commands["all"])))
        parts.append(Small(t("The row is your unit’s too: confirm the answer, or change it.")))
    elif same:
        parts.append(Small(t("It is the same answer as before.")))
    parts.append(Small(t("You can change it with /{command} {row}", row=row.row, command=command)))
    return Message((*parts, confirm_buttons(t, s.round, row, answer, confirms)))


def _about_answer(s: Setting, delivery: Delivery) -> Message | None:
    row = s.plan.by_placement.get(delivery.placement_id or 0)
    if row is None or delivery.answer_id is None:
        return None
    answer = answer_by_id(s.session, delivery.answer_id)
    t, command = s.t, s.options.commands["all"]
    if delivery.kind is DeliveryKind.SUMMARY_CHANGE:
        return summary_change(s.session, t, s.options, s.round, s.plan, row, answer)
    if delivery.kind is DeliveryKind.NOTICE:
        return _notice(s, row, answer)
    previous = answer_last_time(s.session, s.round, row)
    title = t("Deviation") if answer.status.is_deviation else t("No longer a deviation")
    if delivery.kind is DeliveryKind.ALERT_CHANGE:
        title = t("Changed: {title}", title=title)
    head = Paragraph((Run(f"{title} · {s.round.name}", bold=True),))
    told = meant(s.session, t, s.plan, answer)
    return Message((head, *answer_parts(t, row, answer, previous, command, meant=told)))
