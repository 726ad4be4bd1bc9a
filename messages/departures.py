"""The account of somebody who is asked is closed while a round is open: the coordinators learn which rows nobody
answers for now."""

from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.context import Options
from i18n import Translator
from messages.parts import Bullets, Message, Paragraph, Part, Small
from messages.troubles import tell_coordinators
from models.answers.queries import plan_for
from models.people.directory import Directory, PersonView, RowView, load_directory
from models.people.tables import Member
from models.rounds.tables import Round
from models.vocabulary import Membership, RoundState


def tell_departure(session: Session, platform: str, account: str, now: datetime, options: Options) -> int:
    """Queues a message to each coordinator, once per person and round. Returns in how many open rounds it matters."""
    directory = load_directory(session)
    person = directory.by_account(platform, account)
    if person is None:
        return 0
    told = 0
    for found in session.scalars(select(Round).where(Round.state == RoundState.OPEN).order_by(Round.id)):
        plan = plan_for(directory, found, found.period_to)
        rows = directory.asked_rows(person, plan, found.id) if plan else ()
        if rows:
            left = _left_alone(session, directory, platform, found, rows)
            words = partial(departure_words, person, found.name, left)
            tell_coordinators(session, f"departed:{found.id}:{person.id}", now, options, words)
            told += 1
    return told


def _left_alone(
    session: Session, directory: Directory, platform: str, found: Round, rows: tuple[RowView, ...]
) -> dict[str, list[RowView]]:
    """Those of the rows about which nobody is asked who has not left, by unit."""
    gone = select(Member.account).where(Member.platform == platform, Member.membership == Membership.DEACTIVATED)
    closed = {person.id for account in session.scalars(gone) if (person := directory.by_account(platform, account))}
    left: dict[str, list[RowView]] = {}
    for row in rows:
        if closed.issuperset(directory.asked(row, found.id)):
            left.setdefault(row.unit_names, []).append(row)
    return left


def departure_words(person: PersonView, name: str, left: dict[str, list[RowView]], t: Translator) -> Message:
    """Whose account is closed; `left` are the rows that nobody answers for now, by unit."""
    parts: list[Part] = [
        Paragraph(t("The account of {name} is closed, and {round} is open.", name=person.name, round=name))
    ]
    if not left:
        parts.append(Paragraph(t("Others answer for the same rows, so nothing needs to be done now.")))
    else:
        units = tuple(
            t.plural("{unit}: row {rows}", "{unit}: rows {rows}", len(rows), unit=unit,
                     rows=t.enumeration(str(row.row) for row in rows))
            for unit, rows in left.items()
        )  # fmt: skip
        parts += [
            Paragraph(t("Nobody answers for these rows now; add an owner to the people file:")),
            Bullets(units),
        ]
    parts.append(Small(t("Only coordinators get this message.")))
    return Message(tuple(parts))
