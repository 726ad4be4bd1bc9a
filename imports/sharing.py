"""Which rows are one activity: the same text within a plan is the same activity, and a row keeps its activity."""

from collections.abc import Mapping


def share(wanted: Mapping[int, str], held: Mapping[int, int], texts: Mapping[int, str]) -> dict[str, int | None]:
    """For every text that a row is to have, the activity that carries it; None asks for a new one.

    `wanted` is each row's text after the import (rows absent from the file keep theirs), `held` the activity that each
    stored row has, `texts` each activity's words today. In this order:
    1. an activity whose words stay on a row of its own keeps them;
    2. an activity that lost its words follows its lowest row to new ones: a new wording;
    3. an activity left over that has these words already; else a new one.
    So of two rows that share an activity, one reworded alone becomes its own; two reworded alike stay together.
    """
    rows_of: dict[int, list[int]] = {}
    for row in sorted(held):
        rows_of.setdefault(held[row], []).append(row)
    carrier: dict[str, int] = {}
    for activity, rows in rows_of.items():
        if texts[activity] in {wanted[row] for row in rows}:
            carrier.setdefault(texts[activity], activity)
    settled = set(carrier.values())
    for activity, rows in rows_of.items():
        free = [wanted[row] for row in rows if wanted[row] not in carrier]
        if activity not in settled and free:
            carrier[free[0]] = activity
    taken = set(carrier.values())
    for activity, text in texts.items():
        if activity not in taken:
            carrier.setdefault(text, activity)
    return {text: carrier.get(text) for text in dict.fromkeys(wanted.values())}
