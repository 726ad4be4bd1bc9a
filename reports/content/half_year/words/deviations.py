"""The section about the deviations: of each the cause, the action, who is responsible, by when, the decision, and how
it has moved."""

from i18n import N_, Translator
from models.vocabulary.deviations import ActionState, DecisionAnswer
from reports.content.document import Block, Cell, Column, Heading, Noted, Paragraph, Section, SectionKind, Table
from reports.content.half_year.report import Report, ReportDeviation
from reports.content.half_year.words.lights import light, name
from reports.content.words import ACTION_STATES, TRENDS

_NOTHING = "–"
_DECIDED = {DecisionAnswer.YES: N_("Yes"), DecisionAnswer.NO: N_("No"), DecisionAnswer.LATER: N_("Later")}


def deviations_section(t: Translator, report: Report) -> Section:
    """The register as it was when the round was locked."""
    title = t("Deviations")
    blocks: list[Block] = [Heading(2, title)]
    if report.deviations:
        words = t("An activity deviates from when it is yellow or red until it is green again, is done or has been "
                  "cancelled, also over several rounds.")  # fmt: skip
        blocks += [Paragraph(words), _table(t, report)]
    else:
        blocks.append(Paragraph(t("There are no deviations.")))
    return Section(SectionKind.DEVIATIONS, title, tuple(blocks))


def _table(t: Translator, report: Report) -> Table:
    return Table(
        caption=t("The deviations with cause and action"),
        description=t("One row for each deviation: the row of the plan, the activity with its unit, the status, how it "
                      "has moved, the cause, the action, who is responsible, by when, and the decision."),
        columns=(
            Column(t("No."), 4, is_number=True), Column(t("Activity"), 17), Column(t("Status"), 9),
            Column(t("Transition"), 11), Column(t("Cause"), 12), Column(t("Action"), 13), Column(t("Responsible"), 14),
            Column(t("Done by"), 9), Column(t("Decision"), 11),
        ),
        rows=tuple(_row(t, each) for each in report.deviations),
        continued=t("cont. {heading}", heading=t("Deviations")),
    )  # fmt: skip


def _row(t: Translator, each: ReportDeviation) -> tuple[Cell, ...]:
    units = " / ".join(each.units)
    return (
        str(each.row),
        Noted(each.activity, (units,)),
        light(t, each.status),
        transition(t, each),
        each.cause or _NOTHING,
        each.action or _NOTHING,
        (each.action_owner or units) if each.action else _NOTHING,
        _due(t, each),
        _decision(t, each),
    )


def transition(t: Translator, each: ReportDeviation) -> Cell:
    """`försämrad: Gult → Rött`, and how long it has lasted."""
    words = t(TRENDS[each.trend])
    if each.before is not None and each.before is not each.status:
        words = t("{moved}: {before} → {now}", moved=words, before=name(t, each.before), now=name(t, each.status))
    notes = []
    if each.rounds > 1:
        notes.append(t.plural("{n} round, since {round}", "{n} rounds, since {round}", each.rounds,
                              round=each.opened_in))  # fmt: skip
    if not each.is_reported:
        notes.append(t("not reported this round"))
    return Noted(words[:1].upper() + words[1:], tuple(notes))


def _due(t: Translator, each: ReportDeviation) -> Cell:
    day = each.action_due.isoformat() if each.action_due else _NOTHING
    is_plain = each.action_state in {ActionState.NONE, ActionState.PLANNED}
    return day if is_plain else Noted(day, (t(ACTION_STATES[each.action_state]),))


def _decision(t: Translator, each: ReportDeviation) -> Cell:
    if each.decision_asked_at is None:
        return _NOTHING
    asked = t("Asked for {day}", day=each.decision_asked_at.astimezone(t.zone).date().isoformat())
    notes = [each.decision_by] if each.decision_by else []
    if each.decision_answer and each.decision_answered_at:
        day = each.decision_answered_at.astimezone(t.zone).date().isoformat()
        notes.append(t("Answer {day}: {answer}", day=day, answer=t(_DECIDED[each.decision_answer])))
    else:
        notes.append(t("not answered yet"))
    return Noted(asked, tuple(notes))
