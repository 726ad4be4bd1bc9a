"""External actors (aktörer) on several administrative levels, and which activities they take part in (domain: S22)."""

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, Register

REGISTER = Register(
    name="actors",
    words=("aktörer", "actors"),
    title=N_("Actors"),
    question=N_("What do we do together with an actor?"),
    prefix="A",
    fields=(
        Field("name", N_("Name"), required=True),
        Field(
            "level",
            N_("Level"),
            Kind.CHOICE,
            choices=(
                Choice("local", N_("Local"), ("lokal",)),
                Choice("regional", N_("Regional"), ("regional nivå",)),
                Choice("national", N_("National"), ("nationell",)),
                Choice("eu", N_("EU"), ("EU-nivå",)),
            ),
        ),
        Field("role", N_("Role")),
        Field("source", N_("Source")),
    ),
    summary=("name", "level"),
    links=("row", "unit", "projects"),
    public=True,
)
