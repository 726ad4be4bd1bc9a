"""The messages to deputy, manager and coordinators when answers are missing after a deadline, and the announcement of
them to the owner."""

from datetime import datetime

from i18n import N_, Translator
from messages.owners.managed import managed_parts
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Small, Text
from messages.round_context import RoundContext
from messages.values.rows import RoundValue
from messages.words import row_name, row_numbers
from models.answers.missing import Missing, rows_of
from models.options import Options
from models.outbox.queue import sent_prompts
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.views import PersonView
from models.rounds.ladder import ladder_of, receivers, step_of
from models.rounds.tables import Round
from models.rules.ladder import Rung, Step, announced_by
from models.vocabulary.rounds import RoundState

_ANNOUNCED = {
    Step.DEPUTY: N_("your deputy is asked on {day}"),
    Step.MANAGER: N_("your manager is told on {day}"),
    Step.COORDINATOR: N_("the coordinator is told on {day}"),
}


def announcement(
    t: Translator, directory: Directory, round_: Round, person: PersonView, delivery: Delivery, options: Options
) -> list[Part]:
    """Who is notified next about missing answers, and on which day. The owner reads it before anybody is notified."""
    step, at = step_of(delivery)
    announced = [
        t(_ANNOUNCED[rung.step], day=t.day(rung.at))
        for rung in announced_by(ladder_of(round_, options), Rung(step, at))
        if receivers(directory, rung.step, person, at, options)
    ]
    return [Small(t("If answers are still missing: {steps}.", steps=t.enumeration(announced)))] if announced else []


def escalation(ctx: RoundContext, delivery: Delivery, about: Missing) -> Message | None:
    """The message of a ladder step to a deputy, manager or coordinator; None when nothing is missing any more. Only
    coordinators read the names of those who have not answered (contract)."""
    t, round_ = ctx.t, ctx.round
    if not about or round_.state not in {RoundState.OPEN, RoundState.CLOSED}:
        return None
    step, _ = step_of(delivery)
    head = Paragraph(_head(t, step, round_.name, round_.ended_at))
    if step is Step.MANAGER:
        reached = {prompt.person_id for prompt in sent_prompts(ctx.session, round_.id)}
        return Message((head, *managed_parts(t, ctx.directory, round_, rows_of(about), reached)))
    parts: list[Part] = [head, Bullets(_lines(t, step, about))]
    if step is Step.DEPUTY:
        parts.append(Buttons((Button(t("Report"), "report", str(RoundValue(round_.id)), primary=True),)))
    if step is Step.COORDINATOR:
        parts.append(Small(t("Only coordinators get this list.")))
    return Message(tuple(parts))


def _head(t: Translator, step: Step, name: str, closed_at: datetime) -> str:
    time = t.instant(closed_at)
    if step is Step.DEPUTY:
        return t("{round} closed {time}, and answers are missing on rows for which you are deputy. You can "
                 "answer instead; the answers are marked as late.", round=name, time=time)  # fmt: skip
    if step is Step.MANAGER:
        return t("{round} closed {time}, and answers are missing on rows of your unit.", round=name, time=time)
    return t("{round} closed {time}, and answers are missing although reminders, deputies and managers "
             "have been tried:", round=name, time=time)  # fmt: skip


def _lines(t: Translator, step: Step, about: Missing) -> tuple[Text, ...]:
    if step is Step.COORDINATOR:
        return tuple(
            t.plural(
                "{name}: row {rows}", "{name}: rows {rows}", len(rows), name=person.name, rows=row_numbers(t, rows)
            )
            for person, rows in about.items()
        )
    return tuple(row_name(t, row) for row in rows_of(about))
