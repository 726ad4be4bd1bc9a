"""How one deviation, or any one answer, is told: in alerts, summaries, `status` and `avvikelser` alike."""

from i18n import Translator
from messages.parts import Bullets, Paragraph, Part, Run, Text, runs_of
from messages.words import FOLLOW_UPS, LIFECYCLES, SHOWN_COMMENT, comment_shown, goal_name, light, previously, row_name
from models.answers.queries import AnswerView
from models.plan.views import RowView
from models.rules.text import shorten


def answer_parts(
    t: Translator, row: RowView, answer: AnswerView, previous: AnswerView | None, command: str, whole: bool = False,
    meant: str = "",
) -> tuple[Part, ...]:  # fmt: skip
    """Colour, activity, row, goal, unit, comment, cause, action, responsible, date, and what it was before. Of a long
    comment the beginning, unless it is to be told `whole`. `meant` is what another answer says that it points at."""
    comment = t.quote(answer.comment) if whole else comment_shown(t, answer.comment, row, command)
    head = (Run(light(t, answer.status), bold=True), " · ", *runs_of(row_name(t, row)))
    facts: list[Text] = [f"{goal_name(t, row.goal)} · {row.unit_names}", t("Comment: {comment}", comment=comment)]
    if meant:
        facts.append(meant)
    if answer.change_reason:
        facts.append(t("What has changed: {text}", text=answer.change_reason))
    if answer.cause:
        facts.append(t("Cause: {text}", text=answer.cause))
    if answer.action:
        facts.append(t("Action: {text}", text=answer.action))
    elif answer.status.is_deviation:
        facts.append(t("Action: none given yet"))
    if answer.action_owner:
        facts.append(t("Responsible: {text}", text=answer.action_owner))
    if answer.action_due:
        facts.append(t("Done by: {day}", day=t.day(answer.action_due)))
    facts += _ahead(t, answer)
    before = previously(t, row, previous)
    if before:
        facts.append(before)
    return (Paragraph(head), Bullets(tuple(facts)))


def _ahead(t: Translator, answer: AnswerView) -> list[Text]:
    """What is to come, what became of what was promised, and why it is told so late."""
    facts: list[Text] = []
    if answer.forecast:
        facts.append(t("New forecast: {day}", day=t.day(answer.forecast)))
    if answer.decision_by:
        facts.append(t("Needs a decision by: {text}", text=answer.decision_by))
    if answer.lifecycle:
        facts.append(t("The activity: {lifecycle}", lifecycle=t(LIFECYCLES[answer.lifecycle]).lower()))
    if answer.follow_up_state:
        state = t(FOLLOW_UPS[answer.follow_up_state]).lower()
        note = f" – {answer.follow_up_note}" if answer.follow_up_note else ""
        facts.append(t("Last time’s action: {action}", action=state + note))
    if answer.late_reason:
        facts.append(t("Changed after the deadline: {text}", text=answer.late_reason))
    return facts


def brief_parts(
    t: Translator, row: RowView, answer: AnswerView, previous: AnswerView | None, command: str, meant: str = ""
) -> tuple[Part, ...]:
    """The same for a list on a page: of every long text the beginning."""
    cause, action, owner = (shorten(s or "", SHOWN_COMMENT) for s in (answer.cause, answer.action, answer.action_owner))
    short = answer._replace(cause=cause, action=action, action_owner=owner)
    return answer_parts(t, row, short, previous, command, meant=meant)
