"""EU and regional projects (projekt) with the dates of their progress and final reports (domain: S19, S23, §5.5)."""

from i18n import N_
from models.registers.declaration import REMIND_DAYS, Dated, Field, Kind, Register, Reported, check_remind_days

REGISTER = Register(
    name="projects",
    words=("projekt", "projects"),
    title=N_("Projects"),
    question=N_("Which projects are there, and when are their reports due?"),
    prefix="P",
    fields=(
        Field("name", N_("Name"), required=True),
        Field("owner", N_("Project owner"), may_name_somebody=True),
        Field("programme", N_("Programme")),
        Field("financiers", N_("Financiers")),
        Field("starts_on", N_("Begins"), Kind.DATE),
        Field("ends_on", N_("Ends"), Kind.DATE),
        Field("report_on", N_("Next progress report"), Kind.DATE),
        Field("final_report_on", N_("Final report"), Kind.DATE),
        Field("final_reported_on", N_("Final report handed in"), Kind.DATE),
        REMIND_DAYS,
        Field("results", N_("Results"), Kind.LONG_TEXT),
        Field("source", N_("Source")),
    ),
    summary=("name", "programme", "ends_on"),
    links=("row", "unit", "goals", "documents"),
    public=True,
    check=check_remind_days,
    dates=(
        Dated("report_on", N_("Progress report")),
        Dated("final_report_on", N_("Final report"), done="final_reported_on"),
    ),
    reported=Reported(("name", "programme", "results"), "results", "ends_on"),
)
