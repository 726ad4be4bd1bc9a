"""What was not reported in a round, per unit and without names: in a line each, and in one short sentence."""

from collections import Counter
from collections.abc import Sequence

from i18n import Translator
from messages.parts import Bullets, Heading, Paragraph, Part, Run, Text
from models.answers.outcomes import RowOutcome
from models.rules.text import shorten

_MOST_UNITS, _UNIT = 3, 40


def not_reported(t: Translator, rows: Sequence[RowOutcome]) -> list[Part]:
    """A line for each unit. Rows that could not be asked about, or only too late, are listed separately."""
    if all(row.answer for row in rows):
        return []
    finished = Counter(row.row.unit_names for row in rows if row.over)
    missing, unreachable = _missing(rows)
    excused = Counter(row.row.unit_names for row in rows if row.excused)
    items: list[Text] = []
    for unit, n in sorted(missing.items()):
        words = t.plural("{unit}: {n} activity not reported", "{unit}: {n} activities not reported", n, unit=unit)
        if unreachable[unit]:
            words += t(", of which {n} because nobody could be reached", n=t.number(unreachable[unit]))
        items.append(words)
    for unit, n in sorted(excused.items()):
        items.append(
            t.plural("{unit}: {n} activity was asked about less than a day before and does not count as missing",
                     "{unit}: {n} activities were asked about less than a day before and do not count as missing",
                     n, unit=unit)
        )  # fmt: skip
    for unit, n in sorted(finished.items()):
        items.append(
            t.plural("{unit}: {n} activity is done or cancelled and was not asked about",
                     "{unit}: {n} activities are done or cancelled and were not asked about", n, unit=unit)
        )  # fmt: skip
    return [Heading(t("Not reported")), Bullets(tuple(items))]


def not_reported_briefly(t: Translator, rows: Sequence[RowOutcome]) -> Part:
    """All of it in a few lines: the units with most first, those that there is no room for as a number."""
    missing, unreachable = _missing(rows)
    if not missing and all(row.answer for row in rows):
        return Paragraph(t("Every activity has been reported."))
    words: list[Run | str] = []
    if missing:
        words += [Run(t("Not reported ({n}):", n=t.number(sum(missing.values()))), bold=True), " "]
        words.append(", ".join(_shown(t, missing, unreachable)) + ".")
    excused, over = sum(row.excused for row in rows), sum(row.over for row in rows)
    if excused:
        words.append(
            " "
            + t.plural(
                "{n} was asked about less than a day before and does not count as missing.",
                "{n} were asked about less than a day before and do not count as missing.",
                excused,
            )
        )
    if over:
        words.append(" " + t.plural("{n} is done or cancelled and was not asked about.",
                                    "{n} are done or cancelled and were not asked about.", over))  # fmt: skip
    return Paragraph(tuple(words))


def _missing(rows: Sequence[RowOutcome]) -> tuple[Counter[str], Counter[str]]:
    """By unit: how many are missing, and how many of them because nobody could be reached."""
    return (
        Counter(row.row.unit_names for row in rows if row.missing),
        Counter(row.row.unit_names for row in rows if row.unreachable and not row.excused),
    )


def _shown(t: Translator, missing: Counter[str], unreachable: Counter[str]) -> list[str]:
    ordered = sorted(missing.items(), key=lambda each: (-each[1], each[0]))
    shown = []
    for unit, n in ordered[:_MOST_UNITS]:
        words = f"{shorten(unit, _UNIT)} {t.number(n)}"
        if unreachable[unit]:
            words += t(" ({n} could not be reached)", n=t.number(unreachable[unit]))
        shown.append(words)
    rest = sum(n for _, n in ordered[_MOST_UNITS:])
    return [*shown, t("other units {n}", n=t.number(rest))] if rest else shown
