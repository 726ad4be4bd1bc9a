"""The form of a person, with the checks of the people import."""

import json
import re
from collections.abc import Iterable, Mapping

from actions.people.editing import add_person, change_person
from handlers.access import require_coordinator
from handlers.checksums import checksum
from handlers.context import Context, read_form_state
from handlers.people.colleagues import colleague
from i18n import N_
from imports.faults import Fault, FaultKind
from imports.people.store import PeopleResult
from messages.parts import Button, Choice, Form, FormFaults, Message, Option, Reply, Small, TextField, say
from messages.words import row_numbers
from models.people.directory_cache import load_directory
from models.people.leaving import is_last_coordinator
from models.people.views import PersonView
from models.rules.text import clean
from models.vocabulary.people import Role

_FIELDS = ("email", "name", "unit", "roles", "language", "deputy_email", "manager_email", "activities")
# A drop-down list has no empty value.
_NONE = "-"
_ROLES = (
    (Role.OWNER,), (Role.MANAGER,), (Role.COORDINATOR,), (Role.OWNER, Role.MANAGER), (Role.OWNER, Role.COORDINATOR),
    (Role.MANAGER, Role.COORDINATOR), (Role.OWNER, Role.MANAGER, Role.COORDINATOR),
)  # fmt: skip
_FAULTS = {
    FaultKind.ADDRESS: N_("{about} is not an e-mail address. Write it whole, for example anna.ek@example.se."),
    FaultKind.OWN_DEPUTY: N_("Nobody can be their own deputy."),
    FaultKind.OWNER_WITHOUT_UNIT: N_("An activity owner answers for a unit. Write its name, or choose another role."),
    FaultKind.NO_UNIT: N_("There is no unit called {about}. The units are {units}."),
    FaultKind.NO_COLLEAGUE: N_("{about} is not in the people file. Add that person first, or leave the field empty."),
    FaultKind.NUMBER: N_("{about} is no row number. Write numbers with a comma between, or leave the field empty."),
    FaultKind.NO_ROW: N_("There is no row {about} in the plan."),
    FaultKind.NOT_OF_UNIT: N_("Row {about} does not belong to the person’s unit. Take it away, or add that unit."),
    FaultKind.KNOWN: N_("{about} is in the people file already. Change that person instead."),
}
# Of what only files can have wrong, and of texts that are empty or too long.
_OF_FIELD = {
    "email": N_("Write one e-mail address, for example anna.ek@example.se."),
    "name": N_("Write the person’s name, in at most 200 characters."),
    "unit": N_("Write the unit’s name as in the plan."),
}


def add_form(ctx: Context, email: str) -> Form:
    """The form of somebody new. Words after the command are the address."""
    t = ctx.t
    now = dict.fromkeys(_FIELDS, "") | {"email": clean(email)[:320], "roles": Role.OWNER.value}
    return _form(ctx, t("Add a person"), t("Add"), now, None)


def change_form(ctx: Context, of: PersonView) -> Form:
    """The form of a person as they are."""
    return _form(ctx, ctx.t("Change a person"), ctx.t("Change"), _values(ctx, of), of)


def _values(ctx: Context, of: PersonView) -> dict[str, str]:
    """The fields as they are stored."""
    return {
        "email": of.email, "name": of.name,
        "unit": "; ".join(unit.name for unit in ctx.directory.units if unit.id in of.units),
        "roles": ";".join(role.value for role in Role if role in of.roles),
        "language": of.language or "", "deputy_email": of.deputy_email or "", "manager_email": of.manager_email or "",
        "activities": ", ".join(str(row) for row in sorted(of.activities or ())),
    }  # fmt: skip


def _form(ctx: Context, title: str, submit: str, now: Mapping[str, str], of: PersonView | None) -> Form:
    t = ctx.t
    names = {Role.OWNER: t("activity owner"), Role.MANAGER: t("manager"), Role.COORDINATOR: t("coordinator")}
    roles = tuple(Option(";".join(role.value for role in each), t.enumeration(names[role] for role in each))
                  for each in _ROLES)  # fmt: skip
    languages = (Option(_NONE, t("As everybody")), Option("sv", "svenska"), Option("en", "English"))
    several = t("As in the plan, with ; between several.")
    someone = t("An e-mail address or a name of somebody in the people file.")
    parts = (
        TextField("email", t("E-mail"), now["email"], required=True, max_length=320,
                  hint=t("The chat account is found by it.")),
        TextField("name", t("Name"), now["name"], required=True, max_length=200),
        TextField("unit", t("Unit"), now["unit"], max_length=1000, hint=several),
        Choice("roles", t("Role"), (Option(_NONE, t("none")), *roles), now["roles"] or _NONE, compact=True),
        TextField("activities", t("Only these rows"), now["activities"], max_length=1000,
                  hint=t("Row numbers with a comma between. Leave it empty for all rows of the unit.")),
        TextField("deputy_email", t("Deputy"), now["deputy_email"], max_length=320, hint=someone),
        TextField("manager_email", t("Manager"), now["manager_email"], max_length=320, hint=someone),
        Choice("language", t("Language"), languages, now["language"] or _NONE, compact=True),
    )  # fmt: skip
    marks = {name: checksum(text) for name, text in now.items()}
    state = json.dumps({"person": of.id if of else None, "marks": marks})
    action = "person_change" if of else "person_add"
    opener = Button(t("Change …") if of else t("Add a person"), action, str(of.id) if of else "")
    return Form("person", title[:24], submit, t("Cancel"), parts, state, opener=opener)


