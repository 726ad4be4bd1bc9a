"""Indicators (indikatorer), followed over time (domain: S11, R1, R2). Their values are in `indicator_values`."""

import re
from collections.abc import Iterable

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, LineFault, Register, Values
from models.rules.text import plain

# The strategy is no document below itself.
_STRATEGY = re.compile(r"(?:(?:den|var|lanets|regionens|\w+s) )?(?:rus|regional\w* utvecklingsstrategi\w*)(?: \d{4})?")


def _check(values: Values) -> Iterable[LineFault]:
    """A target stands in a steering document; the strategy's own indicators are followed over time (domain: R1, R2)."""
    document = plain(str(values.get("target_document") or ""))
    if values.get("target") is not None and (not document or _STRATEGY.fullmatch(document)):
        yield LineFault("target", N_(
            "an indicator of the strategy has no target: it is followed over time. A target stands in a steering "
            "document below it: name that in target_document, or empty the target"
        ))  # fmt: skip


REGISTER = Register(
    name="indicators",
    words=("indikatorer", "indicators"),
    title=N_("Indicators"),
    question=N_("How has it developed over time, and for women and men?"),
    prefix="I",
    fields=(
        Field("name", N_("Name"), required=True),
        Field("source", N_("Source"), required=True),
        Field("external_id", N_("Id at the source")),
        Field("unit_of_measure", N_("Unit of measure")),
        Field(
            "direction",
            N_("Wanted direction"),
            Kind.CHOICE,
            choices=(Choice("up", N_("Up"), ("upp", "öka")), Choice("down", N_("Down"), ("ned", "ner", "minska"))),
        ),
        Field("by_sex", N_("Divided by sex"), Kind.YES_NO),
        Field("target", N_("Target"), Kind.NUMBER),
        Field("target_document", N_("Steering document that sets the target")),
        Field("target_year", N_("Year of the target"), Kind.WHOLE),
    ),
    summary=("name", "unit_of_measure", "source"),
    links=("goals", "documents", "row"),
    public=True,
    check=_check,
)
