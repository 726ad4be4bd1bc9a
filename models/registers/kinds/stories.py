"""Stories (berättelser): the soft values beside the figures, kept only with consent (domain: S15). Open data only when
the person who told it has said yes to that, too."""

from collections.abc import Iterable

from i18n import N_
from models.registers.declaration import Field, Kind, LineFault, Register, Reported, Values


def _check(values: Values) -> Iterable[LineFault]:
    if values.get("consent") is False:
        yield LineFault("consent", N_("a story is kept only with consent: ask whoever told it, and write yes"))


REGISTER = Register(
    name="stories",
    words=("berättelser", "stories"),
    title=N_("Stories"),
    question=N_("What do people tell beside the figures?"),
    prefix="B",
    fields=(
        Field("title", N_("Title"), required=True),
        Field("text", N_("Text"), Kind.LONG_TEXT, required=True),
        Field("consent", N_("Consent"), Kind.YES_NO, required=True),
        Field("told_on", N_("Told"), Kind.DATE),
        Field("published", N_("May be published"), Kind.YES_NO),
    ),
    summary=("title",),
    links=("row", "unit", "goals", "projects"),
    public=True,
    reported=Reported(("title", "text"), "text", "told_on"),
    open_when="published",
    check=_check,
)
