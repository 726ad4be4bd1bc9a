"""The rows without an answer that a manager is told of, with what a manager can do about them; and what a manager has
asked the coordinators to do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from i18n import Translator
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Quote, Small, Text, runs_of, say
from messages.values.rows import ExcuseValue, RoundValue, RowValue
from messages.words import row_name
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.tables import Round
from models.rules.answers.personal_data import masked
from models.vocabulary.outbox import RequestKind


def managed_parts(
    t: Translator, directory: Directory, round_: Round, rows: Sequence[RowView], reached: Collection[int]
) -> tuple[Part, ...]:
    """Number, wording, unit and how many were asked of each row: names are for coordinators only (contract). `reached`
    are the ids of those who have got their opening message."""
    value = str(RoundValue(round_.id))
    return (
        Bullets(tuple(_line(t, row, len(directory.asked(row, round_.id).keys() & reached)) for row in rows)),
        Buttons((
            Button(t("Ask for answers"), "missing_ask", value, primary=True),
            Button(t("Answer for the unit"), "missing_answer", value),
            Button(t("Excuse"), "missing_excuse", value),
        )),
        Small(t("The first button reminds those who have been asked, in your name. A manager who does not answer for "
                "the row leaves the answer to the coordinator, who also decides whether a row is excused.")),
    )  # fmt: skip


def _line(t: Translator, row: RowView, number: int) -> Text:
    asked = t.plural("{n} person has been asked", "{n} people have been asked", number) if number else t(
        "nobody could be reached")  # fmt: skip
    return (*runs_of(row_name(t, row)), f" ({row.unit_names}, {asked})")


@dataclass(frozen=True)
class ManagerRequest:
    """What a manager asks the coordinators to do with a row, in the manager's words."""

    kind: RequestKind
    manager: PersonView
    row: RowView
    words: str


def manager_request_message(t: Translator, round_: Round, request: ManagerRequest) -> Message:
    """The message to a coordinator, with the button that does it."""
    row, names = request.row, {"name": request.manager.name, "row": request.row.row, "round": round_.name}
    if request.kind is RequestKind.ANSWER:
        head = t("{name} asks you to answer row {row} in {round} for {unit}:", unit=row.unit_names, **names)
        button = Button(t("Answer row {row}", row=row.row), "answer_row", str(RowValue.of(row, round_.id)),
                        primary=True)  # fmt: skip
        then = t("Managers do not answer themselves. Your answer is marked as given for {unit}.", unit=row.unit_names)
    else:
        head = t("{name} proposes that row {row} be excused in {round}:", **names)
        value = ExcuseValue(RoundValue(round_.id, row.row, row.placement_id), request.words)
        button = Button(t("Excuse row {row} …", row=row.row), "excuse", str(value), primary=True)
        then = t("You decide. Tell {name} if you do not agree: the row then stays as it is.", name=request.manager.name)
    about = Paragraph(row_name(t, row))
    return say(head, about, Quote(masked(request.words)), Buttons((button,)), Small(then))
