"""Whose absence a command is about: the asker's own, or that of somebody whom it names."""

from actions.people.absences import Whose
from handlers.context import Context, Refusal
from handlers.people.colleagues import colleague, nobody_called
from models.people.views import PersonView
from models.rules.absence import LeaveFault, LeaveFaultReason, read_absence
from models.rules.text import plain
from models.vocabulary.people import Role

_FOR = {"for", "at"}  # `för` and `åt`, without diacritics
_MOST_WORDS = 8


def whose_absence(ctx: Context, words: str) -> tuple[Whose, str]:
    """Whose it is, and what is said about it. Words that say days by themselves are about the asker's own. Raises
    Refusal when somebody else is named who is not known, or whose absence is not the asker's to change."""
    asker = ctx.person()
    own = Whose(asker, asker, ctx.today)
    if not words.strip() or _says_days(ctx, words):
        return own, words
    is_for, names = _without_for(words)
    person, rest = _named(ctx, names)
    if person is not None:
        return whose(ctx, person), rest
    unknown = _unknown_name(ctx, names, is_for)
    if unknown:
        raise Refusal(nobody_called(ctx, unknown))
    return own, words


def _says_days(ctx: Context, words: str) -> bool:
    said = read_absence(words, ctx.today)
    return not (isinstance(said, LeaveFault) and said.reason is LeaveFaultReason.UNREADABLE)


def whose(ctx: Context, person: PersonView) -> Whose:
    """A person's absence, for its owner, a coordinator, or a manager of one of the person's units. Raises Refusal for
    anybody else."""
    asker = ctx.person()
    is_manager = Role.MANAGER in asker.roles and bool(asker.units & person.units)
    if not (person.id == asker.id or ctx.actor.is_coordinator or is_manager):
        text = ctx.t(
            "Only {name}, their manager and the coordinator can change when {name} is away. Ask one of them.",
            name=person.name,
        )
        raise Refusal(text)
    return Whose(person, asker, ctx.now.astimezone(ctx.options.zone_of(person)).date())


def _without_for(words: str) -> tuple[bool, str]:
    first, _, rest = words.strip().partition(" ")
    return (True, rest) if plain(first) in _FOR else (False, words)


def _named(ctx: Context, words: str) -> tuple[PersonView | None, str]:
    """The person whom the words begin with ("Anna Ek 1–5 juli") or end with ("1–5 juli för Anna Ek"), and the rest."""
    tokens = words.split()
    for end in range(min(len(tokens), _MOST_WORDS), 0, -1):
        person = colleague(ctx, " ".join(tokens[:end]).rstrip(":,"))
        if person is not None:
            return person, " ".join(tokens[end:])
    for at, token in enumerate(tokens):
        if plain(token) in _FOR and (person := colleague(ctx, " ".join(tokens[at + 1 :]))) is not None:
            return person, " ".join(tokens[:at])
    return None, words


def _unknown_name(ctx: Context, words: str, is_for: bool) -> str:
    """What stands where a name belongs and is nobody's: before days, or an address; empty when nothing looks like a
    name."""
    tokens = words.split()
    for start in range(1, min(len(tokens), _MOST_WORDS)):
        name = tokens[:start]
        looks_like_name = is_for or all(token[:1].isupper() for token in name)
        if looks_like_name and _says_days(ctx, " ".join(tokens[start:])):
            return " ".join(name)
    return tokens[0] if tokens and (is_for or "@" in tokens[0]) else ""
