"""What stands in Teams when all is quiet. Nothing can be looked up there, so what is not known to have arrived is never
sent again: it may be missing, which is told, and may not be there twice."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.outbox.failures import REPORTED_KINDS
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.cards import actions_of, card_of
from tests.fakes.teams.tenant import Posted

UNSURE = "cannot tell whether it was sent"


@dataclass
class TeamsVerdict:
    """`unsure` are messages of which it is not known whether they arrived; `arrived` of them did. `cut_off` are those
    of them whose call nobody has seen end, since its process was killed."""

    prompts: int = 0
    messages: int = 0
    lost: int = 0
    doubled: int = 0
    unsure: int = 0
    arrived: int = 0
    cut_off: int = 0
    wrong: list[str] = field(default_factory=list)


def is_unsure(row: Delivery) -> bool:
    """Whether it will never be known if the message arrived, unless somebody presses on it."""
    is_over = row.state is DeliveryState.FAILED and (row.error or "").startswith(UNSURE)
    return row.platform == "teams" and (is_over or row.state is DeliveryState.UNCERTAIN)


def judge_teams(
    rows: list[Delivery], teams: FakeTeams, owners: int, accounts: Mapping[str, str], unclear: Collection[int]
) -> TeamsVerdict:
    """`owners` are those in Teams, `accounts` theirs by destination. `unclear` are the deliveries of which a call has
    ended without a clear answer."""
    own = [row for row in rows if row.target_id is None and row.kind is not DeliveryKind.FILE]
    prompts = sum(row.kind is DeliveryKind.PROMPT for row in own)
    found = TeamsVerdict(prompts, len(own), wrong=list(teams.tenant.violations))
    posts = {post.ts: post for post in teams.tenant.posts}
    marks = Counter(mark for post in posts.values() for mark in _marks(post))
    known = {row.platform_message for row in rows}
    strays = Counter(post.conversation for post in posts.values() if post.ts not in known)
    unsure = Counter(_conversation(row, teams, accounts) for row in rows if is_unsure(row))
    found.unsure, found.arrived = unsure.total(), strays.total()
    found.cut_off = sum(is_unsure(row) and row.id not in unclear for row in rows)
    found.lost = max(0, owners - found.prompts)
    for row in own:
        if marks[row.token] > 1:
            found.doubled += 1
            found.wrong.append(f"{row.key}: {marks[row.token]} copies in Teams")
        if row.state is DeliveryState.SENT and row.platform_message not in posts:
            found.lost += 1
            found.wrong.append(f"{row.key}: is not in Teams")
        if row.state is DeliveryState.FAILED and row.kind in REPORTED_KINDS and row.told_at is None:
            found.lost += 1
            found.wrong.append(f"{row.key}: failed and nobody was told; {row.error}")
    for conversation, count in strays.items():
        # More than may have arrived without our knowing: somebody got something twice.
        if count > unsure[conversation]:
            found.doubled += count - unsure[conversation]
            found.wrong.append(f"{conversation}: {count} messages that nobody knows of, {unsure[conversation]} unsure")
    summaries = sum(row.kind is DeliveryKind.SUMMARY for row in own)
    if (found.prompts, summaries) != (owners, 1):
        found.wrong.append(f"in Teams {found.prompts} prompts and {summaries} summaries")
    return found


def _conversation(row: Delivery, teams: FakeTeams, accounts: Mapping[str, str]) -> str:
    """Where the row was last sent. Of a process that was killed while it sent nothing is stored but for whom."""
    tried = row.tried_address or accounts.get(row.destination, row.destination.partition(":")[2])
    person = teams.tenant.people.get(tried)
    return person.conversation if person else tried


def _marks(post: Posted) -> set[Any]:
    """The delivery that a message's buttons name; none without buttons."""
    return {each["data"]["delivery"] for each in actions_of(card_of(post.activity) or {}) if "delivery" in each["data"]}
