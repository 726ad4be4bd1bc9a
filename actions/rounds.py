"""What is done to a round, whether the clock, a coordinator or an operator does it. Never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.stand_ins import stand_in
from handlers.context import Options
from i18n import N_
from messages.ladder import is_away, is_short, people_left, receivers
from messages.parts import Bullets, Message, say
from messages.prompt import given_buttons, pages_of_prompt, why
from messages.stored import to_data
from models.answers.queries import current_answers, plan_for, round_named
from models.operations.audit import record
from models.outbox.homes import redraw_all_homes, redraw_homes
from models.outbox.queue import Prompt, prompts_of, queue, queue_all, request_prompt_updates, revive_cancelled, row_of
from models.outbox.tables import Delivery
from models.people.directory import Directory, PersonView, PlanView, load_directory
from models.people.handover import Handover
from models.rounds.progress import asked_rows
from models.rounds.tables import Round
from models.rules.deadlines import moved_deadline, parse_duration
from models.rules.ladder import Rung
from models.rules.text import clean, fold
from models.vocabulary import DeliveryKind, DeliveryState, RoundState

# Contract, *Time*: an opening or closing within ten seconds of its time is on time.
ON_TIME = timedelta(seconds=10)


class States(tuple[RoundState, ...]):
    """Any of these."""

    def __str__(self) -> str:
        return " or ".join(self)


class RoundFault(ValueError):
    """A round that cannot be created or moved on. `text` and `values` say why for a translator; `str` is English."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format_map(values))
        self.text, self.values = text, values


@dataclass(frozen=True)
class NewRound:
    """What a round is made from; instants are aware."""

    name: str
    period_from: date
    period_to: date
    opens_at: datetime
    deadline: datetime
    reminders: Sequence[str] = ()


def create_round(session: Session, new: NewRound, now: datetime, person_id: int | None = None) -> Round:
    """Adds a planned round. Raises RoundFault for a name that is taken, times that do not follow each other, a deadline
    that has passed, or a reminder that is no duration."""
    name = clean(new.name)
    if not name or len(name) > 150:
        raise RoundFault(N_("The round needs a name of 1 to 150 characters."))
    if round_named(session, fold(name)):
        raise RoundFault(N_("There is already a round called {name}."), name=name)
    if new.period_from > new.period_to:
        raise RoundFault(
            N_("The period ends ({last}) before it begins ({first})."), last=new.period_to, first=new.period_from
        )
    if new.deadline <= new.opens_at:
        raise RoundFault(N_("The deadline must be after the opening."))
    if new.deadline <= now:
        raise RoundFault(N_("The deadline has already passed. Choose a later one."))
    for text in new.reminders:
        try:
            parse_duration(text)
        except ValueError as error:
            raise RoundFault(N_("Reminder {error}"), error=error) from None
    found = Round(
        name=name, key=fold(name), period_from=new.period_from, period_to=new.period_to, opens_at=new.opens_at,
        deadline=new.deadline, planned_deadline=new.deadline, reminders=list(new.reminders),
        state=RoundState.PLANNED, created_at=now, opened_late_seconds=0, closed_late_seconds=0,
    )  # fmt: skip
    session.add(found)
    session.flush()
    record(session, now, "round.created", name, person_id, deadline=new.deadline.isoformat())
    redraw_all_homes(session, now)
    return found


