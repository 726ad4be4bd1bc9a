"""Tags (taggar): what an activity is by its financing (A1–A3), which challenges and priorities it belongs to, and the
perspectives that cut across all of them (domain: S9, S28–S30, S37). A tag is a line; the rows that it is linked to have
it. With each goes a question to those who answer for the activity."""

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, Register

VOCABULARIES = (
    Choice("activity_kind", N_("Kind of activity"), ("slag", "aktivitetsslag")),
    Choice("challenge", N_("Societal challenge"), ("samhällsutmaning",)),
    Choice("priority", N_("Priority until 2020"), ("prioritering",)),
    Choice("equality_area", N_("Area of equality"), ("jämställdhetsområde",)),
    Choice("perspective", N_("Perspective"), ("perspektiv",)),
    Choice("cross_cutting", N_("Cross-cutting perspective"), ("tvärgående perspektiv", "horisontellt perspektiv")),
    Choice("dimension", N_("Dimension of sustainability"), ("hållbarhetsdimension", "dimension")),
)
REGISTER = Register(
    name="tags",
    words=("taggar", "tags"),
    title=N_("Tags"),
    question=N_("Which activities belong to a challenge or a cross-cutting perspective, and of which kind are they?"),
    prefix="T",
    fields=(
        Field("vocabulary", N_("Vocabulary"), Kind.CHOICE, required=True, choices=VOCABULARIES),
        Field("name", N_("Name"), required=True),
        Field("question", N_("Question about an activity"), Kind.LONG_TEXT),
        Field("source", N_("Source")),
    ),
    summary=("vocabulary", "name"),
    links=("row", "projects", "goals"),
    public=True,
)
