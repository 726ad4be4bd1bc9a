"""The coordinator's desk: the rounds, and what is left to do in each, in order, with a button to each step. `omgång`
and the home page show the same."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.locking import Lacks, what_lacks
from i18n import Translator
from messages.parts import Bullets, Button, Buttons, Heading, Paragraph, Part, Run, Text
from messages.values import ChangeValue, RoundValue
from messages.words import STATE_NAMES, row_numbers
from models.rounds.tables import Round
from models.vocabulary import RoundState

_MOST_ROUNDS, _MOST_GOING = 10, 3
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
        parts += [Paragraph((Run(round_.name, bold=True),)), *next_steps(session, t, round_)]
    return [*parts, new]


def _line(t: Translator, round_: Round) -> Text:
    state = t(STATE_NAMES[round_.state])
    if round_.closed_at:
        return t("{name}: {state}, closed {time}", name=round_.name, state=state, time=t.instant(round_.closed_at))
    return t("{name}: {state}, deadline {deadline}", name=round_.name, state=state,
             deadline=t.instant(round_.deadline))  # fmt: skip


def next_steps(session: Session, t: Translator, round_: Round) -> list[Part]:
    """What is left to do, in order, with a button to each."""
    steps, buttons = list[Text](), list[Button]()

    def change(verb: str, label: str) -> Button:
        return Button(label, "round_ask", str(ChangeValue(verb, round_.id)))

    if round_.state is RoundState.PLANNED:
        steps.append(t("It opens by itself {time}.", time=t.instant(round_.opens_at)))
        buttons.append(change("open", t("Open now …")))
    if round_.state is RoundState.OPEN:
        steps.append(t("It closes by itself {time}.", time=t.instant(round_.deadline)))
        buttons += [Button(t("Remind …"), "remind_ask", ""), change("close", t("Close now …"))]
    if round_.state in {RoundState.OPEN, RoundState.CLOSED}:
        lacks = what_lacks(session, round_)
        steps += lacking_lines(t, lacks)
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
    return [Bullets(tuple(steps)), Buttons(tuple(buttons))]


def lacking_lines(t: Translator, lacks: Lacks) -> list[Text]:
    """What a round lacks, a line for each kind."""
    lines: list[Text] = []
    if lacks.missing:
        lines.append(t("Without an answer: {rows}", rows=row_numbers(t, lacks.missing)))
    if lacks.returned:
        lines.append(t("Sent back with a question: {rows}", rows=row_numbers(t, lacks.returned)))
    if lacks.unreviewed:
        lines.append(t("Not reviewed: {rows}", rows=row_numbers(t, lacks.unreviewed)))
    return lines