def open_round(session: Session, found: Round, now: datetime, options: Options, catch_up_max: timedelta) -> None:
    """Opens a planned round: binds the plan, moves the deadline when the opening is late, and asks every owner once.

    Raises RoundFault when there is no plan to ask about.
    """
    _require(session, found, RoundState.PLANNED)
    directory = load_directory(session)
    plan = plan_for(directory, found, found.period_to)
    if plan is None:
        raise RoundFault(N_("There is no activity plan to ask about. Import one: malvakten plan import FILE"))
    late = now - max(found.opens_at, found.created_at)
    if late > ON_TIME:
        found.opened_late_seconds = int(late.total_seconds())
        found.deadline = moved_deadline(found.deadline, late, catch_up_max, options.zone)
        for platform in options.platforms:
            queue(session, f"outage:{found.id}:{platform}", DeliveryKind.OUTAGE, platform, "management", now,
                  round_id=found.id)  # fmt: skip
    found.plan_id, found.state, found.opened_at = plan.id, RoundState.OPEN, now
    record(session, now, "round.opened", found.name, late_seconds=found.opened_late_seconds,
           deadline=found.deadline.isoformat())  # fmt: skip
    session.flush()
    stand_in(session, found, plan, now, options)
    directory = load_directory(session)
    asked = {
        row.placement_id for row in asked_rows(session, found, plan.rows, current_answers(session, found.id, plan.id))
    }
    owned = [
        (person, sum(row.placement_id in asked for row in directory.asked_rows(person, plan, found.id)))
        for person in directory.people
    ]
    _ask(session, found, [(person, rows) for person, rows in owned if rows], now, options)
    _name_ownerless(session, found, directory, plan, now, options)
    _name_away(session, found, directory, plan, now, options)
    redraw_all_homes(session, now)


def _name_ownerless(
    session: Session, found: Round, directory: Directory, plan: PlanView, now: datetime, options: Options
) -> None:
    """Tells the coordinators which rows nobody is asked about."""
    rows = [row for row in plan.rows if not directory.owners(row)]
    for person in directory.coordinators() if rows else ():
        t = options.translator(person)
        items = tuple(t("Row {row} ({unit})", row=row.row, unit=row.unit_names) for row in rows)
        head = t("Nobody answers for these rows in {round}; add an owner to the people file:", round=found.name)
        queue(session, f"ownerless:{found.id}:{person.id}", DeliveryKind.COORDINATOR, platform_of(person, options),
              f"person:{person.id}", now, round_id=found.id, person_id=person.id,
              payload=to_data(say(head, Bullets(items))))  # fmt: skip


def _name_away(
    session: Session, found: Round, directory: Directory, plan: PlanView, now: datetime, options: Options
) -> None:
    """Tells the coordinators who is away with nobody to be asked instead: the question waits for their return."""
    away = [directory.by_id[each] for each in sorted(directory.leave) if each in directory.by_id]
    away = [person for person in away if is_away(directory, person, now, options) and not is_short(found)]
    rows = {person: directory.asked_rows(person, plan, found.id) for person in away}
    alone = {
        person: left
        for person, mine in rows.items()
        if (left := [row for row in mine if len(directory.asked(row, found.id)) == 1])
    }
    for to in directory.coordinators() if alone else ():
        t = options.translator(to)
        items = tuple(
            t.plural("{name}: row {rows}", "{name}: rows {rows}", len(left), name=person.name,
                     rows=t.enumeration(str(row.row) for row in left))
            for person, left in alone.items()
        )  # fmt: skip
        head = t("These are away and have nobody who can be asked instead in {round}. Name a deputy in the people "
                 "file, or answer for the unit:", round=found.name)  # fmt: skip
        queue(session, f"away:{found.id}:{to.id}", DeliveryKind.COORDINATOR, platform_of(to, options),
              f"person:{to.id}", now, round_id=found.id, person_id=to.id,
              payload=to_data(say(head, Bullets(items))))  # fmt: skip


def platform_of(person: PersonView, options: Options) -> str:
    """The platform a person is asked on: the first that is on and where they have an account, else the first."""
    accounts = {"slack": person.slack_user_id, "teams": person.teams_aad_object_id}
    return next((p for p in options.platforms if accounts.get(p, True)), options.platforms[0])


