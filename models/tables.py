"""Imports every table, so that `Base.metadata` has them all."""

from models.answers.tables import Answer, Draft, HeldText
from models.deviations.tables import Decision, DeviationQuestion, DeviationReply, DigestReading
from models.following.tables import Following
from models.learning.tables import HelpReply, LessonQuestion, ProposalBallot, ProposalVote, SearchEntry
from models.operations.tables import AuditEvent, DailyLook, Heartbeat, InboundRequest
from models.operations.trouble import Trouble
from models.outbox.conversations import ConversationReference
from models.outbox.tables import Delivery, Pace
from models.people.absence import Absence
from models.people.handover import Handover
from models.people.tables import Member, Person, PersonUnit, Revision, Unit, UnitAlias
from models.plan.tables import Activity, ActivityWording, Goal, Placement, PlacementPast, PlacementUnit, Plan
from models.registers.tables import FetchedPage, RegisterLine, RegisterLink
from models.reporting.tables import ReportText
from models.review.tables import Review, Snapshot
from models.rounds.tables import Round

__all__ = [
    "Absence", "Activity", "ActivityWording", "Answer", "AuditEvent", "ConversationReference", "DailyLook", "Decision",
    "Delivery", "DeviationQuestion", "DeviationReply", "DigestReading", "Draft", "FetchedPage", "Following", "Goal",
    "Handover", "Heartbeat", "HeldText", "HelpReply", "InboundRequest", "LessonQuestion", "Member", "Pace", "Person",
    "PersonUnit", "Placement", "PlacementPast", "PlacementUnit", "Plan", "ProposalBallot", "ProposalVote",
    "RegisterLine", "RegisterLink", "ReportText", "Review", "Revision", "Round", "SearchEntry", "Snapshot", "Trouble",
    "Unit", "UnitAlias",
]  # fmt: skip
