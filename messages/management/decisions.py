"""Decisions in words: what is asked, what was answered, by whom and when."""

from datetime import timedelta

from i18n import N_, Translator
from messages.management.people import called
from models.deviations.decisions import DecisionView, ReplyTimes
from models.people.directory import Directory
from models.rules.answers.personal_data import masked
from models.rules.text import shorten
from models.vocabulary.deviations import DecisionAnswer

ANSWERS = {
    DecisionAnswer.YES: N_("Yes"),
    DecisionAnswer.NO: N_("No"),
    DecisionAnswer.LATER: N_("Later"),
}
_SHOWN = 600


def asked_words(t: Translator, row: int, decision: DecisionView) -> str:
    """`Rad 14 behöver beslut av: Regionstyrelsen, mer pengar (sedan den 3 juli 2026)`."""
    text = shorten(masked(decision.asked_of), _SHOWN)
    return t("Row {row} needs a decision by: {text} (since {day})", row=row, text=text, day=t.day(decision.asked_at))


def answer_words(t: Translator, decision: DecisionView) -> str:
    """`Ja – ”Ta det ur reserven.”`, `Senare, den 3 juli 2026`; "" before it is answered."""
    if decision.answer is None:
        return ""
    answer = t(ANSWERS[decision.answer])
    if decision.until:
        answer = t("Later, on {day}", day=t.day(decision.until))
    return f"{answer} – {t.quote(shorten(masked(decision.words), _SHOWN))}" if decision.words else answer


def answered_words(t: Translator, directory: Directory, row: int, decision: DecisionView) -> str:
    """Who answered what and when."""
    at = decision.changed_at or decision.answered_at or decision.asked_at
    name = called(t, directory, decision.person_id, decision.platform)
    return t("{name} answered {time} the decision on row {row}: {answer}", time=t.instant(at), row=row, name=name,
             answer=answer_words(t, decision))  # fmt: skip


def reply_times_words(t: Translator, times: ReplyTimes) -> str:
    """`Ledningen har besvarat 3 beslut, hälften inom 2 dagar.`; "" when it has answered none."""
    if times.median is None:
        return ""
    days = times.median.days + (times.median > timedelta(days=times.median.days))
    within = t.plural("within {n} day", "within {n} days", max(days, 1))
    return t.plural(
        "Management has answered {n} decision, {within}.",
        "Management has answered {n} decisions, half of them {within}.",
        times.answered, within=within,
    )  # fmt: skip
