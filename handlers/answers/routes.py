"""The routes of answering."""

from handlers.access import round_by_id
from handlers.answers.confirming import confirm
from handlers.answers.due import keep_due
from handlers.answers.form.sitting import autosave, discard_draft, go_back, open_sitting, postpone, skip
from handlers.answers.form.submitting import submit
from handlers.answers.personal import ask_why, remove, said_right
from handlers.answers.receipts import whole_comment
from handlers.answers.text.lines import REPORT_WORDS
from handlers.answers.text.report import answer_all, answer_as, answer_each, answer_row, report, write_comment
from handlers.context import Context
from handlers.routing import Command, Handler, Press, Routes
from i18n import N_
from messages.parts import Reply, say
from messages.values.rows import RoundValue


def _answer_as(colour: str) -> Handler:
    """A button of messages sent before `answer_as`. Its value is the whole answer: row, colour and comment."""
    return lambda ctx, value: report(ctx, value) if f" {colour} " in value else say(ctx.t("Write the answer again."))


def _open(ctx: Context, value: str) -> Reply:
    """The button of an opening message or reminder. `value` is a `RoundValue`."""
    return open_sitting(ctx, round_by_id(ctx, RoundValue.read(value).round_id))


ROUTES = Routes(
    commands=(
        Command("report", REPORT_WORDS, "owner", N_("report [row colour comment]"),
                N_("report on your activities, all in one sitting or one in a line of text"), report, writes="words",
                is_personal=True),
    ),
    buttons={
        "report": Press(_open),
        "answer_row": Press(answer_row),
        "answer_confirm": Press(confirm, writes=True),
        "answer_as": Press(answer_as, writes=True),
        "answer_all": Press(answer_all, writes=True),
        "answer_each": Press(answer_each, writes=True),
        "answer_comment": Press(write_comment),
        "answer_whole": Press(whole_comment),
        "personal_remove": Press(remove, writes=True),
        "personal_right": Press(ask_why),
        "answer_due": Press(keep_due, writes=True),
        "answer_green": Press(_answer_as("green"), writes=True),
        "answer_yellow": Press(_answer_as("yellow"), writes=True),
        "answer_red": Press(_answer_as("red"), writes=True),
        "answer_cannot": Press(_answer_as("cannot assess"), writes=True),
    },
    forms={"answer": submit, "personal_right": said_right},
    form_buttons={"answer_skip": skip, "answer_back": go_back, "answer_later": postpone, "answer_drop": discard_draft},
    form_keepers={"answer": autosave},
)  # fmt: skip
