"""The message about actions that are past their dates, with whatever else is asked of its reader."""

from collections.abc import Sequence

from messages.owners.prompt import given_buttons
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Small, Text
from messages.round_context import RoundContext
from messages.values.rows import RowValue
from messages.words import row_name
from models.deviations.overdue import Overdue, not_told, overdue_actions
from models.outbox.tables import Delivery
from models.rules.answers.personal_data import masked
from models.rules.text import shorten
from models.vocabulary.rounds import RoundState

_SHOWN = 300
_MOST = 20
_MOST_BUTTONS = 5


def overdue_reminder(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """None when a reminder about the round has told it, or when nothing is overdue any more."""
    about = set((delivery.payload or {})["actions"])
    overdue = [each for each in overdue_of(ctx, delivery) if each.action.id in about]
    if not overdue:
        return None
    return Message((*overdue_parts(ctx, overdue), *_rows_left(ctx)))


def overdue_of(ctx: RoundContext, delivery: Delivery) -> list[Overdue]:
    """What the reader is to be reminded of, and has not been by another message."""
    if ctx.person is None or ctx.person not in ctx.directory.people:
        return []
    today = delivery.created_at.astimezone(ctx.options.zone).date()
    overdue = overdue_actions(ctx.session, ctx.directory, ctx.round, ctx.plan, today)
    return not_told(ctx.session, ctx.person, overdue, ctx.options.zone, delivery)


def overdue_parts(ctx: RoundContext, overdue: Sequence[Overdue]) -> list[Part]:
    """The actions, who is responsible where that is nobody in the people file, and buttons to tell how it goes."""
    if not overdue:
        return []
    t, mine = ctx.t, {row.placement_id for row in ctx.rows}
    lead = t.plural("{n} action should have been done by now:", "{n} actions should have been done by now:",
                    len(overdue))  # fmt: skip
    items: list[Text] = [_line(ctx, each) for each in overdue[:_MOST]]
    if len(overdue) > _MOST:
        items.append(t.plural("and {n} more", "and {n} more", len(overdue) - _MOST))
    parts: list[Part] = [Paragraph(lead), Bullets(tuple(items))]
    own = [each for each in overdue if each.deviation.row.placement_id in mine]
    buttons = [
        Button(t("Say how row {row} is going", row=each.deviation.row.row), "answer_row",
               str(RowValue.of(each.deviation.row, ctx.round.id)))
        for each in own[:_MOST_BUTTONS]
    ]  # fmt: skip
    if len(own) < len(overdue):
        parts.append(Small(t("Tell those who answer for the row how it goes.")))
    return [*parts, *((Buttons(tuple(buttons)),) if buttons else ())]


def _line(ctx: RoundContext, each: Overdue) -> Text:
    t, row = ctx.t, each.deviation.row
    words = shorten(masked(each.action.action or ""), _SHOWN)
    line = t(" – {action}, to be done by {day} ({units}).", action=t.quote(words), day=t.day(each.due),
             units=row.unit_names)  # fmt: skip
    owner = t.quote(shorten(masked(each.action.action_owner or ""), _SHOWN))
    if not each.is_known:
        line += " " + t("{owner} is responsible, but Målvakten does not know them and cannot remind them. "
                        "Tell them yourself, or name somebody else.", owner=owner)  # fmt: skip
    name = row_name(t, row)
    return (*(name if isinstance(name, tuple) else (name,)), line)


def _rows_left(ctx: RoundContext) -> list[Part]:
    """What else is asked of the reader in an open round."""
    t, progress = ctx.t, ctx.progress()
    if ctx.round.state is not RoundState.OPEN or not progress.left:
        return []
    words = t.plural(
        "Besides, {n} of your {total} activities lacks an answer in {round}. The last day is {deadline}.",
        "Besides, {n} of your {total} activities lack an answer in {round}. The last day is {deadline}.",
        len(progress.left), total=progress.total, round=ctx.round.name, deadline=t.instant(ctx.round.deadline),
    )  # fmt: skip
    items: list[Text] = [row_name(t, row) for row in progress.left]
    return [Paragraph(words), Bullets(tuple(items)), given_buttons(t, ctx.round, progress.left)]
