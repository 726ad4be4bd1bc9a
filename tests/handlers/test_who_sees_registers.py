"""Who sees what the registers hold: not guests, and where others read along only what is open data."""

from dataclasses import replace

import pytest

from actions.registers.lines import store_lines
from handlers.context import Actor, Refusal
from handlers.learning.pdca import pdca
from handlers.registers.shown import targets_of
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.vocabulary import Membership
from tests.conftest import OPENING
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
ANNA, BOSS = "UAGFOLK01", "USAMORD01"


def add(office: Office, register: str, key: str, values: dict[str, object], *links: str) -> None:
    line = Line(key, values, links)  # type: ignore[arg-type]
    ctx = office.context(BOSS)
    assert not store_lines(office.session, BY_NAME[register], targets_of(ctx), [line], OPENING).faults


def test_a_guest_reads_no_improvement(office: Office) -> None:
    add(office, "improvements", "PDCA1", {"matter": "Hemligt", "plan": "Prova", "begun_on": "2022-01-01"}, "row:13")
    ctx = replace(office.context("UGAST0001"), actor=Actor("slack", "UGAST0001", None, Membership.GUEST))
    for words in ("PDCA1", "PDCA1 Mer", "13", ""):
        with pytest.raises(Refusal, match="medlemmar"):
            pdca(ctx, words)
