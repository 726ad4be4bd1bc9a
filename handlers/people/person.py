"""`person …`: a coordinator looks at, adds, changes and removes the people who are asked, without a server."""

import re
from collections.abc import Callable

from actions.people.removing import remove_person
from handlers.access import require_coordinator
from handlers.context import Context, Refusal
from handlers.people.colleagues import colleague, nobody_called, people_like
from handlers.people.person_form import add_form, change_form
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Reply, Run, Small, Text, say
from messages.words import row_numbers
from models.people.leaving import is_last_coordinator, leaving
from models.people.views import PersonView
from models.rules.text import plain, shorten
from models.vocabulary.people import Role

# The words that make a sentence beginning with `person` this command; others are a question.
FOLLOWS = re.compile(r"(?:$|lagg till\b|ny\b|add\b|new\b|andra\b|change\b|visa\b|show\b|ta bort\b|remove\b)")


def person(ctx: Context, words: str) -> Reply:
    """`person VERB E-POST`; without a verb, what can be done. For coordinators only."""
    require_coordinator(ctx)
    words = " ".join(words.split())
    if not words:
        return _overview(ctx)
    parts = words.split(" ")
    for count in (2, 1):
        if (verb := _VERBS.get(plain(" ".join(parts[:count])))) is not None:
            return verb(ctx, " ".join(parts[count:]))
    return show(ctx, words)


def person_named(ctx: Context, words: str) -> PersonView:
    """The person with this address or name. Raises Refusal with those who are near."""
    if not words:
        raise Refusal(ctx.t("Whom? Write the e-mail address, or the name."))
    person = colleague(ctx, words)
    if person is None:
        near = [Button(shorten(each.name, 70), "person_show", str(each.id)) for each in people_like(ctx, words)]
        raise Refusal(nobody_called(ctx, words), *near, Button(ctx.t("Add a person"), "person_add", ""))
    return person


def person_of_button(ctx: Context, value: str) -> PersonView:
    """The person with this id. For coordinators only."""
    require_coordinator(ctx)
    person = next((each for each in ctx.directory.people if str(each.id) == value), None)
    if person is None:
        raise Refusal(ctx.t("That person is not in the people file any more."))
    return person


def _overview(ctx: Context) -> Message:
    t, people = ctx.t, ctx.directory.people
    counts = t.plural("{n} person is in the people file.", "{n} people are in the people file.", len(people))
    usages = (t("add"), t("change EMAIL"), t("show EMAIL"), t("remove EMAIL"))
    lines: tuple[Text, ...] = tuple(
        t("/{command} person {usage}", command=ctx.options.commands["all"], usage=usage) for usage in usages
    )
    add = Button(t("Add a person"), "person_add", primary=True)
    return say(counts, t("You can write:"), Bullets(lines), Buttons((add,)))


def show(ctx: Context, words: str) -> Message:
    """`person visa E-POST`."""
    return _shown(ctx, person_named(ctx, words))


def show_pressed(ctx: Context, value: str) -> Message:
    """The button. `value` is the person's id."""
    return _shown(ctx, person_of_button(ctx, value))


def _shown(ctx: Context, of: PersonView) -> Message:
    t, directory = ctx.t, ctx.directory
    roles = {Role.OWNER: t("activity owner"), Role.MANAGER: t("manager"), Role.COORDINATOR: t("coordinator")}
    deputy, manager = directory.own_deputy(of), directory.by_email.get(of.manager_email or "")
    plan = max(directory.plans, key=lambda each: each.year, default=None)
    rows = directory.owned_rows(of, plan) if plan else ()
    none = t("none")
    lines: tuple[Text, ...] = (
        t("E-mail: {address}", address=of.email),
        t("Unit: {units}", units=t.enumeration(u.name for u in directory.units if u.id in of.units) or none),
        t("Role: {roles}", roles=t.enumeration(roles[role] for role in Role if role in of.roles) or none),
        t("Answers for: {rows}", rows=row_numbers(t, rows) or none),
        t("Deputy: {name}", name=deputy.name if deputy else none),
        t("Manager: {name}", name=manager.name if manager else none),
        t("Account in Slack: {account}", account=of.slack_user_id or none),
    )
    buttons = (
        Button(t("Change …"), "person_change", str(of.id), primary=True),
        Button(t("Remove …"), "person_remove_ask", str(of.id)),
    )
    return Message((Heading(of.name[:150]), Bullets(lines), Buttons(buttons)))


