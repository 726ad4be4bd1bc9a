"""That somebody else has answered on a row, in the thread of the opening message."""

from i18n import Translator
from messages.parts import Button, Buttons, Message, Paragraph, Part, Small
from messages.setting import Setting
from messages.values import RowValue
from messages.words import comment_shown, light
from models.answers.queries import AnswerView, answer_versions
from models.answers.shared import says_the_same, wants_confirming
from models.plan.views import RowView
from models.rounds.tables import Round


def notice(s: Setting, row: RowView, answer: AnswerView) -> Message:
    """What somebody else has answered, with the way to confirm it for one's own unit, and to change it."""
    t, command = s.t, s.options.commands["report"]
    author = s.directory.by_id.get(answer.author_id or 0)
    name = author.name if author else t("Someone")
    told = t("{name} has answered on row {row}: {light}.", name=name, row=row.row, light=light(t, answer.status))
    parts: list[Part] = [Paragraph(told)]
    earlier = [each for each in answer_versions(s.session, s.round.id, row.placement_id) if each.id < answer.id]
    same = bool(earlier) and says_the_same(earlier[-1], answer)
    confirms = not same and s.person is not None and wants_confirming(s.person, author, row)
    if confirms:
        parts.append(Paragraph(comment_shown(t, answer.comment, row, s.options.commands["all"])))
        parts.append(Small(t("The row is your unit’s too: confirm the answer, or change it.")))
    elif same:
        parts.append(Small(t("It is the same answer as before.")))
    parts.append(Small(t("You can change it with /{command} {row}", row=row.row, command=command)))
    return Message((*parts, confirm_buttons(t, s.round, row, answer, confirms)))


def confirm_buttons(t: Translator, round_: Round, row: RowView, answer: AnswerView, confirms: bool) -> Buttons:
    """To change the answer in the form, and before that to confirm it in one press."""
    change = Button(t("Change"), "answer_row", str(RowValue(row.row, round_.id)))
    if not confirms:
        return Buttons((change,))
    return Buttons(
        (Button(t("Confirm"), "answer_confirm", str(RowValue(row.row, round_.id, answer.id)), primary=True), change)
    )
