"""The reply to a question of management: it goes to the person who asked, and is kept with the deviation."""

import json
from collections.abc import Mapping

from sqlalchemy import select

from actions.deviations.questions import RowOfRound, reply_to_question
from handlers.access import plan_of
from handlers.context import Context, Refusal, no_longer, read_form_state
from handlers.deviations.texts import LONGEST_FIELD, longer_than_taken
from messages.management.people import called
from messages.parts import Button, Form, FormFaults, Message, Paragraph, Part, Quote, Reply, Small, TextField, say
from messages.words import row_name
from models.deviations.questions import QuestionView, question_by_id, questions_about
from models.outbox import keys
from models.outbox.tables import Delivery
from models.plan.views import RowView
from models.rounds.tables import Round
from models.rules.answers.personal_data import masked
from models.rules.text import clean
from models.vocabulary.outbox import DeliveryKind

_MOST_DIGITS = 18


def reply_button(ctx: Context, value: str) -> Reply:
    """The button under a question: a form. `value` is the question's id."""
    asked, row = _question(ctx, value)
    t = ctx.t
    earlier = [reply.reply for reply in asked.replies if reply.person_id == ctx.person().id]
    parts: tuple[Part | TextField, ...] = (
        Paragraph(row_name(t, row)),
        Paragraph(t("{name} asks:", name=called(t, ctx.directory, asked.person_id))),
        Quote(masked(asked.question)),
        *(Small(t("You replied: {words}", words=t.quote(words))) for words in earlier),
        TextField("reply", t("Your reply"), required=True, multiline=True, max_length=LONGEST_FIELD,
                  hint=t("It goes to whoever asked, and is kept with the deviation.")),
    )  # fmt: skip
    opener = Button(t("Reply"), "question_reply", str(asked.id), primary=True)
    state = json.dumps({"question": asked.id})
    return Form("question_reply", t("Reply to a question"), t("Send"), t("Close"), parts, state, opener)


def replied_in_form(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    asked, row = _question(ctx, str(read_form_state(ctx, state).get("question", "")))
    reply = clean(values.get("reply"))
    if not reply:
        return FormFaults({"reply": ctx.t("Write your reply.")})
    return send_reply(ctx, asked, row, reply)


def question_about(ctx: Context, row: RowView) -> QuestionView:
    """The newest question about a row that the asker may reply to. Raises Refusal when there is none."""
    person = ctx.person()
    for asked in reversed(questions_about(ctx.session, [row.placement_id])):
        if _may_reply(ctx, asked, row):
            return asked
    raise Refusal(ctx.t("Nobody has asked you anything about row {row}, {name}.", row=row.row, name=person.name))


def reply_in_thread(ctx: Context, thread: str, words: str) -> Message | None:
    """What somebody writes in the thread of a question, without a command; None for any other thread. `thread` is the
    platform's id of its first message."""
    person = ctx.actor.person
    if person is None or not clean(words):
        return None
    query = select(Delivery.payload).where(
        Delivery.kind == DeliveryKind.QUESTION, Delivery.person_id == person.id,
        Delivery.platform == ctx.actor.platform, Delivery.platform_message == thread,
    )  # fmt: skip
    payload = ctx.session.scalars(query).first()
    if payload is None:
        return None
    asked, row = _question(ctx, str(payload["question"]))
    return send_reply(ctx, asked, row, clean(words))


def send_reply(ctx: Context, asked: QuestionView, row: RowView, reply: str) -> Message:
    """Stores the reply and sends it. Raises Refusal for a text that is too long."""
    if fault := longer_than_taken(ctx, reply):
        raise Refusal(fault)
    about = RowOfRound(ctx.session.get_one(Round, asked.round_id), row)
    reply_to_question(ctx.session, asked, about, reply, ctx.person(), ctx.now, ctx.options)
    asker = ctx.directory.by_id.get(asked.person_id or 0)
    if asker is not None and asker not in ctx.directory.people:
        return say(ctx.t("Saved. {name}, who asked, has left, so nobody is told.", name=asker.name), Quote(reply))
    name = called(ctx.t, ctx.directory, asked.person_id)
    return say(ctx.t("Saved. Your reply about row {row} goes to {name}.", row=row.row, name=name), Quote(reply))


def _question(ctx: Context, value: str) -> tuple[QuestionView, RowView]:
    """The question with this id and its row. Raises Refusal for a question that does not exist or was asked of others,
    and for a row that has left the plan."""
    asked = question_by_id(ctx.session, int(value)) if value.isdecimal() and len(value) <= _MOST_DIGITS else None
    if asked is None:
        raise no_longer(ctx)
    row = plan_of(ctx, ctx.session.get_one(Round, asked.round_id)).by_placement.get(asked.placement_id)
    if row is None:
        raise Refusal(ctx.t("The row that was asked about is not in the plan any more."))
    if not _may_reply(ctx, asked, row):
        raise Refusal(ctx.t("Only those who are asked can reply."))
    return asked, row


def _may_reply(ctx: Context, asked: QuestionView, row: RowView) -> bool:
    """Those who answer for the row may, those who got the question, and a coordinator."""
    person = ctx.person()
    if person.is_coordinator or ctx.directory.may_answer(person, row, asked.round_id):
        return True
    query = select(Delivery.id).where(Delivery.key == keys.question(asked.id, person.id))
    return ctx.session.execute(query).first() is not None
