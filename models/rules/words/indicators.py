"""What is asked about indicators: how one has developed, for women and men by themselves, or whether it has a target.
All words are folded by `models.rules.text.plain`."""

import re

from models.rules.words.sentence import is_filler

_DEVELOPED = re.compile(
    r"\b(?:utveckla[dt]s?|utvecklats|utvecklas|utvecklingen|utveckling over|trend(?:en|er)?|tidsserien?|over tid"
    r"|developed|developing|development of|trends?|over time|time series)\b"
)
_TARGET = re.compile(
    r"\b(?:malsatta?|malsatt[at]?|malvarden?a?|malvardet)\b|\bindikator\w*\b.*\bmal(?:en|et)?\b"
    r"|\b(?:har|have|has)\b.*\bindicators?\b.*\btargets?\b|\bindicators?\b.*\btargets?\b|\btargets?\b.*\bindicators?\b"
)
_WRONG_WAY = re.compile(
    r"\b(?:at|i) (?:fel|motsatt|ratt|onskat|onskad) (?:hall|riktning)\b|\b(?:wrong|wanted|right) (?:way|direction)\b"
    r"|\beffektfrag\w*|\bfragor om effekter\b|\bquestions about effects\b"
)
_WOMEN, _MEN = re.compile(r"\b(?:kvinnor\w*|women|females?)\b"), re.compile(r"\b(?:man|mannen|men|males?)\b")
_BY_SEX = re.compile(r"\b(?:konsuppdela\w*|(?:per|efter|pa) kon|by (?:sex|gender))\b")
_ASKING = re.compile(
    r"(?:utveckl\w*|develop\w*|trend\w*|tidsserie\w*|tid|time|series|forandra\w*|kvinnor\w*|man|mannen|women|men|kon"
    r"|konsuppdela\w*|sex|gender|sig|separat\w*|separately|indikator\w*|indicators?|malsatt\w*|malvard\w*|mal|targets?"
    r"|over|per|efter|divided)"
)


def asks_for_development(sentence: str) -> bool:
    """Whether a folded sentence asks how something has developed."""
    return _DEVELOPED.search(sentence) is not None


def asks_for_target(sentence: str) -> bool:
    """Whether a folded sentence asks whether indicators have a target."""
    return _TARGET.search(sentence) is not None


def asks_which_way(sentence: str) -> bool:
    """Whether a folded sentence asks which indicators do not go the wanted way."""
    return _WRONG_WAY.search(sentence) is not None


def sexes_asked(sentence: str) -> tuple[str, ...]:
    """The sexes that a folded sentence names, `K` and `M`; none when it does not ask for them."""
    if _BY_SEX.search(sentence):
        return ("K", "M")
    named = (("K", _WOMEN), ("M", _MEN))
    # "man" alone is "one"; only beside women it is men.
    if not _WOMEN.search(sentence) and not re.search(r"\b(?:mannen|men)\b", sentence):
        return ()
    return tuple(sex for sex, pattern in named if pattern.search(sentence))


def words_about(sentence: str) -> list[str]:
    """The words of a folded sentence that say which indicator is meant."""
    return [word for word in sentence.split() if not (is_filler(word) or _ASKING.fullmatch(word))]
