"""Property: no path through the sitting loses a text that was sent or handed over with a press or a choice."""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from handlers.access import access_row
from handlers.answers.form.sitting import autosave, go_back, open_row, open_sitting, postpone, skip
from handlers.answers.form.submitting import submit
from handlers.answers.text.report import answer_row, report
from handlers.context import Context
from handlers.people.not_mine import not_mine_in_form
from messages.parts import Choice, DateField, Form, FormFaults, Message, Reply, TextField
from models.answers.tables import Answer, Draft
from models.people.directory_cache import load_directory
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
ACCOUNT = "UAGFOLK01"


def to_hand_over(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """*Ej mitt ansvar* is looked at, and left again with *Tillbaka*."""
    not_mine_in_form(ctx, state, values)
    data = json.loads(state)
    return answer_row(ctx, f"{data['row']}@{data['round']}")


HANDED = {"skip": skip, "back": go_back, "later": postpone, "choose": autosave, "submit": submit,
          "not mine": to_hand_over}  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "row", "write", "fault", "hint", "skip", "back", "later", "choose", "close", "submit",
                         "fault", "submit", "other device", "text", "not mine", "away"]),
        st.integers(0, 8),
    ),
    max_size=30,
)  # fmt: skip


class Client:
    """Somebody's screen: a form, what is written in it, and what they believe has been handed over."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.form: Form | None = None
        self.behind: list[tuple[Form, dict[str, str]]] = []
        self.values: dict[str, str] = {}
        self.handed: dict[int, str] = {}
        self.sent: dict[int, list[str]] = {}
        self.count = 0
        plan = load_directory(office.session).plans[0]
        person = office.context(ACCOUNT).person()
        self.rows = load_directory(office.session).owned_rows(person, plan)

    def take(self, reply: Reply) -> None:
        if isinstance(reply, FormFaults):
            return
        self.form = reply if isinstance(reply, Form) else self.form if reply.__class__.__name__ == "Done" else None
        if isinstance(reply, Form):
            fields = [part for part in reply.parts if isinstance(part, Choice | TextField | DateField)]
            self.values = {part.name: part.initial or "" for part in fields}

    def write(self, status: str, words: str = "om hur arbetet går") -> None:
        self.count += 1
        self.values |= {"status": status, "comment": f"Text {self.count} {words}"}

    def fail(self, how: str) -> None:
        """The database is away: the handler's work is lost, and the form stays with what is written in it."""
        if self.form is None:
            return
        session = self.office.session
        with contextlib.suppress(OperationalError), session.begin_nested():
            HANDED[how](self.office.context(ACCOUNT), self.form.state, dict(self.values))
            session.flush()
            raise OperationalError("the database is away", None, sqlite3.OperationalError())
        session.expire_all()

    def hand_over(self, how: str) -> None:
        if self.form is None:
            return
        state = self.form.state
        began = next(p.initial for p in self.form.parts if isinstance(p, TextField) and p.name == "comment")
        if self.values["comment"] not in {"", began}:
            self.handed[json.loads(state)["row"]] = self.values["comment"]
        self.office.now += timedelta(minutes=1)
        self.take(HANDED[how](self.office.context(ACCOUNT), state, dict(self.values)))

    def step(self, what: str, n: int) -> None:
        ctx = self.office.context(ACCOUNT)
        match what:
            case "open":
                self.take(open_sitting(ctx))
            case "row":
                self.take(open_row(ctx, access_row(ctx, self.rows[n].row)))
            case "write" | "fault" | "hint" if self.form is not None:
                words = "om att det är försenat" if what == "hint" else "om hur arbetet går"
                self.write("red" if what == "fault" else "green", words)
            case "close":
                self.form = None
            case "text":
                self.count += 1
                words = f"{self.rows[n].row} grön Text {self.count} i en rad"
                self.office.now += timedelta(minutes=1)
                assert isinstance(report(ctx, words), Message)
                self.sent.setdefault(self.rows[n].row, []).append(f"Text {self.count} i en rad")
            case "other device":
                # The form stays open there; it comes to the front again later.
                if self.form is not None:
                    self.behind.append((self.form, self.values))
                if self.behind:
                    self.form, self.values = self.behind.pop(0)
            case "away":
                self.fail(list(HANDED)[n % len(HANDED)])
            case _ if what in HANDED:
                self.hand_over(what)

    def stored(self, row: int) -> list[str]:
        [placement] = [each.placement_id for each in self.rows if each.row == row]
        return list(self.office.session.scalars(select(Answer.comment).where(Answer.placement_id == placement)))

    def check(self) -> None:
        session = self.office.session
        for row in self.rows:
            if row.row not in self.handed and row.row not in self.sent:
                continue
            found = self.stored(row.row)
            drafts = session.scalars(select(Draft.values).where(Draft.placement_id == row.placement_id))
            found += [values.get("comment", "") for values in drafts]
            wanted = [self.handed[row.row]] if row.row in self.handed else []
            for text in [*wanted, *self.sent.get(row.row, [])]:
                assert text in found, (row.row, text, found)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(STEPS)
def test_no_path_loses_what_was_handed_over(new_office: Callable[[], Office], steps: list[tuple[str, int]]) -> None:
    office = new_office()
    office.open()
    client = Client(office)
    client.step("open", 0)
    for what, n in steps:
        client.step(what, n)
        client.check()
    # What is still on a screen, the database having been away or not, is there when it is handed over in the end.
    for _ in range(len(client.behind) + 1):
        client.step("choose", 0)
        client.check()
        client.step("other device", 0)
