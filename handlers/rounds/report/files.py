"""`omgång rapport [NAMN]`: the half-year report as files in the coordinator's direct messages."""

from actions.rounds.report_files import send_report
from handlers.access import no_such_round_text, plan_of, require_coordinator
from handlers.context import Context, Refusal, no_longer
from handlers.rounds.finding import button_round, round_first
from messages.parts import Button, Message, Paragraph, Part, Small, in_lines
from messages.values.rounds import ReportTextValue, ReportValue
from models.rounds.queries import current_round
from models.rounds.tables import Round
from models.rules.dates.periods import is_full_year
from models.rules.text import plain, shorten
from models.vocabulary.rounds import ReportForm, ReportKind, RoundState

# More than this takes too long and too much memory beside the messages; the command line has no such limit.
_MOST_ROWS = 2000
_MOST_GOALS = 8
_FORMS = {
    ReportKind.WHOLE: (ReportForm.DOCX, ReportForm.PDF),
    ReportKind.BRIEF: (ReportForm.DOCX,),
    ReportKind.PRESS: (ReportForm.DOCX,),
    ReportKind.YEARLY: (ReportForm.DOCX,),
}
_KINDS = {
    "": ReportKind.WHOLE, "kort": ReportKind.BRIEF, "brief": ReportKind.BRIEF, "press": ReportKind.PRESS,
    "pressmeddelande": ReportKind.PRESS, "press release": ReportKind.PRESS,
    "arsredovisning": ReportKind.YEARLY, "arlig redovisning": ReportKind.YEARLY, "arlig": ReportKind.YEARLY,
    "redovisning": ReportKind.YEARLY, "yearly": ReportKind.YEARLY, "yearly account": ReportKind.YEARLY,
}  # fmt: skip


def report_round(ctx: Context, words: str) -> Message:
    """`omgång rapport [NAMN] [kort | pressmeddelande | redovisning]`. Without a name, of the round that `status` is
    about."""
    require_coordinator(ctx)
    named, rest = round_first(ctx, words)
    round_, kind = named or current_round(ctx.session), _KINDS.get(plain(rest))
    if kind is None:
        raise Refusal(no_such_round_text(ctx, words))
    if round_ is None:
        raise Refusal(ctx.t("No round has been opened yet, so there is nothing to report on."))
    return _send(ctx, round_, kind)


def send_files(ctx: Context, value: str) -> Message:
    """The button of a kind. `value` is a `ReportValue`."""
    at = ReportValue.read(value)
    if at.kind is None:
        raise no_longer(ctx)
    return _send(ctx, button_round(ctx, at.round_id), at.kind)


def _send(ctx: Context, round_: Round, kind: ReportKind) -> Message:
    t = ctx.t
    if kind is ReportKind.PRESS and round_.state is not RoundState.PUBLISHED:
        raise Refusal(t("{round} is not published. A press release is about a published round.", round=round_.name))
    if kind is ReportKind.YEARLY and not is_full_year(round_.period_from, round_.period_to):
        raise Refusal(t("{round} is not about a whole year. The yearly account is made from a round whose period is "
                        "one, such as 1 January to 31 December.", round=round_.name))  # fmt: skip
    if (rows := len(plan_of(ctx, round_).rows)) > _MOST_ROWS:
        raise Refusal(t("The plan has {rows} rows, too many for a report in the chat. Ask whoever runs Målvakten to "
                        "make it.", rows=t.number(rows)))  # fmt: skip
    forms = _FORMS[kind]
    send_report(ctx.session, round_, kind, forms, ctx.person().id, ctx.actor.platform, ctx.now)
    as_what = t.enumeration(t("Word") if form is ReportForm.DOCX else t("PDF") for form in forms)
    is_frozen = round_.state in {RoundState.LOCKED, RoundState.PUBLISHED}
    parts: list[Part] = [
        Paragraph(t("I am making the report on {round}. It comes here as {forms}, usually within a minute.",
                    round=round_.name, forms=as_what)),
        Small(t("It is made from the frozen record.") if is_frozen else
              t("It is a draft, as the answers are now: “draft” stands on every page until the round is locked.")),
    ]  # fmt: skip
    return Message((*parts, *in_lines(_buttons(ctx, round_, kind))))


def _buttons(ctx: Context, round_: Round, kind: ReportKind) -> list[Button]:
    """What else can be made, and while the round is not locked, the texts that people write."""
    t, others = ctx.t, {ReportKind.WHOLE: ctx.t("The whole report"), ReportKind.BRIEF: ctx.t("Half a page")}
    if round_.state is RoundState.PUBLISHED:
        others[ReportKind.PRESS] = t("Press release")
    if is_full_year(round_.period_from, round_.period_to):
        others[ReportKind.YEARLY] = t("Yearly account")
    buttons = [
        Button(label, "report_files", str(ReportValue(round_.id, each)))
        for each, label in others.items()
        if each is not kind
    ]
    if round_.state in {RoundState.LOCKED, RoundState.PUBLISHED}:
        return buttons
    buttons.append(Button(t("Introduction …"), "report_text", str(ReportTextValue(round_.id))))
    goals = {row.goal.id: row.goal for row in plan_of(ctx, round_).rows}
    for goal in list(goals.values())[:_MOST_GOALS]:
        label = shorten(t("Summary: {goal}", goal=goal.name), 70) + " …"
        buttons.append(Button(label, "report_text", str(ReportTextValue(round_.id, goal.id))))
    return buttons
