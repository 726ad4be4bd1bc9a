"""`plan …`: what a coordinator does with the plan."""

from collections.abc import Callable

from handlers.access import require_coordinator
from handlers.context import Context, Refusal
from handlers.plan.changing import add_form, change_form
from handlers.plan.checking import check_plan
from handlers.plan.copying import ask_to_copy
from handlers.plan.ending import ask_to_end, ask_to_merge
from handlers.plan.moving import ask_to_move
from handlers.plan.renaming import ask_to_rename
from handlers.plan.which import plan_for, split_year
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Reply, Text
from messages.values.plan import PlanValue
from models.plan.views import PlanView
from models.rules.text import plain


def plan(ctx: Context, words: str) -> Reply:
    """`plan [ÅR] VERB …`; without a verb, what the plan is and what can be done. For coordinators only."""
    require_coordinator(ctx)
    words = " ".join(words.split())
    verb, rest = _verb(words)
    if verb is ask_to_copy:
        return ask_to_copy(ctx, rest)
    year, words = split_year(words)
    of_year = plan_for(ctx, year)
    if not words:
        return _overview(ctx, of_year)
    verb, rest = _verb(words)
    action = _ACTIONS.get(verb) if verb else None
    if action is None:
        raise Refusal(ctx.t("After {word} write one of: {words}.", word=ctx.t.quote("plan"),
                            words=ctx.t.enumeration(_usages(ctx), "or")))  # fmt: skip
    return action(ctx, of_year, rest)


def _verb(words: str) -> tuple[object, str]:
    """The verb that the words begin with, and the rest; None when they begin with none."""
    parts = words.split(" ")
    for count in (2, 1):
        verb = _VERBS.get(plain(" ".join(parts[:count])))
        if verb is not None:
            return verb, " ".join(parts[count:])
    return None, words


def _usages(ctx: Context) -> list[str]:
    t = ctx.t
    return [
        t("add"), t("change ROW"), t("move ROW to UNIT"), t("merge ROW with ROW"), t("end ROW reason"),
        t("copy to YEAR"), t("check"), t("rename UNIT to NAME"),
    ]  # fmt: skip


def _overview(ctx: Context, of_year: PlanView) -> Message:
    t = ctx.t
    counts = t("{rows} rows under {goals} goals, {units} units.", rows=len(of_year.rows), goals=len(of_year.goals),
               units=len(of_year.units))  # fmt: skip
    lines: tuple[Text, ...] = tuple(f"/{ctx.options.commands['all']} plan {usage}" for usage in _usages(ctx))
    return Message((
        Heading(t("The plan of {year}", year=of_year.year)),
        Paragraph(counts),
        Paragraph(t("You can write:")),
        Bullets(lines),
        Buttons((
            Button(t("Add an activity"), "plan_add", str(PlanValue(of_year.year))),
            Button(t("Look the plan through"), "plan_check", str(PlanValue(of_year.year))),
        )),
    ))  # fmt: skip


def check_now(ctx: Context, value: str) -> Message:
    """The button. `value` is a `PlanValue`."""
    require_coordinator(ctx)
    return check_plan(ctx, plan_for(ctx, PlanValue.read(value).year), "")


_ACTIONS: dict[object, Callable[[Context, PlanView, str], Reply]] = {
    add_form: add_form, change_form: change_form, ask_to_move: ask_to_move, ask_to_merge: ask_to_merge,
    ask_to_end: ask_to_end, check_plan: check_plan, ask_to_rename: ask_to_rename,
}  # fmt: skip
_VERBS: dict[str, object] = {
    **dict.fromkeys(("lagg till", "ny", "add", "new"), add_form),
    **dict.fromkeys(("andra", "change", "reword"), change_form),
    **dict.fromkeys(("flytta", "move"), ask_to_move),
    **dict.fromkeys(("sla ihop", "sla samman", "merge"), ask_to_merge),
    **dict.fromkeys(("avsluta", "end", "cancel"), ask_to_end),
    **dict.fromkeys(("kopiera", "copy"), ask_to_copy),
    **dict.fromkeys(("dop om", "byt namn", "rename"), ask_to_rename),
    **dict.fromkeys(("kontroll", "kontrollera", "check"), check_plan),
}
