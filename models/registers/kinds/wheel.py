"""The yearly wheel (årshjul): events by date, or by a rule in words, with forum, audience and what is delivered
(domain: S5, §3). Each line says on what it is based."""

from i18n import N_
from models.registers.declaration import REMIND_DAYS, Dated, Field, Kind, Register, check_remind_days

REGISTER = Register(
    name="wheel",
    words=("årshjul", "wheel"),
    title=N_("The yearly wheel"),
    question=N_("What happens when, in which forum, and what is to be delivered?"),
    prefix="H",
    fields=(
        Field("event", N_("Event"), required=True),
        Field("on", N_("Date"), Kind.DATE),
        Field("rule", N_("When, in words")),
        Field("forum", N_("Forum")),
        Field("audience", N_("Audience")),
        Field("deliverable", N_("To be delivered")),
        Field("basis", N_("Basis")),
        Field("done_on", N_("Done"), Kind.DATE),
        REMIND_DAYS,
    ),
    summary=("on", "rule", "event", "forum"),
    links=("unit", "documents", "feedback"),
    public=True,
    check=check_remind_days,
    dates=(Dated("on", rule="rule", done="done_on"),),
)
