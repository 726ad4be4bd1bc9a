"""Since when messages could have been sent and were not. What the rules hold back does not wait: quiet hours and leave
(its time is moved), a message that others hang on, the pace, and the time that the platform has asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select
from sqlalchemy.orm import Session, aliased

from models.operations.trouble import open_troubles
from models.outbox.tables import Delivery, Pace, workspace_key
from models.vocabulary.outbox import UNSETTLED, DeliveryKind, DeliveryState
from scheduler.outbox.pace import PaceRules

# The platforms' codes for "not so fast": the pace that they ask for is a rule, too.
_TOO_FAST = ("ratelimited", "rate_limited", "message_limit_exceeded")
Instant = ColumnElement[datetime]


def waiting_since(session: Session, rules: PaceRules) -> tuple[Instant, Select[int]]:
    """The instant since when a message of the outbox waits, and a query of all that may be waiting, whose columns are
    to be replaced. Messages that wait for another one are not in it: that one is."""
    parent, target = aliased(Delivery), aliased(Delivery)
    is_redraw = or_(Delivery.target_id.is_not(None), Delivery.kind == DeliveryKind.HOME)
    tried: Any = case((or_(is_redraw, Delivery.first_tried_at.is_(None)), Delivery.due_at),
                      else_=Delivery.first_tried_at)  # fmt: skip
    troubled = [trouble.platform for trouble in open_troubles(session)]
    is_paced = and_(
        Delivery.state == DeliveryState.PENDING, Delivery.platform.not_in(troubled),
        or_(Delivery.error.is_(None), Delivery.error.in_(_TOO_FAST)),
    )  # fmt: skip
    paced = _later(_later(tried, Pace.free_at), _workspace_free_at(session, rules))
    since = _later(_later(case((is_paced, paced), else_=tried), parent.sent_at), target.sent_at)
    query = (
        select(Delivery.id)
        .outerjoin(parent, parent.id == Delivery.parent_id)
        .outerjoin(target, target.id == Delivery.target_id)
        .outerjoin(Pace, Pace.key == Delivery.platform + ":" + Delivery.destination)
        .where(
            Delivery.state.in_(UNSETTLED),
            or_(Delivery.parent_id.is_(None), parent.state == DeliveryState.SENT),
            or_(Delivery.target_id.is_(None), target.state == DeliveryState.SENT),
        )
    )
    return since, query


def _later(one: Any, other: Any) -> Any:
    """The later of two instants; the first when there is no other."""
    return case((other > one, other), else_=one)


def _workspace_free_at(session: Session, rules: PaceRules) -> Any:
    """When the workspace's pace allows or allowed one more message, by platform."""
    platforms = session.scalars(select(Delivery.platform).where(Delivery.state.in_(UNSETTLED)).distinct()).all()
    free_at = {
        platform: at for platform in platforms
        if (at := session.scalar(select(Pace.free_at).where(Pace.key == workspace_key(platform)))) is not None
    }  # fmt: skip
    if not free_at:
        return literal(None, Delivery.due_at.type)
    return case(
        *((Delivery.platform == platform, literal(at - rules.burst + rules.interval, Delivery.due_at.type))
          for platform, at in free_at.items()),
        else_=None,
    )  # fmt: skip
