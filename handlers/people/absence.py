"""`frånvaro 1–31 juli`: a person says when they are away, not why, so that their deputy is asked instead. A manager or
a coordinator says it for somebody else, who is told: `frånvaro anna@example.se 1–5 juli`."""

from actions.people.absences import Whose, end_absence, remove_absence, set_absence
from handlers.context import Context, Refusal
from handlers.people.whose import whose, whose_absence
from i18n import N_
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Small, say
from messages.values.people import LeaveValue
from models.people.directory_cache import load_directory
from models.rules.absence import (
    Leave,
    LeaveEnds,
    LeaveFault,
    LeaveFaultReason,
    LeaveRemoved,
    read_absence,
    write_absence,
)  # fmt: skip
from models.rules.text import shorten

_FAULTS = {
    LeaveFaultReason.UNREADABLE: N_("I cannot read {words} as days."),
    LeaveFaultReason.NO_END: N_("{words} has no last day."),
    LeaveFaultReason.WHICH_DAYS: N_("Which days do you mean by {words}?"),
    LeaveFaultReason.NO_SUCH_DAY: N_("There is no such day as in {words}."),
    LeaveFaultReason.END_BEFORE_START: N_("{words} ends before it begins."),
    LeaveFaultReason.PAST: N_("{words} has already passed."),
    LeaveFaultReason.TOO_LONG: N_("{words} is longer than a year."),
}


# At most as many buttons as a platform shows in a row.
_MOST_BUTTONS = 5


def absence(ctx: Context, words: str) -> Message:
    """Shows, sets, ends or removes an absence."""
    about, words = whose_absence(ctx, words)
    if not words.strip():
        return _overview(ctx, about)
    match read_absence(words, about.today):
        case Leave() as leave:
            return _set(ctx, about, leave)
        case LeaveEnds():
            return _end(ctx, about)
        case LeaveRemoved(leave):
            return _remove(ctx, about, leave)
        case LeaveFault(reason):
            fault = ctx.t(_FAULTS[reason], words=ctx.t.quote(shorten(words, 100)))
            raise Refusal(f"{fault} {_usage(ctx, about)}")


def remove_pressed(ctx: Context, value: str) -> Message:
    """The button that removes a planned absence. `value` is a `LeaveValue`."""
    at = LeaveValue.read(value)
    person = ctx.directory.by_id.get(at.person_id) if at else None
    if at is None or person is None:
        raise Refusal(ctx.t("This absence is not planned any more. Write absence to see what is planned."))
    return _remove(ctx, whose(ctx, person), at.leave)


def _usage(ctx: Context, about: Whose) -> str:
    command = ctx.options.commands["all"]
    if about.is_own:
        days, end = ctx.t("/{command} absence 1–31 July", command=command), _end_command(ctx)
        return ctx.t("Write for example {days}, or {end}.", days=days, end=end)
    days = ctx.t("/{command} absence {email} 1–31 July", command=command, email=about.person.email)
    return ctx.t("Write for example {days}.", days=days)


def _end_command(ctx: Context) -> str:
    return ctx.t("/{command} absence end", command=ctx.options.commands["all"])


def _set(ctx: Context, about: Whose, leave: Leave) -> Message:
    replaced = set_absence(ctx.session, about, leave, ctx.now, ctx.options)
    t, name, days = ctx.t, about.person.name, write_absence(leave, ctx.t.language)
    first = t("Saved: you are away {days}.", days=days)
    if not about.is_own:
        first = t("Saved: {name} is away {days}. {name} is told.", name=name, days=days)
    parts: list[Part] = [Paragraph(first)]
    if replaced:
        days = _days(ctx, replaced)
        parts.append(Paragraph(t("This replaces your earlier absence: {days}.", days=days) if about.is_own
                               else t("This replaces {days}.", days=days)))  # fmt: skip
    parts.append(Paragraph(_deputy_text(ctx, about)))
    if others := [other for other in _upcoming(ctx, about) if other != leave]:
        days = _days(ctx, others)
        parts.append(Paragraph(t("You are also away {days}.", days=days) if about.is_own
                               else t("{name} is also away {days}.", name=name, days=days)))  # fmt: skip
    if about.is_own:
        parts.append(Small(t("Write {end} when you are back earlier.", end=_end_command(ctx))))
    return Message(tuple(parts))


