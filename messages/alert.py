"""A single answer, told to management before the deadline: a row has become red, or yellow; or has changed since."""

from messages.deviation import answer_parts
from messages.parts import Message, Paragraph, Run
from messages.references import meant
from messages.setting import Setting
from models.answers.last_time import answer_last_time
from models.answers.queries import AnswerView
from models.plan.views import RowView


def alert(s: Setting, row: RowView, answer: AnswerView, is_change: bool) -> Message:
    """`is_change` for what goes into the thread of the first alert."""
    t = s.t
    title = t("Deviation") if answer.status.is_deviation else t("No longer a deviation")
    if is_change:
        title = t("Changed: {title}", title=title)
    head = Paragraph((Run(f"{title} · {s.round.name}", bold=True),))
    told = meant(s.session, t, s.plan, answer)
    before = answer_last_time(s.session, s.round, row)
    return Message((head, *answer_parts(t, row, answer, before, s.options.commands["all"], meant=told)))
