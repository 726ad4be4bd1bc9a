"""An owner's opening message in a round: what is asked, until when, and what was answered last time."""

from collections.abc import Sequence

from sqlalchemy import select

from i18n import Translator
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Run, Small, Text
from messages.round_context import RoundContext
from messages.values.rows import RoundValue, RowValue
from messages.words import goal_name, light_with_legend, previously, row_name, rows_note
from models.answers.history.last_time import answers_last_time
from models.answers.progress import Progress
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.exceptions import unit_deadlines
from models.rounds.ladder import is_short
from models.rounds.queries import OVER
from models.rounds.tables import Round
from models.rules.paging import ROWS_A_PAGE
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import HandoverReason
from models.vocabulary.rounds import TAKES_ANSWERS
from reports.content.words import NAMES


def is_idle(ctx: RoundContext, delivery: Delivery) -> bool:
    """Whether an opening message has nothing to ask or announce, since all was answered, or the round locked, before it
    could be sent."""
    if delivery.kind is not DeliveryKind.PROMPT:
        return False
    if ctx.round.state in TAKES_ANSWERS and (is_short(ctx.round) or ctx.progress().left):
        return False
    notices = select(Delivery.id).where(Delivery.parent_id == delivery.id, Delivery.kind == DeliveryKind.NOTICE)
    return ctx.session.execute(notices.where(Delivery.state == DeliveryState.PENDING).limit(1)).first() is None


def is_first(ctx: RoundContext, delivery: Delivery) -> bool:
    """Whether the opening message, or the one that this rewrites, is the first that its reader got of any round."""
    other_rounds = select(Round.id).where(Round.id != ctx.round.id)
    earlier = select(Delivery.id).where(
        Delivery.round_id.in_(other_rounds), Delivery.person_id == delivery.person_id,
        Delivery.kind == DeliveryKind.PROMPT, Delivery.state == DeliveryState.SENT,
    )  # fmt: skip
    own = delivery.target_id or delivery.id
    query = earlier.where(Delivery.id < own) if own else earlier
    return ctx.session.execute(query.limit(1)).first() is None


def prompt(ctx: RoundContext, *, with_start: bool) -> Message:
    """The opening message as it should read now; `with_start` for somebody who has never had one."""
    t, progress = ctx.t, ctx.progress()
    if not progress.total:
        return Message((Paragraph(t("Nothing is asked of you in {round} any more.", round=ctx.round.name)),))
    is_over = ctx.round.state in OVER
    parts: list[Part] = [Paragraph(t("Hello!")), Paragraph(_question(ctx, progress.total))]
    if ctx.round.opened_late_seconds and not is_over:
        parts.append(
            Paragraph(t("The message comes late because of an outage. The new deadline is {deadline}.",
                        deadline=t.instant(ctx.round.deadline)))
        )  # fmt: skip
    parts += _own_deadlines(ctx)
    parts.append(Paragraph(_progress_text(ctx, progress)))
    if note := rows_note(t, ctx.rows):
        parts.append(Small(note))
    if ctx.round.state not in TAKES_ANSWERS:
        locked = t("It is locked and takes no more answers. Tell the coordinator if something is wrong.")
        return Message((*parts, Paragraph(locked), *_row_list(ctx, 0), _legend(t)))
    if is_over:
        parts.append(Paragraph(t("Answers are still taken, and marked as late.")))
    parts += why_parts(ctx)
    if with_start and not is_over:
        parts += _start(ctx.t)
    parts.append(_report_button(ctx))
    parts += _row_list(ctx, 0)
    parts.append(_legend(t))
    parts.append(Small(t("You can also write: {example}", example=_example(ctx))))
    parts.append(Buttons((Button(t("Not my responsibility"), "not_mine", str(RoundValue(ctx.round.id))),)))
    return Message(tuple(parts))


def _legend(t: Translator) -> Small:
    return Small(" · ".join(light_with_legend(t, status) for status in Status))


