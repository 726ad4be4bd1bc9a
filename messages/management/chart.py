"""The picture in the thread of the digest: how each goal's activities are divided by colour. It says nothing that the
digest does not say in words, so nothing is lost when it cannot be made or sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from i18n import Translator
from messages.management.sections import goals_counted
from messages.parts import File
from models.answers.queries import current_answers
from models.options import Options
from models.people.directory_cache import load_directory
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.text import shorten
from models.vocabulary.answers import Status
from reports.content.words import NAMES
from reports.formats.bars import Bar, Kind, Pattern, stacked_bars

_MOST_BARS = 20
# Slack reads at most 1,000 characters of alternative text well; 2,000 are its limit for a picture.
_ALT = 1000
_LOOKS = {
    Status.GREEN: ("#2e9e5b", Pattern.PLAIN),
    Status.YELLOW: ("#ffd23f", Pattern.STRIPES),
    Status.RED: ("#c1121f", Pattern.CROSSES),
    Status.CANNOT_ASSESS: ("#c9ccd1", Pattern.DOTS),
}


def chart_file(session: Session, payload: Mapping[str, Any], options: Options) -> File | None:
    """The picture of the round `payload["round"]`, as of its closing; None without a plan."""
    t, round_ = options.translator(), session.get_one(Round, payload["round"])
    plan = plan_of_round(load_directory(session), round_)
    if plan is None:
        return None
    answers = current_answers(session, round_.id, plan.id, round_.closed_at or round_.deadline)
    counted = goals_counted(t, plan, answers)
    title = t("{round}: activities per goal", round=shorten(round_.name, 40))
    bars = [Bar(name, counts.numbers) for name, counts in counted[:_MOST_BARS]]
    listed = ". ".join(f"{name}: {counts.brief(t)}" for name, counts in counted)
    return File(
        name=t("per-goal.png"),
        content=stacked_bars(title, kinds_of(t), bars),
        title=title,
        words=t("The same numbers as in words under Per goal, as a picture."),
        alt=shorten(t("Stacked bars, one for each goal. {goals}.", goals=listed), _ALT),
    )


def kinds_of(t: Translator) -> list[Kind]:
    """Each with the first two letters of its name, which differ in both languages."""
    kinds = [(t(NAMES[status]), *looks) for status, looks in _LOOKS.items()]
    kinds.append((t("Not reported"), "#ffffff", Pattern.EMPTY))
    return [Kind(name[:2], name, colour, pattern) for name, colour, pattern in kinds]
