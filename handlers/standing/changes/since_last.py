"""What has changed colour since last time."""

from handlers.context import Context, Refusal
from handlers.question import Question
from handlers.standing.view import Standing, figures_note, load_standing, scope_name
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.words import light, row_name
from models.answers.history.last_time import answers_last_time
from models.answers.queries import AnswerView
from models.plan.views import RowView
from models.rounds.queries import previous_round
from models.rules.words.colours import colours_in_order
from models.vocabulary.answers import Status

_BETTER = ("forbattr", "battre", "improved", "better")
_WORSE = ("forsamr", "samre", "worsened", "worse")
_BADNESS = {Status.GREEN: 0, Status.YELLOW: 1, Status.RED: 2}
_MOST_LISTED = 25
Change = tuple[RowView, Status, Status]


def changes(ctx: Context, question: Question) -> Message:
    """The rows whose light is another than last time: from and to the colours that the question names, or those that
    became better or worse, or all; with how many did not change and how many cannot be compared."""
    standing, t = load_standing(ctx), ctx.t
    if standing.round is None:
        raise Refusal(t("No reporting has begun yet, so there is nothing to compare with."))
    before = previous_round(ctx.session, standing.round)
    earlier = answers_last_time(ctx.session, standing.round, question.rows)
    all_changes, same = _compared(standing, question.rows, earlier, is_first=before is None)
    wanted = [change for change in all_changes if _is_asked_for(question.sentence, change)]
    last = before.name if before else t("the period before")
    parts: list[Part] = [
        Heading(t("Changes since {round}", round=last)[:150]),
        Paragraph((Run(t.plural("{n} row has changed its light.", "{n} rows have changed their light.", len(wanted)),
                       bold=True),)),
    ]  # fmt: skip
    lines: list[Text] = [
        (*row_name(t, row), f" – {light(t, old)} → {light(t, new)}") for row, old, new in wanted[:_MOST_LISTED]
    ]
    if lines:
        parts.append(Bullets(tuple(lines)))
    if len(wanted) > _MOST_LISTED:
        parts.append(Small(t.plural("and {n} more", "and {n} more", len(wanted) - _MOST_LISTED)))
    unknown = len(question.rows) - len(all_changes) - same
    if question.scope:
        parts.insert(1, Small(scope_name(ctx, question.scope)))
    note = t("{same} unchanged; {unknown} cannot be compared, since one of the answers is missing.", same=same,
             unknown=unknown)  # fmt: skip
    return Message((*parts, Small(note), Small(figures_note(ctx, standing))))


def _compared(
    standing: Standing, rows: tuple[RowView, ...], earlier: dict[int, AnswerView], *, is_first: bool
) -> tuple[list[Change], int]:  # fmt: skip
    """The changes, worst first, and the number of rows with the same light both times. The first round is compared with
    the lights that the plan file has."""
    changes: list[Change] = []
    same = 0
    for row in rows:
        answer, old_answer = standing.answers.get(row.placement_id), earlier.get(row.placement_id)
        old = old_answer.status if old_answer else row.previous_status if is_first else None
        if answer is None or old is None:
            continue
        if answer.status is old:
            same += 1
        else:
            changes.append((row, old, answer.status))
    changes.sort(key=lambda change: (-_BADNESS.get(change[2], 0), change[0].row))
    return changes, same


def _is_asked_for(sentence: str, change: Change) -> bool:
    _, old, new = change
    colours = colours_in_order(sentence)
    if len(colours) >= 2:
        return (old, new) == colours[:2]
    if colours:
        return (old if f"fran {_first_colour(sentence)}" in sentence else new) is colours[0]
    asks_for_both = any(word in sentence for word in _WORSE) and any(word in sentence for word in _BETTER)
    if asks_for_both:
        return True
    if any(word in sentence for word in _WORSE):
        return _BADNESS.get(new, 0) > _BADNESS.get(old, 0)
    if any(word in sentence for word in _BETTER):
        return _BADNESS.get(new, 0) < _BADNESS.get(old, 0)
    return True


def _first_colour(sentence: str) -> str:
    return next((word for word in sentence.split() if colours_in_order(word)), "")