def add(ctx: Context, words: str) -> Reply:
    """`person lägg till [E-POST]`: the form."""
    return add_form(ctx, words)


def add_pressed(ctx: Context, _value: str) -> Reply:
    """The button."""
    require_coordinator(ctx)
    return add_form(ctx, "")


def change(ctx: Context, words: str) -> Reply:
    """`person ändra E-POST`: the form."""
    return change_form(ctx, person_named(ctx, words))


def change_pressed(ctx: Context, value: str) -> Reply:
    """The button. `value` is the person's id."""
    return change_form(ctx, person_of_button(ctx, value))


def ask_to_remove(ctx: Context, words: str) -> Message:
    """`person ta bort E-POST`: says what that does. Nobody is removed before the button is pressed."""
    return _ask_to_remove(ctx, person_named(ctx, words))


def ask_to_remove_pressed(ctx: Context, value: str) -> Message:
    """The button. `value` is the person's id."""
    return _ask_to_remove(ctx, person_of_button(ctx, value))


def _ask_to_remove(ctx: Context, of: PersonView) -> Message:
    t = ctx.t
    _refuse_last(ctx, of)
    question = t("Remove {name} ({email}) from the people file?", name=of.name, email=of.email)
    kept = t("Answers that {name} has given are kept. Drafts, absence, the link to the chat account and messages that "
             "have not been sent go.", name=of.name)  # fmt: skip
    button = Button(shorten(t("Remove {name}", name=of.name), 75), "person_remove", str(of.id), primary=True)
    lines: list[Text] = _left_behind(ctx, of)
    told: tuple[Part, ...] = (Bullets(tuple(lines)),) if lines else ()
    return Message((
        Paragraph((Run(question, bold=True),)), *told, Paragraph(kept), Small(t("Nothing has been changed yet.")),
        Buttons((button,)),
    ))  # fmt: skip


def _left_behind(ctx: Context, of: PersonView) -> list[Text]:
    """What nobody does any more when the person is gone, a line for each."""
    t, left = ctx.t, leaving(ctx.directory, of)
    lines: list[Text] = []
    if left.rows:
        numbers = row_numbers(t, left.rows)
        lines.append(t.plural("Nobody answers for row {rows} then.", "Nobody answers for rows {rows} then.",
                              len(left.rows), rows=numbers))  # fmt: skip
    if left.deputy_of:
        names = t.enumeration(each.name for each in left.deputy_of)
        lines.append(t("Is the deputy of {names}, who then has none: name another one.", names=names))
    if left.deputy_for:
        lines.append(t("Is the deputy for {names}: name another one.",
                       names=t.enumeration(unit.name for unit in left.deputy_for)))  # fmt: skip
    if left.manager_of:
        lines.append(t("Is the manager of {names}.", names=t.enumeration(each.name for each in left.manager_of)))
    return lines


def _refuse_last(ctx: Context, of: PersonView) -> None:
    if is_last_coordinator(ctx.directory, of):
        raise Refusal(ctx.t("{name} is the only coordinator, and without one nobody can do this in the chat. Make "
                            "somebody else coordinator first.", name=of.name))  # fmt: skip


def remove_now(ctx: Context, value: str) -> Message:
    """The button that removes somebody. `value` is the person's id."""
    of = person_of_button(ctx, value)
    _refuse_last(ctx, of)
    left = _left_behind(ctx, of)
    removed = remove_person(ctx.session, of, ctx.now, ctx.options)
    t = ctx.t
    done = t("{name} is no longer in the people file.", name=of.name)
    kept = t.plural("{n} answer is kept.", "{n} answers are kept.", removed.answers) if removed.answers else ""
    told: tuple[Part, ...] = (Bullets(tuple(left)),) if left else ()
    return Message((
        Paragraph(" ".join(filter(None, (done, kept)))), *told,
        Small(t("Take the person out of your own people file too, or the next import brings them back.")),
    ))  # fmt: skip


_VERBS: dict[str, Callable[[Context, str], Reply]] = {
    **dict.fromkeys(("lagg till", "ny", "add", "new"), add),
    **dict.fromkeys(("andra", "change"), change),
    **dict.fromkeys(("visa", "show"), show),
    **dict.fromkeys(("ta bort", "remove"), ask_to_remove),
}
