"""The coordinator's desk: the rounds, and what is left to do in each, in order, with a button to each step. `omgång`
and the home page show the same."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.coordinators.retrying import is_worth_retrying
from actions.rounds.locking import Lacks, what_lacks
from i18n import Translator
from messages.parts import Bullets, Button, Buttons, Heading, Paragraph, Part, Run, Text, in_lines
from messages.values.rounds import ChangeValue
from messages.values.rows import RoundValue
from messages.words import STATE_NAMES, row_numbers
from models.outbox.failures import failed_in_round
from models.rounds.tables import Round
from models.rules.text import shorten
from models.vocabulary.rounds import RoundState

_MOST_ROUNDS, _MOST_GOING, _MOST_NUMBERS = 10, 3, 10
# Characters. The whole desk must fit the home page together with the rest of it.
_LONGEST_NAME = 60
_GOING = (RoundState.OPEN, RoundState.CLOSED, RoundState.LOCKED, RoundState.PLANNED)


def desk_parts(session: Session, t: Translator) -> list[Part]:
    """The latest rounds; those that are not published with what comes next."""
    latest = list(session.scalars(select(Round).order_by(Round.deadline.desc()).limit(_MOST_ROUNDS)))
    new = Buttons((Button(t("New round …"), "round_new", ""),))
    if not latest:
        return [Paragraph(t("There are no rounds yet.")), new]
    parts: list[Part] = [Heading(t("Rounds")), Bullets(tuple(_line(t, round_) for round_ in latest))]
    going = sorted((each for each in latest if each.state in _GOING), key=lambda each: _GOING.index(each.state))
    for round_ in going[:_MOST_GOING]:
        parts += [Paragraph((Run(shorten(round_.name, _LONGEST_NAME), bold=True),)), *next_steps(session, t, round_)]
    return [*parts, new]


def _line(t: Translator, round_: Round) -> Text:
    name, state = shorten(round_.name, _LONGEST_NAME), t(STATE_NAMES[round_.state])
    if round_.closed_at and round_.state is RoundState.CLOSED:
        return t("{name}: closed {time}", name=name, time=t.instant(round_.closed_at))
    if round_.closed_at:
        return t("{name}: {state}, closed {time}", name=name, state=state, time=t.instant(round_.closed_at))
    return t("{name}: {state}, deadline {deadline}", name=name, state=state,
             deadline=t.instant(round_.deadline))  # fmt: skip


def next_steps(session: Session, t: Translator, round_: Round, *, is_shown: bool = False) -> list[Part]:
    """What is left to do, in order, with a button to each. `is_shown`: under the round itself, which says who has not
    answered and what could not be sent."""
    steps, buttons = list[Text](), list[Button]()

    def change(verb: str, label: str) -> Button:
        return Button(label, "round_ask", str(ChangeValue(verb, round_.id)))

    if round_.state is RoundState.PLANNED:
        steps.append(t("It opens by itself {time}.", time=t.instant(round_.opens_at)))
        buttons.append(change("open", t("Open now …")))
    if round_.state is RoundState.OPEN:
        steps.append(t("It closes by itself {time}.", time=t.instant(round_.deadline)))
        buttons += [Button(t("Remind …"), "remind_ask", round_.name), change("close", t("Close now …"))]
    if round_.state in {RoundState.OPEN, RoundState.CLOSED}:
        lacks = what_lacks(session, round_)
        failed = sum(is_worth_retrying(round_, each) for each in failed_in_round(session, round_.id))
        if failed and not is_shown:
            steps.append(t.plural("{n} message could not be sent.", "{n} messages could not be sent.", failed))
            buttons.append(change("retry", t("Try again …")))
        if lacks.missing and not is_shown:
            buttons.append(change("show", t("Who has not answered")))
        steps += lacking_lines(t, lacks) if is_shown else lacking_lines(t, lacks, _MOST_NUMBERS)
        if lacks.unreviewed:
            buttons.append(Button(t("Review"), "ask", "granska"))
    if round_.state is RoundState.CLOSED:
        ready = t("Everything is reviewed. The round can be locked.")
        steps += [] if steps else [ready]
        buttons += [
            Button(t("Lock …"), "round_lock_ask", str(RoundValue(round_.id))),
            change("reopen", t("Open again …")),
        ]
    if round_.state is RoundState.LOCKED:
        steps.append(t("It is locked, and can be published."))
        buttons.append(change("publish", t("Publish …")))
    return [Bullets(tuple(steps)), *in_lines(buttons)]


def lacking_lines(t: Translator, lacks: Lacks, most: int = 30) -> list[Text]:
    """What a round lacks, a line for each kind, with at most so many row numbers."""
    lines: list[Text] = []
    if lacks.missing:
        lines.append(t("Without an answer: {rows}", rows=row_numbers(t, lacks.missing, most)))
    if lacks.returned:
        lines.append(t("Sent back with a question: {rows}", rows=row_numbers(t, lacks.returned, most)))
    if lacks.unreviewed:
        lines.append(t("Not reviewed: {rows}", rows=row_numbers(t, lacks.unreviewed, most)))
    return lines
