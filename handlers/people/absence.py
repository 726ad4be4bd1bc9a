"""`frånvaro 1–31 juli`: a person says when they are away, not why, so that their deputy is asked instead."""

from datetime import date

from sqlalchemy import select

from actions.asking import reconcile_round
from handlers.context import Context, Refusal
from i18n import N_
from messages.parts import Bullets, Message, Paragraph, Part, Small, say
from models.operations.audit import record
from models.people.absence import end_leave, set_leave
from models.people.registers import load_directory, raise_revision
from models.people.views import PersonView
from models.rounds.tables import Round
from models.rules.absence import Leave, LeaveEnds, LeaveFault, LeaveFaultReason, read_absence, write_absence
from models.rules.text import shorten
from models.vocabulary import RoundState

_FAULTS = {
    LeaveFaultReason.UNREADABLE: N_("I cannot read {words} as days."),
    LeaveFaultReason.NO_END: N_("{words} has no last day."),
    LeaveFaultReason.NO_SUCH_DAY: N_("There is no such day as in {words}."),
    LeaveFaultReason.END_BEFORE_START: N_("{words} ends before it begins."),
    LeaveFaultReason.PAST: N_("{words} has already passed."),
    LeaveFaultReason.TOO_LONG: N_("{words} is longer than a year."),
}


def absence(ctx: Context, words: str) -> Message:
    """Shows, sets or ends the asker's own absence."""
    person, today = ctx.person(), ctx.today
    if not words.strip():
        return _overview(ctx, person, today)
    match read_absence(words, today):
        case Leave() as leave:
            return _set(ctx, person, leave, today)
        case LeaveEnds():
            return _end(ctx, person, today)
        case LeaveFault(reason):
            fault = ctx.t(_FAULTS[reason], words=ctx.t.quote(shorten(words, 100)))
            raise Refusal(f"{fault} {_usage(ctx)}")


def _usage(ctx: Context) -> str:
    command = ctx.options.commands["all"]
    days, end = ctx.t("/{command} absence 1–31 July", command=command), ctx.t("/{command} absence end", command=command)
    return ctx.t("Write for example {days}, or {end}.", days=days, end=end)


def _set(ctx: Context, person: PersonView, leave: Leave, today: date) -> Message:
    replaced = set_leave(ctx.session, person.id, leave)
    raise_revision(ctx.session, "people")
    ctx.session.flush()
    record(ctx.session, ctx.now, "absence.set", person.email, person.id, first=leave.first.isoformat(),
           last=leave.last.isoformat())  # fmt: skip
    _ask_who_ought(ctx)
    t = ctx.t
    saved = t("Saved: you are away {days}.", days=write_absence(leave, t.language))
    others = [other for other in _upcoming(ctx, person, today) if other != leave]
    parts: list[Part] = [Paragraph(saved), Paragraph(_deputy_text(ctx, person))]
    if replaced:
        days = t.enumeration(write_absence(each, t.language) for each in replaced)
        parts.insert(1, Paragraph(t("It takes the place of {days}, which you said before.", days=days)))
    if others:
        days = t.enumeration(write_absence(other, t.language) for other in others)
        parts.append(Paragraph(t("You are also away {days}.", days=days)))
    parts.append(Small(t("Write {end} when you are back earlier.",
                         end=t("/{command} absence end", command=ctx.options.commands["all"]))))  # fmt: skip
    return Message(tuple(parts))


def _end(ctx: Context, person: PersonView, today: date) -> Message:
    if not end_leave(ctx.session, person.id, today):
        return say(ctx.t("You have no absence ahead."), Small(_usage(ctx)))
    raise_revision(ctx.session, "people")
    ctx.session.flush()
    record(ctx.session, ctx.now, "absence.ended", person.email, person.id)
    _ask_who_ought(ctx)
    return say(ctx.t("Saved: you are not away any more. You are asked yourself again."))


def _ask_who_ought(ctx: Context) -> None:
    """At once, in every open round. The scheduler would do it the next time it looks."""
    for round_ in ctx.session.scalars(select(Round).where(Round.state == RoundState.OPEN)).all():
        reconcile_round(ctx.session, round_, ctx.now, ctx.options)


def _overview(ctx: Context, person: PersonView, today: date) -> Message:
    upcoming = _upcoming(ctx, person, today)
    if not upcoming:
        return say(ctx.t("You have no absence ahead."), Small(_usage(ctx)))
    items = Bullets(tuple(write_absence(leave, ctx.t.language) for leave in upcoming))
    return say(ctx.t("You are away:"), items, _deputy_text(ctx, person), Small(_usage(ctx)))


def _upcoming(ctx: Context, person: PersonView, today: date) -> list[Leave]:
    absences = load_directory(ctx.session).leave.get(person.id, ())
    return [leave for leave in absences if leave.last >= today]


def _deputy_text(ctx: Context, person: PersonView) -> str:
    own, units = ctx.directory.own_deputy(person), ctx.directory.unit_deputies(person)
    if names := [own.name] if own else [deputy.name for deputy in units]:
        return ctx.t("Meanwhile {name} is asked instead of you.", name=ctx.t.enumeration(names))
    how = ctx.t("/{command} deputy NAME", command=ctx.options.commands["all"])
    return ctx.t("You have no deputy. Name one: {how}", how=how)
