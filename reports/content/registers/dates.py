"""The days of the registers in words, for messages, answers and the calendar."""

from datetime import date

from i18n import N_, Translator
from models.registers.occasions import Occasion

# What else is told of an event, in this order.
_BESIDE = (("forum", N_("Forum")), ("audience", N_("Audience")), ("deliverable", N_("To be delivered")))


def occasion_name(t: Translator, occasion: Occasion) -> str:
    """What is due: `Lägesrapport: Vägar framåt`, `Regionernas årliga redovisning`."""
    name = occasion.register.name_of(occasion.line.content)
    return f"{t(occasion.dated.label)}: {name}" if occasion.dated.label else name


def occasion_day(t: Translator, occasion: Occasion, today: date) -> str:
    """`21 februari 2027, om 14 dagar`."""
    day = t.day(occasion.day)
    if occasion.is_preliminary:
        day = t("{day} (preliminary)", day=day)
    away = (occasion.day - today).days
    if away == 0:
        return t("{day}, today", day=day)
    if away > 0:
        return t.plural("{day}, in {n} day", "{day}, in {n} days", away, day=day)
    return t.plural("{day}, {n} day ago", "{day}, {n} days ago", -away, day=day)


def occasion_facts(t: Translator, occasion: Occasion) -> list[str]:
    """`Forum: SRB`, `Ska lämnas: Redovisning …`: what its line says that its name does not."""
    named = {each.name for each in occasion.register.fields if each.required}
    content = occasion.line.content
    return [f"{t(label)}: {content[name]}" for name, label in _BESIDE if content.get(name) and name not in named]
