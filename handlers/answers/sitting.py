"""One activity after the other: *Rapportera* opens the first that lacks an answer, sending shows the next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.drafts import drop_draft, write_draft
from actions.store_answer import Given
from handlers.access import access_row, answering_round, closed_for_good, plan_of, takes_answers
from handlers.answers.checks import day_of, faults
from handlers.answers.drafts import changed, find_draft, left_behind, outlived, save_draft
from handlers.answers.facts import saved_parts, shared_rows
from handlers.answers.form import LENGTHS, Sheet, answer_form, too_long
from handlers.answers.hints import hint_lines, hints_of
from handlers.answers.known import Known, known
from handlers.answers.references import candidates, pointing, reference_ids
from handlers.answers.sitting_end import all_done, all_seen, until_later
from handlers.answers.store import store
from handlers.context import Context, Refusal
from messages.parts import Done, Form, FormFaults, Message, Paragraph, Reply
from messages.words import light
from models.answers.answerable import AnswerableRow
from models.answers.progress import Progress, progress_in
from models.answers.queries import answer_by_id, current_answer
from models.rounds.tables import Round
from models.rules.text import clean
from models.vocabulary import FollowUp, Lifecycle, RoundState, Status

_CHOICES = ("status", "action_due", "lifecycle", "forecast", "follow_up_state", "reference", "scope")


@dataclass(frozen=True)
class Sent:
    """What came back with a form: where it belongs, what it was opened with, and its cleaned fields, without those
    that are empty; a longer text that stood beside an empty field is in it."""

    place: AnswerableRow
    state: Mapping[str, Any]
    values: dict[str, str]

    @property
    def marks(self) -> Mapping[str, str]:
        marks: Mapping[str, str] = self.state.get("marks", {})
        return marks


def open_sitting(
    ctx: Context, found: Round | None = None, after: int = 0, saved: str = "", notes: tuple[str, ...] = ()
) -> Reply:
    """The form of the next activity without an answer, beginning after a row number and starting over at the end. In
    the round given, or the one meant now. `saved` and `notes` tell of the answer before it."""
    person = ctx.person()
    found = found or answering_round(ctx)
    if not takes_answers(ctx, found):
        raise Refusal(closed_for_good(ctx, found))
    plan = plan_of(ctx, found)
    rows = ctx.directory.answerable_rows(person, plan, found.id)
    if not rows:
        raise Refusal(_nothing(ctx, found))
    state = progress_in(ctx.session, found, plan, rows)
    upcoming = [row for row in state.left if row.row > after] or list(state.left)
    if upcoming:
        return answer_form(ctx, AnswerableRow(found, plan, upcoming[0], None), Sheet(state, saved, notes))
    return all_done(ctx, found, rows, state, saved, notes)


def _nothing(ctx: Context, found: Round) -> str:
    nothing = ctx.t("There are no activities for you to report on in {round}.", round=found.name)
    if not ctx.actor.is_coordinator:
        return nothing
    how = ctx.t(
        "Write {command} and a row’s number to answer for a unit.", command=f"/{ctx.options.commands['report']}"
    )
    return f"{nothing} {how}"


def open_row(ctx: Context, place: AnswerableRow) -> Form:
    """The form of one row, with what has been answered or drafted on it."""
    return answer_form(ctx, place, Sheet(_progress(ctx, place)))


def _progress(ctx: Context, place: AnswerableRow) -> Progress:
    rows = ctx.directory.answerable_rows(ctx.person(), place.plan, place.round.id)
    return progress_in(ctx.session, place.round, place.plan, rows)


def submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """A sent form: stored and on to the next activity; or faults at the fields, or the form once more with a question.
    What was written is kept as a draft until it is stored. Hints are told with what was stored: they block nothing."""
    sent = _read(ctx, state, values)
    about = known(ctx, sent.place)
    if found := faults(ctx, about, sent.values):
        save_draft(ctx, sent.place, values, sent.marks)
        if set(found) <= set(sent.state.get("shown", found)):
            return FormFaults(found)
        # The form has no field for it yet: the deadline has passed, or a period has ended, while it was open.
        return _once_more(ctx, sent, values, faults=found)
    points = pointing(sent.place, sent.values["comment"])
    unclear = points is not None and "reference" not in sent.values and bool(candidates(ctx, sent.place, points))
    if unclear and "reference" in sent.state.get("shown", ()):
        save_draft(ctx, sent.place, values, sent.marks)
        return FormFaults({"reference": ctx.t("Choose which answer you mean.")})
    if unclear:
        save_draft(ctx, sent.place, values, sent.marks)
        asked = ctx.t("Your answer has not been sent yet: choose below which other answer you mean.")
        return _once_more(ctx, sent, values, faults={"reference": asked})
    return _stored(ctx, sent, about, tuple(hint_lines(ctx, hints_of(about, sent.values, ctx.today))))


def _read(ctx: Context, state: str, values: Mapping[str, str]) -> Sent:
    place, data = _place(ctx, state)
    kept = too_long(answer_by_id(ctx.session, data["kept"])) if data.get("kept") else {}
    texts = {name: clean(values.get(name)) or kept.get(name, "") for name in LENGTHS}
    chosen = {name: (values.get(name) or "").strip() for name in _CHOICES}
    return Sent(place, data, {name: text for name, text in {**texts, **chosen}.items() if text})


def _place(ctx: Context, state: str) -> tuple[AnswerableRow, dict[str, Any]]:
    """Where a form belongs, and the rest of its state."""
    data: dict[str, Any] = json.loads(state)
    found = ctx.session.get(Round, data["round"])
    if found is None or not takes_answers(ctx, found):
        raise Refusal(ctx.t("This round takes no more answers. Copy your text and contact the coordinator."))
    return access_row(ctx, data["row"], found), data


def _once_more(ctx: Context, sent: Sent, values: Mapping[str, str], **shown: Any) -> Form:
    """The same form with what was sent in it, and with what is shown above."""
    sheet = Sheet(_progress(ctx, sent.place), values=values, **shown)
    return answer_form(ctx, sent.place, sheet)


def _stored(ctx: Context, sent: Sent, about: Known, notes: tuple[str, ...]) -> Reply:
    place, values = sent.place, sent.values
    strange = left_behind(find_draft(ctx, place), values, sent.marks)
    rows = shared_rows(ctx, place) if values.get("scope") == "both" else (place.row,)
    given = _given(ctx, place, values)
    for row in rows:
        at = AnswerableRow(place.round, place.plan, row, place.on_behalf_of)
        known_at = about if row is place.row else known(ctx, at)
        stored = store(ctx, at, given, known_at)
        if row is place.row:
            drop_draft(ctx.session, at, ctx.person().id, ctx.now)
        elif known_at.has_draft:
            outlived(ctx, at, (stored.answer, stored.replaced))
    if strange is not None:
        write_draft(ctx.session, place, ctx.person().id, strange, ctx.now)
    saved = ctx.t.plural(
        "Saved: row {rows} – {light}.", "Saved: rows {rows} – {light}.", len(rows),
        rows=ctx.t.enumeration(str(row.row) for row in rows), light=light(ctx.t, given.status),
    )  # fmt: skip
    if place.on_behalf_of is not None:
        told = [ctx.t("Given on behalf of {unit}.", unit=place.on_behalf_of)]
        if place.round.state is RoundState.LOCKED:
            told.append(ctx.t("The round is locked; the answer is marked as an erratum."))
        return Message((*saved_parts(saved, notes), Paragraph(" ".join(told))))
    return open_sitting(ctx, place.round, place.row.row, saved, notes)


def _given(ctx: Context, place: AnswerableRow, values: Mapping[str, str]) -> Given:
    row, answer = reference_ids(ctx, place, values.get("reference", ""), values["comment"])
    lifecycle, follow_up = values.get("lifecycle"), values.get("follow_up_state")
    texts = {name: values.get(name) for name in LENGTHS if name != "comment"}
    return Given(
        Status(values["status"]), values["comment"],
        action_due=day_of(values.get("action_due", "")), forecast=day_of(values.get("forecast", "")),
        lifecycle=Lifecycle(lifecycle) if lifecycle else None,
        follow_up_state=FollowUp(follow_up) if follow_up else None,
        reference_row_id=row, reference_answer_id=answer, **texts,
    )  # fmt: skip


def skipped(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """On to the next activity without an answer; at the end a list of what is left."""
    place = put_aside(ctx, state, values)
    now = _progress(ctx, place)
    upcoming = [row for row in now.left if row.row > place.row.row and row.activity_id != place.row.activity_id]
    if upcoming:
        return answer_form(ctx, AnswerableRow(place.round, place.plan, upcoming[0], None), Sheet(now))
    return all_seen(ctx, place.round, now)


def went_back(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """To the activity before in the list, answered or not."""
    place = put_aside(ctx, state, values)
    now = _progress(ctx, place)
    before = [row for row in now.activities if row.row < place.row.row and row.activity_id != place.row.activity_id]
    if before:
        return answer_form(ctx, AnswerableRow(place.round, place.plan, before[-1], None), Sheet(now))
    return answer_form(ctx, place, Sheet(now))


def put_off(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """Closes the sitting; what is written is there when it is opened again."""
    place = put_aside(ctx, state, values)
    return until_later(ctx, place.round, _progress(ctx, place))


def dropped(ctx: Context, state: str, _values: Mapping[str, str]) -> Reply:
    """Throws the draft away: the form shows the stored answer again."""
    place, _ = _place(ctx, state)
    drop_draft(ctx.session, place, ctx.person().id, ctx.now)
    return answer_form(ctx, place, Sheet(_progress(ctx, place)))


def put_aside(ctx: Context, state: str, values: Mapping[str, str]) -> AnswerableRow:
    """Keeps what is written in a form that something else takes the place of. Returns where it belonged."""
    place, data = _place(ctx, state)
    save_draft(ctx, place, values, data.get("marks", {}))
    return place


def kept(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """Keeps what is written in a form that is still open, or was closed."""
    place, data = _place(ctx, state)
    now = current_answer(ctx.session, place.round.id, place.row.placement_id)
    new = changed(values, data.get("marks", {}))
    # A choice can be told after the form was sent; it is no draft then.
    told = now is not None and now.author_id == ctx.person().id
    if not (told and all(str(getattr(now, name, text) or "") == clean(text) for name, text in new.items())):
        save_draft(ctx, place, values, data.get("marks", {}))
    return Done()
