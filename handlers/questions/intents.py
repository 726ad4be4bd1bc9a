"""Kinds of intents: which come before others, which are about the whole plan, and which need no plan."""

from models.rules.words.questions import Intent

# Requests, and questions about people, even when words for what is not there yet stand beside it.
FIRST = {
    Intent.REMIND, Intent.REMINDERS, Intent.EXTEND, Intent.WHO_MISSING, Intent.ANSWERED, Intent.WHO_CHANGED,
    Intent.LEGEND, Intent.COMPARE, Intent.CHANGE_ANSWER, Intent.NOT_MINE, Intent.ROUNDS, Intent.MY_ROWS,
    Intent.COORDINATORS, Intent.DEPUTY, Intent.LATE, Intent.MANAGERS, Intent.ABSENCE, Intent.FOLLOW,
    Intent.UNFOLLOW, Intent.WHO_CHANGED_WHAT, Intent.OVERDUE, Intent.UNCHANGED, Intent.MANAGED,
    Intent.GIVE, Intent.MISSED, Intent.GIVEN_BACK, Intent.NEED,
}  # fmt: skip
# What is about the whole plan unless a part is named; words that are not understood are then said to be left out.
OF_THE_PLAN = {
    Intent.COUNT, Intent.SHARE, Intent.MOST, Intent.WHO_MISSING, Intent.DONE, Intent.DECIDED, Intent.REFERENCES,
    Intent.SHARED_GOALS, Intent.COMPARE, Intent.UNITS_SHARE, Intent.WHO_CHANGED_WHAT,
}  # fmt: skip
OF_DEVIATIONS = {Intent.DEVIATIONS, Intent.OVERDUE, Intent.UNCHANGED}
# What is understood whatever else is said.
OF_NO_PLAN = {
    Intent.REMIND, Intent.REMINDERS, Intent.EXTEND, Intent.DEADLINE, Intent.LEGEND, Intent.MY_ROWS, Intent.ROUNDS,
    Intent.NOT_MINE, Intent.CHANGE_ANSWER, Intent.COORDINATORS, Intent.DEPUTY, Intent.GOALS, Intent.UNITS,
    Intent.LATE, Intent.MANAGERS, Intent.ABSENCE, Intent.FOLLOW, Intent.UNFOLLOW, Intent.MANAGED,
    Intent.GIVE, Intent.MISSED, Intent.GIVEN_BACK, Intent.NEED,
}  # fmt: skip
# Understood by themselves, also when they are one of two questions.
WHOLE = OF_NO_PLAN | {
    Intent.WHICH_COLOUR,
    Intent.WHO_MISSING,
    Intent.ANSWERED,
    Intent.COUNT,
    Intent.SHARE,
    Intent.MOST,
    Intent.DEVIATIONS,
    Intent.OVERDUE,
    Intent.UNCHANGED,
    Intent.WHO_CHANGED_WHAT,
}
