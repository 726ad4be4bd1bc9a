"""Generated histories of an open round: imports, leave, hand-overs, accounts that are wrong and corrected, deadlines
that move, answers, in any order.

After each look of the clock everybody who ought to be asked has exactly one live question, nobody else has, and what is
said of who could not be reached is true.
"""

import itertools
import os
import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.answers.handovers import hand_over
from actions.rounds.deadlines import extend_round
from actions.rounds.life_cycle import close_round
from imports.people.file import PersonRow
from imports.people.store import apply_people
from models.answers.outcomes import outcomes
from models.outbox.tables import Delivery
from models.people.absence import end_leave, set_leave
from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Person
from models.rounds.away import is_away
from models.rounds.tables import Round
from models.rules.absence import Leave
from models.rules.courtesy import Courtesy
from models.vocabulary.outbox import UNSETTLED, DeliveryKind, DeliveryState
from models.vocabulary.people import HandoverReason, Role
from tests.scheduler.simulated import Installation, installation
from tests.scheduler.small_stock import small_stock
from tests.scheduler.test_ladder import at, create

# Four owners, of whom the last is imported later, and a deputy who owns nothing; who is whose deputy is a chain.
NAMES = ("agare1", "agare2", "agare3", "ny", "ersattare")
UNITS = (("Folkhälsa",), ("Kultur",), ("Hållbarhet",), ("Kultur",), ())
DEPUTIES = (1, 2, 4, 2, None)
ROWS = range(1, 5)
Step = tuple[Any, ...]

_person = st.integers(0, len(NAMES) - 1)
_away_or_wrong = (
    st.tuples(st.just("away"), _person, st.integers(1, 70)),
    st.tuples(st.just("wrong account"), _person),
)
_before = st.one_of(*_away_or_wrong)
_steps = st.one_of(
    *_away_or_wrong,
    st.tuples(st.just("back"), _person),
    st.tuples(st.just("hand"), _person, st.sampled_from(ROWS), st.one_of(st.none(), _person)),
    st.tuples(st.just("import"), _person, st.booleans()),
    st.tuples(st.just("right account"), _person),
    st.tuples(st.just("answer"), _person, st.sampled_from(ROWS)),
    st.tuples(st.just("extend"), st.integers(1, 20)),
    st.tuples(st.just("days"), st.integers(1, 9)),
)
# From 1: person 0 of the file has U00000000.
_numbers = itertools.count(1)


def email(person: int) -> str:
    return f"{NAMES[person]}@example.se"


def row_of_file(person: int, is_owner: bool = True) -> PersonRow:
    deputy = DEPUTIES[person]
    roles = (Role.OWNER,) if is_owner and UNITS[person] else ()
    return PersonRow(person + 1, email(person), NAMES[person], UNITS[person], roles, f"U{person}0000000",
                     deputy_email=email(deputy) if deputy is not None else "")  # fmt: skip


def do(world: Installation, step: Step) -> None:
    steps: dict[str, Callable[..., None]] = {
        "away": _away, "back": _back, "hand": _hand, "import": _import, "wrong account": _wrong_account,
        "right account": _right_account, "answer": _answer, "extend": _extend, "days": _days,
    }  # fmt: skip
    steps[step[0]](world, *step[1:])


def _on_person(world: Installation, person: int, change: Callable[[Session, int], object]) -> None:
    def work(session: Session) -> None:
        if found := load_directory(session).by_email.get(email(person)):
            change(session, found.id)
            raise_revision(session, "people")

    world.write(work)


def _away(world: Installation, person: int, days: int) -> None:
    today = world.clock().date()
    _on_person(world, person, lambda s, number: set_leave(s, number, Leave(today, today + timedelta(days=days))))


def _back(world: Installation, person: int) -> None:
    _on_person(world, person, lambda s, number: end_leave(s, number, world.clock().date()))


def _hand(world: Installation, person: int, row: int, to: int | None) -> None:
    """What *Ej mitt ansvar* does, for somebody who is asked about the row."""

    def work(session: Session) -> None:
        directory, round_ = load_directory(session), session.scalars(select(Round)).one()
        giver, place = directory.by_email.get(email(person)), directory.plans[0].by_row[row]
        receiver = directory.by_email.get(email(to)) if to is not None else None
        if giver and giver.id in directory.asked(place, round_.id) and receiver != giver:
            hand_over(session, round_, [(giver, receiver, place)], HandoverReason.NOT_MINE, world.clock())

    world.write(work)


