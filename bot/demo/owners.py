"""Owners who answer by themselves, through the same front door as a visitor. What they say is made up, and says so."""

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
from models.vocabulary import Status

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
_SILENT = 5  # every fifth owner says nothing, so that there is something to miss
_MOST_FORMS = 200


@dataclass(frozen=True)
class Given:
    """An answer as it was given, and as it should be stored."""

    row: int
    email: str
    status: Status
    comment: str


def made_up(row: int, email: str) -> Given:
    """What an owner says of a row; always the same."""
    status = _COLOURS[row % len(_COLOURS)]
    return Given(row, email, status, _COMMENTS[status].format(row=row))


def line_of(told: Given) -> str:
    """The answer as a line for the message field."""
    line = f"/rapportera {told.row} {_WORDS[told.status]} {told.comment}"
    if told.status.is_deviation:
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

    async def answer(self) -> list[Given]:
        """Answers on everything, in the form or line by line. Returns what was given."""
        return await (self._fill_forms() if self._by_form else self._write_lines())

    async def _fill_forms(self) -> list[Given]:
        given: list[Given] = []
        answer = await self._twice(decode.press(self._data(action="report")))
        for _ in range(_MOST_FORMS):
            if not isinstance(answer, Opened):
                return given
            values, told = self._fill(answer.form)
            data = self._data(form=answer.form.name, state=answer.form.state, **values)
            answer = await self._twice(decode.submit(data), answer.key)
            if isinstance(answer, Opened) and answer.faults:
                return given  # refused: what was not taken was not given
            given += told
        return given

    def _fill(self, form: Form) -> tuple[dict[str, str], list[Given]]:
        row = int(json.loads(form.state)["row"])
        told = made_up(row, self._person.email)
        values = {"status": told.status.value, "comment": told.comment}
        if told.status.is_deviation:
            values |= {**_DEVIATION, "action_due": _DUE}
        rows = [row]
        if any(isinstance(part, Choice) and part.name == "scope" for part in form.parts):
            values["scope"] = "both"
            rows = [other.row for other in self._plan.of_activity(self._plan.by_row[row].activity_id)]
        given = [Given(number, told.email, told.status, told.comment) for number in rows]
        return {FIELD + name: value for name, value in values.items()}, given

    async def _write_lines(self) -> list[Given]:
        given = [made_up(row.row, self._person.email) for row in self._plan.rows if self._person.owns(row)]
        for told in given:
            await self._twice(decode.say(self._data(words=line_of(told)), self._stage.options))
        return given

    async def _twice(self, request: decode.Request, form_key: str = "") -> Answer:
        """A double click: one effect."""
        door = self._stage.door
        first, _second = await asyncio.gather(door.answer(request, form_key), door.answer(request, form_key))
        return first

    def _data(self, **more: str) -> dict[str, str]:
        return {"reader": self._person.email, "where": "messages", "key": uuid4().hex, **more}
