"""Money (finansiering): 1:1 funds, co-financiers and the region's own, by year (domain: S8, S32). An amount that is
not known is empty, and sums say how many are missing."""

from collections.abc import Iterable

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, LineFault, Register, Reported, Values

_YEARS = range(1990, 2101)


def _check(values: Values) -> Iterable[LineFault]:
    year = values.get("year")
    if isinstance(year, int) and year not in _YEARS:
        yield LineFault("year", N_("takes a year such as 2026, not “{written}”"), written=year)


REGISTER = Register(
    name="funding",
    words=("finansiering", "funding"),
    title=N_("Funding"),
    question=N_("How much 1:1 funding goes to a goal, an activity or a project?"),
    prefix="F",
    fields=(
        Field(
            "kind",
            N_("Kind"),
            Kind.CHOICE,
            required=True,
            choices=(
                Choice(
                    "F1",
                    N_("1:1 funds"),
                    ("1:1", "1:1-medel", "regionala utvecklingsmedel", "regionala utvecklingsmedel, 1:1-medel"),
                ),
                Choice("F2", N_("Other co-financiers"), ("medfinansiärer", "medfinansiär")),
                Choice("F3", N_("The region’s own funds"), ("egna medel", "regionens medel")),
            ),
        ),
        Field("year", N_("Year"), Kind.WHOLE, required=True),
        Field("amount", N_("Amount in kronor"), Kind.AMOUNT),
        Field("financier", N_("Financier")),
        # May be a person with a firm of their own, whose sex the next column tells.
        Field("recipient", N_("Recipient"), is_open=False),
        Field(
            "sex",
            N_("Sex (support to companies)"),
            Kind.CHOICE,
            choices=(
                Choice("K", N_("Women"), ("kvinnor", "women")),
                Choice("M", N_("Men"), ("män", "men")),
                Choice("B", N_("Both"), ("båda", "both")),
            ),
        ),
        Field("industry", N_("Industry")),
        Field("decision", N_("Decision")),
    ),
    summary=("year", "kind", "amount", "recipient"),
    links=("row", "unit", "projects", "goals"),
    public=True,
    reported=Reported(("year", "kind", "amount", "financier", "decision"), "amount", "year"),
    check=_check,
)