def _import(world: Installation, person: int, is_owner: bool) -> None:
    row = row_of_file(person, is_owner)
    kept = world.read(lambda s: load_directory(s).by_email.get(row.email))
    row = replace(row, slack_user_id=kept.slack_user_id if kept else row.slack_user_id)
    assert world.write(lambda session: apply_people(session, [row], world.clock())).faults == ()


def _wrong_account(world: Installation, person: int) -> None:
    """From now on nothing reaches the account that the people file names."""
    found = world.read(lambda s: load_directory(s).by_email.get(email(person)))
    if found is None or not world.rows(person_id=found.id, kind=DeliveryKind.PROMPT):
        world.platform.closed.add((found.slack_user_id if found else None) or f"U{person}0000000")


def _right_account(world: Installation, person: int) -> None:
    new = f"U{next(_numbers):08d}"
    found = world.read(lambda s: load_directory(s).by_email.get(email(person)))
    if found and found.slack_user_id in world.platform.closed:
        _on_person(world, person, lambda s, number: s.execute(
            update(Person).where(Person.id == number).values(slack_user_id=new)))  # fmt: skip


def _answer(world: Installation, person: int, row: int) -> None:
    found = world.read(lambda s: load_directory(s).by_email.get(email(person)))
    if found and found.slack_user_id:
        world.say(found.slack_user_id, f"{row} grön Det går enligt plan.", f"key-{next(_numbers)}")


def _extend(world: Installation, days: int) -> None:
    def work(session: Session) -> None:
        round_ = session.scalars(select(Round)).one()
        extend_round(session, round_, round_.deadline + timedelta(days=days), world.clock(), None, world.options)

    world.write(work)


def _days(world: Installation, days: int) -> None:
    """On to another working day, within the round."""
    new = world.clock() + timedelta(days=days)
    while new.weekday() > 4:
        new += timedelta(days=1)
    if new < world.read(lambda s: s.scalars(select(Round)).one().deadline) - timedelta(days=1):
        world.clock.now = new


class Asked(NamedTuple):
    """What holds of one person: the rows they are asked about, whether one lacks an answer, whether they are away, the
    state of their question, and the numbers in the newest version of it on the platform."""

    rows: set[int]
    has_left: bool
    is_away: bool
    state: DeliveryState | None
    shown: list[set[int]]


def look(world: Installation) -> dict[str, Asked]:
    """Of everybody in the people file."""

    def read(session: Session) -> dict[str, Asked]:
        directory, round_ = load_directory(session), session.scalars(select(Round)).one()
        plan = directory.plans[0]
        answered = {a.placement_id for a in outcomes_answered(session, round_)}
        prompts = {d.person_id: d for d in session.scalars(select(Delivery).filter_by(kind=DeliveryKind.PROMPT))}
        there: dict[str, Asked] = {}
        for person in directory.people:
            rows = directory.asked_rows(person, plan, round_.id)
            prompt = prompts.get(person.id)
            posts = [post for post in world.platform.there() if prompt and post.token == prompt.token]
            there[person.email] = Asked(
                {row.row for row in rows}, any(row.placement_id not in answered for row in rows),
                is_away(directory, person, world.clock(), world.options), prompt.state if prompt else None,
                [{int(n) for n in re.findall(r"Aktivitet (\d)", post.text)} for post in posts],
            )  # fmt: skip
        return there

    return world.read(read)


def outcomes_answered(session: Session, round_: Round) -> list[Any]:
    directory = load_directory(session)
    rows = outcomes(session, directory, round_, directory.plans[0])
    return [row.answer for row in rows if row.answer]


def check(world: Installation) -> None:
    accounts = {p.email: p.slack_user_id for p in world.read(lambda s: load_directory(s).people)}
    for who, now in look(world).items():
        is_reachable = accounts[who] not in world.platform.closed
        if now.has_left and not now.is_away and is_reachable:
            assert now.state is DeliveryState.SENT, f"{who} ought to be asked about {now.rows}: {now}"
        if now.state is DeliveryState.SENT:
            assert now.shown == [now.rows], f"{who} has one question, about what they are asked about: {now}"
        else:
            assert now.shown == [], f"{who} has a question that was not sent: {now}"
    for row in ROWS:
        _check_row(world, row)


