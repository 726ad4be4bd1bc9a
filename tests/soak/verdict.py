"""What stands in the database and on the platform when all is quiet, and what of it is wrong."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.answers.tables import Answer
from models.outbox.destinations import to_person
from models.outbox.tables import Delivery
from models.people.tables import Person
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.soak.plant import is_in_teams
from tests.soak.verdict_teams import TeamsVerdict, is_unsure, judge_teams

WAITING = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
_SHOWN = 20
_TEAMS_ACCOUNTS = select(Person.id, Person.teams_aad_object_id)


@dataclass
class Verdict:
    """The figures of a run. `wrong` says in words what must not be."""

    prompts: int = 0
    messages: int = 0
    lost: int = 0
    doubled: int = 0
    removed: int = 0
    acknowledged: int = 0
    answers_lost: int = 0
    answers_doubled: int = 0
    stuck: int = 0
    teams: TeamsVerdict = field(default_factory=TeamsVerdict)
    wrong: list[str] = field(default_factory=list)


def copies_of(slack: FakeSlack) -> Counter[str]:
    """How many messages on the platform carry each delivery's mark. A file has none, and is not counted."""
    with slack.store.lock:
        marks = [m.metadata for m in slack.store.messages if m.metadata and not m.deleted]
    return Counter(str(mark["event_payload"]["key"]) for mark in marks)


def at_rest(session: Session, with_unsure: bool = True) -> bool:
    """No round waits to be closed, no message waits to be sent, found or swept; without `with_unsure` those in Teams
    do not count that may have arrived, and are given up after some minutes, nor what waits for them."""
    if session.scalar(select(Round.id).where(Round.state.in_([RoundState.PLANNED, RoundState.OPEN])).limit(1)):
        return False
    busy = select(Delivery.id).where(Delivery.state.in_(WAITING) | Delivery.sweep_at.is_not(None))
    if not with_unsure:
        unsure = select(Delivery.id).where(Delivery.platform == "teams", Delivery.state == DeliveryState.UNCERTAIN)
        for each in (Delivery.id, Delivery.target_id, Delivery.parent_id):
            busy = busy.where(each.is_(None) | each.not_in(unsure))
    return session.scalar(busy.limit(1)) is None


def begun_in_teams(session: Session) -> int:
    """How many calls to Teams have begun and not ended, as far as anybody knows."""
    begun = (Delivery.state == DeliveryState.SENDING, Delivery.begun_attempt == Delivery.attempt)
    return session.scalar(select(func.count()).where(Delivery.platform == "teams", *begun)) or 0


def judge(
    session: Session, slack: FakeSlack, teams: FakeTeams, owners: int, acknowledged: Iterable[str], odd: Iterable[str],
    unclear: Collection[int],
) -> Verdict:  # fmt: skip
    """`acknowledged` are the comments of the answers whose taking in was confirmed, `odd` what people did not expect to
    read, `unclear` the deliveries of which a call has ended without a clear answer."""
    found = Verdict(wrong=list(odd))
    rows = list(session.scalars(select(Delivery).order_by(Delivery.id)))
    in_teams = sum(map(is_in_teams, range(1, owners + 1)))
    _messages(found, [row for row in rows if row.platform == "slack"], copies_of(slack), owners - in_teams)
    accounts = {to_person(id_): account or "" for id_, account in session.execute(_TEAMS_ACCOUNTS)}
    found.teams = judge_teams([row for row in rows if row.platform == "teams"], teams, in_teams, accounts, unclear)
    found.wrong += found.teams.wrong
    _rest(found, rows)
    _answers(found, list(session.scalars(select(Answer))), list(acknowledged))
    for each in session.scalars(select(Round)):
        if each.state is not RoundState.CLOSED:
            found.stuck += 1
            found.wrong.append(f"the round {each.name} is {each.state}")
    found.removed = sum(call.method == "chat.delete" and call.outcome == "ok" for call in slack.calls())
    found.wrong[_SHOWN:] = [f"… and {len(found.wrong) - _SHOWN} more"] if len(found.wrong) > _SHOWN else []
    return found


def _messages(found: Verdict, rows: list[Delivery], copies: Counter[str], owners: int) -> None:
    own = [row for row in rows if row.target_id is None and row.kind is not DeliveryKind.FILE]
    found.messages, found.prompts = len(own), sum(row.kind is DeliveryKind.PROMPT for row in own)
    found.lost = max(0, owners - found.prompts)
    for row in own:
        there = copies[row.token]
        found.lost += there == 0 and row.state is not DeliveryState.CANCELLED
        found.doubled += there > 1
        if there != (0 if row.state is DeliveryState.CANCELLED else 1):
            found.wrong.append(f"{row.key}: {there} copies; {row.state}, attempt {row.attempt}, {row.error}")
    kinds = Counter(row.kind for row in own)
    if (kinds[DeliveryKind.PROMPT], kinds[DeliveryKind.SUMMARY]) != (owners, 1):
        found.wrong.append(f"{kinds[DeliveryKind.PROMPT]} prompts and {kinds[DeliveryKind.SUMMARY]} summaries")


def _rest(found: Verdict, rows: list[Delivery]) -> None:
    unsure = {row.id for row in rows if is_unsure(row)}
    looked_for = {row.id for row in rows if row.id in unsure and row.state is DeliveryState.UNCERTAIN}
    for row in rows:
        if row.id in unsure or row.target_id in looked_for or row.parent_id in looked_for:
            continue
        if row.state in WAITING or (row.state is DeliveryState.SENT and row.sent_revision < row.revision):
            found.stuck += 1
            found.wrong.append(f"{row.key}: {row.state}, shows {row.sent_revision} of {row.revision}, {row.error}")
        elif row.state is DeliveryState.FAILED:
            found.wrong.append(f"{row.key}: failed, {row.error}")


def _answers(found: Verdict, answers: list[Answer], acknowledged: list[str]) -> None:
    found.acknowledged, stored = len(acknowledged), Counter(answer.comment for answer in answers)
    found.answers_lost = sum(stored[comment] == 0 for comment in acknowledged)
    found.answers_doubled = sum(count > 1 for count in stored.values())
    found.wrong += [f"the answer {c!r} is stored {stored[c]} times" for c in acknowledged if stored[c] != 1]
    found.wrong += _gaps(answers)


def _gaps(answers: list[Answer]) -> Iterator[str]:
    versions = defaultdict(list)
    for answer in answers:
        versions[answer.placement_id].append(answer.version)
    for row, numbers in versions.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"row {row} has the versions {sorted(numbers)}"
