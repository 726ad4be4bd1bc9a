"""E-mail addresses, Swedish telephone numbers and personal identity numbers in what people write."""

import re
from collections.abc import Iterator
from enum import StrEnum

from stdnum import luhn
from stdnum.exceptions import InvalidComponent
from stdnum.se import personnummer


class PersonalData(StrEnum):
    """What kind of personal data was found."""

    EMAIL = "email"
    PHONE = "phone"
    IDENTITY = "identity"


_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
# As many as the shortest of the numbers has, no further apart than they may stand in one.
_DIGITS = re.compile(r"(?:\d\D{0,4}){7}")
# Personnummer and samordningsnummer: (19)811218-9876, with + from the year a person turns 100, or with no mark at all.
_IDENTITY = re.compile(r"(?<![\w-])(?:1[89]|20)?(\d{2})(\d{2})(\d{2})\s?[-–+]?\s?(\d{4})(?![\w-])", re.ASCII)
# 070-123 45 67, 0221-123 45, 08-12 34 56 78, +46 (0)70 123 45 67, 0046701234567.
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?P<prefix>(?:\+|00)46[ -]?(?:\(0\))?|0)"
    r"(?P<rest>[ ]?[1-9](?:[ /–-]{0,3}\d){6,9})(?![\w/]|-\d|[.,]\d)",
    re.ASCII,
)


def find_personal_data(text: str) -> tuple[tuple[PersonalData, str], ...]:
    """Each kind with the words that hit, in the text's order. Never for a log: these are what must not be spread."""
    # Most comments have neither; a look for them costs a tenth of reading for all three.
    digits = bool(_DIGITS.search(text))
    found = [*(_emails(text) if "@" in text else ()), *(_identities(text) if digits else ())]
    if not digits:
        return tuple((kind, words) for _, kind, words in found)
    taken = [(at, at + len(words)) for at, _, words in found]
    found += [hit for hit in _phones(text) if not any(start <= hit[0] < end for start, end in taken)]
    return tuple((kind, words) for _, kind, words in sorted(found))


def _emails(text: str) -> Iterator[tuple[int, PersonalData, str]]:
    for match in _EMAIL.finditer(text):
        yield match.start(), PersonalData.EMAIL, match.group()


def _identities(text: str) -> Iterator[tuple[int, PersonalData, str]]:
    for match in _IDENTITY.finditer(text):
        if _is_identity(*match.groups()):
            yield match.start(), PersonalData.IDENTITY, match.group()


def _is_identity(year: str, month: str, day: str, serial: str) -> bool:
    """Whether it is a day in some century and the check digit is right. python-stdnum takes no samordningsnummer, whose
    day has 60 added and whose check digit is that of the digits as they stand. An organisation's number has a month of
    20 or more."""
    try:
        # A year that both centuries write alike is a leap year in 2000 at the latest.
        personnummer.get_birth_date(f"20{year}{month}{int(day) % 60:02}-{serial}")
    except InvalidComponent:
        return False
    return luhn.is_valid(year + month + day + serial)


def _phones(text: str) -> Iterator[tuple[int, PersonalData, str]]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match["rest"])
        # Eight to ten digits with the 0; without any mark between them only a mobile number is told from a figure.
        marked = re.search(r"[ /–-]", match.group()) or match["prefix"] != "0"
        if (
            7 <= len(digits) <= 9
            and (marked or (len(digits) == 9 and digits[0] == "7"))
            and not _is_date(match.group())
        ):
            yield match.start(), PersonalData.PHONE, match.group()


def _is_date(words: str) -> bool:
    """`01-07-2026` and `02 03 2026` are days."""
    return bool(re.fullmatch(r"\d\d[ /–-]\d\d[ /–-](?:19|20)\d\d", words))
