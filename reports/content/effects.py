"""The effect lens in the frozen record, in the report and in the digest: what is asked, and how it is worded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import Session

from i18n import N_, Translator
from models.plan.views import PlanView
from models.registers.indicators.effects import Effect, effects
from models.rules.text import shorten
from models.vocabulary.answers import Status

_MOST_ROWS = 12
_SEXES = {"T": "", "K": N_("women"), "M": N_("men")}


@dataclass(frozen=True)
class EffectQuestion:
    """An indicator that has gone the other way than is wanted beside green rows; `rows` is how many belong to it."""

    indicator: str
    unit: str
    area: str
    sex: str
    direction: str
    years: tuple[int, int]
    values: tuple[Decimal, Decimal]
    source: str
    rows: int
    green: tuple[int, ...]


def effect_questions(
    session: Session, plan: PlanView, statuses: Mapping[int, Status | None]
) -> tuple[EffectQuestion, ...]:  # fmt: skip
    """What there is to ask of a plan's rows, whose colours are by placement."""
    return tuple(map(_question, effects(session, plan, statuses)))


def _question(effect: Effect) -> EffectQuestion:
    content = effect.indicator.content
    return EffectQuestion(
        indicator=str(content["name"]),
        unit=str(content.get("unit_of_measure") or ""),
        area=effect.series.area,
        sex=effect.series.sex,
        direction=str(content["direction"]),
        years=(effect.before.year, effect.last.year),
        values=(effect.before.value or Decimal(), effect.last.value or Decimal()),
        source="" if effect.last.is_own_calculation else effect.last.source,
        rows=len(effect.rows),
        green=tuple(row.row for row in effect.green),
    )


def effect_data(question: EffectQuestion) -> dict[str, Any]:
    """As it stands in the frozen record and in the report's JSON."""
    (first, last), (before, now) = question.years, question.values
    return {
        "indicator": question.indicator, "unit": question.unit, "area": question.area, "sex": question.sex,
        "direction": question.direction, "source": question.source, "rows": question.rows,
        "green": list(question.green), "before": {"year": first, "value": f"{before:f}"},
        "last": {"year": last, "value": f"{now:f}"},
    }  # fmt: skip


def effect_of(data: Mapping[str, Any]) -> EffectQuestion:
    """What `effect_data` wrote. Raises KeyError, TypeError or ValueError for something else."""
    before, last = data["before"], data["last"]
    if data["direction"] not in {"up", "down"} or data["sex"] not in _SEXES:
        raise ValueError("the direction or the sex of an indicator is not known")
    return EffectQuestion(
        indicator=str(data["indicator"]),
        unit=str(data["unit"]),
        area=str(data["area"]),
        sex=data["sex"],
        direction=data["direction"],
        years=(int(before["year"]), int(last["year"])),
        values=(_decimal(before["value"]), _decimal(last["value"])),
        source=str(data["source"]),
        rows=int(data["rows"]),
        green=tuple(int(row) for row in data["green"]),
    )


def _decimal(text: Any) -> Decimal:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        raise ValueError(f"{text!r} should be a number") from None


def effect_words(t: Translator, question: EffectQuestion, longest: int = 300) -> str:
    """The question in words: what happened, what is green beside it, and what may explain it. No judgement."""
    (first, last), (before, now) = question.years, question.values
    name = shorten(question.indicator, longest)
    if sex := _SEXES[question.sex]:
        name = f"{name} ({t(sex)})"
    unit = f" {question.unit}" if question.unit else ""
    went = t("{indicator}, {area}: from {before} in {first} to {last} in {year} (source: {source}).", indicator=name,
             area=question.area, before=t.number(before), first=first, last=f"{t.number(now)}{unit}", year=last,
             source=question.source or t("own calculation"))  # fmt: skip
    wanted = t("The wanted direction is up.") if question.direction == "up" else t("The wanted direction is down.")
    numbers = [str(row) for row in question.green[:_MOST_ROWS]]
    if len(question.green) > _MOST_ROWS:
        numbers.append(t("{n} more", n=len(question.green) - _MOST_ROWS))
    beside = t.plural("{n} of {all} activities that belong here is green (row {rows}).",
                      "{n} of {all} activities that belong here are green (rows {rows}).", len(question.green),
                      all=question.rows, rows=t.enumeration(numbers))  # fmt: skip
    question_ = t("What may explain the difference?")
    return f"{went} {wanted} {beside} {question_}"
