"""Imports every table, so that the metadata is whole."""

from models.absence import Absence
from models.answer import Answer, Draft
from models.delivery import Delivery, Pace
from models.handover import Handover
from models.ledger import AuditEvent, Heartbeat, InboundRequest
from models.organisation import Member, Person, PersonUnit, Revision, Unit, UnitAlias
from models.plan import Activity, ActivityWording, Goal, Placement, PlacementUnit, Plan
from models.round import Round
from models.trouble import Trouble

__all__ = [
    "Absence", "Activity", "ActivityWording", "Answer", "AuditEvent", "Delivery", "Draft", "Goal", "Handover",
    "Heartbeat", "InboundRequest", "Member", "Pace", "Person", "PersonUnit", "Placement", "PlacementUnit", "Plan",
    "Revision", "Round", "Trouble", "Unit", "UnitAlias",
]  # fmt: skip