def _question(ctx: RoundContext, total: int) -> str:
    """What is asked, and until when; of a round that is over, when it closed."""
    t = ctx.t
    if ctx.round.state in OVER:
        return t.plural(
            "{round} closed {time}. You answer for {n} activity.",
            "{round} closed {time}. You answer for {n} activities.",
            total, round=ctx.round.name, time=t.instant(ctx.round.ended_at),
        )  # fmt: skip
    return t.plural(
        "It is time to report on {round}. You answer for {n} activity. Answer by {deadline}.",
        "It is time to report on {round}. You answer for {n} activities. Answer by {deadline}.",
        total, round=ctx.round.name, deadline=t.instant(ctx.round.deadline),
    )  # fmt: skip


def _own_deadlines(ctx: RoundContext) -> list[Part]:
    """The units of the reader's rows that have a deadline of their own."""
    names = {unit.id: unit.name for row in ctx.rows for unit in row.units}
    return [
        Paragraph(ctx.t("{unit} has until {deadline}.", unit=names[unit], deadline=ctx.t.instant(until)))
        for unit, until in unit_deadlines(ctx.round).items()
        if unit in names
    ]


def _start(t: Translator) -> list[Part]:
    """What somebody new needs to know."""
    button = t("Report")
    lines = (
        t(
            "Press “{button}”. You get one activity at a time. You can stop whenever you like: what you have written "
            "stays.",
            button=button,
        ),
        t("Choose a colour and write a sentence or two. Yellow and red also need a cause and an action."),
        t("Do you have a question? Ask me here, for example “What does yellow mean?”, or write “help”."),
    )  # fmt: skip
    return [Paragraph((Run(t("How to begin"), bold=True),)), Bullets(lines)]


def why_parts(ctx: RoundContext) -> list[Part]:
    """`why` for all rows that the reader is asked about."""
    return why(ctx.t, ctx.directory, ctx.round, ctx.person, ctx.rows) if ctx.person else []


def _report_button(ctx: RoundContext) -> Buttons:
    return Buttons((Button(ctx.t("Report"), "report", str(RoundValue(ctx.round.id)), primary=True),))


def _example(ctx: RoundContext) -> str:
    rows = ctx.rows
    number = rows[0].row if rows else 1
    green = ctx.t(NAMES[Status.GREEN]).lower()
    return ctx.t(
        "/{command} {row} {colour} Your comment", command=ctx.options.commands["report"], row=number, colour=green
    )


def _progress_text(ctx: RoundContext, progress: Progress) -> Text:
    t = ctx.t
    done = t("{done} of {total} done", done=progress.done, total=progress.total)
    if not progress.left:
        thanks = "" if ctx.round.state in OVER else " · " + t("You can change your answers until the deadline.")
        return (Run(f"✅ {done}", bold=True), thanks)
    if progress.done == 0:
        return (Run(done, bold=True),)
    left = t.enumeration(str(row.row) for row in progress.left)
    return (
        Run(done, bold=True),
        " · " + t.plural("Left: row {rows}", "Left: rows {rows}", len(progress.left), rows=left),
    )


def _row_list(ctx: RoundContext, page: int) -> list[Part]:
    """The rows of a page, from 0 on, under their goals, each with what was answered last time."""
    rows = ctx.rows
    shown = rows[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE]
    earlier = answers_last_time(ctx.session, ctx.round, shown)
    parts: list[Part] = []
    for goal in dict.fromkeys(row.goal for row in shown):
        items: list[Text] = []
        for row in (r for r in shown if r.goal == goal):
            last_time = previously(ctx.t, row, earlier.get(row.placement_id), 120)
            name = row_name(ctx.t, row)
            items.append((*name, f" – {last_time}") if last_time else name)
        parts += [Paragraph((Run(goal_name(ctx.t, goal), bold=True),)), Bullets(tuple(items))]
    left = len(rows) - (page + 1) * ROWS_A_PAGE
    if left > 0:
        parts.append(
            Small(ctx.t.plural("{n} more row follows in the thread.", "{n} more rows follow in the thread.", left))
        )
    return parts


