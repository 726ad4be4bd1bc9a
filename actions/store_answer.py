"""Storing an answer, and telling those who need to know. Both ways of answering, text and form, end here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete

from handlers.access import AnswerableRow
from handlers.answers.known import Known, is_late
from handlers.context import Context
from models.answers.last_time import answer_last_time
from models.answers.queries import AnswerView, add_answer
from models.answers.tables import Draft
from models.operations.audit import record
from models.outbox.homes import redraw_homes
from models.outbox.queue import Prompt, prompts_of, queue, queue_all, request_prompt_updates, revive_cancelled, row_of
from models.outbox.tables import Delivery
from models.people.directory import PersonView
from models.vocabulary import DeliveryKind, FollowUp, Lifecycle, RoundState, Status

LONGEST_COMMENT = 20_000


@dataclass(frozen=True)
class Given:
    """What is reported on one row, cleaned and complete enough to be stored."""

    status: Status
    comment: str
    cause: str | None = None
    action: str | None = None
    action_owner: str | None = None
    action_due: date | None = None
    lifecycle: Lifecycle | None = None
    forecast: date | None = None
    decision_by: str | None = None
    change_reason: str | None = None
    follow_up_state: FollowUp | None = None
    follow_up_note: str | None = None
    late_reason: str | None = None
    reference_row_id: int | None = None
    reference_answer_id: int | None = None


@dataclass(frozen=True)
class Stored:
    """The stored answer, the version before it in the same round, and whether the author still has a draft."""

    answer: AnswerView
    replaced: AnswerView | None
    has_draft: bool = False


def store(
    ctx: Context, place: AnswerableRow, given: Given, about: Known, keeps_draft: bool = False
) -> Stored:  # fmt: skip
    """Adds a version to what is known about the row. Queues the alert, the notices to the row's other owners and the
    rewriting of opening messages. The author's draft is dropped unless `keeps_draft`: an answer not written in its form
    may lack its texts."""
    person, replaced = ctx.person(), about.now
    values: dict[str, Any] = {
        "round_id": place.round.id, "placement_id": place.row.placement_id,
        "version": replaced.version + 1 if replaced else 1, "author_id": person.id, "author_email": person.email,
        "on_behalf_of": place.on_behalf_of, "submitted_at": ctx.now, "late": is_late(ctx, place.round),
        "source": ctx.actor.source, **vars(given),
    }  # fmt: skip
    answer_id = add_answer(ctx.session, values)
    if about.has_draft and not keeps_draft:
        ctx.session.execute(
            delete(Draft).where(
                Draft.round_id == place.round.id,
                Draft.placement_id == place.row.placement_id,
                Draft.person_id == person.id,
            )
        )
    record(ctx.session, ctx.now, "answer.stored", f"{place.round.name} / {place.row.row}", person.id,
           version=values["version"], status=given.status.value, answer=answer_id,
           **_instead_of(ctx, person, place))  # fmt: skip
    stored = Stored(AnswerView(id=answer_id, **values), replaced, about.has_draft and keeps_draft)
    _tell_owners(ctx, place, person, stored)
    _tell_management(ctx, place, stored)
    return stored


def _instead_of(ctx: Context, person: PersonView, place: AnswerableRow) -> dict[str, list[int]]:
    """For the audit: whose row it is, when somebody else than an owner answers."""
    if person.owns(place.row):
        return {}
    return {"instead_of": [owner.id for owner in ctx.directory.owners(place.row)]}


def _tell_owners(ctx: Context, place: AnswerableRow, author: PersonView, stored: Stored) -> None:
    """The opening messages of all who are asked about the row are rewritten; the others are told, once per row."""
    asked = {person.id for person in ctx.directory.owners(place.row)}
    asked |= ctx.directory.asked(place.row, place.round.id).keys()
    redraw_homes(ctx.session, {author.id, *asked, *ctx.directory.watchers(place.row)}, ctx.now)
    others = asked - {author.id}
    # Whoever answered the same row a moment earlier learns of it too, although they do not own the row (a deputy).
    before = stored.replaced
    if before and before.author_id and before.author_id != author.id:
        others.add(before.author_id)
    prompts = prompts_of(ctx.session, place.round.id, asked | others)
    request_prompt_updates(ctx.session, [prompt for prompt in prompts if prompt.person_id in asked], ctx.now)
    told = [prompt for prompt in prompts if prompt.person_id in others]
    queue_all(ctx.session, [_notice(ctx, place, stored, prompt) for prompt in told])
    # The notice is something to be told, which there was not before.
    revive_cancelled(ctx.session, told, ctx.now)


def _notice(ctx: Context, place: AnswerableRow, stored: Stored, prompt: Prompt) -> dict[str, Any]:
    """In the thread of an opening message: somebody else has answered on the row."""
    return row_of(
        f"notice:{place.round.id}:{place.row.placement_id}:{prompt.person_id}", DeliveryKind.NOTICE, prompt.platform,
        prompt.destination, ctx.now, round_id=place.round.id, person_id=prompt.person_id,
        placement_id=place.row.placement_id, answer_id=stored.answer.id, parent_id=prompt.id,
    )  # fmt: skip


def _tell_management(ctx: Context, place: AnswerableRow, stored: Stored) -> None:
    for platform in ctx.options.platforms:
        if place.round.state in {RoundState.CLOSED, RoundState.LOCKED}:
            _after_summary(ctx, platform, place, stored)
        else:
            _alert(ctx, platform, place, stored)


def changes_picture(stored: Stored) -> bool:
    """Whether what management has read is no longer so: another colour, or other words about a deviation."""
    before, now = stored.replaced, stored.answer
    if before is None or before.status is not now.status:
        return True
    told = ("comment", "cause", "action", "action_owner", "action_due", "forecast", "decision_by")
    return now.status.is_deviation and any(getattr(before, name) != getattr(now, name) for name in told)


def _after_summary(ctx: Context, platform: str, place: AnswerableRow, stored: Stored) -> None:
    summary = _delivery(ctx, f"summary:{place.round.id}:{platform}")
    if summary is not None and changes_picture(stored):
        _queue_management(ctx, platform, f"summary-change:{stored.answer.id}:{platform}",
                          DeliveryKind.SUMMARY_CHANGE, place, stored, summary)  # fmt: skip


def _alert(ctx: Context, platform: str, place: AnswerableRow, stored: Stored) -> None:
    key = f"alert:{place.round.id}:{place.row.placement_id}:{platform}"
    if _alerts_on(ctx, stored.answer.status) and _becomes(ctx, place, stored):
        if _queue_management(ctx, platform, key, DeliveryKind.ALERT, place, stored, None):
            return
    elif not (stored.replaced and changes_picture(stored)):
        return
    first = _delivery(ctx, key)
    if first is not None and first.answer_id != stored.answer.id:
        _queue_management(ctx, platform, f"alert-change:{stored.answer.id}:{platform}",
                          DeliveryKind.ALERT_CHANGE, place, stored, first)  # fmt: skip


def _becomes(ctx: Context, place: AnswerableRow, stored: Stored) -> bool:
    """Whether the row had another colour, or none, before; the period before counts when it is the first answer."""
    before = stored.replaced or answer_last_time(ctx.session, place.round, place.row)
    return before is None or before.status is not stored.answer.status


def _alerts_on(ctx: Context, status: Status) -> bool:
    wanted = {"off": set(), "red": {Status.RED}, "all": {Status.RED, Status.YELLOW}}[ctx.options.alerts]
    return status in wanted


def _delivery(ctx: Context, key: str) -> Delivery | None:
    return ctx.session.query(Delivery).filter(Delivery.key == key).one_or_none()


def _queue_management(
    ctx: Context, platform: str, key: str, kind: DeliveryKind, place: AnswerableRow, stored: Stored,
    parent: Delivery | None,
) -> bool:  # fmt: skip
    return queue(
        ctx.session,
        key,
        kind,
        platform,
        "management",
        ctx.now,
        round_id=place.round.id,
        placement_id=place.row.placement_id,
        answer_id=stored.answer.id,
        parent_id=parent.id if parent else None,
    )
