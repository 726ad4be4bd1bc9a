"""The decisions that deviations ask for, and what was answered to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView
from models.answers.tables import Answer
from models.deviations.tables import Decision
from models.rounds.queries import previous_round
from models.rounds.tables import Round
from models.rules.deviations.lives import Reported
from models.rules.text import fold
from models.storage.database import fetch
from models.vocabulary.deviations import DecisionAnswer


@dataclass(frozen=True)
class DecisionView:
    """A decision that an answer asks for: in which round, on which placement, since when; and what was answered.
    `asked_of` is who must decide what. `key` names it in buttons and forms."""

    round_id: int
    placement_id: int
    mark: str
    asked_of: str
    asked_at: datetime
    answer: DecisionAnswer | None = None
    until: date | None = None
    words: str = ""
    answered_at: datetime | None = None
    person_id: int | None = None
    platform: str | None = None
    account: str | None = None
    changed_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.round_id}:{self.placement_id}:{self.mark}"


def mark_of(text: str | None) -> str:
    """A digest of a text, the same for the same words in any case; "" for none."""
    folded = fold(text or "")
    return sha256(folded.encode()).hexdigest()[:32] if folded else ""


_asked = (
    select(Answer.round_id, Answer.placement_id, Answer.submitted_at, Answer.decision_by)
    .where(Answer.placement_id.in_(bindparam("placements", expanding=True)),
           Answer.round_id.in_(bindparam("rounds", expanding=True)), Answer.decision_by.is_not(None))
    .order_by(Answer.submitted_at, Answer.id)
)  # fmt: skip
_asked_once = (
    select(Answer.submitted_at, Answer.decision_by)
    .where(Answer.round_id == bindparam("round"), Answer.placement_id == bindparam("placement"),
           Answer.decision_by.is_not(None))
    .order_by(Answer.submitted_at, Answer.id)
)  # fmt: skip
_answered = select(Decision).where(Decision.placement_id.in_(bindparam("placements", expanding=True)))


def decisions_of(
    session: Session, known: Iterable[Sequence[Reported]], answers: Mapping[int, AnswerView]
) -> dict[int, DecisionView]:
    """The decision that each deviation's newest answer asks for, by that answer's id. `known` are the answers of each
    deviation, oldest first."""
    asking = [each for each in known if each[-1].decision]
    if not asking:
        return {}
    placements = sorted({answer.placement_id for each in asking for answer in each})
    rounds = sorted({answer.round_id for each in asking for answer in each})
    since: dict[tuple[int, int, str], datetime] = {}
    for round_id, placement_id, at, words in fetch(session, _asked, {"placements": placements, "rounds": rounds}):
        since.setdefault((round_id, placement_id, mark_of(words)), at)
    given = {(each.round_id, each.placement_id, each.mark): each
             for each in session.scalars(_answered, {"placements": placements})}  # fmt: skip
    return {each[-1].answer_id: _decision(each, since, given, answers[each[-1].answer_id]) for each in asking}


def _decision(
    known: Sequence[Reported], since: Mapping[tuple[int, int, str], datetime],
    given: Mapping[tuple[int, int, str], Decision], newest: AnswerView,
) -> DecisionView:  # fmt: skip
    """What the newest answer asks for. When the answers before it asked for the same in vain, it was asked then."""
    keys = [(answer.round_id, answer.placement_id, answer.decision) for answer in known]
    first = key = keys[-1]
    for earlier in reversed(keys[:-1]):
        if key in given or earlier[2] != key[2] or earlier in given:
            break
        first = earlier
    view = DecisionView(*key, newest.decision_by or "", since.get(first, newest.submitted_at))
    return _with_answer(view, given.get(key))


def _with_answer(view: DecisionView, answered: Decision | None) -> DecisionView:
    if answered is None:
        return view
    return replace(
        view, answer=answered.answer, until=answered.until, words=answered.words, answered_at=answered.answered_at,
        person_id=answered.person_id, platform=answered.platform, account=answered.account,
        changed_at=answered.changed_at,
    )  # fmt: skip


def decision_by_key(session: Session, key: str) -> DecisionView | None:
    """The decision with this key, also when no answer asks for it any more; None when none ever did."""
    round_id, placement_id, mark = [*key.split(":"), "", ""][:3]
    if not (round_id.isdecimal() and placement_id.isdecimal()) or max(len(round_id), len(placement_id)) > 18:
        return None
    at = {"round": int(round_id), "placement": int(placement_id)}
    asked = [(when, words) for when, words in fetch(session, _asked_once, at) if mark_of(words) == mark]
    if not asked:
        return None
    view = DecisionView(at["round"], at["placement"], mark, asked[-1][1] or "", asked[0][0])
    return _with_answer(view, stored_decision(session, view))


def stored_decision(session: Session, asked: DecisionView, *, lock: bool = False) -> Decision | None:
    """The stored answer to a decision, as it is in the database now; None before it is answered. With `lock` nobody
    else changes it before this transaction ends."""
    query = select(Decision).where(
        Decision.round_id == asked.round_id, Decision.placement_id == asked.placement_id, Decision.mark == asked.mark
    )
    query = query.with_for_update() if lock else query
    return session.execute(query, execution_options={"populate_existing": True}).scalar_one_or_none()


def decision_by_id(session: Session, decision_id: int) -> DecisionView:
    """A decision that has been answered."""
    decision = session.get_one(Decision, decision_id)
    view = DecisionView(decision.round_id, decision.placement_id, decision.mark, decision.asked_of, decision.asked_at)
    return _with_answer(view, decision)


@dataclass(frozen=True)
class ReplyTimes:
    """How quickly management has answered: how many decisions, and the median time from asking to the first answer,
    None when it has answered none."""

    answered: int
    median: timedelta | None


_answered_between = select(Decision.asked_at, Decision.answered_at).where(
    Decision.answered_at > bindparam("after"), Decision.answered_at <= bindparam("until")
)


def reply_times(session: Session, round_: Round) -> ReplyTimes:
    """Of the decisions that were answered since the round before ended, until this one did."""
    before = previous_round(session, round_)
    after = before.ended_at if before else datetime.min.replace(tzinfo=UTC)
    records = fetch(session, _answered_between, {"after": after, "until": round_.ended_at})
    times = sorted(answered - asked for asked, answered in records)
    return ReplyTimes(len(times), times[len(times) // 2] if times else None)
