"""The form in which a coordinator writes the introduction of the half-year report, or the summary of a goal."""

from collections.abc import Mapping

from actions.rounds.life_cycle import RoundFault
from actions.rounds.report_texts import LONGEST_TEXT, write_text
from handlers.access import plan_of
from handlers.context import Context, no_longer
from handlers.refusals import refusal_of
from handlers.rounds.finding import button_round
from messages.parts import Bullets, Choice, Form, Message, Option, Paragraph, Part, Small, TextField, say
from messages.parts import Field as FormField
from messages.values.rounds import ReportTextValue
from models.plan.views import GoalView
from models.reporting.queries import current_texts, part_of
from models.rounds.tables import Round
from models.vocabulary.people import Role
from reports.content.half_year.of_round import load_report
from reports.content.half_year.report import Words
from reports.content.half_year.words.drafting import introduction_of, summary_of
from reports.content.half_year.words.people import sentence

_SIGNED, _DRAFT = "signed", "draft"


def text_form(ctx: Context, value: str) -> Form:
    """The button. `value` is a `ReportTextValue`. What is stored stands in the field; else a draft that is composed
    from the answers, with the rows that each sentence stands on."""
    t, (round_, goal) = ctx.t, _at(ctx, value)
    stored = current_texts(ctx.session, round_.id).get(part_of(goal))
    draft = None if stored else _draft(ctx, round_, goal)
    parts: list[Part | FormField] = [Paragraph(goal.name if goal else t("The introduction of the report"))]
    if draft:
        parts += [
            Small(t("This draft is composed from the answers. Each sentence has the rows that it stands on:")),
            Bullets(tuple(sentence(t, each) for each in draft.sentences)),
        ]
    text = stored.text if stored else (draft.text if draft else "")
    signed = Option(_SIGNED, t("Sign it as the coordinator"))
    unsigned = Option(_DRAFT, t("Save it as a draft"), t("It is marked as unsigned in the report."))
    parts += [
        TextField("text", t("Text"), text[:LONGEST_TEXT], multiline=True, max_length=LONGEST_TEXT,
                  hint=t("Empty takes back what was written.")),
        Choice("signed", t("Who stands behind it?"), (signed, unsigned),
               _SIGNED if stored and stored.signed_as else _DRAFT),
    ]  # fmt: skip
    title = t("Summary of a goal") if goal else t("Introduction")
    return Form("report_text", title, t("Save"), t("Cancel"), tuple(parts), value)


def _draft(ctx: Context, round_: Round, goal: GoalView | None) -> Words | None:
    report = load_report(ctx.session, round_, ctx.now, ctx.options.zone)
    if goal is None:
        return introduction_of(ctx.t, report)
    reported = next((each for each in report.goals if (each.kind, each.name) == (goal.kind, goal.name)), None)
    return summary_of(ctx.t, report, reported) if reported else None


def store_text(ctx: Context, state: str, values: Mapping[str, str]) -> Message:
    """The submitted form."""
    t, (round_, goal) = ctx.t, _at(ctx, state)
    text, is_signed = values.get("text") or "", values.get("signed") == _SIGNED
    try:
        write_text(ctx.session, round_, goal, text, Role.COORDINATOR if is_signed else None, ctx.now, ctx.person().id)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    what = goal.name if goal else t("the introduction")
    if not text.strip():
        return say(t("Taken back: {what} has no text of its own any more.", what=what))
    if is_signed:
        return say(t("Signed: {what}. It stands in the next report that you make.", what=what))
    return say(t("Kept as a draft: {what}. It is marked as unsigned until somebody signs it.", what=what))


def _at(ctx: Context, value: str) -> tuple[Round, GoalView | None]:
    at = ReportTextValue.read(value)
    round_ = button_round(ctx, at.round_id)
    if at.goal_id is None:
        return round_, None
    goal = next((row.goal for row in plan_of(ctx, round_).rows if row.goal.id == at.goal_id), None)
    if goal is None:
        raise no_longer(ctx)
    return round_, goal
