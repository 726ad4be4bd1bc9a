"""How indicators have developed, for women and men by themselves, with source and day of retrieval; and which have a
target."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from handlers.access import plan_of, require_member
from handlers.context import Context
from handlers.registers.shown import line_button
from i18n import N_
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Run, Small, Text, in_lines
from models.answers.queries import current_answers
from models.registers.indicators.series import Point, Series, indicators_named, series_of
from models.registers.kinds.indicators import REGISTER as INDICATORS
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine, RegisterLink
from models.rounds.queries import current_round
from models.rules.text import shorten
from models.rules.words.indicators import (
    asks_for_development,
    asks_for_target,
    asks_which_way,
    sexes_asked,
    words_about,
)
from reports.content.effects import effect_questions, effect_words

_YEARS = 10  # how many of the newest are told
_OFFERED = 10
SEX_NAMES = {"T": N_("In total"), "K": N_("Women"), "M": N_("Men")}
_DIRECTIONS = {"up": N_("Wanted direction: up."), "down": N_("Wanted direction: down.")}


def indicators_asked(ctx: Context, sentence: str, *, is_about_them: bool) -> Message | None:
    """The answer to a folded sentence about indicators; None when it asks neither for a development nor for a target,
    or there is no indicator. One that is not about them by its own words (`is_about_them`) must name one."""
    if not (is_about_them or asks_for_development(sentence)):
        return None
    known = lines_of(ctx.session, INDICATORS.name, with_ended=False)
    if not known:
        return None
    if is_about_them and asks_which_way(sentence) and not _named_in(ctx, sentence, known):
        return _effects(ctx)
    named = _named_in(ctx, sentence, known)
    if not named and not is_about_them:
        return None
    require_member(ctx)
    if asks_for_target(sentence):
        return _targets(ctx, named or known)
    t, sexes = ctx.t, sexes_asked(sentence)
    if not named and not words_about(sentence):
        if not sexes and not asks_for_development(sentence):
            return _which(known, t("These indicators are followed:"))
        named = _divided(ctx, known) if sexes else list(known)
    if len(named) == 1:
        [line] = named
        return Message((Heading(shorten(str(line.content["name"]), 150)), *development(ctx, line, sexes)))
    return _which(named or known, t("Which indicator do you mean?") if named else
                  t("No indicator has that name. These are followed:"))  # fmt: skip


def _named_in(ctx: Context, sentence: str, known: Sequence[RegisterLine]) -> list[RegisterLine]:
    return indicators_named(ctx.session, _key_in(sentence, known), words_about(sentence))


def _effects(ctx: Context) -> Message:
    """The indicators that have gone the other way than is wanted beside green activities, as questions."""
    require_member(ctx)
    t, round_ = ctx.t, current_round(ctx.session)
    plan = plan_of(ctx, round_)
    answers = current_answers(ctx.session, round_.id, plan.id) if round_ else {}
    statuses = {placement: answer.status for placement, answer in answers.items()}
    items = tuple(effect_words(t, each) for each in effect_questions(ctx.session, plan, statuses)[:_OFFERED])
    none = t("No indicator with a wanted direction has gone the other way beside green activities.")
    return Message((Heading(t("Questions about effects")), Bullets(items) if items else Paragraph(none)))


def _key_in(sentence: str, known: Sequence[RegisterLine]) -> str:
    words = set(sentence.split())
    return next((line.key for line in known if line.folded_key in words), "")


def _divided(ctx: Context, known: Sequence[RegisterLine]) -> list[RegisterLine]:
    """Those that have values for women or men; all when none has."""
    series = series_of(ctx.session, known)
    divided = [line for line in known if any(each.sex != "T" for each in series.get(line.id, ()))]
    return divided or list(known)


def _which(lines: Sequence[RegisterLine], text: str) -> Message:
    names: tuple[Text, ...] = tuple((Run(each.key, bold=True), f" {each.content['name']}") for each in lines[:_OFFERED])
    buttons = [line_button(shorten(str(each.content["name"]), 75), "register_show", each) for each in lines[:_OFFERED]]
    return Message((Paragraph(text), Bullets(names), *in_lines(buttons)))


def development(ctx: Context, line: RegisterLine, sexes: Sequence[str] = ()) -> list[Part]:
    """An indicator's values by year, for each area and sex; only these sexes if any are given, and what is there when
    the source has not divided it."""
    t, series = ctx.t, series_of(ctx.session, [line]).get(line.id, ())
    if not series:
        none = t("There are no values yet. The coordinator imports a file, or has them fetched from Kolada.")
        return [Paragraph(none), *_wanted(ctx, line)]
    chosen = [each for each in series if each.sex in sexes] if sexes else list(series)
    parts: list[Part] = []
    if not chosen:
        parts.append(Paragraph(t("The source has not divided the values by women and men. These are for all:")))
        chosen = list(series)
    unit = line.content.get("unit_of_measure")
    for area in dict.fromkeys(each.area for each in chosen):
        parts.append(Paragraph((Run(f"{area}, {unit}" if unit else area, bold=True),)))
        parts.append(Bullets(tuple(_series_words(ctx, each) for each in chosen if each.area == area)))
    return [*parts, *_wanted(ctx, line), *_fine_print(ctx, chosen)]


def _series_words(ctx: Context, series: Series) -> Text:
    """`Kvinnor: 2020 76,1 · 2021 saknas · 2022 77,3. Sedan 2020: +1,2.`."""
    t = ctx.t
    years = " · ".join(f"{point.year} {_value(ctx, point)}" for point in series.points[-_YEARS:])
    words = f": {years}."
    if len(known := series.known) > 1:
        first, last = (
            [point for point in series.points[-_YEARS:] if point.value is not None][:1] or known[:1],
            known[-1],
        )
        words += " " + _since(ctx, first[0], last) if first[0] is not last else ""
    return (Run(t(SEX_NAMES[series.sex]), bold=True), words)


def _since(ctx: Context, first: Point, last: Point) -> str:
    return ctx.t("Since {year}: {change}.", year=first.year, change=change(ctx.t.number, first, last))


def change(number: Callable[[Decimal], str], first: Point, last: Point) -> str:
    """`+1,2`, `−0,4` or `±0`."""
    step = (last.value or Decimal()) - (first.value or Decimal())
    return f"{'+' if step > 0 else '−' if step < 0 else '±'}{number(abs(step))}"


def _value(ctx: Context, point: Point) -> str:
    if point.value is None:
        return ctx.t("missing")
    return ctx.t.number(point.value)


def _wanted(ctx: Context, line: RegisterLine) -> list[Part]:
    """The wanted direction, and the target where a steering document sets one."""
    t, words = ctx.t, list[str]()
    if direction := line.content.get("direction"):
        words.append(t(_DIRECTIONS[direction]))
    words.append(_target(ctx, line))
    return [Small(" ".join(words))]


def _target(ctx: Context, line: RegisterLine) -> str:
    t, content = ctx.t, line.content
    if content.get("target") is None:
        return t("It has no target: the strategy’s own indicators are followed over time.")
    target, document = t.number(Decimal(str(content["target"]))), content["target_document"]
    if year := content.get("target_year"):
        return t("Target {target} in {year}, set by {document}.", target=target, year=year, document=document)
    return t("Target {target}, set by {document}.", target=target, document=document)


def _fine_print(ctx: Context, chosen: Sequence[Series]) -> list[Part]:
    """Where the values come from and when they were retrieved, what has been revised, and what is missing."""
    t, points = ctx.t, [point for series in chosen for point in series.points[-_YEARS:]]
    origins = dict.fromkeys(t("own calculation") if point.is_own_calculation else point.source for point in points)
    first, last = min(point.retrieved for point in points), max(point.retrieved for point in points)
    retrieved = t.day(last) if first == last else t("{first} to {last}", first=t.day(first), last=t.day(last))
    told = [t("Source: {sources}. Retrieved {day}.", sources=t.enumeration(origins), day=retrieved)]
    if any(len(series.known) > 1 for series in chosen):
        told.append(t("The changes are calculated here, not by the source."))
    told += _revised(ctx, chosen)
    if reasons := dict.fromkeys(point.missing for point in points if point.value is None and point.missing):
        told.append(t("Why values are missing, as the source says: {reasons}.", reasons=t.enumeration(reasons)))
    return [Small(" ".join(told))]


def _revised(ctx: Context, chosen: Sequence[Series]) -> list[str]:
    t = ctx.t
    revised = [
        t("{who} {year}, retrieved {day}: {value}", who=t(SEX_NAMES[series.sex]), year=point.year,
          day=t.day(earlier.retrieved), value=_value(ctx, earlier))
        for series in chosen for point in series.points[-_YEARS:] for earlier in point.earlier
        if earlier.value != point.value
    ]  # fmt: skip
    return [t("Revised since: {values}.", values="; ".join(revised[:6]))] if revised else []


def _targets(ctx: Context, lines: Sequence[RegisterLine]) -> Message:
    t = ctx.t
    has = [line for line in lines if line.content.get("target") is not None]
    text = t("The strategy’s own indicators have no targets: they are followed over time, without a traffic light. "
             "Targets stand in the steering documents below the strategy.")  # fmt: skip
    items: tuple[Text, ...] = tuple(
        (Run(str(line.content["name"]), bold=True), f": {_target(ctx, line)}") for line in (has or lines)[:_OFFERED]
    )
    return Message((Heading(t("Targets of indicators")), Paragraph(text), Bullets(items)))


def indicators_of(ctx: Context, goal: RegisterLine) -> list[Part]:
    """The indicators that are linked to a goal, each with its last step; nothing without any."""
    linked = {link.line_id for link in ctx.session.query(RegisterLink).filter_by(to_line_id=goal.id)}
    lines = [line for line in lines_of(ctx.session, INDICATORS.name, with_ended=False) if line.id in linked]
    if not lines:
        return []
    series = series_of(ctx.session, lines)
    items: tuple[Text, ...] = tuple(
        (Run(f"{line.content['name']}: ", bold=True), _last_steps(ctx, series.get(line.id, ()))) for line in lines
    )
    return [Paragraph((Run(ctx.t(INDICATORS.title), bold=True),)), Bullets(items)]


def _last_steps(ctx: Context, series: Sequence[Series]) -> str:
    """`Totalt 78,3 (2022), sedan 2021: +0,2; Kvinnor …`."""
    t = ctx.t
    steps = []
    for each in series:
        if each.last_step is None:
            continue
        before, last = each.last_step
        steps.append(f"{t(SEX_NAMES[each.sex])} {_value(ctx, last)} ({last.year}). {_since(ctx, before, last)}")
    return " ".join(steps) or t("no values yet")
