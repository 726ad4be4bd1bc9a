"""The owner's parts of the page: what is asked of me, my drafts, my answers, my leave."""

from sqlalchemy import select

from i18n import Translator
from messages.home.reader import Reader, and_more, asking_rounds, short_name
from messages.parts import Bullets, Button, Buttons, Heading, Paragraph, Part, Run, Small, Text, runs_of
from messages.values.plan import PageValue
from messages.values.rows import RoundValue, RowValue
from messages.words import count, light, rows_note
from models.answers.progress import asked_rows, progress
from models.answers.queries import AnswerView, current_answers
from models.answers.tables import Draft
from models.plan.views import RowView
from models.rounds.tables import Round
from models.rules.absence import write_absence
from models.rules.text import shorten
from models.vocabulary.people import Role
from models.vocabulary.rounds import TAKES_ANSWERS, RoundState

_MOST_ROWS, _MOST_DRAFTS, _MOST_EARLIER, _MOST_LEAVE = 12, 5, 3, 5


def asked_parts(reader: Reader) -> list[Part]:
    """For each round: how many rows are done, the deadline, each row with its status, and buttons to the form."""
    parts: list[Part] = []
    asked = [(round_, rows) for round_ in asking_rounds(reader.session) if (rows := reader.rows(round_))]
    for round_, rows in asked:
        parts += _round(reader, round_, rows, _MOST_ROWS // len(asked))
    if not asked and Role.OWNER in reader.person.roles:
        parts.append(Paragraph(reader.t("Nothing is asked of you just now.")))
    return [Heading(reader.t("Your activities")), *parts] if parts else []


def _round(reader: Reader, round_: Round, rows: tuple[RowView, ...], most: int) -> list[Part]:
    t = reader.t
    answers = current_answers(reader.session, round_.id, _plan_id(reader, round_))
    rows = asked_rows(reader.session, round_, rows, answers)
    state = progress(rows, answers)
    head: Text = (Run(round_.name, bold=True), " – ", t("{done} of {total} done", done=state.done, total=state.total))
    # What lacks an answer comes first: the list may be cut.
    ranked = sorted(rows, key=lambda row: (row.placement_id in answers, row.row))
    items = [row_line(reader, row, answers.get(row.placement_id)) for row in ranked[:most]]
    buttons = [Button(t("Report"), "report", str(RoundValue(round_.id)), primary=bool(state.left))]
    left = len(rows) - most
    more = t.plural("Show all {n} row", "Show all {n} rows", len(rows)) if left > 0 else t("Choose a row")
    buttons.append(Button(more, "home_rows", str(PageValue.of_round(round_.id))))
    note = rows_note(t, rows)
    parts: list[Part] = [Paragraph(head), *([Small(note)] if note else []), Paragraph(_until(t, round_))]
    return [*parts, Bullets((*items, *and_more(reader, left))), Buttons(tuple(buttons))]


def _until(t: Translator, round_: Round) -> str:
    match round_.state:
        case RoundState.PLANNED:
            return t("Opens {opens}. You can answer already now.", opens=t.instant(round_.opens_at))
        case RoundState.OPEN:
            return t("Answer by {deadline}.", deadline=t.instant(round_.deadline))
        case _:
            closed = t("Closed {time}.", time=t.instant(round_.closed_at or round_.deadline))
            return f"{closed} " + t("Answers are still taken, and marked as late.")


def _plan_id(reader: Reader, round_: Round) -> int:
    plan = reader.plan(round_)
    return plan.id if plan else 0


def row_line(reader: Reader, row: RowView, answer: AnswerView | None) -> Text:
    """A row with its status; a changed answer with its version."""
    version = reader.t(" (version {n})", n=answer.version) if answer and answer.version > 1 else ""
    return (*runs_of(short_name(reader, row)), f" – {light(reader.t, answer.status if answer else None)}{version}")


def draft_parts(reader: Reader) -> list[Part]:
    """What has been written without being submitted, with a button to each row."""
    query = (
        select(Draft, Round)
        .join(Round, Round.id == Draft.round_id)
        .where(Draft.person_id == reader.person.id, Round.state.in_(TAKES_ANSWERS))
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
    )
    drafts = [
        (draft, of, row)
        for draft, of in reader.session.execute(query)
        if (row := _row(reader, of, draft.placement_id)) is not None
    ]
    if not drafts:
        return []
    t = reader.t
    items: list[Text] = [
        (*runs_of(short_name(reader, row)), " – " + t("saved {time}, not sent", time=t.instant(draft.saved_at)))
        for draft, _, row in drafts[:_MOST_DRAFTS]
    ]
    buttons = [
        Button(t("Continue on row {row}", row=row.row), "answer_row", str(RowValue.of(row, of.id)))
        for _, of, row in drafts[:_MOST_DRAFTS]
    ]
    return [
        Heading(t("Your drafts")),
        Bullets((*items, *and_more(reader, len(drafts) - _MOST_DRAFTS))),
        *(Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)),
    ]


def _row(reader: Reader, round_: Round, placement_id: int) -> RowView | None:
    plan = reader.plan(round_)
    return plan.by_placement.get(placement_id) if plan else None


def answers_parts(reader: Reader) -> list[Part]:
    """The latest three rounds in which the person's rows have answers: counts, and a button to the answers."""
    rounds = reader.session.scalars(select(Round).order_by(Round.deadline.desc(), Round.id.desc()).limit(10))
    parts: list[Part] = []
    shown = 0
    for round_ in rounds:
        rows = reader.rows(round_)
        answers = current_answers(reader.session, round_.id, _plan_id(reader, round_)) if rows else {}
        if shown < _MOST_EARLIER and any(row.placement_id in answers for row in rows):
            parts.append(Paragraph((Run(round_.name, bold=True), f": {count(rows, answers).sentence(reader.t)}")))
            name = reader.t("Show your answers in {round}", round=shorten(round_.name, 40))
            parts.append(Buttons((Button(name, "home_answers", str(PageValue.of_round(round_.id))),)))
            shown += 1
    return [Heading(reader.t("Your answers")), *parts] if parts else []


def leave_parts(reader: Reader) -> list[Part]:
    """When the person is away, who their deputy is, and the commands that change it."""
    t, today = reader.t, reader.now.astimezone(reader.t.zone).date()
    upcoming = [leave for leave in reader.directory.leave.get(reader.person.id, ()) if leave.last >= today]
    if not upcoming and Role.OWNER not in reader.person.roles:
        return []
    command = reader.options.commands["all"]
    days, end = t("/{command} absence 1–31 July", command=command), t("/{command} absence end", command=command)
    absence: list[Part] = [Paragraph(t("You have no planned absence."))]
    if upcoming:
        items: list[Text] = [write_absence(leave, t.language) for leave in upcoming[:_MOST_LEAVE]]
        absence = [Paragraph(t("You are away:")), Bullets((*items, *and_more(reader, len(upcoming) - _MOST_LEAVE)))]
    own, units = reader.directory.own_deputy(reader.person), reader.directory.unit_deputies(reader.person)
    names = [own.name] if own else [deputy.name for deputy in units]
    deputy = t("You have no deputy. Name one: {how}", how=t("/{command} deputy NAME", command=command))
    if names:
        deputy = t("Your deputy is {name}.", name=t.enumeration(names))
    how = t("Write for example {days}, or {end}.", days=days, end=end)
    return [Heading(t("Your absence")), *absence, Paragraph(deputy), Small(how)]
