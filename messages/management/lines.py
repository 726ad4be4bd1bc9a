"""The lines of the digest: each of a fixed length at most, so that the first message fits two screens of a phone."""

from dataclasses import dataclass
from datetime import date

from i18n import N_, Translator
from messages.management.told import Told, Turn, turn_of
from messages.parts import Run, Text
from messages.words import light
from models.answers.queries import AnswerView
from models.deviations.register import Deviation
from models.rules.text import shorten
from models.vocabulary.answers import Status
from models.vocabulary.deviations import ActionState
from reports.content.words import NAMES

_ACTIVITY, _ACTION, _ASKED, _WHO = 34, 32, 100, 30
_ACTIONS = {
    ActionState.PLANNED: N_("Action: {action}"),
    ActionState.OVERDUE: N_("Action: {action}"),
    ActionState.DONE: N_("Action taken: {action}"),
    ActionState.CHANGED: N_("Changed action: {action}"),
    ActionState.DROPPED: N_("Action dropped: {action}"),
}


@dataclass(frozen=True)
class Lines:
    """Writes lines for a reader. `today` is the local date of the digest; dates of its year are told without it."""

    t: Translator
    today: date

    def deviation(self, told: Told, last_time: AnswerView | None) -> Text:
        """`Rad 14. Aktiviteten (1 omgång, var grönt). Åtgärd: rekrytering, klart senast 1 oktober.` One that is new
        tells its colour last time, one that has no colour now its last one."""
        t, deviation, turn = self.t, told.deviation, turn_of(told.deviation)
        lasted = t.plural("{n} round", "{n} rounds", deviation.rounds)
        if turn is Turn.NO_COLOUR:
            lasted = t("{rounds}, most recently {colour}", rounds=lasted, colour=self._colour(deviation.colour))
        elif turn.is_new and last_time and last_time.status is Status.CANNOT_ASSESS:
            lasted = t("{rounds}, not assessed before", rounds=lasted)
        elif turn.is_new and last_time:
            lasted = t("{rounds}, was {colour}", rounds=lasted, colour=self._colour(last_time.status))
        return (self._rows(told), f" {_activity(deviation)} ({lasted}). {self._action(deviation)}")

    def decision(self, told: Told) -> Text:
        """What must be decided by whom, since when it has been asked for, and how urgent it is."""
        t, deviation, decision = self.t, told.deviation, told.deviation.decision
        if decision is None:
            return ""
        asked = t.quote(shorten(decision.asked_of, _ASKED))
        days = max((self.today - decision.asked_at.astimezone(t.zone).date()).days, 0)
        since = t.plural("Asked for {day}, {n} day ago", "Asked for {day}, {n} days ago", days,
                         day=self._day(decision.asked_at))  # fmt: skip
        # Who shall decide is often all that is written: then the activity says about what.
        about = f" {_ended(_activity(deviation))}" if len(decision.asked_of) < _ACTIVITY else ""
        words = [f" {light(t, deviation.colour)}.{about} {asked} {since}."]
        due = deviation.action and deviation.action.action_due
        if decision.until:
            words.append(t("You will decide by {day}", day=self._day(decision.until)))
        elif due and deviation.action_state is ActionState.OVERDUE:
            words.append(t("The action is overdue since {day}", day=self._day(due)))
        elif due:
            # A decision has no date of its own: it is of use before the action is to be done.
            words.append(t("Answer needed before {day}", day=self._day(due)))
        return (self._rows(told), _ended(" ".join(words)))

    def overdue(self, told: Told) -> Text:
        """Since when an action should have been done, and who is responsible. The action itself is told above."""
        t, action = self.t, told.deviation.action
        if action is None or action.action_due is None:
            return ""
        words = " " + t("Since {day}", day=self._day(action.action_due))
        owner = shorten(action.action_owner, _WHO) if action.action_owner else ""
        return (self._rows(told), _ended(", ".join(filter(None, (words, owner)))))

    def _rows(self, told: Told) -> Run:
        """`Rad 14.`, `Rad 7 och 33.`"""
        rows = self.t.enumeration(map(str, told.rows))
        return Run(self.t.plural("Row {rows}.", "Rows {rows}.", len(told.rows), rows=rows), bold=True)

    def _action(self, deviation: Deviation) -> str:
        t, action, state = self.t, deviation.action, deviation.action_state
        if action is None or state is ActionState.NONE:
            return t("No action given.")
        words = t(_ACTIONS[state], action=shorten((action.action or "").rstrip("."), _ACTION))
        if state in {ActionState.DONE, ActionState.DROPPED}:
            return _ended(words)
        if action.action_due is None:
            return words + t(", no date.")
        day = self._day(action.action_due)
        if state is ActionState.OVERDUE:
            return _ended(words + t(", overdue since {day}", day=day))
        return _ended(words + t(", due {day}", day=day))

    def _day(self, value: date) -> str:
        return self.t.near_day(value, self.today)

    def _colour(self, status: Status) -> str:
        return self.t(NAMES[status]).lower()


def _activity(deviation: Deviation) -> str:
    return shorten(deviation.row.activity.rstrip("."), _ACTIVITY)


def _ended(words: str) -> str:
    return words if words.endswith(("…", ".")) else f"{words}."
