"""Words that documents and messages share: the traffic light, the counts, how a deviation has moved."""

from collections.abc import Iterable
from dataclasses import dataclass

from i18n import N_, Translator
from models.vocabulary.answers import Status
from models.vocabulary.deviations import ActionState, Trend
from models.vocabulary.plan import GoalKind

NAMES = {
    Status.GREEN: N_("Green"),
    Status.YELLOW: N_("Yellow"),
    Status.RED: N_("Red"),
    Status.CANNOT_ASSESS: N_("Cannot be assessed"),
}
# The three texts are the legend of the region's own follow-up of 2022-07-07 (docs/decisions.md).
LEGEND = {
    Status.GREEN: N_("runs according to plan"),
    Status.YELLOW: N_("deviation from goal fulfilment"),
    Status.RED: N_("does not reach goal fulfilment"),
    Status.CANNOT_ASSESS: N_("say in the comment why"),
}
TRENDS = {
    Trend.NEW: N_("new"), Trend.WORSENED: N_("worsened"), Trend.UNCHANGED: N_("unchanged"),
    Trend.IMPROVED: N_("improved"), Trend.CLOSED: N_("closed"),
}  # fmt: skip
ACTION_STATES = {
    ActionState.NONE: N_("no action"), ActionState.PLANNED: N_("action planned"),
    ActionState.OVERDUE: N_("action overdue"), ActionState.DONE: N_("action done"),
    ActionState.CHANGED: N_("action changed"), ActionState.DROPPED: N_("action dropped"),
}  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """A set of rows counted by status. The four and `not_reported` add up to `total`."""

    total: int
    green: int
    yellow: int
    red: int
    cannot_assess: int

    @property
    def not_reported(self) -> int:
        return self.total - self.answered

    @property
    def answered(self) -> int:
        return self.green + self.yellow + self.red + self.cannot_assess

    @property
    def numbers(self) -> tuple[int, ...]:
        """The five, in the order in which they are always told."""
        return (self.green, self.yellow, self.red, self.cannot_assess, self.not_reported)

    def data(self) -> dict[str, int]:
        """As in `malvakten status --json`."""
        return {
            "total": self.total, "green": self.green, "yellow": self.yellow, "red": self.red,
            "cannot_assess": self.cannot_assess, "not_reported": self.not_reported,
        }  # fmt: skip

    def sentence(self, t: Translator) -> str:
        """The contract's fixed form. All five kinds are named even when they are 0, so that none can be overlooked."""
        return t.plural("{n} activity", "{n} activities", self.total) + t(
            " – {green} green, {yellow} yellow, {red} red, {cannot} cannot be assessed, {missing} not reported",
            green=t.number(self.green),
            yellow=t.number(self.yellow),
            red=t.number(self.red),
            cannot=t.number(self.cannot_assess),
            missing=t.number(self.not_reported),
        )

    def brief(self, t: Translator) -> str:
        """The same without the kinds that there are none of, where there is little room."""
        kinds = (
            t("{n} green", n=t.number(self.green)) if self.green else "",
            t("{n} yellow", n=t.number(self.yellow)) if self.yellow else "",
            t("{n} red", n=t.number(self.red)) if self.red else "",
            t("{n} cannot be assessed", n=t.number(self.cannot_assess)) if self.cannot_assess else "",
            t("{n} not reported", n=t.number(self.not_reported)) if self.not_reported else "",
        )
        return t.plural("{n} activity", "{n} activities", self.total) + " – " + ", ".join(filter(None, kinds))


def count_statuses(statuses: Iterable[Status | None]) -> Counts:
    """Counts rows by their status; None is not reported, never green."""
    listed = list(statuses)
    return Counts(len(listed), *(listed.count(status) for status in Status))


def goal_kind(t: Translator, kind: GoalKind) -> str:
    """`Målområde`, `Visionsmål`."""
    return t("Vision goal") if kind is GoalKind.VISION else t("Goal area")
