"""Half-years in which anything may happen: a round's whole life, and what is done to the plan meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from actions.faults import Fault
from actions.plan.changes import Wanted, add_row, change_row
from actions.plan.copying import copy_plan
from actions.plan.editing import Editor
from actions.plan.ending import end_row, merge_rows, revive_row
from actions.plan.renaming import rename_unit
from actions.rounds.deadlines import extend_round, extend_unit
from actions.rounds.excusing import ask_again, excuse_row
from actions.rounds.life_cycle import NewRound, close_round, create_round, open_round, publish_round
from actions.rounds.locking import lock_round
from actions.rounds.reopening import reopen_round, unpublish_round
from actions.rounds.review import approve, send_back
from handlers.access import access_row, plan_of
from handlers.context import Refusal
from models.answers.queries import current_answers
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.plan.views import PlanView, RowView
from models.rounds.tables import Round
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState
from tests.handlers.conftest import Office

COORDINATOR = "USAMORD01"
LONGEST = 14
# What is done, to which of the rounds, rows and others there are, and in which colour: each is taken by its place.
STEPS = st.lists(
    st.tuples(
        st.sampled_from((
            "answer", "answer", "answer", "answer", "answer", "shared", "excuse", "ask again", "extend", "extend unit",
            "close", "close", "close", "reopen", "approve", "approve", "return", "lock", "lock", "publish", "unpublish",
            "reword", "move", "goals", "goals", "end", "replace", "revive", "merge", "add", "rename", "round",
            "next year", "wait",
        )),
        st.integers(0, 2), st.integers(0, 11), st.integers(0, 11), st.sampled_from(list(Status)),
    ),
    min_size=4, max_size=LONGEST,
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing that is done. `other` chooses a second row, a unit or a goal."""

    round: Round
    row: RowView
    other: int
    colour: Status


