"""`make soak` in little: real processes, killed, on both databases, with both
platforms on. What was acknowledged is there, once."""

import math
from dataclasses import replace

import pytest

from tests.postgres import NoPostgreSQL, postgresql
from tests.soak.run import Soak, run

SHORT = Soak(
    seed=7, prompts=60, seconds=5, workers=2, webs=1, life=8, least_kills=2, most_kills=4, fault_share=0.22, settle=2,
    lease=5, losses=1, calm_end=True, margin=math.inf,
)  # fmt: skip


def test_replicas_on_postgresql_are_killed_and_nothing_is_lost_doubled_or_stuck() -> None:
    try:
        postgresql()
    except NoPostgreSQL as error:
        pytest.skip(str(error))
    outcome = run(SHORT)
    assert outcome.wrong == [], outcome.line
    assert (outcome.verdict.prompts, outcome.verdict.teams.prompts) == (30, 30)
    assert outcome.verdict.acknowledged >= 60
    assert outcome.kills >= 2
    assert outcome.spoilt > 20
    assert outcome.teams_spoilt > 5


def test_one_process_on_sqlite_is_killed_and_nothing_is_lost_doubled_or_stuck() -> None:
    outcome = run(replace(SHORT, prompts=30, sqlite=True, life=6))
    assert outcome.wrong == [], outcome.line
    assert (outcome.verdict.prompts, outcome.verdict.teams.prompts) == (15, 15)
    assert outcome.kills >= 2
