"""Which rows share an activity: rows of a plan with the same text do, and a reworded row keeps its activity."""

from collections.abc import Mapping


def share(wanted: Mapping[int, str], activity_of: Mapping[int, int], texts: Mapping[int, str]) -> dict[str, int | None]:
    """For every text that a row is to have, the activity that carries it; None asks for a new one.

    `wanted` is each row's text after the import (rows absent from the file keep theirs), `activity_of` each stored
    row's activity, `texts` each activity's text today. In this order:
    1. an activity whose text stays on a row of its own keeps it;
    2. an activity that lost its text gets the new text of its lowest row, as a new wording;
    3. a text that is left goes to an unused activity that has it already, else to a new one.
    So when one of two rows that share an activity is reworded, it becomes an activity of its own; when both get the
    same new text, they go on sharing.
    """
    rows_of: dict[int, list[int]] = {}
    for row in sorted(activity_of):
        rows_of.setdefault(activity_of[row], []).append(row)
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
