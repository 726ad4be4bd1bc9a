"""How long a deviation has lasted and what is done about it, in a few words."""

from i18n import N_, Translator
from models.deviations.register import Deviation
from models.vocabulary.deviations import ActionState, Trend

_TRENDS = {
    Trend.NEW: N_("new"),
    Trend.WORSENED: N_("worse than before"),
    Trend.UNCHANGED: N_("unchanged"),
    Trend.IMPROVED: N_("better than before"),
    Trend.CLOSED: N_("over"),
}
_STATES = {
    ActionState.NONE: N_("no action given"),
    ActionState.PLANNED: N_("action planned"),
    ActionState.OVERDUE: N_("action overdue"),
    ActionState.DONE: N_("action done"),
    ActionState.CHANGED: N_("action changed"),
    ActionState.DROPPED: N_("action dropped"),
}


def running_words(t: Translator, each: Deviation) -> str:
    """`sämre än förut, i 3 omgångar, åtgärden försenad (31 mars 2026)`."""
    words = [t(_TRENDS[each.trend])]
    if each.rounds > 1:
        words.append(t.plural("for {n} round", "for {n} rounds", each.rounds))
    state = t(_STATES[each.action_state])
    due = each.action.action_due if each.action else None
    return ", ".join([*words, f"{state} ({t.day(due)})" if due else state])
