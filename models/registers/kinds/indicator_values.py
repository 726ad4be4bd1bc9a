"""Values of indicators by year, area and sex, each with its source and the day on which it was retrieved (domain
§6). A value that is missing is never 0. When a value is revised, the earlier one stays as a line of its own."""

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, Register

REGISTER = Register(
    name="indicator_values",
    words=("indikatorvärden", "indicator values"),
    title=N_("Values of indicators"),
    question=N_("Which values does an indicator have, from when and where?"),
    prefix="V",
    fields=(
        Field("year", N_("Year"), Kind.WHOLE, required=True),
        Field("area", N_("Area"), required=True),
        Field(
            "sex",
            N_("Sex"),
            Kind.CHOICE,
            required=True,
            choices=(
                Choice("T", N_("In total"), ("totalt", "alla", "all")),
                Choice("K", N_("Women"), ("kvinnor", "k", "women")),
                Choice("M", N_("Men"), ("män", "m", "men")),
            ),
        ),
        Field("value", N_("Value"), Kind.NUMBER),
        Field("missing", N_("Why the value is missing")),
        Field("source", N_("Source"), required=True),
        Field("retrieved", N_("Retrieved"), Kind.DATE, required=True),
        Field("own_calculation", N_("Own calculation"), Kind.YES_NO),
    ),
    summary=("year", "area", "sex", "value"),
    links=("indicators",),
    public=True,
    revised_by="retrieved",
)
