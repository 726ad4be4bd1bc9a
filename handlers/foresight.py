"""What the answers that share a transaction will ask about their rows, asked together before any of them is stored.

A wrong guess costs nothing: whoever finds nothing asked ahead asks by itself.
"""

import json
import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from handlers.context import Asked, Said, Submitted
from handlers.routes import COMMAND_BY_NAME, parse
from models.directory import RowView, registers
from models.new_answers import asking
from models.outbox import prompts_question
from models.queries import plan_for
from models.questions import ask
from models.round import Round
from models.stories import questions
from models.unpublished import unpublished
from models.vocabulary import RoundState

# Of whom no draft is looked for.
_NOBODY = 0
_ROW = re.compile(r"\W*(?:rad|row|nr|#)?\s*(\d{1,6})\b", re.IGNORECASE)


def foresee(session: Session, requests: Iterable[tuple[str, str, Asked]]) -> None:
    """`requests` are on which platform, with which account, what is asked."""
    connection = asking(session)
    # Where no question is a journey, whoever asks by itself asks no more than is needed.
    if connection.dialect.name != "postgresql":
        return
    ask(connection, [registers.question(session), unpublished.question(session)])
    directory, rounds = registers.of(session), {found.id: found for found in unpublished.of(session).rounds}
    rows: dict[int, list[tuple[RowView, int]]] = {}
    persons: dict[int, set[int]] = {}
    for platform, account, asked in requests:
        round_id, number = _place(asked, rounds)
        person = directory.by_account(platform, account)
        plan = plan_for(directory, rounds[round_id], rounds[round_id].period_to) if round_id in rounds else None
        row = plan.by_row.get(number) if plan else None
        if person is not None and plan is not None and row is not None:
            # The receipt says which of the activity's other rows have no answer.
            others = [(other, _NOBODY) for other in plan.of_activity(row.activity_id) if other is not row]
            rows.setdefault(round_id, []).extend([(row, person.id), *others])
            persons.setdefault(round_id, set()).update(directory.asked(row, round_id))
    ask(connection, [
        question for round_id, wanted in rows.items()
        for question in (
            *questions(session, rounds[round_id], wanted),
            prompts_question(session, round_id, sorted(persons[round_id])),
        )
    ])  # fmt: skip


def _place(asked: Asked, rounds: dict[int, Round]) -> tuple[int, int]:
    """The round's id and the row's number that a request is about; zeroes for any that is no answer."""
    match asked:
        case Said(command, words):
            found, rest = COMMAND_BY_NAME.get(command), words
            if command == "all" and words.strip():
                found, rest = parse(words)
            number = _ROW.match(rest) if found is not None and found.name == "report" else None
            opened = next((each.id for each in rounds.values() if each.state is RoundState.OPEN), 0)
            return (opened, int(number.group(1))) if number else (0, 0)
        case Submitted("answer", state, _):
            return _of_form(state)
        case _:
            return 0, 0


def _of_form(state: str) -> tuple[int, int]:
    try:
        data = json.loads(state)
        return int(data["round"]), int(data["row"])
    except (ValueError, LookupError, TypeError):
        return 0, 0
