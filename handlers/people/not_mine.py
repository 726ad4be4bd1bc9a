"""*Ej mitt ansvar*: rows are handed over to a named colleague, or back to the coordinator."""

import json
import re
import zlib
from collections.abc import Mapping, Sequence

from actions.answers.asking import reconcile_round
from actions.answers.handovers import hand_over
from actions.coordinators.telling import tell_coordinators
from handlers.access import plan_of, require_takes_answers, round_by_id
from handlers.answers.form.sitting import keep_draft, open_sitting
from handlers.context import Context, Refusal, read_form_state
from handlers.people.colleagues import colleague, nobody_called
from i18n import Translator
from messages.parts import Button, Buttons, Form, FormFaults, Paragraph, Reply, Small, TextField, say
from messages.still_asked import still_asked
from messages.values.rows import RoundValue, RowValue
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.away import is_away
from models.rounds.tables import Round
from models.rules.text import clean
from models.rules.typography import as_seen
from models.vocabulary.outbox import CoordinatorNotice
from models.vocabulary.people import HandoverReason
from models.vocabulary.rounds import RoundState

_LONGEST_NOTE = 300


def not_mine(ctx: Context, value: str) -> Reply:
    """The button of an opening message. `value` is a `RoundValue`."""
    at = RoundValue.read(value)
    round_, rows = _asked_rows(ctx, at.round_id)
    if at.placement_id is None:
        return _form(ctx, round_, rows, at.row)
    return _form(ctx, round_, rows, next((row.row for row in rows if row.placement_id == at.placement_id), None))