def _ask(
    session: Session, found: Round, people: Sequence[tuple[PersonView, int]], now: datetime, options: Options
) -> None:
    """Queues the opening message of each of these people, who have so many rows, with its continuations."""
    queue_all(session, [
        row_of(f"prompt:{found.id}:{person.id}", DeliveryKind.PROMPT, platform_of(person, options),
               f"person:{person.id}", now, round_id=found.id, person_id=person.id)
        for person, _ in people
    ])  # fmt: skip
    long = {person.id: pages_of_prompt(rows) for person, rows in people if pages_of_prompt(rows) > 1}
    queue_all(session, [
        row_of(f"prompt:{found.id}:{prompt.person_id}:{page}", DeliveryKind.PAGE, prompt.platform, prompt.destination,
               now, round_id=found.id, person_id=prompt.person_id, parent_id=prompt.id, payload={"page": page})
        for prompt in prompts_of(session, found.id, list(long)) for page in range(1, long[prompt.person_id])
    ])  # fmt: skip


def remind(session: Session, found: Round, rung: Rung, now: datetime, options: Options) -> int:
    """Queues one rung of the ladder: a reminder to everybody who was asked before it, or the word to those who hear of
    what is missing. What is left is looked up when it is sent, so somebody who has answered meanwhile gets none, and
    when it is sent is a matter of courtesy. Returns how many were queued."""
    payload = {"step": rung.step.value, "at": rung.at.isoformat()}
    if rung.step.is_escalation:
        kind, mark, people = DeliveryKind.ESCALATION, rung.step.value, _escalated_to(session, found, rung, options)
    else:
        asked = {p.person_id for p in _sent_prompts(session, found) if p.sent_at and p.sent_at < rung.at}
        kind, mark, people = DeliveryKind.REMINDER, f"{rung.at:%Y%m%dT%H%M%S}", _asked_people(session, asked)
    rows = [
        row_of(f"{kind.value}:{found.id}:{person.id}:{mark}", kind, platform_of(person, options),
               f"person:{person.id}", now, round_id=found.id, person_id=person.id, payload=payload)
        for person in people
    ]  # fmt: skip
    queue_all(session, rows)
    record(session, now, "ladder.step", found.name, None, step=rung.step.value, at=rung.at.isoformat(),
           to=[person.id for person in people])  # fmt: skip
    return len(rows)


def _escalated_to(session: Session, found: Round, rung: Rung, options: Options) -> list[PersonView]:
    """Each once, however many they are told about."""
    directory = load_directory(session)
    plan = plan_for(directory, found, found.period_to)
    left = people_left(session, directory, found, plan) if plan else {}
    people = {to.id: to for person in left for to in receivers(directory, rung.step, person, rung.at, options)}
    return [people[number] for number in sorted(people)]


def ask_anew(session: Session, found: Round, plan: PlanView, ids: set[int], now: datetime, options: Options) -> None:
    """Who is asked about which rows has changed for these people: those who have an opening message get it rewritten,
    the others get theirs."""
    directory = load_directory(session)
    rows = {person: len(directory.asked_rows(directory.by_id[person], plan, found.id)) for person in ids}
    prompts = prompts_of(session, found.id, sorted(ids))
    revive_cancelled(session, prompts, now)
    for prompt in prompts:
        if not prompt.is_cancelled:
            _tell_given(session, found, plan, prompt, now, options)
    request_prompt_updates(session, prompts, now)
    _ask(session, found, [(directory.by_id[person], rows[person]) for person in sorted(ids) if rows[person]], now,
         options)  # fmt: skip
    redraw_homes(session, ids, now)


def _tell_given(
    session: Session, found: Round, plan: PlanView, prompt: Prompt, now: datetime, options: Options
) -> None:  # fmt: skip
    """A message that is rewritten makes no sound: who has been given rows just now is told in its thread."""
    directory = load_directory(session)
    person = directory.by_id[prompt.person_id]
    query = select(Handover.placement_id).where(
        Handover.round_id == found.id, Handover.to_id == person.id, Handover.at == now
    )
    rows = [plan.by_placement[placement] for placement in session.scalars(query) if placement in plan.by_placement]
    if parts := why(options.translator(person), directory, found, person, rows):
        queue(session, f"given:{prompt.id}:{now:%Y%m%dT%H%M%S%f}", DeliveryKind.NOTICE, prompt.platform,
              prompt.destination, now, round_id=found.id, person_id=person.id, parent_id=prompt.id,
              payload=to_data(Message((*parts, given_buttons(options.translator(person), found, rows)))))  # fmt: skip


