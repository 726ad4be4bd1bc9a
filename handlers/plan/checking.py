"""`plan kontroll`: what may be wrong with the plan itself, about rows and never about persons."""

import re
from collections.abc import Sequence

from handlers.context import Context
from messages.parts import Bullets, Heading, Message, Paragraph, Small, Text
from messages.words import goal_name
from models.plan.views import PlanView, RowView
from models.planning.quality import ROUNDS_UNCHANGED, plan_quality

_LISTED = 30
_FEWEST, _MOST = 2, 20


def check_plan(ctx: Context, plan: PlanView, words: str) -> Message:
    """The findings, each with its rows. A number in the words is how many rounds running count as unchanged."""
    t = ctx.t
    number = re.search(r"\b(\d{1,2})\b", words)
    rounds = min(max(int(number[1]), _FEWEST), _MOST) if number else ROUNDS_UNCHANGED
    quality = plan_quality(ctx.session, ctx.directory, plan, rounds)
    pairs = [t("{row} and {other}", row=one.row, other=other.row) for one, other in quality.alike]
    findings: list[tuple[str, Sequence[str]]] = [
        (t("Nobody answers for"), _numbers(quality.without_owner)),
        (t("Without a day when it is to be done"), _numbers(quality.without_date)),
        (t("Wordings that are alike"), pairs),
        (t("Never answered"), _numbers(quality.never_answered)),
        (t("The same colour and comment {n} rounds running", n=rounds), _numbers(quality.unchanged)),
        (t("Goals without a row"), [goal_name(t, goal) for goal in quality.empty_goals]),
    ]
    lines: list[Text] = [_line(ctx, text, listed) for text, listed in findings if listed]
    title = Heading(t("The plan of {year}", year=plan.year))
    if not lines:
        return Message((title, Paragraph(t("Nothing to remark on."))))
    hint = t("Change a row with /{command} plan change 14", command=ctx.options.commands["all"])
    return Message((title, Bullets(tuple(lines)), Small(hint)))


def _numbers(rows: Sequence[RowView]) -> list[str]:
    return [str(row.row) for row in rows]


def _line(ctx: Context, text: str, listed: Sequence[str]) -> str:
    shown = list(listed[:_LISTED])
    if len(listed) > _LISTED:
        shown.append(ctx.t("{n} more", n=len(listed) - _LISTED))
    return f"{text} ({len(listed)}): {ctx.t.enumeration(shown)}"