def not_mine_in_form(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The button in an answer's form, which the asker comes back to. What is written in it is kept as a draft."""
    target = keep_draft(ctx, state, values)
    round_, rows = _asked_rows(ctx, target.round.id)
    return _form(ctx, round_, rows, target.row.row, sitting=str(RowValue.of(target.row, round_.id)))


def _form(
    ctx: Context, round_: Round, rows: Sequence[RowView], row: int | None, sitting: str | None = None, fault: str = ""
) -> Form:
    """`row` is filled in. `sitting` is the `RowValue` of the answer's form that the asker comes from, if any. `fault`
    says why the form comes again."""
    t = ctx.t
    title = t("Not my responsibility")
    mine = t.plural("You are asked about row {rows}.", "You are asked about rows {rows}.", len(rows),
                    rows=t.enumeration(str(each.row) for each in rows))  # fmt: skip
    parts = (
        *((Paragraph(fault),) if fault else ()),
        Paragraph(t("Hand over what somebody else is to answer for in {round}.", round=round_.name)),
        Small(mine),
        TextField("rows", t("Row"), str(row or ""), required=True, max_length=200, hint=t("One number, or several.")),
        TextField("to", t("Colleague"), max_length=320,
                  hint=t("An e-mail address or a name. Leave it empty to hand the row back to the coordinator.")),
        TextField("note", t("Why?"), max_length=_LONGEST_NOTE,
                  hint=t("A few words to whoever gets the row. May be left empty.")),
    )  # fmt: skip
    back = () if sitting is None else (Buttons((Button(t("Back"), "answer_row", sitting),)),)
    state = json.dumps({"round": round_.id, "sitting": sitting, "numbers": _checksum(rows)})
    return Form("not_mine", title, t("Hand over"), t("Close"), (*parts, *back), state)


def _checksum(rows: Sequence[RowView]) -> str:
    """Of which row has which number: what is typed into the form are numbers as they were when it was opened."""
    return f"{zlib.crc32(str([(row.row, row.placement_id) for row in rows]).encode()):x}"


def handed_over(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form: changes who is asked, tells the colleague and the coordinators, and continues a sitting."""
    person, data = ctx.person(), read_form_state(ctx, state)
    round_, mine = _asked_rows(ctx, data["round"])
    if data.get("numbers", _checksum(mine)) != _checksum(mine):
        words = ctx.t("Your rows have changed since this form was opened. Look at the numbers, and write them again.")
        return _form(ctx, round_, mine, None, data.get("sitting"), words)
    note = clean(values.get("note"))
    rows, row_fault = _rows(ctx, mine, values.get("rows") or "")
    to, to_fault = receiver_named(ctx, person, clean(values.get("to")))
    note_fault = ctx.t("At most {n} characters.", n=_LONGEST_NOTE) if len(note) > _LONGEST_NOTE else ""
    faults = {"rows": row_fault, "to": to_fault, "note": note_fault}
    if any(faults.values()):
        return FormFaults({name: words for name, words in faults.items() if words})
    moves = [(person, to, row) for row in rows]
    hand_over(ctx.session, round_, moves, HandoverReason.NOT_MINE, ctx.now, person.id, note)
    if round_.state is RoundState.OPEN:
        reconcile_round(ctx.session, round_, ctx.now, ctx.options)
    subject = f"not-mine:{round_.id}:{person.id}:{rows[0].row}:{ctx.now:%Y%m%dT%H%M%S%f}"
    tell_coordinators(
        ctx.session, CoordinatorNotice.HANDED_OVER, subject, ctx.now, ctx.options, round_.id,
        about=[row.placement_id for row in rows], giver=person.id, to=to.id if to else None, note=note,
    )  # fmt: skip
    ctx.directory = load_directory(ctx.session)
    receipt = " ".join(
        (handed_receipt(ctx.t, round_, to, rows), *still_asked(ctx.t, ctx.directory, round_.id, rows, to))
    )
    if data.get("sitting") and ctx.directory.answerable_rows(person, plan_of(ctx, round_), round_.id):
        return open_sitting(ctx, round_, RowValue.read(str(data["sitting"])).row, receipt)
    return say(receipt)


def _asked_rows(ctx: Context, round_id: int | None) -> tuple[Round, tuple[RowView, ...]]:
    """The round, and the rows that the asker is asked about in it. Raises Refusal when there are none."""
    person, round_ = ctx.person(), round_by_id(ctx, round_id)
    if round_ is None:
        raise Refusal(ctx.t("There is no reporting to answer just now."))
    require_takes_answers(ctx, round_)
    rows = ctx.directory.asked_rows(person, plan_of(ctx, round_), round_.id)
    if not rows:
        raise Refusal(ctx.t("There are no activities for you to report on in {round}.", round=round_.name))
    return round_, rows


def _rows(ctx: Context, mine: Sequence[RowView], words: str) -> tuple[list[RowView], str]:
    """The rows whose numbers are in the words, and an error text; one of them is empty."""
    by_row = {row.row: row for row in mine}
    numbers = sorted({int(number) for number in re.findall(r"\d{1,9}", as_seen(words), re.ASCII)})
    if not numbers:
        return [], ctx.t("Write the number of the row.")
    not_asked = [str(number) for number in numbers if number not in by_row]
    if not_asked:
        words = ctx.t.plural("You are not asked about row {rows}.", "You are not asked about rows {rows}.",
                             len(not_asked), rows=ctx.t.enumeration(not_asked))  # fmt: skip
        return [], words
    return [by_row[number] for number in numbers], ""


def receiver_named(ctx: Context, giver: PersonView | None, words: str) -> tuple[PersonView | None, str]:
    """The person that the words name, and an error text. No person for empty words or with an error. `giver` is whose
    rows they are, who cannot get them."""
    if not words:
        return None, ""
    receiver = colleague(ctx, words)
    if receiver is None:
        return None, nobody_called(ctx, words)
    if giver is not None and receiver.id == giver.id:
        return None, ctx.t("That is you. Choose somebody else, or leave the field empty.")
    if is_away(ctx.directory, receiver, ctx.now, ctx.options):
        return None, ctx.t("{name} is away. Choose somebody else, or leave the field empty.", name=receiver.name)
    return receiver, ""


def handed_receipt(t: Translator, round_: Round, to: PersonView | None, rows: Sequence[RowView]) -> str:
    numbers = t.enumeration(str(row.row) for row in rows)
    if to is None:
        return t.plural(
            "Row {rows} is handed back to the coordinator.", "Rows {rows} are handed back to the coordinator.",
            len(rows), rows=numbers,
        )  # fmt: skip
    if round_.state is not RoundState.OPEN:
        return t.plural("Row {rows} is handed to {name}.", "Rows {rows} are handed to {name}.", len(rows), rows=numbers,
                        name=to.name)  # fmt: skip
    return t.plural(
        "Row {rows} is handed to {name}, who is asked now.", "Rows {rows} are handed to {name}, who is asked now.",
        len(rows), rows=numbers, name=to.name,
    )  # fmt: skip