def nudge(
    session: Session, found: Round, people: Sequence[PersonView], now: datetime, options: Options, mark: str
) -> int:
    """Queues a coordinator's own reminder; `mark` keeps the same wish from being sent twice."""
    return sum(
        queue(session, f"nudge:{found.id}:{person.id}:{mark}", DeliveryKind.NUDGE, platform_of(person, options),
              f"person:{person.id}", now, round_id=found.id, person_id=person.id)
        for person in people
    )  # fmt: skip


def _sent_prompts(session: Session, found: Round) -> list[Delivery]:
    query = select(Delivery).where(
        Delivery.round_id == found.id, Delivery.kind == DeliveryKind.PROMPT, Delivery.state == DeliveryState.SENT
    )
    return list(session.scalars(query))


def _asked_people(session: Session, ids: set[int | None]) -> list[PersonView]:
    return [person for person in load_directory(session).people if person.id in ids]


def close_round(session: Session, found: Round, now: datetime, options: Options) -> None:
    """Closes an open round and queues the summary; coordinators get the names of those who have not answered."""
    _require(session, found, RoundState.OPEN)
    late = now - found.deadline
    found.closed_late_seconds = int(late.total_seconds()) if late > ON_TIME else 0
    found.state, found.closed_at = RoundState.CLOSED, now
    record(session, now, "round.closed", found.name, late_seconds=found.closed_late_seconds)
    session.flush()
    for platform in options.platforms:
        queue(session, f"summary:{found.id}:{platform}", DeliveryKind.SUMMARY, platform, "management", now,
              round_id=found.id)  # fmt: skip
    redraw_all_homes(session, now)
    directory = load_directory(session)
    for person in directory.coordinators():
        queue(session, f"closed:{found.id}:{person.id}", DeliveryKind.COORDINATOR, platform_of(person, options),
              f"person:{person.id}", now, round_id=found.id, person_id=person.id)  # fmt: skip


def lock_round(session: Session, found: Round, now: datetime, person_id: int | None = None) -> None:
    """After this only coordinators may change answers, as errata."""
    _require(session, found, RoundState.CLOSED)
    found.state, found.locked_at = RoundState.LOCKED, now
    record(session, now, "round.locked", found.name, person_id)
    redraw_all_homes(session, now)


def publish_round(session: Session, found: Round, now: datetime, person_id: int | None = None) -> None:
    """Makes the round part of the open follow-up site; nothing can be changed after it."""
    _require(session, found, RoundState.LOCKED)
    found.state, found.published_at = RoundState.PUBLISHED, now
    record(session, now, "round.published", found.name, person_id)
    redraw_all_homes(session, now)


def extend_round(session: Session, found: Round, deadline: datetime, now: datetime, person_id: int | None) -> None:
    """Moves the deadline of a planned or open round; the opening messages are rewritten."""
    _require(session, found, RoundState.OPEN, RoundState.PLANNED)
    if deadline <= now or deadline <= found.opens_at:
        raise RoundFault(N_("The new deadline must be ahead, and after the opening."))
    record(session, now, "round.extended", found.name, person_id, before=found.deadline.isoformat(),
           after=deadline.isoformat())  # fmt: skip
    found.deadline = deadline
    session.flush()
    asked = [prompt.person_id or 0 for prompt in _sent_prompts(session, found)]
    request_prompt_updates(session, prompts_of(session, found.id, asked), now)
    redraw_all_homes(session, now)


def _require(session: Session, found: Round, *states: RoundState) -> None:
    """Locks the round and looks at it once more: the clock, an operator and a coordinator may act at the same moment.
    Answers, which refer to the round, do not wait for this lock."""
    session.refresh(found, with_for_update={"key_share": True})
    if found.state not in states:
        raise RoundFault(
            N_("{name} is {state}; this can only be done to a round that is {wanted}."),
            name=found.name,
            state=found.state,
            wanted=States(states),
        )
