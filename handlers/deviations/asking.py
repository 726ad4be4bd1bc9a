"""*Fråga ansvarig*: a question about a deviation goes to those who are responsible; the reply comes back to the
person who asked, and both are kept with the deviation."""

import json
from collections.abc import Mapping

from actions.deviations.questions import RowOfRound, ask_owners
from handlers.context import Context, Refusal, read_form_state
from handlers.deviations.about import deviations_of, reader, row_at
from handlers.deviations.choosing import Choosing, choose_open
from handlers.deviations.texts import LONGEST_FIELD, longer_than_taken
from i18n import N_
from messages.parts import Button, Form, FormFaults, Message, Paragraph, Quote, Reply, Small, TextField, say
from messages.values.rows import RowValue
from messages.words import row_name
from models.plan.views import RowView
from models.rounds.tables import Round
from models.rules.text import clean


def ask_row(ctx: Context, value: str) -> Reply:
    """The button of one deviation: a form. `value` is a `RowValue`."""
    at = RowValue.read(value)
    about = deviations_of(ctx, at.round_id)
    row, t = row_at(ctx, about.plan, at), ctx.t
    parts = (
        Paragraph(row_name(t, row)),
        TextField("question", t("Your question"), required=True, multiline=True, max_length=LONGEST_FIELD,
                  hint=t("It goes to those who answer for the row: {units}.", units=row.unit_names)),
    )  # fmt: skip
    state = json.dumps({"at": str(RowValue.of(row, about.round.id))})
    opener = Button(t("Ask the owner"), "ask_owner_row", str(RowValue.of(row, about.round.id)), primary=True)
    return Form("ask_owner", t("Ask the owner"), t("Send"), t("Close"), parts, state, opener)


def asked_in_form(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    at = RowValue.read(str(read_form_state(ctx, state).get("at", "")))
    about = deviations_of(ctx, at.round_id)
    question = clean(values.get("question"))
    if not question:
        return FormFaults({"question": ctx.t("Write what you want to ask.")})
    return ask(ctx, about.round, row_at(ctx, about.plan, at), question)


def ask(ctx: Context, round_: Round, row: RowView, question: str) -> Message:
    """Stores the question and sends it. For members; raises Refusal for a text that is too long."""
    if fault := longer_than_taken(ctx, question):
        raise Refusal(fault)
    people = ask_owners(ctx.session, RowOfRound(round_, row), question, reader(ctx), ctx.now, ctx.options)
    t = ctx.t
    if not people:
        sentence = t("Saved. But nobody answers for row {row} just now, so the question reaches nobody. Ask the "
                     "coordinator who should answer.", row=row.row)  # fmt: skip
        return say(sentence, Quote(question))
    to = t(
        "Saved. The question about row {row} goes to those who answer for it: {units}.",
        row=row.row,
        units=row.unit_names,
    )
    return say(to, Quote(question), Small(t("The reply comes to you in a direct message.")))


ASKING = Choosing("ask_owner", "ask_owner_row", N_("Which deviation is your question about?"), ask_row)


def choose_asked(ctx: Context, value: str) -> Reply:
    """The button under the digest, and its pages. `value` is a `PageValue` with the round."""
    return choose_open(ctx, ASKING, value)
