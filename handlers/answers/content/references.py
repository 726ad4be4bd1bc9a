"""Comments that refer to another answer: which one may be meant."""

from collections.abc import Mapping

from handlers.context import Context
from messages.parts import Option
from models.answers.answerable import AnswerableRow
from models.answers.history.last_time import answer_last_time, answers_last_time
from models.answers.queries import AnswerView, current_answers
from models.plan.views import PlanView, RowView
from models.rules.answers.references import Reference, ReferenceKind, find_reference
from models.rules.text import plain, shorten

NONE = "none"
_MOST = 40


def ambiguous_reference(target: AnswerableRow, comment: str) -> Reference | None:
    """The comment's reference to another answer when its author must say which. None when it gives the row, or there
    is none."""
    reference = find_reference(comment)
    return None if reference is None or named_row(target, reference) else reference


def named_row(target: AnswerableRow, reference: Reference | None) -> RowView | None:
    """The row that a comment refers to by its number; None when it does not, or names its own row."""
    if reference is None or reference.kind is not ReferenceKind.ROW or len(reference.rows) != 1:
        return None
    row = target.plan.by_row.get(reference.rows[0])
    return row if row and row.placement_id != target.row.placement_id else None


def candidates(ctx: Context, target: AnswerableRow, reference: Reference) -> tuple[Option, ...]:
    """The answers that may be meant, the likeliest first; values are those of `option_value`. "None of them" is an
    option when the comment says more than the reference."""
    t, plan = ctx.t, target.plan
    current = current_answers(ctx.session, target.round.id, plan.id)
    before = answers_last_time(ctx.session, target.round, plan.rows)
    options: list[Option] = []
    for row in _ranked(target, reference):
        own = row.placement_id == target.row.placement_id
        answer = before.get(row.placement_id) if own else current.get(row.placement_id) or before.get(row.placement_id)
        words = answer.comment if answer else row.previous_comment
        # An answer that refers back to this row explains nothing.
        if not words or (not own and target.row.placement_id in _referenced_rows(answer, current)):
            continue
        name = t("Row {row}, last time", row=row.row) if own else t("Row {row}", row=row.row)
        options.append(Option(option_value(row), shorten(f"{name}: {row.activity}", 75), shorten(words, 75)))
    if not reference.is_only:
        options = [*options[: _MOST - 1], Option(NONE, t("No other answer: the text is enough"))]
    return tuple(options[:_MOST])


def option_value(row: RowView) -> str:
    """The value of the option that is this row: a draft keeps it, and numbers may change."""
    return f"#{row.placement_id}"


def chosen_row(plan: PlanView, chosen: str) -> RowView | None:
    """The row of an option's value; older drafts hold its number."""
    if chosen.startswith("#") and chosen[1:].isdecimal():
        return plan.by_placement.get(int(chosen[1:]))
    return plan.by_row.get(int(chosen)) if chosen.isdecimal() else None


def _ranked(target: AnswerableRow, reference: Reference) -> list[RowView]:
    # Imported when it is used, as in `models.rules.answers.text_answer`.
    from rapidfuzz import fuzz

    mine = target.row

    def rank(row: RowView) -> tuple[int, float, int]:
        distance = abs(row.row - mine.row)
        first = {
            ReferenceKind.ABOVE: row.row < mine.row, ReferenceKind.BELOW: row.row > mine.row,
            ReferenceKind.EARLIER: row is mine, ReferenceKind.ROW: row.row in reference.rows,
        }.get(reference.kind, False)  # fmt: skip
        alike = fuzz.partial_ratio(plain(reference.name), plain(row.activity)) if reference.name else 0.0
        return (0 if first else 1, -alike, distance + (0 if row.goal == mine.goal else 1000))

    return sorted(target.plan.rows, key=rank)


def _referenced_rows(answer: AnswerView | None, current: Mapping[int, AnswerView]) -> set[int]:
    """The placements that an answer refers to, directly or through other answers."""
    seen: set[int] = set()
    while answer is not None and answer.reference_row_id and answer.reference_row_id not in seen:
        seen.add(answer.reference_row_id)
        answer = current.get(answer.reference_row_id)
    return seen


def reference_ids(
    ctx: Context, target: AnswerableRow, chosen: str, comment: str
) -> tuple[int | None, int | None]:  # fmt: skip
    """The placement id and the answer id that a comment refers to, as they are stored. `chosen` is the value of an
    option of `candidates`, or empty. (None, None) when the comment refers to nothing, or it is unclear to what."""
    reference = find_reference(comment)
    row = chosen_row(target.plan, chosen) or named_row(target, reference)
    if reference is None or row is None:
        return None, None
    own = row.placement_id == target.row.placement_id
    answer = None if own else current_answers(ctx.session, target.round.id, target.plan.id).get(row.placement_id)
    answer = answer or answer_last_time(ctx.session, target.round, row)
    return row.placement_id, answer.id if answer else None
