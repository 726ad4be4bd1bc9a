"""How one answer is presented, whether a deviation or not: in alerts, summaries, `status` and `avvikelser` alike."""

from i18n import Translator
from messages.parts import Bullets, Paragraph, Run, Text, runs_of
from messages.words import FOLLOW_UPS, LIFECYCLES, SHOWN_COMMENT, comment_shown, goal_name, light, previously, row_name
from models.answers.queries import AnswerView
from models.plan.views import RowView
from models.rules.text import shorten


def answer_parts(
    t: Translator, row: RowView, answer: AnswerView, previous: AnswerView | None, command: str, whole: bool = False,
    meant: str = "", from_round: str = "",
) -> tuple[Paragraph, Bullets]:  # fmt: skip
    """Colour, activity, row, goal, unit, comment, cause, action, responsible, date, and the previous answer. A long
    comment is cut unless `whole`. `meant` is the text of `references.meant`, "" when the answer refers to none.
    `from_round` as for `previously`."""
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
    facts += _outlook(t, answer)
    last_time = previously(t, row, previous, from_round=from_round)
    if last_time:
        facts.append(last_time)
    return (Paragraph(head), Bullets(tuple(facts)))


def _outlook(t: Translator, answer: AnswerView) -> list[Text]:
    """The forecast and what it needs, what became of last time's action, and why the answer came late."""
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
    t: Translator, row: RowView, answer: AnswerView, previous: AnswerView | None, command: str, meant: str = "",
    from_round: str = "",
) -> tuple[Paragraph, Bullets]:  # fmt: skip
    """`answer_parts` for a list on a page: every long text is cut."""
    cause, action, owner = (
        shorten(text or "", SHOWN_COMMENT) for text in (answer.cause, answer.action, answer.action_owner)
    )
    short = answer._replace(cause=cause, action=action, action_owner=owner)
    return answer_parts(t, row, short, previous, command, meant=meant, from_round=from_round)
