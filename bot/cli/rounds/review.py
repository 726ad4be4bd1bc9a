"""`malvakten review …` and `malvakten snapshot`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import AsJson, RoundName
from bot.cli.plan.in_plan import plan_in, row_in, unit_in
from bot.cli.support import database, named_round, now, print_json, refuse, settings, write_out

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from actions.rounds.review import Reviewable
    from models.rounds.tables import Round

_USAGE = "Write: malvakten review NAME, review approve NAME ROW ..., or review return NAME ROW --question TEXT."
_TITLES = {
    "approved": "Approved", "returned": "Sent back", "unreviewed": "Not reviewed",
    "changed_since_approval": "Of these changed since they were approved",
}  # fmt: skip


def review_command(
    words: Annotated[
        list[str], typer.Argument(metavar="NAME | approve NAME [ROW ...] | return NAME ROW", show_default=False)
    ],
    unit: Annotated[str, typer.Option(help="Approve every answer of this unit that nobody has approved.")] = "",
    question: Annotated[str, typer.Option(help="What is asked about an answer that is sent back.")] = "",
    as_json: AsJson = False,
) -> None:
    """Which answers of a round are approved, sent back or not reviewed; and approving and sending back by hand.

    Examples: malvakten review "Halvår 2026" --json · malvakten review approve "Halvår 2026" 4 9 12 ·
    malvakten review approve "Halvår 2026" --unit Regionservice · malvakten review return "Halvår 2026" 14
    --question "Vad behövs?"
    """
    verb, rest = (words[0], words[1:]) if words[0] in {"approve", "return"} and len(words) > 1 else ("show", words)
    # Without a row after it, the name may come without quotation marks.
    name, numbers = (" ".join(rest), []) if verb == "show" else (rest[0], _numbers(rest[1:]))
    if verb == "show" and (unit or question):
        raise typer.BadParameter(_USAGE)
    chosen = settings()
    with database(chosen) as opened, opened.write() as session:
        round_ = named_round(session, name)
        if verb == "approve":
            _approve(session, round_, numbers, unit)
        elif verb == "return":
            _send_back(session, round_, numbers, question)
        data = _state(session, round_)
    if as_json:
        print_json(data)
    else:
        typer.echo("\n".join([data["round"], *(f"{title}: {_listed(data[key])}" for key, title in _TITLES.items())]))


def _listed(rows: Sequence[int]) -> str:
    return f"{len(rows)} ({', '.join(map(str, rows))})" if rows else "0"


def _numbers(words: Sequence[str]) -> list[int]:
    wrong = [word for word in words if not word.isdecimal()]
    if wrong:
        raise typer.BadParameter(f"{wrong[0]!r} is no row number; put a round's name in quotation marks. {_USAGE}")
    return [int(word) for word in words]


def _state(session: "Session", round_: "Round") -> dict[str, Any]:
    from models.answers.queries import current_answers
    from models.people.directory_cache import load_directory
    from models.review.queries import reviewed_rows
    from models.rounds.queries import plan_of_round

    plan = plan_of_round(load_directory(session), round_)
    if plan is None:
        return {"round": round_.name, **{key: [] for key in _TITLES}}
    found = reviewed_rows(session, round_.id, plan, current_answers(session, round_.id, plan.id))
    by_key = zip(_TITLES, (found.approved, found.returned, found.unreviewed, found.changed), strict=True)
    return {"round": round_.name, **{key: [row.row for row in rows] for key, rows in by_key}}


def _answered(session: "Session", round_: "Round", numbers: Sequence[int], unit: str) -> "list[Reviewable]":
    """The rows with their current answers; a row that is not in the plan or has no answer is refused, and so is a unit
    that the plan does not have."""
    from models.answers.queries import current_answers

    plan = plan_in(session, round_)
    answers = current_answers(session, round_.id, plan.id)
    if unit:
        wanted = unit_in(plan, unit)
        of_unit = (row for row in plan.rows if wanted in row.units)
        return [(row, answers[row.placement_id]) for row in of_unit if row.placement_id in answers]
    by_number = {number: row_in(plan, number) for number in numbers}
    without = [number for number in numbers if by_number[number].placement_id not in answers]
    if without:
        refuse(f"Row {without[0]} has no answer in {round_.name}, so there is nothing to review. Nothing was changed.")
    return [(by_number[number], answers[by_number[number].placement_id]) for number in dict.fromkeys(numbers)]


def _approve(session: "Session", round_: "Round", numbers: Sequence[int], unit: str) -> None:
    from actions.rounds.life_cycle import RoundFault
    from actions.rounds.review import approve

    if bool(numbers) == bool(unit):
        raise typer.BadParameter(f"Name the rows, or a unit with --unit. {_USAGE}")
    try:
        approve(session, round_, _answered(session, round_, numbers, unit), None, now())
    except RoundFault as fault:
        refuse(str(fault))


def _send_back(session: "Session", round_: "Round", numbers: Sequence[int], question: str) -> None:
    from actions.rounds.life_cycle import RoundFault
    from actions.rounds.review import send_back
    from bot.wiring import options_from

    if len(numbers) != 1 or not question.strip():
        raise typer.BadParameter(f"Name one row, and what is asked with --question. {_USAGE}")
    ((row, answer),) = _answered(session, round_, numbers, "")
    try:
        send_back(session, round_, row, answer, question, None, now(), options_from(settings(with_remarks=False)))
    except RoundFault as fault:
        refuse(str(fault))


def snapshot_command(
    name: RoundName,
    out: Annotated[Path | None, typer.Option(help="Where to write it; without it, to stdout.")] = None,
) -> None:
    """The frozen record of a locked or published round: JSON, the same bytes every time."""
    from models.review.queries import snapshot_of

    with database() as opened, opened.read() as session:
        round_ = named_round(session, name)
        found = snapshot_of(session, round_.id)
        if found is None:
            refuse(f"{round_.name} is {round_.state.value}, and has no frozen record. One is made when it is locked: "
                   f"malvakten round lock --help")  # fmt: skip
        content = found.document.encode()
    if out is not None:
        write_out(out, content)
    else:
        typer.echo(content, nl=False)
