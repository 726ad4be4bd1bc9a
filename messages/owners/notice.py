"""The notice that somebody else has answered on a row, in the thread of the opening message."""

from i18n import Translator
from messages.parts import Button, Buttons, Message, Paragraph, Part, Small
from messages.round_context import RoundContext
from messages.values.rows import RowValue
from messages.words import comment_shown, light
from models.answers.queries import AnswerView, answer_versions
from models.answers.shared import says_the_same, wants_confirming
from models.plan.views import RowView
from models.rounds.tables import Round


def notice(ctx: RoundContext, row: RowView, answer: AnswerView) -> Message:
    """The other person's answer, with buttons to confirm it for the reader's own unit and to change it."""
    t, command = ctx.t, ctx.options.commands["report"]
    author = ctx.directory.by_id.get(answer.author_id or 0)
    name = author.name if author else t("Someone")
    headline = t("{name} has answered on row {row}: {light}.", name=name, row=row.row, light=light(t, answer.status))
    parts: list[Part] = [Paragraph(headline)]
    earlier = [each for each in answer_versions(ctx.session, ctx.round.id, row.placement_id) if each.id < answer.id]
    is_same = bool(earlier) and says_the_same(earlier[-1], answer)
    confirms = not is_same and ctx.person is not None and wants_confirming(ctx.person, author, row)
    if confirms:
        parts.append(Paragraph(comment_shown(t, answer.comment, row, ctx.options.commands["all"])))
        parts.append(Small(t("The row is your unit’s too: confirm the answer, or change it.")))
    elif is_same:
        parts.append(Small(t("It is the same answer as before.")))
    parts.append(Small(t("You can change it with /{command} {row}", row=row.row, command=command)))
    return Message((*parts, confirm_buttons(t, ctx.round, row, answer, confirms)))


def confirm_buttons(t: Translator, round_: Round, row: RowView, answer: AnswerView, confirms: bool) -> Buttons:
    """To change the answer in the form, and before that to confirm it in one press."""
    change = Button(t("Change"), "answer_row", str(RowValue.of(row, round_.id)))
    if not confirms:
        return Buttons((change,))
    return Buttons(
        (Button(t("Confirm"), "answer_confirm", str(RowValue.of(row, round_.id, answer.id)), primary=True), change)
    )
