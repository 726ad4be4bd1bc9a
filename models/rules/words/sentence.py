"""The words of a sentence: which are forms of one word, which name a colour, and which only hold the sentence together.

A lemma library would know more, but its Swedish dictionary takes 100 MB (docs/decisions.md); what is compared here are
the plan's own words, so it is enough to know the endings.
"""

import re
from functools import cache, lru_cache

from models.rules.text import plain
from models.rules.words.colours import without_colours
from models.rules.words.question_lists import question_lists
from models.rules.words.standing import comparison_asked, round_asked

_SHORTEST_STEM = 4
_LONG_STEM = 6
_SHORTEST_MISSPELT = 6
# Of 100: `avikelser` and `avvikelser` have 95, `kommentar` and `kommun` 67.
_MISSPELT = 86
_NEGATION = re.compile(
    r"\b(?:inte|ej|icke|aldrig|varken|not|never|neither|don t|doesn t|isn t|aren t|haven t|hasn t|didn t)\b"
)
_POLITE = re.compile(
    r"\b(?:kan|kunde|skulle|vill) (?:du|ni|man|vi) inte\b|\b(?:eller|visst|inte sant)(?: inte)?$"
    r"|\bjag (?:vet|forstar|hittar|fattar|ser|minns) inte\b"
    r"|\bi (?:don t|can t|do not|cannot) (?:know|find|see|understand)\b"
)
_EXCEPT = re.compile(
    r"\b(?:utom|forutom|exklusive|bortsett fran|undantaget|except(?: for)?|excluding|apart from|other than"
    r"|(?:men|fast|dock|but) (?:inte|ej|not)(?: (?:for|pa|i|hos|in|on))?)\b"
)
# A command's words that hold one of these, or a year, are a sentence: `avvikelser utom kultur`.
_LINKING = re.compile(
    r"\b(?:i|pa|for|om|hos|under|inom|som|ar|utom|forutom|utan|inte|ej|men|sedan|eller|och|med|in|on|of|at|with|without"
    r"|except|that|which|and|or|is|are|not|but|since|(?:19|20)\d\d)\b"
)
_TWO = 2
_BETWEEN = re.compile(
    r"(?<=[?!]) +|,? (?:och|o|samt|and|&) (?=(?:vem|vems|vilka|vilken|vilket|när|nar|hur|vad|varför|finns|har|är"
    r"|kan du|påminn|förläng|visa"
    r"|who|whose|which|what|when|how|why|is|are|has|have|can you|remind|extend|show)\b)",
    re.IGNORECASE,
)
# What a compound is about: `bredbandsaktiviteterna` is about bredband.
_TAIL = re.compile(
    r"^(\w{4,}?)s?(?:aktivitet|arbete|fraga|fragor|insats|omrade|projekt|problem|raderna|sidan|delen|biten|folk|enhet|avdelning|team|activit)\w{0,6}$"
)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(question_lists()[name].split())


@lru_cache(maxsize=8192)
def is_form_of(word: str, other: str) -> bool:
    """Whether two folded words are forms of one word: `affarsplanens` and `affarsplan`. Compares endings only."""
    if word == other:
        return True
    endings = _words("endings")
    length = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    # The common beginning may take letters from the ending: `planen` and `planer` share `plane`.
    cuts = range(max(length - 3, _SHORTEST_STEM), length + 1)
    return any({word[cut:], other[cut:]} <= endings | {""} for cut in cuts)


def about(word: str) -> str:
    """What a compound is about: `bredband` of `bredbandsaktiviteterna`; any other word itself. Folded words."""
    match = _TAIL.match(word)
    return match.group(1).removesuffix("s") if match else word


def stem(word: str) -> str:
    """A folded word without the ending of its definite form, for a search inside compounds: `bredband` of
    `bredbandet`."""
    ending = next((e for e in ("ets", "ens", "ans", "et", "en", "an") if word.endswith(e)), "")
    return word.removesuffix(ending) if len(word) - len(ending) >= _LONG_STEM else word


def looser_forms(word: str) -> list[str]:
    """A folded word and what else to look for when it is nowhere: what a compound is about, and the word with ever
    more of an ending taken off."""
    cuts = range(len(word) - 1, _SHORTEST_STEM - 1, -1)
    return [word, about(word), *(word[:cut] for cut in cuts if word[cut:] in _words("endings"))]


