"""The message to a follower: which of their rows have changed colour, in one message."""

from messages.management.deviation import brief_parts
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.round_context import RoundContext
from messages.values.plan import PageValue
from messages.words import light, row_name
from models.answers.queries import AnswerView, answers_by_id
from models.outbox.tables import Delivery
from models.plan.find import row_scope
from models.plan.views import RowView
from models.rules.text import shorten
from models.vocabulary.answers import Status

# Up to so many rows are shown with their action; of more, each is a line.
_MOST_IN_FULL = 3
_MOST_LISTED = 40
_COMMENT = 120
_WORST_FIRST = (Status.RED, Status.YELLOW, Status.CANNOT_ASSESS, Status.GREEN)
_Change = tuple[RowView, Status | None, AnswerView]


def followed_changes(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """The rows of the delivery's payload; None when all of them are back at what they were."""
    t = ctx.t
    changes = _changes(ctx, delivery)
    if not changes:
        return None
    title = t.plural("{n} row that you follow has changed colour", "{n} rows that you follow have changed colour",
                     len(changes))  # fmt: skip
    parts: list[Part] = [Heading(title), Small(ctx.round.name)]
    if len(changes) <= _MOST_IN_FULL:
        for row, before, answer in changes:
            parts.append(Paragraph((Run(f"{light(t, before)} → {light(t, answer.status)}", bold=True),)))
            parts += brief_parts(t, row, answer, None, ctx.options.commands["all"])
        parts.append(Buttons(tuple(_button(ctx, row) for row, _, _ in changes)))
    else:
        parts.append(Bullets(tuple(_line(ctx, change) for change in changes[:_MOST_LISTED])))
    if len(changes) > _MOST_LISTED:
        more = len(changes) - _MOST_LISTED
        parts.append(Small(t.plural("and {n} more", "and {n} more", more)))
    how = t("/{command} follow", command=ctx.options.commands["all"])
    return Message((*parts, Small(t("What you follow, and how to stop: {how}", how=how))))


def _changes(ctx: RoundContext, delivery: Delivery) -> list[_Change]:
    told: dict[str, dict[str, str]] = (delivery.payload or {}).get("changes", {})
    answers = answers_by_id(ctx.session, [int(change["answer"]) for change in told.values()])
    changes: list[_Change] = []
    for placement, change in told.items():
        row, answer = ctx.plan.by_placement.get(int(placement)), answers.get(int(change["answer"]))
        before = Status(change["before"]) if change["before"] else None
        if row and answer and answer.status is not before:
            changes.append((row, before, answer))
    return sorted(changes, key=lambda change: (_WORST_FIRST.index(change[2].status), change[0].row))


def _button(ctx: RoundContext, row: RowView) -> Button:
    return Button(ctx.t("Show row {row}", row=row.row), "status_page", str(PageValue(0, row_scope(row).value)))


def _line(ctx: RoundContext, change: _Change) -> Text:
    row, before, answer = change
    t = ctx.t
    words = t.quote(shorten(answer.comment, _COMMENT))
    return (*row_name(t, row), f" – {light(t, before)} → {light(t, answer.status)}: {words}")