@dataclass
class History:
    """An office in which things happen. What is refused changes nothing, as in a request."""

    office: Office
    rounds: list[Round] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    @property
    def plan(self) -> PlanView:
        """The newest one."""
        return max(load_directory(self.office.session).plans, key=lambda plan: plan.year)

    @property
    def editor(self) -> Editor:
        return Editor(self.office.session, self.office.now)

    def do(self, what: str, round_: int, row: int, other: int, colour: Status) -> None:
        """One step, a quarter of an hour after the one before."""
        self.office.now += timedelta(minutes=15)
        if what == "round" or not self.rounds:
            self._begin(what)
            return
        about = self.rounds[round_ % len(self.rounds)]
        rows = plan_of(self.office.context(COORDINATOR), about).rows
        step = Step(about, rows[row % len(rows)], other, colour)
        with self._as_a_request():
            getattr(self, "_" + what.replace(" ", "_"))(step)
            self.done.append(f"{what}: {about.name}, row {step.row.row}, {other}, {colour.value}")

    @contextmanager
    def _as_a_request(self) -> Iterator[None]:
        session = self.office.session
        before = session.begin_nested()
        try:
            yield
            before.commit()
        except (Fault, Refusal):
            before.rollback()
            session.info["directory"] = None

    def _begin(self, _what: str) -> None:
        number, now = len(self.rounds) + 1, self.office.now
        if number > 3:
            return
        day = now.date().replace(year=self.plan.year)
        new = NewRound(f"Prövning {number}", day, day, now, now + timedelta(days=30))
        made = create_round(self.office.session, new, now)
        open_round(self.office.session, made, now, self.office.options, timedelta(0))
        self.office.session.flush()
        self.rounds.append(made)
        self._everybody_is_asked()
        self.done.append(f"round: {made.name} on the plan of {self.plan.year}")

    def _everybody_is_asked(self) -> None:
        unsent = select(Delivery).where(Delivery.kind == DeliveryKind.PROMPT, Delivery.sent_at.is_(None))
        for each in self.office.session.scalars(unsent):
            each.state, each.sent_at = DeliveryState.SENT, self.office.now

    def _answer(self, step: Step) -> None:
        """By an owner; after the lock, and where nobody owns the row, by a coordinator."""
        owners = load_directory(self.office.session).owners(step.row)
        account = owners[0].slack_user_id if owners and step.round.state is not RoundState.LOCKED else None
        ctx = self.office.context(account or COORDINATOR)
        target = access_row(ctx, step.row.row, step.round, step.row.placement_id)
        more: dict[str, Any] = {"action": "Ny tidplan"} if step.colour.is_deviation else {}
        self.office.store(ctx, target, step.colour, f"Svar {len(self.done)}.", change_reason="Fel siffra.", **more)

    def _shared(self, step: Step) -> None:
        """The same answer on every row of the activity."""
        for row in plan_of(self.office.context(COORDINATOR), step.round).of_activity(step.row.activity_id):
            self._answer(Step(step.round, row, step.other, step.colour))

    def _excuse(self, step: Step) -> None:
        excuse_row(self.office.session, step.round, step.row, "Tjänsten är vakant.", self.office.now)

    def _ask_again(self, step: Step) -> None:
        ask_again(self.office.session, step.round, step.row, self.office.now)

    def _extend(self, step: Step) -> None:
        later = step.round.deadline + timedelta(days=step.other)
        extend_round(self.office.session, step.round, later, self.office.now, None, self.office.options)

    def _extend_unit(self, step: Step) -> None:
        until = self.office.now + timedelta(days=31 + step.other)
        extend_unit(self.office.session, step.round, step.row.units[0], until, self.office.now, None)

    def _close(self, step: Step) -> None:
        if step.other % 2:
            self.office.now = max(self.office.now, step.round.deadline)
        close_round(self.office.session, step.round, self.office.now, self.office.options, by_hand=not step.other % 2)

    def _reopen(self, step: Step) -> None:
        reopen_round(self.office.session, step.round, "Fel uppgift.", self.office.now, self.office.options)

    def _approve(self, step: Step) -> None:
        answers = current_answers(self.office.session, step.round.id, step.round.plan_id or 0)
        row = step.row.placement_id
        if row in answers:
            approve(self.office.session, step.round, [(step.row, answers[row])], None, self.office.now)

    def _return(self, step: Step) -> None:
        answer = current_answers(self.office.session, step.round.id, step.round.plan_id or 0).get(step.row.placement_id)
        if answer:
            send_back(self.office.session, step.round, step.row, answer, "Hur många?", None, self.office.now,
                      self.office.options)  # fmt: skip

    def _lock(self, step: Step) -> None:
        lock_round(self.office.session, step.round, self.office.now, self.office.options, why="Prövning.")

    def _publish(self, step: Step) -> None:
        publish_round(self.office.session, step.round, self.office.now)

    def _unpublish(self, step: Step) -> None:
        unpublish_round(self.office.session, step.round, "Fel bild.", self.office.now)

    def _reword(self, step: Step) -> None:
        self._change(step, Wanted(activity=f"Aktivitet i andra ord {len(self.done)}"))

    def _move(self, step: Step) -> None:
        units = load_directory(self.office.session).units
        self._change(step, Wanted(units=(units[step.other % len(units)],)))

    def _goals(self, step: Step) -> None:
        goals = self.plan.goals
        first, second = goals[step.other % len(goals)], goals[(step.other + 1) % len(goals)]
        self._change(step, Wanted(goals=(first,) if step.other % 2 else (first, second)))

    def _change(self, step: Step, wanted: Wanted) -> None:
        change_row(self.editor, step.round.plan_id or 0, step.row.placement_id, wanted)

    def _end(self, step: Step) -> None:
        end_row(self.editor, step.round.plan_id or 0, step.row.placement_id, "Beslutat.")

    def _replace(self, step: Step) -> None:
        end_row(self.editor, step.round.plan_id or 0, step.row.placement_id, "Ersatt.", self._another(step).row)

    def _another(self, step: Step) -> RowView:
        rows = load_directory(self.office.session).plan(step.round.plan_id or 0).rows
        return rows[step.other % len(rows)]

    def _revive(self, step: Step) -> None:
        plan = load_directory(self.office.session).plan(step.round.plan_id or 0)
        if plan.ended:
            gone = plan.ended[step.other % len(plan.ended)]
            revive_row(self.editor, plan.id, gone.row.placement_id)

    def _merge(self, step: Step) -> None:
        merge_rows(self.editor, step.round.plan_id or 0, step.row.placement_id, self._another(step).placement_id)

    def _add(self, step: Step) -> None:
        goals = self.plan.goals[: 1 + step.other % 2]
        add_row(self.editor, self.plan.id, Wanted(f"En ny aktivitet {len(self.done)}", step.row.units, goals))

    def _rename(self, step: Step) -> None:
        rename_unit(self.editor, self.plan.id, step.row.units[0], f"Enheten {len(self.done)}")

    def _next_year(self, _step: Step) -> None:
        year = self.plan.year
        if year == 2022:
            copy_plan(self.editor, year, year + 1)

    def _wait(self, step: Step) -> None:
        self.office.now += timedelta(days=step.other)


Check = Callable[[History], None]
