"""Days of the registers as they are shown in chat: a line for each, and the buttons that say that it is done."""

from collections.abc import Sequence
from datetime import date

from i18n import Translator
from messages.parts import Button, Run, Text
from messages.values.registers import DateValue, LineValue
from models.registers.declaration import Kind
from models.registers.occasions import Occasion
from models.rules.text import shorten
from reports.content.registers.dates import occasion_day, occasion_facts, occasion_name

_LONGEST = 200


def occasion_line(t: Translator, occasion: Occasion, today: date) -> Text:
    """`21 februari 2027, om 14 dagar: H2 Regionernas årliga redovisning … – Målgrupp: Regeringen`."""
    words = " – ".join((occasion_name(t, occasion), *occasion_facts(t, occasion)))
    words = shorten(words, _LONGEST)
    if occasion.is_done:
        words = t("{what} (done)", what=words)
    return (f"{occasion_day(t, occasion, today)}: ", Run(occasion.line.key, bold=True), f" {words}")


def done_buttons(t: Translator, occasions: Sequence[Occasion], most: int = 5) -> list[Button]:
    """A button for each that says that it is done; where that takes more than a day, one that opens the line."""
    return [done_button(t, each) for each in occasions[:most]]


def done_button(t: Translator, occasion: Occasion) -> Button:
    line = LineValue(occasion.register.name, occasion.line.key)
    key = shorten(occasion.line.key, 20)
    if is_done_by_day(occasion):
        return Button(t("Done: {key}", key=key), "date_done", str(DateValue(occasion.dated.column, line)))
    return Button(t("Fill in {key}", key=key), "register_change", str(line))


def is_done_by_day(occasion: Occasion) -> bool:
    """Whether the day on which it was done is all that there is to tell."""
    dated = occasion.dated
    return bool(dated.done) and occasion.register.field(dated.done).kind is Kind.DATE
