"""The lights as documents show them: a symbol, a word and a colour, and what they mean."""

from i18n import Translator
from models.vocabulary.answers import Status
from reports.content.document import Legend, Light
from reports.content.words import LEGEND, NAMES, Counts

# Shapes that differ without their colours, and colours on which dark text is legible.
_LOOKS = {
    Status.GREEN: ("●", "#7fd19b"),
    Status.YELLOW: ("▲", "#ffd23f"),
    Status.RED: ("■", "#ff8a80"),
    Status.CANNOT_ASSESS: ("◆", "#d0d4da"),
    None: ("○", "#ffffff"),
}
# In this order everywhere.
STATUSES = (*Status, None)


def light(t: Translator, status: Status | None) -> Light:
    """`▲ Gult`; None is not reported."""
    symbol, colour = _LOOKS[status]
    return Light(symbol, name(t, status), colour)


def name(t: Translator, status: Status | None) -> str:
    """`Gult`, `Ej rapporterat`."""
    return t(NAMES[status]) if status else t("Not reported")


def legend(t: Translator) -> Legend:
    """What each light means."""
    meanings: dict[Status | None, str] = {status: t(words) for status, words in LEGEND.items()}
    meanings |= {Status.CANNOT_ASSESS: t("the comment says why"), None: t("there is no answer")}
    return Legend(t("The colours"), tuple((light(t, status), meanings[status]) for status in STATUSES))


def share(t: Translator, part: int, whole: int) -> str:
    """`99 %`: in whole per cent, and never 0 or 100 when it is not."""
    if not whole:
        return "–"
    rounded = round(100 * part / whole)
    if 0 < part < whole:
        rounded = min(max(rounded, 1), 99)
    return t("{n}%", n=rounded)


def change(t: Translator, now: Counts, before: Counts | None) -> str:
    """`Grönt +2, Gult −2` since the round before."""
    if before is None:
        return t("nothing to compare with")
    moved = [
        f"{name(t, status)} {'+' if new > old else '−'}{t.number(abs(new - old))}"
        for status, new, old in zip(STATUSES, now.numbers, before.numbers, strict=True)
        if new != old
    ]
    return ", ".join(moved) or t("unchanged")
