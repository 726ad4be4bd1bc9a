"""The reminder ladder of a round: what is due on it, to whom a step goes, and what it says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from handlers.context import Options
from i18n import N_, Translator
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Small, Text
from messages.words import row_name
from models.answers.queries import current_answers
from models.outbox.tables import Delivery
from models.people.directory import Directory, PersonView, PlanView, RowView
from models.rounds.progress import asked_rows, progress
from models.rounds.tables import Round
from models.rules.courtesy import is_rehearsal
from models.rules.ladder import Rung, Step, announced_by, due_rung, rungs
from models.vocabulary import Role, RoundState

# A step that was missed for longer than this, because nothing ran, would come as a surprise.
STALE = timedelta(days=14)
_AHEAD = {
    Step.DEPUTY: N_("your deputy is asked on {day}"),
    Step.MANAGER: N_("your manager is told on {day}"),
    Step.COORDINATOR: N_("the coordinator is told on {day}"),
}


def is_short(found: Round) -> bool:
    """Whether the round was made as a rehearsal, whose messages nothing holds back (contract, *Time*)."""
    return is_rehearsal(max(found.opens_at, found.created_at), found.planned_deadline)


def ladder_of(found: Round, options: Options) -> tuple[Rung, ...]:
    """Every rung. A round without reminders has no ladder, and a rehearsal none after its deadline."""
    later = options.later if found.reminders and not is_short(found) else ()
    return rungs(found.opened_at or found.opens_at, found.deadline, found.reminders, later, options.zone)


def due_step(found: Round, now: datetime, options: Options) -> Rung | None:
    """The rung to deal with now, of a round that is open or closed."""
    rung = due_rung(ladder_of(found, options), found.deadline, found.reminded_through, now)
    if rung is None or now - rung.at > STALE:
        return None
    is_before = rung.step in {Step.BEFORE, Step.ON}
    return rung if is_before is (found.state is RoundState.OPEN) else None


def receivers(
    directory: Directory, step: Step, person: PersonView, now: datetime, options: Options
) -> list[PersonView]:
    """To whom a step about this person's missing answers goes; nobody when there is no such person, or they are away
    and only asked to help."""
    match step:
        case Step.DEPUTY:
            own = [each] if (each := directory.own_deputy(person)) else []
            there = [d for d in own if not is_away(directory, d, now, options)]
            found = there or [d for d in directory.unit_deputies(person) if not is_away(directory, d, now, options)]
        case Step.MANAGER:
            named = directory.by_email.get(person.manager_email or "")
            leads = [p for p in directory.people if Role.MANAGER in p.roles and p.units & person.units]
            found = [named] if named else leads
        case Step.COORDINATOR:
            found = list(directory.coordinators())
        case _:
            return [person]
    return [each for each in found if each.id != person.id]


def is_away(directory: Directory, person: PersonView, now: datetime, options: Options) -> bool:
    """Whether the person is on leave today, by their own calendar."""
    today = now.astimezone(options.zone_of(person)).date()
    return any(leave.covers(today) for leave in directory.leave.get(person.id, ()))


def people_left(
    session: Session, directory: Directory, found: Round, plan: PlanView
) -> dict[PersonView, tuple[RowView, ...]]:
    """Everybody who is asked in the round and has something left, with the rows."""
    answers = current_answers(session, found.id, plan.id)
    open_rows = frozenset(asked_rows(session, found, plan.rows, answers))
    left: dict[PersonView, tuple[RowView, ...]] = {}
    for person in directory.people:
        rows = tuple(row for row in directory.asked_rows(person, plan, found.id) if row in open_rows)
        if missing := progress(rows, answers).left:
            left[person] = missing
    return left


def concerned(
    session: Session, directory: Directory, found: Round, plan: PlanView, delivery: Delivery, options: Options
) -> dict[PersonView, tuple[RowView, ...]]:
    """Whom an escalation to its receiver is about, and their rows without an answer."""
    step, at = step_of(delivery)
    about: dict[PersonView, tuple[RowView, ...]] = {}
    for person, rows in people_left(session, directory, found, plan).items():
        to = next((to for to in receivers(directory, step, person, at, options) if to.id == delivery.person_id), None)
        of_unit = to is not None and step is Step.DEPUTY and person.deputy_email != to.email
        # The deputy of one of the person's units has nothing to do with the others.
        theirs = tuple(row for row in rows if to and (not of_unit or directory.answers_for(to, row)))
        if theirs:
            about[person] = theirs
    return about


def step_of(delivery: Delivery) -> tuple[Step, datetime]:
    """Which rung a reminder or an escalation is about."""
    payload = delivery.payload or {}
    at = payload.get("at")
    return Step(payload.get("step", Step.BEFORE)), datetime.fromisoformat(at) if at else delivery.created_at


def announcement(
    t: Translator, directory: Directory, found: Round, person: PersonView, delivery: Delivery, options: Options
) -> list[Part]:
    """Who hears of a missing answer next, and on which day: nobody hears of it before the owner was told so."""
    step, at = step_of(delivery)
    ahead = [
        t(_AHEAD[rung.step], day=t.day(rung.at))
        for rung in announced_by(ladder_of(found, options), Rung(step, at))
        if receivers(directory, rung.step, person, at, options)
    ]
    return [Small(t("If answers are still missing: {steps}.", steps=t.enumeration(ahead)))] if ahead else []


def escalation(
    t: Translator, found: Round, delivery: Delivery, about: dict[PersonView, tuple[RowView, ...]]
) -> Message | None:
    """The message of a step to deputy, manager or coordinator. Only coordinators read the names of those who have not
    answered (contract)."""
    if not about or found.state not in {RoundState.OPEN, RoundState.CLOSED}:
        return None
    step, _ = step_of(delivery)
    heads = {
        Step.DEPUTY: t("{round} closed {time}, and answers are missing on rows for which you are deputy. You can "
                       "answer instead; the answers are marked as late.", round=found.name,
                       time=t.instant(found.deadline)),
        Step.MANAGER: t("{round} closed {time}, and answers are missing on rows of your unit.", round=found.name,
                        time=t.instant(found.deadline)),
        Step.COORDINATOR: t("{round} closed {time}, and answers are missing although reminders, deputies and managers "
                            "have been tried:", round=found.name, time=t.instant(found.deadline)),
    }  # fmt: skip
    parts: list[Part] = [Paragraph(heads[step]), Bullets(_lines(t, step, about))]
    if step is Step.DEPUTY:
        parts.append(Buttons((Button(t("Report"), "report", str(found.id), primary=True),)))
    if step is Step.COORDINATOR:
        parts.append(Small(t("Only coordinators get this list.")))
    return Message(tuple(parts))


def _lines(t: Translator, step: Step, about: dict[PersonView, tuple[RowView, ...]]) -> tuple[Text, ...]:
    if step is Step.COORDINATOR:
        return tuple(
            t.plural("{name}: row {rows}", "{name}: rows {rows}", len(rows), name=person.name, rows=_numbers(t, rows))
            for person, rows in about.items()
        )
    rows = {row.row: row for each in about.values() for row in each}
    return tuple(row_name(t, rows[number]) for number in sorted(rows))


def _numbers(t: Translator, rows: Sequence[RowView]) -> str:
    return t.enumeration(str(row.row) for row in rows)
