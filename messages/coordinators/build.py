"""From a notice with ids (`actions.coordinators.telling`) to its message, built when it is sent."""

from typing import Any, assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from i18n import Translator
from messages.coordinators.operations.accounts import account_message, removed_message
from messages.coordinators.operations.failures import failure_message
from messages.coordinators.operations.troubles import renamed_message, trouble_message
from messages.coordinators.registers.need import need_told
from messages.coordinators.rounds.closed import closed_message
from messages.coordinators.rounds.handed_over import handover_message
from messages.coordinators.rounds.uncovered import away_message, departure_message, ownerless_message
from messages.owners.managed import ManagerRequest, manager_request_message
from messages.parts import Message
from messages.round_context import RoundContext, round_context
from models.answers.uncovered import rows_alone, rows_left_by
from models.operations.trouble import Trouble
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.rounds.exceptions import is_excused
from models.vocabulary.outbox import CoordinatorNotice, DeliveryState, RequestKind
from models.vocabulary.people import AccountMatter

_ABOUT_A_ROUND = {
    CoordinatorNotice.CLOSED, CoordinatorNotice.OWNERLESS, CoordinatorNotice.AWAY, CoordinatorNotice.DEPARTED,
    CoordinatorNotice.HANDED_OVER, CoordinatorNotice.MANAGER_ASKS,
}  # fmt: skip


def coordinator_message(session: Session, delivery: Delivery, options: Options) -> Message | None:
    """The message of a delivery to a coordinator; None when the problem has been solved meanwhile."""
    payload = delivery.payload or {"notice": CoordinatorNotice.CLOSED}
    notice = CoordinatorNotice(payload["notice"])
    if notice in _ABOUT_A_ROUND:
        return _about_round(round_context(session, delivery, options), notice, payload)
    directory = load_directory(session)
    t = options.translator(directory.by_id.get(delivery.person_id or 0))
    if notice is CoordinatorNotice.ACCOUNT:
        return _about_account(t, directory, payload)
    if notice is CoordinatorNotice.REMOVED:
        rows = [row for plan in directory.plans for row in plan.rows if row.placement_id in payload["rows"]]
        ownerless = [row for row in rows if not directory.owners(row)]
        return removed_message(t, payload["name"], ownerless) if ownerless else None
    if notice is CoordinatorNotice.NEED:
        return need_told(session, t, payload["about"][0])
    if notice is CoordinatorNotice.RENAMED:
        return renamed_message(t, payload["name"])
    if notice is CoordinatorNotice.TROUBLE:
        trouble = session.get_one(Trouble, payload["about"][0])
        is_stale = payload["stage"] == "begun" and trouble.over_at is not None
        return None if is_stale else trouble_message(session, trouble, t)
    query = select(Delivery).where(Delivery.id.in_(payload["about"]), Delivery.state == DeliveryState.FAILED)
    failed = session.scalars(query.order_by(Delivery.id)).all()
    return failure_message(t, directory, failed) if failed else None


def _about_account(t: Translator, directory: Directory, payload: dict[str, Any]) -> Message | None:
    """None when somebody whom it is about is no longer in the people file, or has another account again."""
    people = {person.id: person for person in directory.people}
    person, other = people.get(payload["about"][0]), people.get(payload["other"] or 0)
    matter = AccountMatter(payload["matter"])
    if person is None or (payload["other"] and other is None):
        return None
    # Notices of before there was a second platform do not name theirs.
    platform = payload.get("platform", "slack")
    if matter is AccountMatter.LINK_ENDED and person.account_on(platform):
        return None
    return account_message(t, matter, person, other, payload["address"], payload["by_file"], platform)


def _about_round(ctx: RoundContext, notice: CoordinatorNotice, payload: dict[str, Any]) -> Message | None:
    about: list[int] = payload.get("about", [])
    people = [ctx.directory.by_id[id_] for id_ in about if id_ in ctx.directory.by_id]
    match notice:
        case CoordinatorNotice.CLOSED:
            return closed_message(ctx.session, ctx.t, ctx.round, ctx.plan)
        case CoordinatorNotice.OWNERLESS:
            rows = [row for row in ctx.rows_by_id(about) if not ctx.directory.owners(row)]
            return ownerless_message(ctx.t, ctx.round, rows) if rows else None
        case CoordinatorNotice.AWAY:
            uncovered = {
                person: rows for person in people if (rows := rows_alone(ctx.directory, ctx.round, ctx.plan, person))
            }
            return away_message(ctx.t, ctx.round.name, uncovered) if uncovered else None
        case CoordinatorNotice.DEPARTED:
            if not people:
                return None
            rows = rows_left_by(ctx.session, ctx.directory, ctx.round, ctx.plan, people[0])
            return departure_message(ctx.t, ctx.round.name, people[0], rows)
        case CoordinatorNotice.HANDED_OVER:
            giver, to = ctx.directory.by_id.get(payload["giver"]), ctx.directory.by_id.get(payload["to"] or 0)
            rows = ctx.rows_by_id(about)
            if giver is None:
                return None
            return handover_message(ctx.t, ctx.directory, ctx.round, giver, to, rows, payload["note"])
        case CoordinatorNotice.MANAGER_ASKS:
            return _asked_by_manager(ctx, payload)
        case (
            CoordinatorNotice.FAILED
            | CoordinatorNotice.TROUBLE
            | CoordinatorNotice.RENAMED
            | CoordinatorNotice.NEED
            | CoordinatorNotice.ACCOUNT
            | CoordinatorNotice.REMOVED
        ):
            raise ValueError(f"{notice} is not about a round")
    assert_never(notice)


def _asked_by_manager(ctx: RoundContext, payload: dict[str, Any]) -> Message | None:
    """None when the row has been answered or excused meanwhile, or is no longer in the plan."""
    manager, rows = ctx.directory.by_id.get(payload["by"]), ctx.rows_by_id(payload["about"])
    if manager is None or not rows or rows[0].placement_id in ctx.answers or is_excused(ctx.round, rows[0]):
        return None
    return manager_request_message(
        ctx.t, ctx.round, ManagerRequest(RequestKind(payload["wish"]), manager, rows[0], payload["words"])
    )
