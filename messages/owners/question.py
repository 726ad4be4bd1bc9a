"""A question of management to one of those who are responsible for a row, and the reply to the person who asked."""

from i18n import Translator
from messages.management.people import called
from messages.parts import Button, Buttons, Message, Paragraph, Quote, Run, Small
from messages.round_context import RoundContext
from messages.values.rows import RowValue
from messages.words import light, row_name
from models.deviations.questions import QuestionView, question_by_id, reply_by_id
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.rules.answers.personal_data import masked
from models.rules.text import shorten

_SHOWN = 600


def question(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """None when the row or the reader has left meanwhile."""
    t, asked = ctx.t, question_by_id(ctx.session, (delivery.payload or {})["question"])
    row = ctx.plan.by_placement.get(delivery.placement_id or 0)
    if row is None or asked is None or ctx.person is None or ctx.person not in ctx.directory.people:
        return None
    answer = ctx.answers.get(row.placement_id)
    head = (Run(f"{light(t, answer.status if answer else None)} · ", bold=True), *row_name(t, row))
    words = t("/{command} answer question {row} …", command=ctx.options.commands["all"], row=row.row)
    return Message(
        (
            Paragraph(t("{name} has a question to you about row {row}.", row=row.row,
                        name=called(t, ctx.directory, asked.person_id))),
            Paragraph(head),
            Quote(masked(asked.question)),
            Buttons((Button(t("Reply"), "question_reply", str(asked.id), primary=True),)),
            Small(t("Your reply goes to whoever asked, and is kept with the deviation. You can also write: {words}",
                    words=words)),
        )
    )  # fmt: skip


def question_replied(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """None when the row has left the plan meanwhile."""
    t, reply = ctx.t, reply_by_id(ctx.session, (delivery.payload or {})["reply"])
    row = ctx.plan.by_placement.get(delivery.placement_id or 0)
    asked = question_by_id(ctx.session, reply.question_id)
    if row is None or asked is None:
        return None
    value = str(RowValue.of(row, ctx.round.id))
    return Message(
        (
            Paragraph(t("{name} replies to your question about row {row}.", row=row.row,
                        name=called(t, ctx.directory, reply.person_id))),
            Small(t("You asked: {question}", question=_quoted(t, asked.question))),
            Quote(masked(reply.reply)),
            Buttons((Button(t("Ask again"), "ask_owner_row", value),
                     Button(t("Show the deviation"), "deviation_show", value))),
        )
    )  # fmt: skip


def conversation(t: Translator, directory: Directory, asked: QuestionView) -> tuple[str, ...]:
    """A question and its replies, each in a line."""
    lines = [
        t("{time}: {name} asked: {words}", time=t.instant(asked.asked_at), words=_quoted(t, asked.question),
          name=called(t, directory, asked.person_id)),
    ]  # fmt: skip
    lines += [
        t("{time}: {name} replied: {words}", time=t.instant(reply.replied_at), words=_quoted(t, reply.reply),
          name=called(t, directory, reply.person_id))
        for reply in asked.replies
    ]  # fmt: skip
    return tuple(lines)


def _quoted(t: Translator, words: str) -> str:
    return t.quote(shorten(masked(words), _SHOWN))
