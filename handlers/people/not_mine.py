"""*Ej mitt ansvar*: an activity is handed to a named colleague, or back to the coordinator."""

import json
import re
from collections.abc import Mapping, Sequence

from actions.asking import ask_who_ought
from actions.coordinators import tell_coordinators
from actions.handovers import hand_over
from handlers.access import locked_text, plan_of, round_by_id, takes_answers
from handlers.answers.sitting import keep_draft, open_sitting
from handlers.context import Context, Refusal
from handlers.people.colleagues import colleague, nobody_called
from i18n import Translator
from messages.parts import Button, Buttons, Form, FormFaults, Paragraph, Reply, Small, TextField, say
from messages.values import RoundValue, RowValue
from models.people.registers import load_directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.away import is_away
from models.rounds.tables import Round
from models.rules.text import clean
from models.vocabulary import CoordinatorNotice, HandoverReason, RoundState

_LONGEST_NOTE = 300


def not_mine(ctx: Context, value: str) -> Reply:
    """The button of a message that asks. `value` is a `RoundValue`."""
    at = RoundValue.read(value)
    found, rows = _asked(ctx, at.round_id)
    return _form(ctx, found, rows, at.row)


def not_mine_in_form(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The button of an activity's form, which it comes back to; what is written there is kept."""
    place = keep_draft(ctx, state, values)
    found, rows = _asked(ctx, place.round.id)
    return _form(ctx, found, rows, place.row.row, sitting=place.row.row)


def _form(ctx: Context, found: Round, rows: Sequence[RowView], row: int | None, sitting: int | None = None) -> Form:
    """`sitting` is the row of the form that it came from."""
    t = ctx.t
    title = t("Not my responsibility")
    mine = t("You are asked about row {rows}.", rows=t.enumeration(str(each.row) for each in rows))
    parts = (
        Paragraph(t("Hand over what somebody else is to answer for in {round}.", round=found.name)),
        Small(mine),
        TextField("rows", t("Row"), str(row or ""), required=True, max_length=200, hint=t("One number, or several.")),
        TextField("to", t("Colleague"), max_length=320,
                  hint=t("An e-mail address or a name. Leave it empty to hand the row back to the coordinator.")),
        TextField("note", t("Why?"), max_length=_LONGEST_NOTE,
                  hint=t("A few words to whoever gets the row. May be left empty.")),
    )  # fmt: skip
    back = () if sitting is None else (Buttons((Button(t("Back"), "answer_row", str(RowValue(sitting, found.id))),)),)
    state = json.dumps({"round": found.id, "sitting": sitting})
    return Form("not_mine", title, t("Hand over"), t("Close"), (*parts, *back), state)


def handed_over(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The sent form: who is asked changes, and the new one and the coordinators are told. A sitting goes on."""
    person, data = ctx.person(), json.loads(state)
    found, mine = _asked(ctx, data["round"])
    note = clean(values.get("note"))
    rows, row_fault = _rows(ctx, mine, values.get("rows") or "")
    to, to_fault = _colleague(ctx, person, clean(values.get("to")))
    note_fault = ctx.t("At most {n} characters.", n=_LONGEST_NOTE) if len(note) > _LONGEST_NOTE else ""
    faults = {"rows": row_fault, "to": to_fault, "note": note_fault}
    if any(faults.values()):
        return FormFaults({name: words for name, words in faults.items() if words})
    moves = [(person, to, row) for row in rows]
    hand_over(ctx.session, found, moves, HandoverReason.NOT_MINE, ctx.now, person.id, note)
    if found.state is RoundState.OPEN:
        ask_who_ought(ctx.session, found, ctx.now, ctx.options)
    subject = f"not-mine:{found.id}:{person.id}:{rows[0].row}:{ctx.now:%Y%m%dT%H%M%S%f}"
    tell_coordinators(
        ctx.session, CoordinatorNotice.HANDED_OVER, subject, ctx.now, ctx.options, found.id,
        about=[row.placement_id for row in rows], giver=person.id, to=to.id if to else None, note=note,
    )  # fmt: skip
    receipt = _receipt(ctx.t, to, rows)
    ctx.directory = load_directory(ctx.session)
    if data.get("sitting") and ctx.directory.answerable_rows(person, plan_of(ctx, found), found.id):
        return open_sitting(ctx, found, data["sitting"], receipt)
    return say(receipt)


def _asked(ctx: Context, round_id: int | None) -> tuple[Round, tuple[RowView, ...]]:
    """The round, and what the asker is asked about in it. Raises Refusal when that is nothing."""
    person, found = ctx.person(), round_by_id(ctx, round_id)
    if found is None:
        raise Refusal(ctx.t("There is no reporting to answer just now."))
    if not takes_answers(ctx, found):
        raise Refusal(locked_text(ctx, found))
    rows = ctx.directory.asked_rows(person, plan_of(ctx, found), found.id)
    if not rows:
        raise Refusal(ctx.t("There are no activities for you to report on in {round}.", round=found.name))
    return found, rows


def _rows(ctx: Context, mine: Sequence[RowView], words: str) -> tuple[list[RowView], str]:
    by_row = {row.row: row for row in mine}
    numbers = sorted({int(number) for number in re.findall(r"\d{1,9}", words, re.ASCII)})
    if not numbers:
        return [], ctx.t("Write the number of the row.")
    strange = [str(number) for number in numbers if number not in by_row]
    if strange:
        return [], ctx.t("You are not asked about row {rows}.", rows=ctx.t.enumeration(strange))
    return [by_row[number] for number in numbers], ""


def _colleague(ctx: Context, person: PersonView, words: str) -> tuple[PersonView | None, str]:
    """Somebody of the people file by e-mail or whole name; nobody for empty words."""
    if not words:
        return None, ""
    found = colleague(ctx, words)
    if found is None:
        return None, nobody_called(ctx, words)
    if found.id == person.id:
        return None, ctx.t("That is you. Choose somebody else, or leave the field empty.")
    if is_away(ctx.directory, found, ctx.now, ctx.options):
        return None, ctx.t("{name} is away. Choose somebody else, or leave the field empty.", name=found.name)
    return found, ""


def _receipt(t: Translator, to: PersonView | None, rows: Sequence[RowView]) -> str:
    numbers = t.enumeration(str(row.row) for row in rows)
    if to is None:
        return t.plural(
            "Row {rows} is handed back to the coordinator.", "Rows {rows} are handed back to the coordinator.",
            len(rows), rows=numbers,
        )  # fmt: skip
    return t.plural(
        "Row {rows} is handed to {name}, who is asked now.", "Rows {rows} are handed to {name}, who is asked now.",
        len(rows), rows=numbers, name=to.name,
    )  # fmt: skip
