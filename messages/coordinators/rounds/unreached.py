"""Who could not be asked in a round, and why. Names are for coordinators only."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from i18n import Translator
from messages.parts import Bullets, Paragraph, Part, Text
from messages.reasons import reason
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState


def unreached_parts(session: Session, t: Translator, directory: Directory, round_: Round) -> list[Part]:
    """The people whose opening message failed; nothing when there are none."""
    query = select(Delivery.person_id, Delivery.error).where(
        Delivery.round_id == round_.id, Delivery.kind == DeliveryKind.PROMPT, Delivery.state == DeliveryState.FAILED
    )
    people = directory.by_id
    lines: list[Text] = [
        f"{people[person].name}: {reason(t, error)}" for person, error in session.execute(query) if person in people
    ]
    return [Paragraph(t("These could not be reached:")), Bullets(tuple(lines))] if lines else []
