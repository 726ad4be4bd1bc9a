"""Who is asked about rows that somebody has handed over: an activity of several owners is still asked of the others."""

from collections.abc import Sequence

from i18n import Translator
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import RowView


def still_asked(
    t: Translator, directory: Directory, round_id: int, rows: Sequence[RowView], to: PersonView | None
) -> list[str]:  # fmt: skip
    """A sentence for each group of rows that the same people are asked about besides `to`, who has got the rows. Where
    nobody got them and nobody else is asked, that is said."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        others = [id_ for id_ in directory.asked(row, round_id) if to is None or id_ != to.id]
        names = tuple(sorted(directory.by_id[id_].name for id_ in others if id_ in directory.by_id))
        groups.setdefault(names, []).append(str(row.row))
    sentences = []
    for names, numbers in groups.items():
        if names:
            sentences.append(t.plural("{names} is still asked about {rows_named}.",
                                      "{names} are still asked about {rows_named}.", len(names),
                                      names=t.enumeration(names), rows_named=_rows(t, numbers)))  # fmt: skip
        elif to is None and len(groups) == 1:
            sentences.append(t("Nobody is asked about it now."))
        elif to is None:
            sentences.append(t("Nobody is asked about {rows_named} now.", rows_named=_rows(t, numbers)))
    return sentences


def _rows(t: Translator, numbers: Sequence[str]) -> str:
    return t.plural("row {rows}", "rows {rows}", len(numbers), rows=t.enumeration(numbers))