def is_small_word(word: str) -> bool:
    """Whether a folded word says nothing by itself in any text: `och`, `enligt`, `gick`."""
    return word in _words("fillers")


def is_filler(word: str) -> bool:
    """Whether a folded word only holds a question together, so that nothing is searched for by it."""
    return is_small_word(word) or _question_words().fullmatch(word) is not None


@cache
def _question_words() -> re.Pattern[str]:
    return re.compile("|".join(question_lists()["question_words"].split()))


# `rad 41–45`; a date has more hyphens.
_SPAN = re.compile(r"(?<![\d-])(\d{1,3}) ?[-–] ?(\d{1,3})(?![\d-])")
# How words are written that are written as they are spoken, or shortened.
_SPOKEN = {
    "va": "vad", "e": "ar", "me": "med", "nat": "nagot", "nan": "nagon", "ve": "vet", "sen": "sedan", "hr": "hur",
    "gard": "gar det", "et": "det", "ngt": "nagot", "ngn": "nagon", "vrf": "varfor", "akt": "aktiviteter",
    "inget": "inga", "o": "och", "mej": "mig", "dej": "dig", "nanstans": "nagonstans", "garde": "gar det",
    "gardet": "gar det", "hura": "hur", "massa": "manga", "enl": "enligt",
}  # fmt: skip
# One of these makes a sentence English, in which "me" is no "med".
_ENGLISH_WORDS = {"the", "is", "are", "what", "which", "who", "how", "about", "show", "give", "tell", "help", "read"}


def as_asked(words: str) -> str:
    """A sentence folded by `plain`, with spoken forms as they are written (`va e rött` → `vad ar rott`), and what plans
    are about in Swedish (`the business plan` → `the affarsplan`)."""
    typed = plain(_SPAN.sub(r"\1 till \2", words)).split()
    is_english = not _ENGLISH_WORDS.isdisjoint(typed)
    text = " ".join(typed if is_english else (_SPOKEN.get(word, word) for word in typed))
    return _english().sub(lambda match: _swedish()[match.group()], text)


@cache
def _swedish() -> dict[str, str]:
    return {name: swedish for swedish, names in question_lists()["english"].items() for name in names}


@cache
def _english() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_swedish(), key=len, reverse=True))})\b")


def respelled(words: str) -> str:
    """The words with slips of the hand mended in those that tell what is asked for: `avikelser` → `avvikelser`. What is
    near none of them stays as it is."""
    return " ".join(_respelled(word) for word in words.split())


def _respelled(word: str) -> str:
    # Imported when it is used: most sentences are understood.
    from rapidfuzz import fuzz, process

    typed = plain(word)
    if len(typed) < _SHORTEST_MISSPELT or is_filler(typed):
        return word
    match = process.extractOne(typed, _words("spellings"), scorer=fuzz.ratio, score_cutoff=_MISSPELT)
    return match[0] if match else word


def is_negated(sentence: str) -> bool:
    """Whether a folded sentence denies something: `vilka har inte …`. Not by a politeness (`kan du inte visa`) nor with
    a colour, which `take_colours` reads."""
    rest = _EXCEPT.sub(" ", without_colours(sentence))
    return _NEGATION.search(_POLITE.sub(" ", rest)) is not None


def is_sentence(words: str) -> bool:
    """Whether the words behind a command hold together as a sentence does, so that they are more than a name. Those
    that `models.rules.words.standing` reads are part of the command."""
    if round_asked(words) is not None or comparison_asked(words):
        return False
    return _LINKING.search(without_colours(plain(words))) is not None


def two_questions(words: str) -> list[str]:
    """The two questions of a sentence that has two (`hur går det, och när är deadline?`); none for any other. Each may
    still lack what the other says."""
    parts = [part.strip() for part in _BETWEEN.split(words) if part.strip()]
    return parts if len(parts) == _TWO and all(" " in part for part in parts) else []


def split_at_exception(sentence: str) -> tuple[str, str]:
    """What a folded sentence is about, and what it leaves out: `visa allt utom folkhalsa`. The latter is empty when it
    leaves out nothing."""
    about_, _, left_out = _EXCEPT.sub("\n", sentence, count=1).partition("\n")
    return about_.strip(), left_out.strip()
