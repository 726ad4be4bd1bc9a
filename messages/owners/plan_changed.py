"""What became of the rows that somebody is asked about: the changes of the plan while a round is open, collected."""

from typing import Any, assert_never

from i18n import Translator
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Run, Small
from messages.round_context import RoundContext
from messages.values.rows import RoundValue
from models.outbox.tables import Delivery
from models.rules.text import shorten
from models.vocabulary.plan import PlanChange
from models.vocabulary.rounds import RoundState

_SHOWN = 200


def plan_changed(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """Every change in a line, and what is left to answer. None when the round is over, or the changes were undone."""
    if ctx.round.state is not RoundState.OPEN:
        return None
    t, progress = ctx.t, ctx.progress()
    # A row that has come back is asked about again, which has a message of its own.
    changes = [each for each in (delivery.payload or {})["changes"] if not _is_undone(ctx, each)]
    if not changes:
        return None
    parts: list[Part] = [
        Paragraph((Run(t("The plan has been changed while {round} is open:", round=ctx.round.name), bold=True),)),
        Bullets(tuple(change_text(t, each) for each in changes)),
        Small(t("What has been answered is kept.")),
    ]
    if progress.left:
        rows = t.enumeration(str(row.row) for row in progress.left)
        parts.append(Paragraph(t.plural("Left: row {rows}", "Left: rows {rows}", len(progress.left), rows=rows)))
        parts.append(Buttons((Button(t("Report"), "report", str(RoundValue(ctx.round.id)), primary=True),)))
    return Message(tuple(parts))


def _is_undone(ctx: RoundContext, change: dict[str, Any]) -> bool:
    what = PlanChange(change["what"])
    has_left = what is PlanChange.ENDED or (what is PlanChange.MERGED and change["ends"])
    return has_left and all(row in ctx.plan.by_row for row in change["rows"])


def change_text(t: Translator, change: dict[str, Any]) -> str:
    """One change as those who are asked are told."""
    what = PlanChange(change["what"])
    texts = ("wording", "before", "after") if what is PlanChange.REWORDED else ("wording",)
    values = dict(change) | {name: t.quote(shorten(change[name], _SHOWN)) for name in texts if name in change}
    values |= {"rows": t.enumeration(str(row) for row in change["rows"]), "why": _sentence(change.get("why", ""))}
    match what:
        case PlanChange.ENDED if change["after"] is not None:
            return t("Row {rows} has ended: {why} Row {after} takes its place.", **values)
        case PlanChange.ENDED:
            return t("Row {rows} has ended: {why} You are not asked about it any more.", **values)
        case PlanChange.MERGED if change["ends"]:
            return t("Row {rows} has been merged into row {after}, {wording}. Answer there.", **values)
        case PlanChange.MERGED:
            return t("Row {rows} is the same activity as row {after} now, {wording}.", **values)
        case PlanChange.GREW:
            return t("Row {before} has been merged with row {rows}. {after} answers for it.", **values)
        case PlanChange.MOVED:
            return t("Row {rows} has gone from {before} to {after}.", **values)
        case PlanChange.REWORDED:
            return t.plural("Row {rows} has a new wording: {after}. Before: {before}",
                            "Rows {rows} have a new wording: {after}. Before: {before}", len(change["rows"]),
                            **values)  # fmt: skip
        case PlanChange.GOALS:
            return t.plural("Row {rows} stood under {before}. From now on the activity stands under {after}.",
                            "Rows {rows} stood under {before}. From now on the activity stands under {after}.",
                            len(change["rows"]), **values)  # fmt: skip
    assert_never(what)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
