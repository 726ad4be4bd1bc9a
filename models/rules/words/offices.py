"""Whether a text names an office (a role, a unit, a board) and nobody in person."""

from collections.abc import Iterable

from models.rules.text import plain

# Endings of Swedish words for offices, without diacritics.
_ENDINGS = (
    "chef", "chefen", "chefer", "cheferna", "ledare", "ledaren", "ledning", "ledningen", "samordnare", "samordnaren",
    "strateg", "strategen", "strateger", "direktor", "direktoren", "ansvarig", "ansvariga", "handlaggare",
    "handlaggaren", "utvecklare", "utvecklaren", "sekreterare", "sekreteraren", "koordinator", "koordinatorn",
    "controller", "controllern", "namnd", "namnden", "styrelse", "styrelsen", "utskott", "utskottet", "beredning",
    "beredningen", "fullmaktige", "grupp", "gruppen", "staben", "enhet", "enheten", "verksamhet", "verksamheten",
    "avdelning", "avdelningen", "forvaltning", "forvaltningen", "kansli", "kansliet", "myndighet", "myndigheten",
    "ordforande", "ordforanden", "tjansteperson", "tjanstepersonen", "projektet",
)  # fmt: skip
_WORDS = {
    # Swedish offices that are no endings, and the region's own bodies.
    "regionrad", "regionradet", "kommunalrad", "region", "regionen", "kommun", "kommunen", "kommunerna", "stab",
    "lansstyrelsen", "ruf", "srb", "skr", "mdu", "vastmanland", "team", "teamet", "agare", "agaren",
    # English offices.
    "manager", "head", "director", "coordinator", "board", "committee", "unit", "department", "officer", "executive",
    "assembly", "council", "strategist", "leader", "owner", "chair", "regional", "the",
}  # fmt: skip
_JOINING = {
    "och",
    "pa",
    "for",
    "i",
    "vid",
    "av",
    "med",
    "inom",
    "till",
    "samt",
    "hos",
    "eller",
    "of",
    "and",
    "at",
    "in",
}


def is_office(text: str, known: Iterable[str]) -> bool:
    """Whether every word of the text belongs to an office, or to one of the `known` names of units and goals. False in
    doubt: a name must not pass."""
    words = plain(text).split()
    of_names = {word for name in known for word in plain(name).split()}
    return bool(words) and all(
        word in _WORDS or word in _JOINING or word in of_names or word.endswith(_ENDINGS) for word in words
    )
