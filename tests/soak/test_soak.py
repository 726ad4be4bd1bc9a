"""`make soak` in little: real processes, killed, on both databases. What was acknowledged is there, once."""

from dataclasses import replace

import pytest

from tests.postgres import NoPostgreSQL, postgresql
from tests.soak.run import Soak, run

# Other tests run beside this one: longer times than in the full run.
PATIENT = Soak(seed=7, prompts=100, seconds=8, webs=1, life=12, losses=1, settle=4, lease=7, patience=240)


def test_replicas_on_postgresql_are_killed_and_nothing_is_lost_doubled_or_stuck() -> None:
    try:
        postgresql()
    except NoPostgreSQL as error:
        pytest.skip(str(error))
    outcome = run(PATIENT)
    assert outcome.wrong == [], outcome.line
    assert outcome.verdict.prompts == 100
    assert outcome.verdict.acknowledged > 100
    assert outcome.kills >= 2
    assert outcome.spoilt > 50


def test_one_process_on_sqlite_is_killed_and_nothing_is_lost_doubled_or_stuck() -> None:
    outcome = run(replace(PATIENT, prompts=30, seconds=6, sqlite=True, life=8, fault_share=0.2))
    assert outcome.wrong == [], outcome.line
    assert outcome.verdict.prompts == 30
    assert outcome.kills >= 1
