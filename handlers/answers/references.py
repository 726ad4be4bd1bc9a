"""Comments that point at another answer: which one may be meant."""

from collections.abc import Mapping

from handlers.context import Context
from messages.parts import Option
from models.answers.answerable import AnswerableRow
from models.answers.last_time import answer_last_time, answers_last_time
from models.answers.queries import AnswerView, current_answers
from models.plan.views import RowView
from models.rules.references import Reference, ReferenceKind, find_reference
from models.rules.text import plain, shorten

NONE = "none"
_MOST = 40


def pointing(place: AnswerableRow, comment: str) -> Reference | None:
    """The reference in a comment that somebody must explain; None when there is none, or it names its row."""
    found = find_reference(comment)
    return None if found is None or named_row(place, found) else found


def named_row(place: AnswerableRow, found: Reference | None) -> RowView | None:
    """The row that a comment names by its number: there is nothing to ask."""
    if found is None or found.kind is not ReferenceKind.ROW or len(found.rows) != 1:
        return None
    row = place.plan.by_row.get(found.rows[0])
    return row if row and row.placement_id != place.row.placement_id else None


def candidates(ctx: Context, place: AnswerableRow, found: Reference) -> tuple[Option, ...]:
    """The answers that may be meant, the likeliest first; values are row numbers. A text that says something by itself
    may also mean none."""
    t, plan = ctx.t, place.plan
    now = current_answers(ctx.session, place.round.id, plan.id)
    before = answers_last_time(ctx.session, place.round, plan.rows)
    options: list[Option] = []
    for row in _ranked(place, found):
        own = row.placement_id == place.row.placement_id
        answer = before.get(row.placement_id) if own else now.get(row.placement_id) or before.get(row.placement_id)
        words = answer.comment if answer else row.previous_comment
        if not words or (not own and place.row.placement_id in _chain(answer, now)):
            continue
        name = t("Row {row}, last time", row=row.row) if own else t("Row {row}", row=row.row)
        options.append(Option(str(row.row), shorten(f"{name}: {row.activity}", 75), shorten(words, 75)))
    if not found.is_only:
        options = [*options[: _MOST - 1], Option(NONE, t("No other answer: the text is enough"))]
    return tuple(options[:_MOST])


def _ranked(place: AnswerableRow, found: Reference) -> list[RowView]:
    # Imported when it is used, as in `models.rules.text_answer`.
    from rapidfuzz import fuzz

    mine = place.row

    def rank(row: RowView) -> tuple[int, float, int]:
        distance = abs(row.row - mine.row)
        first = {
            ReferenceKind.ABOVE: row.row < mine.row, ReferenceKind.BELOW: row.row > mine.row,
            ReferenceKind.EARLIER: row is mine, ReferenceKind.ROW: row.row in found.rows,
        }.get(found.kind, False)  # fmt: skip
        alike = fuzz.partial_ratio(plain(found.name), plain(row.activity)) if found.name else 0.0
        return (0 if first else 1, -alike, distance + (0 if row.goal == mine.goal else 1000))

    return sorted(place.plan.rows, key=rank)


def _chain(answer: AnswerView | None, now: Mapping[int, AnswerView]) -> set[int]:
    """The rows that an answer points at, and those that they point at."""
    seen: set[int] = set()
    while answer is not None and answer.reference_row_id and answer.reference_row_id not in seen:
        seen.add(answer.reference_row_id)
        answer = now.get(answer.reference_row_id)
    return seen


def reference_ids(
    ctx: Context, place: AnswerableRow, chosen: str, comment: str
) -> tuple[int | None, int | None]:  # fmt: skip
    """The row that a comment points at and the answer it had when it was pointed at, as they are stored."""
    found = find_reference(comment)
    row = place.plan.by_row.get(int(chosen)) if chosen.isdecimal() else named_row(place, found)
    if found is None or row is None:
        return None, None
    own = row.placement_id == place.row.placement_id
    answer = None if own else current_answers(ctx.session, place.round.id, place.plan.id).get(row.placement_id)
    answer = answer or answer_last_time(ctx.session, place.round, row)
    return row.placement_id, answer.id if answer else None
