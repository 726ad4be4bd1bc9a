"""`granska` and its buttons."""

from collections.abc import Callable, Mapping

from actions.rounds.life_cycle import RoundFault
from actions.rounds.review import LONGEST_QUESTION, approve, send_back
from handlers.access import require_coordinator
from handlers.context import Context
from handlers.refusals import refusal_of
from handlers.review.card import review_card
from handlers.review.queue import ReviewQueue, load_queue, queue_of, reviewable_round, seen_answer
from handlers.units import units_named
from messages.management.deviation import brief_parts
from messages.parts import Form, Message, Reply, TextField
from messages.values.answers import ReviewValue
from models.rules.text import clean, shorten


def review(ctx: Context, words: str) -> Message:
    """`granska`: the first answer of the round that nobody has looked at; `granska VERKSAMHET`: of one unit."""
    require_coordinator(ctx)
    queue = load_queue(ctx, reviewable_round(ctx), None)
    if words.strip():
        units = units_named(ctx, queue.plan, words)
        if len(units) == 1:
            queue = load_queue(ctx, queue.round, units[0].id)
    return review_card(ctx, queue, None, replace=False)


def approve_one(ctx: Context, value: str) -> Message:
    """*Approve*. `value` is a `ReviewValue`, as for the other buttons."""

    def act(queue: ReviewQueue, at: ReviewValue) -> str:
        seen = seen_answer(queue, at)
        if seen is None:
            return _changed_text(ctx, at)
        approve(ctx.session, queue.round, [seen], ctx.person(), ctx.now)
        return ctx.t("Row {row} is approved.", row=seen[0].row)

    return _then_next(ctx, value, act)


def approve_greens(ctx: Context, value: str) -> Message:
    """*Approve n green of the unit*."""

    def act(queue: ReviewQueue, at: ReviewValue) -> str:
        row = queue.plan.by_placement.get(at.row.placement_id or 0)
        greens = queue.green_of(row, ctx) if row else []
        approve(ctx.session, queue.round, greens, ctx.person(), ctx.now)
        return ctx.t.plural("{n} green answer is approved.", "{n} green answers are approved.", len(greens))

    return _then_next(ctx, value, act)


def skip(ctx: Context, value: str) -> Message:
    """*Skip*."""
    return _then_next(ctx, value, lambda _queue, _at: "")


def _then_next(ctx: Context, value: str, act: Callable[[ReviewQueue, ReviewValue], str]) -> Message:
    at = ReviewValue.read(value)
    queue = queue_of(ctx, at)
    try:
        said = act(queue, at)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    queue = load_queue(ctx, queue.round, queue.unit_id)
    return review_card(ctx, queue, at.row.placement_id, said)


def _changed_text(ctx: Context, at: ReviewValue) -> str:
    return ctx.t("The answer on row {row} has been changed or reviewed since you saw it.", row=at.row.row)


def return_form(ctx: Context, value: str) -> Reply:
    """*Send back with a question*."""
    at = ReviewValue.read(value)
    queue = queue_of(ctx, at)
    seen = seen_answer(queue, at)
    if seen is None:
        return review_card(ctx, queue, at.row.placement_id, _changed_text(ctx, at))
    t, (row, answer) = ctx.t, seen
    hint = t("Whoever answered gets it once, with the answer as it stands. Nothing is taken away.")
    field = TextField("question", t("Your question"), hint=hint, required=True, multiline=True,
                      max_length=LONGEST_QUESTION)  # fmt: skip
    about = brief_parts(t, row, answer, None, ctx.options.commands["all"])
    return Form("review_return", t("Send back"), t("Send"), t("Cancel"), (*about, field), value)


def returned(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    at = ReviewValue.read(state)
    queue = queue_of(ctx, at)
    seen = seen_answer(queue, at)
    question = clean(values.get("question"))
    if seen is None:
        kept = ctx.t("Your question has not been sent: {question}", question=ctx.t.quote(shorten(question, 500)))
        return review_card(ctx, queue, at.row.placement_id, f"{_changed_text(ctx, at)} {kept}", replace=False)
    row, answer = seen
    try:
        asked = send_back(ctx.session, queue.round, row, answer, question, ctx.person(), ctx.now, ctx.options)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    names = ctx.t.enumeration(person.name for person in asked)
    said = ctx.t("Your question about row {row} goes to {names}.", row=row.row, names=names)
    if not asked:
        said = ctx.t("Row {row} is sent back, but nobody answers for it in the people file to get the question.",
                     row=row.row)  # fmt: skip
    return review_card(ctx, load_queue(ctx, queue.round, queue.unit_id), row.placement_id, said, replace=False)
