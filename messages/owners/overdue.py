"""The message about actions that are past their dates, with whatever else is asked of its reader."""

from collections.abc import Sequence

from messages.parts import Message, Part
from messages.setting import RoundContext
from models.deviations.register import Deviation
from models.outbox.tables import Delivery


def overdue_reminder(ctx: RoundContext, delivery: Delivery) -> Message | None:
    return None


def overdue_parts(ctx: RoundContext, overdue: Sequence[Deviation]) -> list[Part]:
    return []
