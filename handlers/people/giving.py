"""A coordinator gives a row to a person: from the message that it was handed back, or by `ge rad 14 till Anna Ek`."""

import re
from collections.abc import Mapping

from actions.answers.handovers import give_row, replaced_by
from handlers.access import left_plan_text, locked_text, no_such_row_text, plan_of, require_coordinator, round_by_id
from handlers.context import Context, Refusal, no_longer
from handlers.people.colleagues import colleague, nobody_called, people_like
from handlers.people.not_mine import handed_receipt, receiver_named
from handlers.plan.moving import ask_to_move
from handlers.question import Question
from messages.parts import (
    Button,
    Buttons,
    Choice,
    Form,
    FormFaults,
    Message,
    Option,
    Paragraph,
    Reply,
    Small,
    TextField,
    say,
)
from messages.still_asked import still_asked
from messages.values.people import GiveValue
from messages.values.rows import RoundValue
from messages.words import row_name
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.planning.names import unit_named
from models.rounds.queries import unpublished_rounds
from models.rounds.tables import Round
from models.rules.text import clean, shorten
from models.rules.typography import as_seen
from models.vocabulary.rounds import TAKES_ANSWERS, RoundState

_LONGEST_NOTE = 300
# What a drop-down list takes.
_MOST_PEOPLE = 100
_SAID = re.compile(
    r"(?:rad(?:en)?|row|nr|nummer)\s*(?P<row>\d{1,6})\b(?:\s+(?:till|åt|to)\s+(?P<name>.+))?", re.IGNORECASE | re.DOTALL
)


def give_asked(ctx: Context, question: Question) -> Reply:
    """The sentence. Says who would be asked about the row and who not any more; nothing is done before the button.
    A unit instead of a person is a change of the plan."""
    require_coordinator(ctx)
    match = _SAID.search(as_seen(question.words))
    round_ = _round_meant(ctx)
    if round_ is None:
        raise Refusal(ctx.t("There is no reporting to answer just now."))
    plan = plan_of(ctx, round_)
    row = plan.by_row.get(int(match["row"])) if match else None
    if match is None or row is None:
        raise Refusal(no_such_row_text(ctx, plan, int(match["row"]) if match else 0))
    value = str(RoundValue(round_.id, row.row, row.placement_id))
    name = (match["name"] or "").strip(" .!?")
    if not name:
        return _form(ctx, round_, row)
    to = colleague(ctx, name)
    if to is None and unit_named(ctx.directory, name):
        return ask_to_move(ctx, plan, f"{row.row} till {name}")
    if to is None:
        near = [Button(shorten(f"{each.name} ({each.email})", 70), "give_ask", str(GiveValue(RoundValue.read(value),
                each.id))) for each in people_like(ctx, name)]  # fmt: skip
        raise Refusal(nobody_called(ctx, name), *near, Button(ctx.t("Choose a person …"), "give_row", value))
    return _ask(ctx, round_, row, to)


def give_ask(ctx: Context, value: str) -> Message:
    """The button of a person whose name is like the one that was written. `value` is a `GiveValue`."""
    at = GiveValue.read(value)
    round_, row = _at(ctx, at.at)
    return _ask(ctx, round_, row, _person(ctx, at.person_id))


def _ask(ctx: Context, round_: Round, row: RowView, to: PersonView) -> Message:
    t = ctx.t
    _, fault = receiver_named(ctx, None, to.email)
    if fault := fault or _already(ctx, round_, row, to):
        raise Refusal(fault)
    lines = [t("{name} is asked about row {row} in {round} instead.", name=to.name, row=row.row, round=round_.name)]
    if before := replaced_by(ctx.directory, round_, row, to):
        lines.append(t("Not asked any more: {names}.", names=t.enumeration(each.name for each in before)))
    if round_.state is not RoundState.OPEN:
        lines.append(t("The round is not open, so no question is sent."))
    value = str(GiveValue(RoundValue(round_.id, row.row, row.placement_id), to.id))
    button = Button(shorten(t("Give row {row} to {name}", row=row.row, name=to.name), 75), "give_now", value,
                    primary=True)  # fmt: skip
    return say(row_name(t, row), " ".join(lines), Small(t("Nothing has been changed yet.")), Buttons((button,)))


def give_now(ctx: Context, value: str) -> Message:
    """The button that does it. `value` is a `GiveValue`."""
    at = GiveValue.read(value)
    round_, row = _at(ctx, at.at)
    to = _person(ctx, at.person_id)
    _, fault = receiver_named(ctx, None, to.email)
    if fault := fault or _already(ctx, round_, row, to):
        raise Refusal(fault)
    return _give(ctx, round_, row, to, "")


