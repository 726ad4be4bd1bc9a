"""How a deviation has moved, in words."""

from i18n import N_, Translator
from messages.words import light
from models.deviations.register import Deviation
from models.vocabulary.deviations import DeviationFilter, Trend
from reports.content.words import ACTION_STATES, TRENDS

# As headings, of several.
FILTERS = {
    DeviationFilter.NEW: N_("new ones"), DeviationFilter.WORSENED: N_("worsened ones"),
    DeviationFilter.IMPROVED: N_("improved ones"), DeviationFilter.UNCHANGED: N_("unchanged ones"),
    DeviationFilter.CLOSED: N_("closed ones"), DeviationFilter.OVERDUE: N_("overdue actions"),
    DeviationFilter.WAITING: N_("decisions that are waited for"),
}  # fmt: skip


def trend_sentence(t: Translator, deviation: Deviation) -> str:
    """`Avvikelse sedan Halvår 2021, 2 omgångar: försämrad (🟡 Gult → 🔴 Rött), åtgärd försenad`."""
    moved = t(TRENDS[deviation.trend])
    if deviation.trend in {Trend.WORSENED, Trend.IMPROVED}:
        moved += f" ({light(t, deviation.before)} → {light(t, deviation.colour)})"
    words = t.plural("Deviation since {round}, {n} round: {moved}", "Deviation since {round}, {n} rounds: {moved}",
                     deviation.rounds, round=deviation.opened_in.name, moved=moved)  # fmt: skip
    words += f", {t(ACTION_STATES[deviation.action_state])}"
    if deviation.awaits_decision:
        words += ", " + t("waits for a decision")
    return words if deviation.is_reported else words + ", " + t("not reported this round")
