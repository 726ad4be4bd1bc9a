"""E-mail addresses, Swedish telephone numbers and personal identity numbers in what people write, as it looks: hard
spaces, other hyphens and full-width digits hide none.

An address is somebody's own unless its name is a function's (`registrator@`, `info@`, `ekonomi-support@`): what looks
like a function, one of `_FUNCTIONS`, is the role that people are asked to write instead.
"""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum

from models.rules.typography import Seen

# Stands for what is masked, whatever it was and however long.
MASK = "▇▇▇"


class PersonalData(StrEnum):
    """What kind of personal data was found."""

    EMAIL = "email"
    PHONE = "phone"
    IDENTITY = "identity"


_EMAIL = re.compile(r"(?<![\w.+'-])(?P<name>[\w.+'-]+)@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
_FUNCTIONS = re.compile(
    r"(?i)^(?:.*[._+-])?(?:info|kontakt|contact|registrator|diarium|diariet|kansli(?:et)?|reception(?:en)?|växel(?:n)?|vaxel|"
    r"support|helpdesk|servicedesk|kundtjanst|kundtjänst|post|brevlåda|brevlada|funktionsbrevlada|funktionsbrevlåda|"
    r"ekonomi|upphandling|inköp|inkop|faktura|personal|hr|press|media|kommunikation|stab|staben|samordnare|samordning|"
    r"ledning|regionen|region|office|admin|it|noreply|no-reply)(?:[._+-].*)?$"
)
_PRIVATE_DOMAINS = re.compile(
    r"(?i)@(?:gmail|googlemail|hotmail|outlook|live|msn|icloud|me|yahoo|telia|bredband|comhem|spray|proton|protonmail)"
    r"\.(?:com|se|me|net|bredband)$"
)
# As many as the shortest of the numbers has, no further apart than they may stand in one.
_DIGITS = re.compile(r"(?:\d\D{0,4}){7}")
# Personnummer and samordningsnummer: (19)811218-9876, with + from the year a person turns 100, or with no mark at all;
# 1981-12-18-9876, too.
_IDENTITY = re.compile(
    r"(?<![\w-])(?:1[89]|20)?(\d{2})(?:(\d{2})(\d{2})|[ -](\d{2})[ -](\d{2})(?=\s?[-+]))(\s?[-+]?\s?)(\d{4})(?![\w-])",
    re.ASCII,
)
# 070-123 45 67, 0221-123 45, 08-12 34 56 78, +46 (0)70 123 45 67, 0046701234567.
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?P<prefix>(?:\+|00)46[ -]?(?:\(0\))?|0)"
    r"(?P<rest>[ ]?[1-9](?:[ /-]{0,3}\d){6,9})(?![\w/]|-\d|[.,]\d)",
    re.ASCII,
)


def find_personal_data(text: str) -> tuple[tuple[PersonalData, str], ...]:
    """Each kind with the words that hit, as they were typed, in the text's order. Never for a log: these are what must
    not be spread."""
    seen = Seen(text)
    return tuple((kind, seen.between(start, end)) for start, end, kind in _places(seen.text))


def masked(text: str) -> str:
    """The text with a mark in place of each finding, which tells nothing of it."""
    return _each_replaced(text, MASK)


def without_personal_data(text: str) -> str:
    """The text with nothing in place of the findings."""
    return re.sub(r" {2,}", " ", _each_replaced(text, "")).strip()


def without_addresses(text: str, shown: Collection[str]) -> str:
    """The text with a mark in place of every e-mail address, a function's too, but those that are `shown`."""
    kept = {address.casefold() for address in shown}
    return _EMAIL.sub(lambda hit: hit[0] if hit[0].casefold() in kept else MASK, text)


def _each_replaced(text: str, by: str) -> str:
    # Digits that a finding kept apart may be one, when it is gone.
    while places := _places((seen := Seen(text)).text):
        pieces, after = list[str](), 0
        for start, end, _ in places:
            pieces += (seen.between(after, start), by)
            after = end
        text = "".join((*pieces, seen.between(after)))
    return text


def _places(text: str) -> list[tuple[int, int, PersonalData]]:
    """Where the findings begin and end, in order; none overlaps another."""
    # Most comments have neither; a look for them costs a tenth of reading for all three.
    digits = bool(_DIGITS.search(text))
    places = [*(_emails(text) if "@" in text else ())]
    for find in (_identities, _phones) if digits else ():
        places += [hit for hit in find(text) if all(hit[1] <= start or end <= hit[0] for start, end, _ in places)]
    return sorted(places)


def _emails(text: str) -> Iterator[tuple[int, int, PersonalData]]:
    for match in _EMAIL.finditer(text):
        if not _FUNCTIONS.search(match["name"]) or _PRIVATE_DOMAINS.search(match.group()):
            yield *match.span(), PersonalData.EMAIL


def _identities(text: str) -> Iterator[tuple[int, int, PersonalData]]:
    for match in _IDENTITY.finditer(text):
        year, month, day, marked_month, marked_day, mark, serial = match.groups()
        # A number for tests, or a mistyped one, has the mark and a wrong check digit.
        is_marked = "-" in mark or "+" in mark
        if _is_identity(year, month or marked_month, day or marked_day, serial, is_marked):
            yield *match.span(), PersonalData.IDENTITY


def _is_identity(year: str, month: str, day: str, serial: str, is_marked: bool) -> bool:
    """Whether it is a day in some century and, unless it `is_marked`, the check digit is right. python-stdnum takes no
    samordningsnummer, whose day has 60 added and whose check digit is that of the digits as they stand. An
    organisation's number has a month of 20 or more."""
    # Loaded when a comment has such a number: it brings pydoc with it.
    from stdnum import luhn
    from stdnum.exceptions import InvalidComponent
    from stdnum.se import personnummer

    try:
        # A year that both centuries write alike is a leap year in 2000 at the latest.
        personnummer.get_birth_date(f"20{year}{month}{int(day) % 60:02}-{serial}")
    except InvalidComponent:
        return False
    return is_marked or luhn.is_valid(year + month + day + serial)


def _phones(text: str) -> Iterator[tuple[int, int, PersonalData]]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match["rest"])
        # Eight to ten digits with the 0; without any mark between them only a mobile number is told from a figure.
        marked = re.search(r"[ /-]", match.group()) or match["prefix"] != "0"
        if (
            7 <= len(digits) <= 9
            and (marked or (len(digits) == 9 and digits[0] == "7"))
            and not _is_date(match.group())
        ):
            yield *match.span(), PersonalData.PHONE


def _is_date(words: str) -> bool:
    """`01-07-2026` and `02 03 2026` are days."""
    return bool(re.fullmatch(r"\d\d[ /-]\d\d[ /-](?:19|20)\d\d", words))
