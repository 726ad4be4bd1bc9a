"""The yearly question whether the need behind activities and goals is still there, with what was said last."""

from collections.abc import Sequence
from datetime import date

from i18n import Translator
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Quote, Run, Small, Text, runs_of
from messages.round_context import RoundContext
from messages.values.registers import NeedValue
from messages.words import goal_name, row_name
from models.outbox.tables import Delivery
from models.registers.kinds.needs import YES
from models.registers.needs import NeedTarget, SaidNeeds, answered_on, said_needs, targets_of_plan
from models.registers.tables import RegisterLine
from models.rules.answers.personal_data import masked
from models.rules.text import shorten

_MOST, _SHOWN = 15, 300
_MOST_QUESTIONS = 6


def need_question(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """None when all of it has been answered meanwhile, or is not in the plan any more."""
    about = {(str(kind), int(id_)) for kind, id_ in (delivery.payload or {})["about"]}
    today, said = delivery.due_at.astimezone(ctx.options.zone).date(), said_needs(ctx.session)
    targets = targets_of_plan(ctx.plan, ctx.plan.rows, with_goals=True)
    left = [each for each in targets if each.mark in about and not said.this_year(each, today)]
    if not left:
        return None
    t = ctx.t
    if len(left) == 1:
        return need_card(t, said, left[0])
    items: list[Text] = [target_words(t, each) for each in left[:_MOST]]
    if len(left) > _MOST:
        items.append(t.plural("and {n} more", "and {n} more", len(left) - _MOST))
    return Message((
        Heading(t("Is the need still there?")),
        Paragraph(t("Once a year you are asked whether the need behind what you answer for is still there. It is about "
                    "these {n}:", n=t.number(len(left)))),
        Bullets(tuple(items)),
        Buttons((Button(t("Answer"), "need_next", str(NeedValue()), primary=True),)),
        Small(t("You can also write it in a line: {line}", line=t.quote(t("needs 14 yes")))),
    ))  # fmt: skip


def need_card(t: Translator, said: SaidNeeds, target: NeedTarget, left: int = 1) -> Message:
    """One activity or goal with what was said last, and the three answers. `left` counts this one, too."""
    value = str(NeedValue(*target.mark))
    parts: list[Part] = [Heading(t("Is the need still there?")), Paragraph(target_words(t, target))]
    parts += last_parts(t, said.of(target))
    parts += _questions_of_tags(t, said, target)
    buttons = Buttons((
        Button(t("Yes"), "need_yes", value, primary=True),
        Button(t("No, explain …"), "need_no", value),
        Button(t("Not now"), "need_later", value),
    ))  # fmt: skip
    more = [Small(t.plural("{n} more after this.", "{n} more after this.", left - 1))] if left > 1 else []
    return Message((*parts, buttons, *more))


def _questions_of_tags(t: Translator, said: SaidNeeds, target: NeedTarget) -> list[Part]:
    """What the activity's tags ask, so that it is asked once a year and in the same breath."""
    questions = said.asked_by_tags(target)
    if not questions:
        return []
    line = t("needs {row} yes The county is better prepared", row=target.rows[0].row)
    shown: tuple[Text, ...] = tuple(shorten(masked(each), _SHOWN) for each in questions[:_MOST_QUESTIONS])
    return [
        Paragraph(t("Its tags ask this, too:")), Bullets(shown),
        Small(t("Write what you want to say of them after the answer: {line}", line=t.quote(line))),
    ]  # fmt: skip


def last_parts(t: Translator, line: RegisterLine | None) -> list[Part]:
    """What was said last, with why."""
    if line is None:
        return [Small(t("It has not been asked before."))]
    day = t.day(date.fromisoformat(answered_on(line)))
    answer = t("yes") if line.content.get("answer") == YES else t("no")
    words = t("Last time ({day}) {unit} said: {answer}.", day=day, unit=line.content.get("answered_by") or "–",
              answer=answer)  # fmt: skip
    why = line.content.get("why")
    return [Small(words), *([Quote(shorten(masked(str(why)), _SHOWN))] if why else [])]


def target_words(t: Translator, target: NeedTarget) -> Text:
    """`Rad 7 och 33. Fortsatt samverka …`, `Målområde Ett tillgängligt Västmanland`."""
    if target.goal:
        return goal_name(t, target.goal)
    first = target.rows[0]
    others: Sequence[str] = [str(row.row) for row in target.rows[1:]]
    name = runs_of(row_name(t, first))
    return (*name, Run(" " + t("(also row {rows})", rows=t.enumeration(others)))) if others else name