def _check_row(world: Installation, row: int) -> None:
    """An unanswered row is asked about with somebody who is there, if anybody is: its owner first of all."""

    def read(session: Session) -> None:
        directory, round_ = load_directory(session), session.scalars(select(Round)).one()
        place = directory.plans[0].by_row[row]
        lines = [line for line in directory.handovers.get(round_.id, ()) if line.placement_id == place.placement_id]
        if any(line.reason is HandoverReason.NOT_MINE for line in lines):
            return
        if place.placement_id in {a.placement_id for a in outcomes_answered(session, round_)}:
            return
        asked = directory.asked(place, round_.id)
        there = [o for o in directory.owners(place) if not is_away(directory, o, world.clock(), world.options)]
        assert {owner.id for owner in there} <= set(asked), f"row {row}: an owner who is there is not asked"

    world.read(read)


def check_the_summary(world: Installation) -> None:
    """A row that nobody could be reached about: no question about it has ever been on the platform."""

    def read(session: Session) -> None:
        directory, round_ = load_directory(session), session.scalars(select(Round)).one()
        prompts = {d.person_id: d for d in session.scalars(select(Delivery).filter_by(kind=DeliveryKind.PROMPT))}
        for row in outcomes(session, directory, round_, directory.plans[0]):
            people = {person.id for person in directory.owners(row.row)}.union(directory.asked(row.row, round_.id))
            theirs = [prompts[person] for person in people if person in prompts]
            tokens = {prompt.token for prompt in theirs}
            was_asked = any(post.token in tokens for post in world.platform.there())
            # Somebody away when the round was closed early is asked on return: late answers are taken.
            is_coming = any(prompt.state in UNSETTLED for prompt in theirs)
            assert row.unreachable is (row.answer is None and not was_asked and not is_coming)

    world.read(read)


@contextmanager
def _opened(folder: Path, before: list[Step]) -> Any:
    """A round of sixty days that has just opened on a working day, after some steps; nothing is held back but by
    leave."""
    courtesy = Courtesy(time(0), time(0), ())
    with installation(folder, small_stock(), at(10, 3, 10), courtesy=courtesy) as world:
        rows = [row_of_file(person) for person in (0, 1, 2, 4)]
        assert world.write(lambda session: apply_people(session, rows, world.clock())).faults == ()
        for step in before:
            do(world, step)
        create(world, at(10, 3, 10), at(12, 2, 16))
        _settle(world)
        yield world


def _settle(world: Installation) -> None:
    """All looks that come within a minute: what is rewritten waits up to five seconds."""
    world.settle(world.clock() + timedelta(minutes=1))


@given(st.lists(_before, max_size=4), st.lists(_steps, min_size=1, max_size=10))
@settings(
    max_examples=500 if os.environ.get("FULL") else 15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_whoever_ought_to_be_asked_is_asked_whatever_happens(
    tmp_path: Path, before: list[Step], steps: list[Step]
) -> None:
    with _opened(tmp_path, before) as world:
        check(world)
        for step in steps:
            do(world, step)
            _settle(world)
            check(world)
        world.write(lambda s: close_round(s, s.scalars(select(Round)).one(), world.clock(), world.options))
        _settle(world)
        check_the_summary(world)


ALL_AWAY: list[Step] = [("away", person, 60) for person in (0, 1, 2, 4)]
CASES: dict[str, tuple[list[Step], list[Step]]] = {
    "an owner imported into an open round": ([], [("import", 3, True)]),
    "leave over the deadline, and the deadline is moved": (ALL_AWAY, [("extend", 30), ("days", 50), ("days", 15)]),
    "leave over the deadline, and it is ended early": (ALL_AWAY, [("days", 2), ("back", 2)]),
    "leave within the round, and it is ended early": (
        [("away", person, 20) for person in (0, 1, 2, 4)],
        [("days", 2), ("back", 2)],
    ),
    "an account that is corrected": ([("wrong account", 0)], [("days", 1), ("right account", 0)]),
    "an imported account that is corrected": ([], [("wrong account", 3), ("import", 3, True), ("right account", 3)]),
    "leave in a chain, and the first is back": ([], [("away", 0, 30), ("away", 1, 30), ("back", 0)]),
    "leave in a chain that ends by itself": ([], [("away", 0, 3), ("away", 1, 30), ("days", 4)]),
    "an owner who is taken away": ([], [("import", 2, False), ("days", 1), ("import", 2, True)]),
}


@pytest.mark.parametrize(("before", "steps"), CASES.values(), ids=CASES.keys())
def test_what_used_to_be_a_case_of_its_own(tmp_path: Path, before: list[Step], steps: list[Step]) -> None:
    with _opened(tmp_path, before) as world:
        check(world)
        for step in steps:
            do(world, step)
            _settle(world)
            check(world)
