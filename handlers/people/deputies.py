"""`ersättare NAMN`, `ersättare för VERKSAMHET NAMN`: names who is asked instead of somebody who is away."""

from handlers.context import Context, Refusal
from handlers.people.colleagues import colleague, nobody_called
from messages.parts import Bullets, Message, Part, Small, say
from models.operations.audit import person as person_value
from models.operations.audit import record
from models.outbox.homes import redraw_homes
from models.people.directory_cache import raise_revision
from models.people.tables import Person, Unit
from models.people.views import PersonView
from models.plan.views import UnitView
from models.rules.text import plain, shorten
from models.vocabulary.people import Role

_FOR = {"for", "at"}  # `för` and `åt`, without diacritics
_NOBODY = {"ingen", "none", "nobody", "no one", "ta bort", "remove"}
# Skipped between a unit's name and the deputy's, as in "Kultur är Anna"; compared without diacritics.
_BETWEEN = {"ar", "is", "blir"}


def deputies(ctx: Context, words: str) -> Message:
    """Without words shows the deputies of the asker and of their units; with words names one."""
    person = ctx.person()
    first, _, rest = words.strip().partition(" ")
    if not first:
        return _overview(ctx, person)
    if plain(first) in _FOR and rest.strip():
        return _name_for_unit(ctx, person, rest.strip())
    return _name_own(ctx, person, words.strip())


def _name_own(ctx: Context, person: PersonView, words: str) -> Message:
    deputy = _deputy_named(ctx, words)
    if deputy is not None and deputy.id == person.id:
        raise Refusal(ctx.t("Nobody can be their own deputy."))
    ctx.session.get_one(Person, person.id).chosen_deputy_email = deputy.email if deputy else ""
    _record_change(ctx, None, person, ctx.directory.own_deputy(person), deputy)
    if deputy is None:
        return say(ctx.t("Saved: you have no deputy of your own any more."))
    return say(
        ctx.t("Saved: {name} is your deputy.", name=deputy.name),
        ctx.t("{name} is asked instead of you when you are away, and may answer for your rows.", name=deputy.name),
    )


def _name_for_unit(ctx: Context, person: PersonView, words: str) -> Message:
    unit, rest = _unit_and_rest(ctx, words)
    if not rest:
        return say(_unit_line(ctx, unit))
    if not (person.is_coordinator or (Role.MANAGER in person.roles and unit.id in person.units)):
        raise Refusal(
            ctx.t("Only the manager of {unit}, or the coordinator, can name a deputy for {unit}.", unit=unit.name)
        )
    deputy = _deputy_named(ctx, rest)
    ctx.session.get_one(Unit, unit.id).chosen_deputy_email = deputy.email if deputy else ""
    _record_change(ctx, unit, person, ctx.directory.by_email.get(unit.deputy_email or ""), deputy)
    if deputy is None:
        return say(ctx.t("Saved: {unit} has no deputy any more.", unit=unit.name))
    return say(
        ctx.t("Saved: {name} is deputy for {unit}.", name=deputy.name, unit=unit.name),
        ctx.t("{name} is asked instead of whoever is away there and has no deputy of their own, and may answer for the "
              "unit’s rows.", name=deputy.name),
    )  # fmt: skip


def _unit_and_rest(ctx: Context, words: str) -> tuple[UnitView, str]:
    """The unit with the longest name that the words begin with, and the rest of them. Raises Refusal when there is
    none."""
    named = {plain(name): unit for unit in ctx.directory.units for name in (unit.name, *unit.aliases)}
    tokens = words.split()
    for end in range(len(tokens), 0, -1):
        unit = named.get(plain(" ".join(tokens[:end])))
        if unit is not None:
            rest = tokens[end:]
            return unit, " ".join(rest[1:] if rest and plain(rest[0]) in _BETWEEN else rest)
    unknown = ctx.t("I cannot find a unit called {word}.", word=ctx.t.quote(shorten(words, 100)))
    units = ctx.t("The units are {units}.", units=ctx.t.enumeration(unit.name for unit in ctx.directory.units))
    raise Refusal(f"{unknown} {units}")


def _deputy_named(ctx: Context, words: str) -> PersonView | None:
    """The person whom the words name; None for a word like "ingen". Raises Refusal when nobody has that name."""
    if plain(words) in _NOBODY:
        return None
    deputy = colleague(ctx, words)
    if deputy is None:
        raise Refusal(nobody_called(ctx, words))
    return deputy


def _record_change(
    ctx: Context, unit: UnitView | None, by: PersonView, previous: PersonView | None, deputy: PersonView | None
) -> None:
    """Of a unit, or of the person themselves."""
    raise_revision(ctx.session, "people")
    ctx.session.flush()
    record(ctx.session, ctx.now, "deputy.set", unit.name if unit else "", by.id, about_id=None if unit else by.id,
           before={"deputy_email": person_value(previous.id if previous else None)},
           after={"deputy_email": person_value(deputy.id if deputy else None)})  # fmt: skip
    redraw_homes(ctx.session, {by.id, *(each.id for each in (previous, deputy) if each)}, ctx.now)


def _overview(ctx: Context, person: PersonView) -> Message:
    own_deputy = ctx.directory.own_deputy(person)
    t, command = ctx.t, ctx.options.commands["all"]
    own_line = t("Your deputy is {name}.", name=own_deputy.name) if own_deputy else t("You have no deputy of your own.")
    units = [u for u in ctx.directory.units if u.id in person.units or (person.is_coordinator and u.deputy_email)]
    parts: list[Part] = [Bullets(tuple(_unit_line(ctx, unit) for unit in units))] if units else []
    mine = t("/{command} deputy NAME", command=command)
    of_unit = t("/{command} deputy for UNIT NAME", command=command)
    how = t("Write {mine}; a manager or the coordinator also {unit}.", mine=mine, unit=of_unit)
    return say(own_line, *parts, Small(how))


def _unit_line(ctx: Context, unit: UnitView) -> str:
    deputy = ctx.directory.by_email.get(unit.deputy_email or "")
    if deputy is None:
        return ctx.t("{unit} has no deputy.", unit=unit.name)
    return ctx.t("{name} is deputy for {unit}.", name=deputy.name, unit=unit.name)
