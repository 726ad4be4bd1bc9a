"""Telling everybody whom new answers concern: their home pages and opening messages are drawn anew, and the other
owners of a row get one notice. Done at a tick of the clock, for all answers that are still marked as untold, so that
storing an answer need not wait for it. Never commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from models.answers.untold import UntoldAnswer, take_untold_answers
from models.outbox import keys
from models.outbox.homes import redraw_homes
from models.outbox.queue import Prompt, prompts_of, queue_all, request_prompt_updates, revive_cancelled, row_of
from models.people.directory_cache import load_directory
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind

_MOST = 500


def tell_owners(session: Session, now: datetime) -> int:
    """Sends notices of the answers that nobody has been told of, at most 500. Returns their number."""
    answers = sorted(take_untold_answers(session, _MOST), key=attrgetter("round_id", "id"))
    for round_id, of_round in groupby(answers, attrgetter("round_id")):
        _tell_of_round(session, session.get_one(Round, round_id), list(of_round), now)
    return len(answers)


def _tell_of_round(session: Session, round_: Round, answers: Sequence[UntoldAnswer], now: datetime) -> None:
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    concerned, asked, others = set[int](), set[int](), list[tuple[UntoldAnswer, set[int]]]()
    for answer in answers:
        row = plan.by_placement.get(answer.placement_id) if plan else None
        if row is None:
            # It has left the plan since, and opening messages are rewritten for that (`actions.answers.asking`).
            continue
        asked_of_row = {person.id for person in directory.owners(row)} | directory.asked(row, round_.id).keys()
        asked |= asked_of_row
        concerned |= {answer.author_id, *asked_of_row, *directory.watchers(row)}
        # The author of the replaced version is notified too, who need not be asked about the row (a deputy).
        others.append((answer, {*asked_of_row, answer.replaced_author_id} - {answer.author_id}))
    redraw_homes(session, concerned, now)
    prompts = prompts_of(session, round_.id, asked.union(*(people for _, people in others)))
    request_prompt_updates(session, [prompt for prompt in prompts if prompt.person_id in asked], now)
    _notify(session, prompts, others, now)


def _notify(
    session: Session, prompts: Sequence[Prompt], others: Iterable[tuple[UntoldAnswer, set[int]]], now: datetime
) -> None:
    """Queues a notice in the thread of each opening message, once per row."""
    pairs = [(answer, prompt) for answer, people in others for prompt in prompts if prompt.person_id in people]
    queue_all(session, [_notice(answer, prompt, now) for answer, prompt in pairs])
    # A prompt is cancelled when there is nothing to ask; the notice in its thread needs it sent after all.
    revive_cancelled(session, [prompt for _, prompt in pairs], now)


def _notice(answer: UntoldAnswer, prompt: Prompt, now: datetime) -> dict[str, Any]:
    return row_of(
        keys.notice(answer.round_id, answer.placement_id, prompt.person_id), DeliveryKind.NOTICE, prompt.platform,
        prompt.destination, now, round_id=answer.round_id, person_id=prompt.person_id,
        placement_id=answer.placement_id, answer_id=answer.id, parent_id=prompt.id,
    )  # fmt: skip
