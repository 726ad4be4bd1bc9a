"""True sentences about what the program does not do, or not in the chat."""

from handlers.access import require_coordinator
from handlers.context import Context
from i18n import N_
from messages.parts import Button, Buttons, Message, Paragraph, Part, Small
from messages.values.rounds import ReportValue
from models.rounds.queries import current_round
from models.rules.words.questions import Later
from models.vocabulary.rounds import ReportKind, RoundState

_SUBJECTS = {
    Later.PLAN: N_("The coordinator changes the plan with “plan”: activities are added, changed, moved and ended."),
    Later.REVIEW: N_("The coordinator goes through the answers one after the other, and approves them or sends them "
                     "back."),
    Later.MAIL: N_("I cannot write e-mails or book meetings. I send reminders, when a coordinator asks for them."),
    Later.REPORT: N_("The coordinator makes the half-year report with “round report”. It comes as files, and can be "
                     "half a page or, of a published round, a press release."),
    Later.WHEEL: N_("I do not have the yearly wheel yet, only the reporting rounds."),
    Later.INDICATORS: N_("I do not have any indicators or statistics yet, only what is reported on the activities."),
    Later.FUNDING: N_("I do not have any figures about funding yet, only what is reported on the activities."),
    Later.DOCUMENTS: N_("I do not have sub-goals or steering documents yet. The plan that I have knows goals, "
                        "activities and units."),
    Later.LEARNING: N_("I do not have lessons, proposals or evaluations yet, only what is reported on the activities."),
}  # fmt: skip
# What a coordinator does in the chat: the button to it, and what it says.
_OF_COORDINATORS = {Later.PLAN: (N_("Change the plan"), "plan"), Later.REVIEW: (N_("Review"), "granska")}


def not_yet(ctx: Context, subject: Later) -> Message:
    """What is not there yet, and the nearest that is."""
    if ctx.actor.is_coordinator and (offered := _OF_COORDINATORS.get(subject)):
        label, words = offered
        return Message((Paragraph(ctx.t(_SUBJECTS[subject])), Buttons((Button(ctx.t(label), "ask", words),))))
    if subject is Later.REPORT and ctx.actor.is_coordinator and (round_ := current_round(ctx.session)):
        kinds = {ReportKind.WHOLE: ctx.t("The whole report"), ReportKind.BRIEF: ctx.t("Half a page")}
        if round_.state is RoundState.PUBLISHED:
            kinds[ReportKind.PRESS] = ctx.t("Press release")
        reports = (Button(label, "report_files", str(ReportValue(round_.id, kind))) for kind, label in kinds.items())
        return Message((Paragraph(ctx.t(_SUBJECTS[subject])), Buttons(tuple(reports))))
    buttons = (
        Button(ctx.t("Status of the plan"), "ask", "status"),
        Button(ctx.t("Deviations"), "ask", "avvikelser"),
    )
    return Message((Paragraph(ctx.t(_SUBJECTS[subject])), Buttons(buttons)))


def export(ctx: Context) -> Message:
    """The export is made on the server, with a command."""
    require_coordinator(ctx)
    text = ctx.t(
        "All answers of a round become a spreadsheet with a command on the server. Ask the one who runs it for:"
    )
    return Message((Paragraph(text), Paragraph("malvakten answers export --round NAMN --format xlsx --out svar.xlsx")))


def disclose(ctx: Context) -> Message:
    """Answers are handed out by the coordinator, from an export."""
    require_coordinator(ctx)
    text = ctx.t(
        "Answers are handed out from an export, after you have checked it. Ask the one who runs the server for:"
    )
    command = "malvakten answers export --round NAMN --all-versions --format xlsx --out svar.xlsx"
    return Message((Paragraph(text), Paragraph(command)))


def disposal(ctx: Context) -> Message:
    """Nothing is deleted without a decision."""
    parts: list[Part] = [
        Paragraph(ctx.t("Only with a disposal decision. I delete no answers by myself.")),
        Small(ctx.t("A draft disappears when the row is answered, or when its owner discards it in the form.")),
    ]
    return Message(tuple(parts))
