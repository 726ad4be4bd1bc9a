"""One answer to review: how it stands now, what it was last time, and what can be done with it."""

from actions.rounds.review import Reviewable, may_approve
from handlers.context import Context
from handlers.review.queue import ReviewQueue
from messages.management.deviation import answer_parts
from messages.parts import Button, Buttons, Divider, Message, Paragraph, Part, Run, Small, Text
from messages.references import meant
from messages.values.answers import ReviewValue
from messages.values.rows import RoundValue, RowValue
from messages.words import light, row_numbers
from models.answers.history.last_time import answers_last_time
from models.answers.queries import answer_versions
from models.rules.text import shorten
from models.vocabulary.rounds import RoundState

_SHOWN = 200


def review_card(
    ctx: Context, queue: ReviewQueue, after: int | None, said: str = "", *, replace: bool = True
) -> Message:
    """The next answer after a row, by placement id; or that nothing is left. `said` is what was just done."""
    parts: list[Part] = [Paragraph((Run(said, bold=True),)), Divider()] if said else []
    reviewable = queue.next_after(after)
    parts += _answer(ctx, queue, reviewable) if reviewable else _nothing_left(ctx, queue)
    return Message(tuple(parts), replace=replace)


def _answer(ctx: Context, queue: ReviewQueue, reviewable: Reviewable) -> list[Part]:
    t, (row, answer) = ctx.t, reviewable
    last_time = answers_last_time(ctx.session, queue.round, [row]).get(row.placement_id)
    reference = meant(ctx.session, t, queue.plan, answer)
    left = t.plural("{n} answer left to review", "{n} answers left to review", len(queue.left))
    return [
        Small(f"{queue.round.name} · {left}"),
        *answer_parts(t, row, answer, last_time, ctx.options.commands["all"], whole=True, meant=reference),
        *_notes(ctx, queue, reviewable),
        Buttons(tuple(_buttons(ctx, queue, reviewable))),
    ]


def _notes(ctx: Context, queue: ReviewQueue, reviewable: Reviewable) -> list[Part]:
    """Who wrote it, what it was when it was approved, and whose word is needed."""
    t, (row, answer) = ctx.t, reviewable
    author = ctx.directory.by_id.get(answer.author_id or 0)
    name = author.name if author else t("Someone else")
    written = t("Written by {name} {time}.", name=name, time=t.instant(answer.submitted_at))
    notes: list[Text] = [" ".join((written, t("The answer came late."))) if answer.late else written]
    if row in queue.reviewed.changed:
        versions = answer_versions(ctx.session, queue.round.id, row.placement_id)
        before = versions[-2] if len(versions) > 1 else answer
        notes.append(t("Changed since it was approved. It was: {light} – {comment}", light=light(t, before.status),
                       comment=t.quote(shorten(before.comment, _SHOWN))))  # fmt: skip
    if not may_approve(ctx.directory, answer, ctx.person()):
        notes.append(t("You wrote this answer yourself, so another coordinator approves it."))
    elif answer.author_id == ctx.person().id:
        notes.append(t("You wrote this answer yourself, and there is no other coordinator. Approving it is noted."))
    return [Small(note) for note in notes]


def _buttons(ctx: Context, queue: ReviewQueue, reviewable: Reviewable) -> list[Button]:
    t, (row, answer) = ctx.t, reviewable
    value = str(ReviewValue(RowValue.of(row, queue.round.id, answer.id), queue.unit_id))
    buttons = []
    if may_approve(ctx.directory, answer, ctx.person()):
        buttons.append(Button(t("Approve"), "review_approve", value, primary=True))
    buttons.append(Button(t("Send back with a question …"), "review_return", value))
    if (greens := queue.green_of(row, ctx)) and len(greens) > 1:
        label = t("Approve {n} green of {unit}", n=len(greens), unit=shorten(row.unit_names, 40))
        buttons.append(Button(label, "review_greens", value))
    if len(queue.left) > 1:
        buttons.append(Button(t("Skip"), "review_skip", value))
    return buttons


def _nothing_left(ctx: Context, queue: ReviewQueue) -> list[Part]:
    t, reviewed = ctx.t, queue.reviewed
    name = queue.round.name
    if queue.unit_id is not None and reviewed.unreviewed:
        done = t("Every answer of this unit in {round} has been reviewed.", round=name)
        more = t.plural("{n} of other units is left.", "{n} of other units are left.", len(reviewed.unreviewed))
        value = str(ReviewValue(RowValue(0, queue.round.id)))
        return [Paragraph(f"{done} {more}"), Buttons((Button(t("Review the others"), "review_skip", value),))]
    if not reviewed.approved and not reviewed.returned:
        return [Paragraph(t("There are no answers to review in {round} yet.", round=name))]
    parts: list[Part] = [
        Paragraph(t("Every answer in {round} has been reviewed: {approved} approved, {returned} sent back.", round=name,
                    approved=len(reviewed.approved), returned=len(reviewed.returned)))
    ]  # fmt: skip
    if reviewed.returned:
        parts.append(Paragraph(t("Sent back with a question: {rows}", rows=row_numbers(t, reviewed.returned))))
    if queue.round.state is RoundState.CLOSED:
        label = t("Lock {round} …", round=shorten(name, 50))
        parts.append(Buttons((Button(label, "round_lock_ask", str(RoundValue(queue.round.id))),)))
    return parts