def give_form(ctx: Context, value: str) -> Form:
    """The button that opens the form. `value` is a `RoundValue` with a row."""
    return _form(ctx, *_at(ctx, RoundValue.read(value)))


def _form(ctx: Context, round_: Round, row: RowView) -> Form:
    t = ctx.t
    units = {unit.id for unit in row.units}
    people = [p for p in ctx.directory.people if p.units & units and p.id not in ctx.directory.asked(row, round_.id)]
    options = tuple(Option(str(each.id), shorten(f"{each.name} ({each.email})", 75)) for each in people[:_MOST_PEOPLE])
    value = str(RoundValue(round_.id, row.row, row.placement_id))
    parts = (
        Paragraph(row_name(t, row)),
        *((Choice("person", t("Somebody in {unit}", unit=row.unit_names), options, required=False, compact=True),)
          if options else ()),
        TextField("other", t("Or somebody else"), max_length=320,
                  hint=t("An e-mail address or a name of somebody in the people file.")),
        TextField("note", t("Why?"), max_length=_LONGEST_NOTE,
                  hint=t("A few words to whoever gets the row. May be left empty.")),
        Small(t("Whoever gets the row is asked at once, for the rest of {round}. If it belongs to another unit, change "
                "the plan instead: plan move {row} to UNIT.", round=round_.name, row=row.row)),
    )  # fmt: skip
    title = t("Give row {row}", row=row.row)
    opener = Button(t("Give row {row} to somebody …", row=row.row), "give_row", value)
    return Form("give_row", title[:24], t("Give"), t("Cancel"), parts, value, opener=opener)


def given(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    t = ctx.t
    try:
        round_, row = _at(ctx, RoundValue.read(state))
    except Refusal as refusal:
        return FormFaults({"other": str(refusal)})
    chosen, written, note = values.get("person") or "", clean(values.get("other")), clean(values.get("note"))
    if bool(chosen) is bool(written):
        return FormFaults({"other": t("Name one person: in the list, or here.")})
    to, fault = None, ""
    if written:
        to, fault = receiver_named(ctx, None, written)
        if to is None and (near := people_like(ctx, written)) and colleague(ctx, written) is None:
            fault += " " + t("Do you mean {names}?", names=t.enumeration((each.email for each in near), "or"))
    else:
        person = next((each for each in ctx.directory.people if str(each.id) == chosen), None)
        to, fault = receiver_named(ctx, None, person.email) if person else (None, _gone(ctx))
    field = "other" if written else "person"
    if to is not None:
        fault = _already(ctx, round_, row, to)
    if len(note) > _LONGEST_NOTE:
        return FormFaults({"note": t("At most {n} characters.", n=_LONGEST_NOTE)})
    if to is None or fault:
        return FormFaults({field: fault})
    return _give(ctx, round_, row, to, note)


def _give(ctx: Context, round_: Round, row: RowView, to: PersonView, note: str) -> Message:
    give_row(ctx.session, round_, row, to, ctx.person(), note, ctx.now)
    ctx.directory = load_directory(ctx.session)
    asked = still_asked(ctx.t, ctx.directory, round_.id, [row], to)
    return say(" ".join((handed_receipt(ctx.t, round_, to, [row]), *asked)))


def _already(ctx: Context, round_: Round, row: RowView, to: PersonView) -> str:
    if to.id in ctx.directory.asked(row, round_.id):
        return ctx.t("{name} is asked about row {row} already.", name=to.name, row=row.row)
    return ""


def _gone(ctx: Context) -> str:
    return ctx.t("That person is not in the people file any more. Choose somebody else.")


def _person(ctx: Context, person_id: int | None) -> PersonView:
    person = next((each for each in ctx.directory.people if each.id == person_id), None)
    if person is None:
        raise Refusal(_gone(ctx))
    return person


def _at(ctx: Context, at: RoundValue) -> tuple[Round, RowView]:
    """The round and the row of a button or form, if the row can still be given to somebody."""
    require_coordinator(ctx)
    round_ = round_by_id(ctx, at.round_id)
    if round_ is None:
        raise no_longer(ctx)
    if round_.state not in TAKES_ANSWERS:
        raise Refusal(locked_text(ctx, round_))
    plan = plan_of(ctx, round_)
    row = plan.by_placement.get(at.placement_id or 0)
    if row is None:
        ended = plan.ended_by_placement.get(at.placement_id or 0)
        raise Refusal(left_plan_text(ctx, plan, ended, at.row or 0))
    return round_, row


def _round_meant(ctx: Context) -> Round | None:
    """The open round with the nearest deadline; else the last that takes answers."""
    rounds = [each for each in unpublished_rounds(ctx.session) if each.state in TAKES_ANSWERS]
    return next((each for each in rounds if each.state is RoundState.OPEN), rounds[-1] if rounds else None)
