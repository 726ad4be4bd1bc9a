"""A written value → the value that is stored, or why it cannot be. The same for files and for forms."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from i18n import N_
from models.registers.declaration import Field, Kind, LineFault, Value
from models.rules.text import clean, plain

LONGEST = {Kind.TEXT: 300, Kind.LONG_TEXT: 20_000}
# What a number may have before its comma, as many as a number of JSON and of Excel keeps exactly, and after it, where
# what was calculated may have more.
MOST_DIGITS, MOST_DECIMALS = 15, 30
_YES, _NO = ("ja", "yes", "true", "sant", "1", "x"), ("nej", "no", "false", "falskt", "0")
_KRONOR = re.compile(r"^(?:kr|sek)\.?\s|(?:kronor|kr\.?|sek|(?:[:,][-–—]))$", re.IGNORECASE)
_DECIMAL = re.compile(r"[-−]?[0-9]+(?:[.,][0-9]+)?")
# 1.250.000 and 1,250,000: whether the marks part thousands cannot be told from one alone.
_GROUPED = re.compile(r"[-−]?[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
# 1.250.000,50 and 1,250,000.50: the last mark, of another kind, can only be before decimals.
_GROUPED_WITH_DECIMALS = re.compile(r"([-−]?[0-9]{1,3}(?:([.,])[0-9]{3})+)(?!\2)[.,]([0-9]{1,2})")
_BLANKS = re.compile(r"(?<=[0-9])[\s\u00a0\u202f'’](?=[0-9]{3}(?![0-9]))")


def read_value(column: Field, written: object) -> Value:
    """The value of a column. `written` is text, or what a JSON or Excel cell holds; nothing is None. Raises LineFault,
    which says what to write instead."""
    text = _text(written)
    if isinstance(written, float) and not written.is_integer() and column.kind in {Kind.AMOUNT, Kind.NUMBER}:
        # A cell that holds a number tells decimals from thousands: 1.234 is not 1234.
        text = f"{Decimal(repr(written)):f}0"
    if not text:
        if column.required:
            raise LineFault(column.name, N_("is empty: write something here"))
        return None
    return _READERS[column.kind](column, text)


def _text(written: object) -> str:
    if isinstance(written, bool):
        return "yes" if written else "no"
    if isinstance(written, float) and written.is_integer():
        return str(int(written))
    if isinstance(written, date):
        return written.isoformat()[:10]
    return "" if written is None else clean(str(written))


def _plain_text(column: Field, text: str) -> Value:
    longest = LONGEST[column.kind]
    if len(text) > longest:
        raise LineFault(column.name, N_("is {length} characters long, at most {most} are taken"),
                        length=len(text), most=longest)  # fmt: skip
    return text


def _date(column: Field, text: str) -> Value:
    try:
        return date.fromisoformat(text[:10] if re.match(r"\d{4}-\d{2}-\d{2}[ T]00:00", text) else text).isoformat()
    except ValueError:
        raise LineFault(
            column.name, N_("takes a date such as 2026-03-31, not “{written}”; a time that is not known to the day can "
                            "stand in another column, in words"), written=text[:60],
        ) from None  # fmt: skip


def _number(column: Field, text: str) -> Value:
    compact = _BLANKS.sub("", text).replace("−", "-")
    if _GROUPED.fullmatch(compact):
        raise LineFault(column.name, N_("“{written}” may mean one or a thousand: write the digits alone, and "
                                        "a comma before decimals"), written=text[:60])  # fmt: skip
    if not _DECIMAL.fullmatch(compact):
        raise LineFault(column.name, N_("takes a number such as 12,5, not “{written}”"), written=text[:60])
    if (number := stored_number(Decimal(compact.replace(",", ".")))) is None:
        raise LineFault(column.name, N_("takes at most {most} digits before the comma and {decimals} after it, not "
                                        "“{written}”"),
                        written=text[:60], most=MOST_DIGITS, decimals=MOST_DECIMALS)  # fmt: skip
    return number


def stored_number(number: Decimal) -> str | None:
    """The text that a number is stored as; None for one with more digits than are taken."""
    if not number:
        return "0"
    if not -MOST_DECIMALS <= number.adjusted() < MOST_DIGITS:
        return None
    text = decimal_text(number)
    return None if len(text.partition(".")[2]) > MOST_DECIMALS else text


def _amount(column: Field, text: str) -> Value:
    bare = _KRONOR.sub("", text).strip()
    if parts := _GROUPED_WITH_DECIMALS.fullmatch(bare):
        bare = f"{re.sub(r'[.,]', '', parts[1])},{parts[3]}"
    elif _GROUPED.fullmatch(bare) and bare.count(".") + bare.count(",") > 1:
        bare = re.sub(r"[.,]", "", bare)
    try:
        number = Decimal(str(_number(column, bare)))
    except LineFault as fault:
        if "thousand" in fault.text or "digits before" in fault.text:
            raise
        raise LineFault(column.name, N_("takes an amount in kronor such as 1 250 000, not “{written}”: write the whole "
                                        "number, without words such as mkr"), written=text[:60]) from None  # fmt: skip
    if number != round(number, 2):
        raise LineFault(column.name, N_("has more than two decimals: “{written}”"), written=text[:60])
    return decimal_text(number)


def decimal_text(number: Decimal) -> str:
    """One text for one number: no zeros at the end, no exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _whole(column: Field, text: str) -> Value:
    compact = _BLANKS.sub("", text).replace("−", "-")
    if not re.fullmatch(r"-?[0-9]{1,15}", compact):
        raise LineFault(column.name, N_("takes a whole number such as 14, not “{written}”"), written=text[:60])
    return int(compact)


def _yes_no(column: Field, text: str) -> Value:
    word = plain(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise LineFault(column.name, N_("takes yes or no, not “{written}”"), written=text[:60])


def _choice(column: Field, text: str) -> Value:
    word = plain(text)
    for each in column.choices:
        if word in {plain(each.code), plain(each.label), *map(plain, each.also)}:
            return each.code
    known = ", ".join(each.code for each in column.choices)
    raise LineFault(column.name, N_("takes one of {known}, not “{written}”"), known=known, written=text[:60])


_READERS: dict[Kind, Callable[[Field, str], Value]] = {
    Kind.TEXT: _plain_text, Kind.LONG_TEXT: _plain_text, Kind.DATE: _date, Kind.NUMBER: _number,
    Kind.AMOUNT: _amount, Kind.WHOLE: _whole, Kind.YES_NO: _yes_no, Kind.CHOICE: _choice,
}  # fmt: skip