def saved(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form. Of somebody who is changed only what differs from what the form showed."""
    require_coordinator(ctx)
    data = read_form_state(ctx, state)
    marks = data.get("marks") or {}
    given = {name: "" if values.get(name) == _NONE else clean(values.get(name)) for name in _FIELDS}
    if data.get("person") is None:
        result = add_person(ctx.session, _cells(ctx, given), ctx.now, ctx.options)
        return FormFaults(_told(ctx, result.faults)) if result.faults else _receipt(ctx, result)
    of = next((each for each in ctx.directory.people if each.id == data["person"]), None)
    if of is None:
        return FormFaults({"email": ctx.t("That person is not in the people file any more.")})
    cells = _cells(ctx, {name: text for name, text in given.items() if checksum(text) != marks.get(name)})
    if is_last_coordinator(ctx.directory, of) and Role.COORDINATOR.value not in cells.get("roles", "coordinator"):
        return FormFaults({"roles": ctx.t("{name} is the only coordinator. Make somebody else coordinator first.",
                                          name=of.name)})  # fmt: skip
    result = change_person(ctx.session, of, cells, ctx.now, ctx.options)
    return FormFaults(_told(ctx, result.faults)) if result.faults else _receipt(ctx, result)


def _cells(ctx: Context, given: Mapping[str, str]) -> dict[str, str]:
    """The values as a people file has them: several with ; between, and people by their addresses."""
    cells = dict(given)
    if "unit" in cells:
        cells["unit"] = re.sub(r"\s*[/;\n]\s*", ";", cells["unit"])
    if "activities" in cells:
        cells["activities"] = ";".join(re.findall(r"[^\s,;]+", re.sub(r"\b(?:och|and)\b", " ", cells["activities"])))
    for name in ("deputy_email", "manager_email"):
        person = colleague(ctx, cells[name]) if cells.get(name) else None
        if person is not None:
            cells[name] = person.email
    return cells


def _told(ctx: Context, faults: Iterable[Fault]) -> dict[str, str]:
    """The first fault of each field, in the asker's language."""
    t, told = ctx.t, dict[str, str]()
    units = t.enumeration(unit.name for unit in ctx.directory.units)
    for fault in faults:
        text = _FAULTS.get(fault.kind) if fault.kind else _OF_FIELD.get(fault.column or "")
        words = t(text or N_("This cannot be read. Write it again, or leave the field empty."),
                  about=t.quote(fault.about), units=units)  # fmt: skip
        told.setdefault(fault.column if fault.column in _FIELDS else "email", words)
    return told


def _receipt(ctx: Context, result: PeopleResult) -> Message:
    t, directory = ctx.t, load_directory(ctx.session)
    [email] = (*result.added, *result.changed, *result.unchanged)
    of = directory.by_email[email]
    if not (result.added or result.changed or result.moved):
        return say(t("{name} is as before. Nothing has been changed.", name=of.name))
    plan = max(directory.plans, key=lambda each: each.year, default=None)
    rows = directory.owned_rows(of, plan) if plan else ()
    first = t("{name} is in the people file.", name=of.name) if result.added else t("{name} is changed.", name=of.name)
    numbers = row_numbers(t, rows)
    lines = [t("Answers for no row.")]
    if rows:
        lines = [t.plural("Answers for row {rows}.", "Answers for rows {rows}.", len(rows), rows=numbers)]
    if ctx.actor.platform == "slack" and not of.slack_user_id:
        lines.append(t("No chat account with that address has been found yet. It is looked for by itself."))
    then = t("Who is to be asked in an open round is asked within a moment. Change your own people file too, or the "
             "next import undoes this.")  # fmt: skip
    return say(f"{first} {' '.join(lines)}", Small(then))
