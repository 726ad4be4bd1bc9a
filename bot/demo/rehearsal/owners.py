"""Simulated owners, who answer through the same front door as a visitor. Their answers are invented, and say so."""

import asyncio
import json
from dataclasses import dataclass
from uuid import uuid4

from bot.demo import decode
from bot.demo.decode import FIELD
from bot.demo.front_door import Answer, Opened
from bot.demo.stage import Stage
from messages.parts import Choice, Form
from models.people.views import PersonView
from models.plan.views import PlanView
from models.vocabulary.answers import Status

_COLOURS = (
    Status.GREEN, Status.GREEN, Status.YELLOW, Status.GREEN, Status.GREEN, Status.RED, Status.GREEN, Status.GREEN,
    Status.YELLOW, Status.CANNOT_ASSESS, Status.GREEN,
)  # fmt: skip
_WORDS = {
    Status.GREEN: "grönt", Status.YELLOW: "gult", Status.RED: "rött", Status.CANNOT_ASSESS: "kan inte bedömas",
}  # fmt: skip
_COMMENTS = {
    Status.GREEN: "Påhittat svar: arbetet på rad {row} löper på.",
    Status.YELLOW: "Påhittat svar: arbetet på rad {row} har kommit igång senare än tänkt.",
    Status.RED: "Påhittat svar: arbetet på rad {row} står stilla.",
    Status.CANNOT_ASSESS: "Påhittat svar: underlaget för rad {row} kommer först i höst.",
}
_DEVIATION = {"cause": "Påhittad orsak", "action": "Påhittad åtgärd", "action_owner": "Påhittad roll"}
_DUE = "2022-10-31"
_SILENT = 5  # every fifth owner does not answer, so that answers are missing at the deadline
_MOST_FORMS = 200


@dataclass(frozen=True)
class OwnerAnswer:
    """An answer as an owner gave it, and as it should be stored."""

    row: int
    email: str
    status: Status
    comment: str


def invented_answer(row: int, email: str) -> OwnerAnswer:
    """An owner's answer on a row; the same each time."""
    status = _COLOURS[row % len(_COLOURS)]
    return OwnerAnswer(row, email, status, _COMMENTS[status].format(row=row))


def as_line(answer: OwnerAnswer) -> str:
    """The answer as a line for the message field."""
    line = f"/rapportera {answer.row} {_WORDS[answer.status]} {answer.comment}"
    if answer.status.is_deviation:
        line += " Orsak: {cause} Åtgärd: {action} Ansvarig: {action_owner}".format(**_DEVIATION)
        line += f" Klart: {_DUE}"
    return line


class OwnerPlayer:
    """One owner. `answers_in` is the event after which they answer, counted from the opening; -1 for never."""

    def __init__(self, stage: Stage, person: PersonView, plan: PlanView, number: int) -> None:
        self._stage = stage
        self._person = person
        self._plan = plan
        self.answers_in = -1 if number % _SILENT == _SILENT - 1 else number % 4
        self._by_form = number % 2 == 0

    async def answer(self) -> list[OwnerAnswer]:
        """Answers on every activity, in the form or line by line. Returns the answers that were accepted."""
        return await (self._fill_forms() if self._by_form else self._write_lines())

    async def _fill_forms(self) -> list[OwnerAnswer]:
        answers: list[OwnerAnswer] = []
        shown = await self._twice(decode.press(self._data(action="report")))
        for _ in range(_MOST_FORMS):
            if not isinstance(shown, Opened):
                return answers
            values, filled_in = self._fill(shown.form)
            data = self._data(form=shown.form.name, state=shown.form.state, **values)
            shown = await self._twice(decode.submit(data), shown.key)
            if isinstance(shown, Opened) and shown.faults:
                return answers
            answers += filled_in
        return answers

    def _fill(self, form: Form) -> tuple[dict[str, str], list[OwnerAnswer]]:
        row = int(json.loads(form.state)["row"])
        answer = invented_answer(row, self._person.email)
        values = {"status": answer.status.value, "comment": answer.comment}
        if answer.status.is_deviation:
            values |= {**_DEVIATION, "action_due": _DUE}
        rows = [row]
        if any(isinstance(part, Choice) and part.name == "scope" for part in form.parts):
            values["scope"] = "both"
            rows = [other.row for other in self._plan.of_activity(self._plan.by_row[row].activity_id)]
        answers = [OwnerAnswer(number, answer.email, answer.status, answer.comment) for number in rows]
        return {FIELD + name: value for name, value in values.items()}, answers

    async def _write_lines(self) -> list[OwnerAnswer]:
        answers = [invented_answer(row.row, self._person.email) for row in self._plan.rows if self._person.owns(row)]
        for answer in answers:
            await self._twice(decode.say(self._data(words=as_line(answer)), self._stage.options))
        return answers

    async def _twice(self, request: decode.Request, form_key: str = "") -> Answer:
        """Sends a request twice at the same time, as a double click does; it is to have one effect."""
        door = self._stage.door
        first, _second = await asyncio.gather(door.answer(request, form_key), door.answer(request, form_key))
        return first

    def _data(self, **more: str) -> dict[str, str]:
        return {"reader": self._person.email, "where": "messages", "key": uuid4().hex, **more}
