"""Who answers for what: the people of a row or a unit, the rows of a unit, and the rows that units share."""

from collections.abc import Iterable

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.standing.lists.rows import list_of
from handlers.standing.view import load_standing
from messages.parts import Bullets, Button, Heading, Message, Paragraph, Text, in_lines, say
from messages.words import row_name
from models.people.views import PersonView
from models.plan.views import RowView, UnitView
from models.vocabulary.people import Role

_MOST_NAMED = 20


def who_answers(ctx: Context, question: Question) -> Message:
    """The people who answer for a row or a unit; for a goal or other rows, those of each unit that has some."""
    require_member(ctx)
    t = ctx.t
    if question.row:
        row = question.row
        people = ctx.directory.owners(row)
        sentence = t("{unit} answers for row {row}: {people}.", unit=row.unit_names, row=row.row,
                     people=_names(ctx, people))  # fmt: skip
        return Message((Paragraph(row_name(t, row)), Paragraph(sentence)))
    units = question.units or _units_of(question.mentioned.rows(question.plan))
    if not units:
        return _which_unit(ctx, question, t("who answers for {name}"))
    lines: list[Text] = [f"{unit.name}: {_names(ctx, _owners_of(ctx, unit))}" for unit in units[:_MOST_NAMED]]
    return Message((Heading(t("Who answers")), Bullets(tuple(lines))))


def managers(ctx: Context, question: Question) -> Message:
    """The managers of the units that are named, else of all."""
    require_member(ctx)
    t, lines = ctx.t, list[Text]()
    for unit in question.units or question.plan.units:
        people = [p for p in ctx.directory.people if Role.MANAGER in p.roles and unit.id in p.units]
        lines.append(f"{unit.name}: {_names(ctx, people)}")
    return Message((Heading(t("Managers")), Bullets(tuple(lines[:_MOST_NAMED]))))


def _which_unit(ctx: Context, question: Question, asked: str) -> Message:
    """Asks which unit is meant; each button asks the question of one. `asked` has `{name}`."""
    buttons = [
        Button(unit.name[:75], "ask", asked.format(name=unit.name)) for unit in question.plan.units[:_MOST_NAMED]
    ]
    return say(ctx.t("Which unit or row do you mean?"), *in_lines(buttons))


def coordinators(ctx: Context, _question: Question) -> Message:
    """The people who run the reporting."""
    require_member(ctx)
    people = [person for person in ctx.directory.people if person.is_coordinator]
    if not people:
        return say(ctx.t("There is no coordinator in the people file."))
    names = ctx.t.enumeration(f"{person.name} ({person.email})" for person in people[:_MOST_NAMED])
    return say(ctx.t.plural("The coordinator is {names}.", "The coordinators are {names}.", len(people), names=names))


def _units_of(rows: Iterable[RowView]) -> tuple[UnitView, ...]:
    return tuple(dict.fromkeys(unit for row in rows for unit in row.units))


def _owners_of(ctx: Context, unit: UnitView) -> list[PersonView]:
    return [p for p in ctx.directory.people if Role.OWNER in p.roles and unit.id in p.units]


def _names(ctx: Context, people: Iterable[PersonView]) -> str:
    return ctx.t.enumeration(person.name for person in people) or ctx.t("nobody in the people file")


def unit_rows(ctx: Context, question: Question) -> Message:
    """The rows that a unit answers for, by goal, as they stand."""
    t, units = ctx.t, question.units
    if len(units) != 1:
        return who_answers(ctx, question)
    [unit] = units
    standing = load_standing(ctx, question.round)
    rows = standing.plan.rows_of_unit.get(unit.id, ())
    goals = dict.fromkeys(row.goal for row in rows)
    under = t.enumeration(f"{goal.name} ({sum(row.goal == goal for row in rows)})" for goal in goals)
    lead = t.plural("{unit} answers for {n} row, under {goals}.", "{unit} answers for {n} rows, under {goals}.",
                    len(rows), unit=unit.name, goals=under)  # fmt: skip
    return list_of(ctx, standing, t("Unit {name}", name=unit.name), rows, lead)


def shared_rows_of_units(ctx: Context, question: Question) -> Message:
    """The rows that the named units share; those of one unit with any other; without names, all rows of several."""
    standing, t = load_standing(ctx, question.round), ctx.t
    wanted = {unit.id for unit in question.units}
    rows = [
        row for row in standing.plan.rows
        if len(row.units) > 1 and wanted <= {unit.id for unit in row.units}
    ]  # fmt: skip
    names = t.enumeration(unit.name for unit in question.units)
    lead = t.plural("{n} row has more than one unit.", "{n} rows have more than one unit.", len(rows))
    return list_of(ctx, standing, t("Shared by {units}", units=names) if names else t("Shared rows"), rows, lead)