def prompt_page(ctx: RoundContext, page: int) -> Message | None:
    """The rows that did not fit the opening message, `page` from 1 on; None when that page is empty."""
    parts = _row_list(ctx, page)
    return Message(tuple(parts)) if parts else None


def empty_page(ctx: RoundContext) -> Message:
    """What takes the place of a page whose rows stand on earlier pages by now, or are not asked about any more."""
    return Message((Small(ctx.t("All that is asked of you stands above.")),))


def why(
    t: Translator, directory: Directory, round_: Round, person: PersonView, rows: Sequence[RowView]
) -> list[Part]:  # fmt: skip
    """Why the person is asked about those of these rows that others own: who is away, or has handed them over."""
    numbers_by_cause: dict[tuple[int, HandoverReason, str], list[str]] = {}
    for row in rows if round_.id in directory.handovers else ():
        handover = directory.asked(row, round_.id).get(person.id)
        if handover and handover.reason is not HandoverReason.BACK:
            giver = 0 if handover.reason is HandoverReason.GIVEN else handover.from_id
            cause = (giver, handover.reason, handover.note)
            numbers_by_cause.setdefault(cause, []).append(str(row.row))
    parts: list[Part] = []
    for (giver, reason, note), numbers in numbers_by_cause.items():
        name, rows_text = directory.by_id[giver].name if giver else "", t.enumeration(numbers)
        if reason is HandoverReason.AWAY:
            words = t.plural("{name} is away. That is why you are asked about row {rows}.",
                             "{name} is away. That is why you are asked about rows {rows}.", len(numbers),
                             name=name, rows=rows_text)  # fmt: skip
        elif reason is HandoverReason.GIVEN:
            words = t.plural("The coordinator has given you row {rows}.", "The coordinator has given you rows {rows}.",
                             len(numbers), rows=rows_text)  # fmt: skip
            words += " " + t("Why: {note}", note=t.quote(note)) if note else ""
        else:
            words = t.plural("{name} has handed row {rows} to you.", "{name} has handed rows {rows} to you.",
                             len(numbers), name=name, rows=rows_text)  # fmt: skip
            note_text = (
                t("Why: {note}", note=t.quote(note)) if note else t("Why: {name} does not answer for it.", name=name)
            )
            words = f"{words} {note_text}"
        parts.append(Paragraph(words))
    return parts


def given_buttons(t: Translator, round_: Round, rows: Sequence[RowView]) -> Buttons:
    """What can be done about rows that somebody is asked about from now on."""
    value = str(RowValue.of(rows[0], round_.id) if len(rows) == 1 else RoundValue(round_.id))
    report = Button(t("Report"), "answer_row" if len(rows) == 1 else "report", value, primary=True)
    return Buttons((report, Button(t("Not my responsibility"), "not_mine", value)))


def given_rows(ctx: RoundContext, rows: Sequence[RowView]) -> Message | None:
    """The rows that have been added to what the reader is asked about, and why: a reply in the thread of the opening
    message, whose rewriting notifies nobody. None when the reader is not asked about any of them any more."""
    mine = [row for row in rows if row in ctx.rows]
    if ctx.person is None or not mine:
        return None
    parts = why(ctx.t, ctx.directory, ctx.round, ctx.person, mine)
    if not parts:
        numbers = ctx.t.enumeration(str(row.row) for row in mine)
        words = ctx.t.plural("You are asked about row {rows} too.", "You are asked about rows {rows} too.", len(mine),
                           rows=numbers)  # fmt: skip
        parts = [Paragraph(words)]
    return Message((*parts, given_buttons(ctx.t, ctx.round, mine)))
