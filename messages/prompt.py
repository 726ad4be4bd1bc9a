"""An owner's opening message in a round: what is asked, until when, and what was answered last time."""

from collections.abc import Sequence

from sqlalchemy import select

from i18n import Translator
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Run, Small, Text
from messages.setting import Setting
from messages.values import RoundValue
from messages.words import NAMES, goal_name, light_with_legend, previously, row_name
from models.answers.last_time import answers_last_time
from models.answers.progress import Progress
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.ladder import is_short
from models.rounds.tables import Round
from models.rules.paging import ROWS_A_PAGE
from models.vocabulary import DeliveryKind, DeliveryState, HandoverReason, RoundState, Status


def is_idle(s: Setting, delivery: Delivery) -> bool:
    """An opening message that would ask for nothing and tell of nothing: all was answered before it could be sent."""
    if delivery.kind is not DeliveryKind.PROMPT or is_short(s.round) or s.progress().left:
        return False
    notices = select(Delivery.id).where(Delivery.parent_id == delivery.id, Delivery.kind == DeliveryKind.NOTICE)
    return s.session.execute(notices.where(Delivery.state == DeliveryState.PENDING).limit(1)).first() is None


def prompt(s: Setting) -> Message:
    """The opening message as it should read now."""
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
    parts += why_parts(s)
    parts.append(_report_button(s))
    parts += _row_list(s, 0)
    parts.append(Small(" · ".join(light_with_legend(t, status) for status in Status)))
    parts.append(Small(t("You can also write: {example}", example=_example(s))))
    parts.append(Buttons((Button(t("Not my responsibility"), "not_mine", str(RoundValue(s.round.id))),)))
    return Message(tuple(parts))


def why_parts(s: Setting) -> list[Part]:
    """`why` of the reader and their rows."""
    return why(s.t, s.directory, s.round, s.person, s.rows) if s.person else []


def _report_button(s: Setting) -> Buttons:
    return Buttons((Button(s.t("Report"), "report", str(RoundValue(s.round.id)), primary=True),))


def _example(s: Setting) -> str:
    rows = s.rows
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
    rows = s.rows
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


def prompt_page(s: Setting, page: int) -> Message | None:
    """What continues the opening message, from page 1 on; None when there is nothing on that page."""
    parts = _row_list(s, page)
    return Message(tuple(parts)) if parts else None


def why(
    t: Translator, directory: Directory, round_: Round, person: PersonView, rows: Sequence[RowView]
) -> list[Part]:  # fmt: skip
    """Instead of whom the person is asked about these rows."""
    lines: dict[tuple[int, HandoverReason, str], list[str]] = {}
    for row in rows if round_.id in directory.handovers else ():
        line = directory.asked(row, round_.id).get(person.id)
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


def given_buttons(t: Translator, round_: Round, rows: Sequence[RowView]) -> Buttons:
    """What can be done about rows that somebody is asked about from now on."""
    value = str(RoundValue(round_.id, rows[0].row if len(rows) == 1 else None))
    report = Button(t("Report"), "answer_row" if len(rows) == 1 else "report", value, primary=True)
    return Buttons((report, Button(t("Not my responsibility"), "not_mine", value)))


def given_rows(s: Setting, rows: Sequence[RowView]) -> Message | None:
    """In the thread of the opening message, which makes no sound when it is rewritten: what the reader is asked about
    from now on, and why. None when they are no longer."""
    mine = [row for row in rows if row in s.rows]
    if s.person is None or not mine:
        return None
    parts = why(s.t, s.directory, s.round, s.person, mine)
    if not parts:
        numbers = s.t.enumeration(str(row.row) for row in mine)
        words = s.t.plural("You are asked about row {rows} too.", "You are asked about rows {rows} too.", len(mine),
                           rows=numbers)  # fmt: skip
        parts = [Paragraph(words)]
    return Message((*parts, given_buttons(s.t, s.round, mine)))