def _end(ctx: Context, about: Whose) -> Message:
    t, name = ctx.t, about.person.name
    ended = end_absence(ctx.session, about, ctx.now, ctx.options)
    planned = _upcoming(ctx, about)
    if ended:
        first = t("Saved: you are not away any more. You are asked yourself again.")
        if not about.is_own:
            first = t("Saved: {name} is not away any more. {name} is told.", name=name)
        return say(first, *_planned_parts(ctx, about, planned))
    if not planned:
        return _overview(ctx, about)
    not_away = t("You are not away now.") if about.is_own else t("{name} is not away now.", name=name)
    return say(not_away, *_planned_parts(ctx, about, planned))


def _remove(ctx: Context, about: Whose, leave: Leave) -> Message:
    t, name = ctx.t, about.person.name
    removed = remove_absence(ctx.session, about, leave, ctx.now, ctx.options)
    if not removed:
        none = t("There is no absence {days} to remove.", days=write_absence(leave, t.language))
        return say(none, *_planned_parts(ctx, about, _upcoming(ctx, about)))
    first = t("Saved: your absence {days} is removed.", days=_days(ctx, removed))
    if not about.is_own:
        first = t("Saved: the absence {days} is removed. {name} is told.", name=name, days=_days(ctx, removed))
    return say(first, *_planned_parts(ctx, about, _upcoming(ctx, about)))


def _planned_parts(ctx: Context, about: Whose, planned: list[Leave]) -> list[Part]:
    """What is still planned, with a button for each to remove it."""
    if not planned:
        return []
    t, language = ctx.t, ctx.t.language
    buttons = tuple(
        Button(t("Remove {days}", days=write_absence(leave, language)), "absence_remove",
               str(LeaveValue(about.person.id, leave)))
        for leave in planned[:_MOST_BUTTONS]
    )  # fmt: skip
    days = _days(ctx, planned)
    still = t("Still planned: {days}.", days=days)
    return [Paragraph(still), Buttons(buttons)]


def _overview(ctx: Context, about: Whose) -> Message:
    t, name, upcoming = ctx.t, about.person.name, _upcoming(ctx, about)
    if not upcoming:
        none = t("You have no planned absence.") if about.is_own else t("{name} has no planned absence.", name=name)
        return say(none, Small(_usage(ctx, about)))
    head = t("You are away:") if about.is_own else t("{name} is away:", name=name)
    items = Bullets(tuple(write_absence(leave, t.language) for leave in upcoming))
    buttons = _planned_parts(ctx, about, [leave for leave in upcoming if leave.first > about.today])[1:]
    return say(head, items, _deputy_text(ctx, about), *buttons, Small(_usage(ctx, about)))


def _days(ctx: Context, leaves: list[Leave]) -> str:
    return ctx.t.enumeration(write_absence(leave, ctx.t.language) for leave in leaves)


def _upcoming(ctx: Context, about: Whose) -> list[Leave]:
    absences = load_directory(ctx.session).leave.get(about.person.id, ())
    return [leave for leave in absences if leave.last >= about.today]


def _deputy_text(ctx: Context, about: Whose) -> str:
    t, person = ctx.t, about.person
    own, units = ctx.directory.own_deputy(person), ctx.directory.unit_deputies(person)
    if names := [own.name] if own else [deputy.name for deputy in units]:
        deputies = t.enumeration(names)
        if about.is_own:
            return t("Meanwhile {name} is asked instead of you.", name=deputies)
        return t("Meanwhile {deputy} is asked instead of {name}.", deputy=deputies, name=person.name)
    if not about.is_own:
        return t("{name} has no deputy.", name=person.name)
    how = t("/{command} deputy NAME", command=ctx.options.commands["all"])
    return t("You have no deputy. Name one: {how}", how=how)
