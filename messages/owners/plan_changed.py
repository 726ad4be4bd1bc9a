"""What became of the rows that somebody is asked about: the changes of the plan while a round is open, collected."""

from collections.abc import Sequence
from typing import Any, assert_never

from i18n import Translator
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Run, Small
from messages.setting import RoundContext
from messages.values import RoundValue
from models.outbox.tables import Delivery
from models.rules.text import shorten
from models.vocabulary import PlanChange, RoundState

_SHOWN = 200


def plan_changed(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """Every change in a line, and what is left to answer. None when the round is over by now."""
    if ctx.round.state is not RoundState.OPEN:
        return None
    t, progress = ctx.t, ctx.progress()
    changes = (delivery.payload or {})["changes"]
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


def change_text(t: Translator, change: dict[str, Any]) -> str:
    """One change as those who are asked are told."""
    what = PlanChange(change["what"])
    values = {name: value for name, value in change.items() if isinstance(value, (str, int))}
    values |= {name: _quoted(t, value) for name, value in values.items() if name in {"activity", "wording"}}
    rows = _numbers(t, change.get("rows", ()))
    match what:
        case PlanChange.ENDED if change.get("after") is not None:
            return t("Row {rows} has ended: {why} Row {after} takes its place.", **values, rows=rows,
                     why=_sentence(change["why"]))  # fmt: skip
        case PlanChange.ENDED:
            return t("Row {rows} has ended: {why} You are not asked about it any more.", rows=rows,
                     why=_sentence(change["why"]))  # fmt: skip
        case PlanChange.MERGED if change["ends"]:
            return t(
                "Row {rows} has been merged into row {after}, {wording}. Answer there.", **{**values, "rows": rows}
            )
        case PlanChange.MERGED:
            return t("Row {rows} is the same activity as row {after} now, {wording}.", **values, rows=rows)
        case PlanChange.GREW:
            return t("Row {before} has been merged with row {rows}. {after} answers for it.", **values, rows=rows)
        case PlanChange.REVIVED:
            return t("Row {rows} is in the plan again.", rows=rows)
        case PlanChange.MOVED:
            return t("Row {rows} has gone from {before} to {after}.", **values, rows=rows)
        case PlanChange.REWORDED:
            return t("Row {rows} has a new wording: {after} Before: {before}", rows=rows,
                     after=_quoted(t, change["after"]), before=_quoted(t, change["before"]))  # fmt: skip
        case PlanChange.GOALS:
            return t("Row {rows} stands under {after} now, not under {before}.", **values, rows=rows)
        case PlanChange.RENAMED:
            return t("{before} is called {after} from now on.", **values)
    assert_never(what)


def _numbers(t: Translator, rows: Sequence[int]) -> str:
    return t.enumeration(str(row) for row in rows)


def _quoted(t: Translator, text: object) -> str:
    return t.quote(shorten(str(text), _SHOWN))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
