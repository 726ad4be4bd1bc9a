"""The form of a person finds what an import of the same row finds, and says it in the reader's language."""

import csv
from pathlib import Path

import pytest

from handlers.people.person_form import _FAULTS, add_form, saved
from imports.faults import FaultKind
from imports.people.check import check_people
from imports.people.file import read_people
from messages.parts import FormFaults
from tests.handlers.conftest import Office

ROW = {"email": "ny@example.se", "name": "Ny", "unit": "Folkhälsa", "roles": "owner", "language": "sv",
       "deputy_email": "", "manager_email": "", "activities": ""}  # fmt: skip
WRONG: list[dict[str, str]] = [
    {"email": ""}, {"email": "ny"}, {"email": "a@example.se, b@example.se"}, {"name": ""}, {"name": "x" * 201},
    {"name": "\u200b"}, {"unit": "Folkhelsa"}, {"unit": ""}, {"unit": "Folkhälsa; Kalle"}, {"roles": "kung"},
    {"language": "de"}, {"deputy_email": "ny@example.se"}, {"deputy_email": "okand@example.se"},
    {"deputy_email": "Kalle"}, {"manager_email": "okand@example.se"}, {"activities": "1"}, {"activities": "tolv"},
    {"activities": "999"}, {"activities": "12;0"}, {"email": "ny", "name": "", "unit": "Kalle", "activities": "999"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_the_form_and_an_import_find_the_same(office: Office, tmp_path: Path, wrong: dict[str, str]) -> None:
    row, path = ROW | wrong, tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ROW, delimiter=",")
        writer.writeheader()
        writer.writerow(row)
    read = read_people(path)
    told = {fault.column for fault in read.faults}
    told |= {fault.column for fault in check_people(office.session, read.rows)}
    assert told
    ctx = office.context("USAMORD01")
    reply = saved(ctx, add_form(ctx, "").state, row)
    assert isinstance(reply, FormFaults)
    # A field that the form does not have a place for is told at the first one.
    assert set(reply.faults) == {column if column in ROW else "email" for column in told}
    assert all(words and "{" not in words for words in reply.faults.values())
    assert ctx.directory.by_email.get("ny@example.se") is None


def test_every_kind_of_fault_has_words() -> None:
    assert set(_FAULTS) == set(FaultKind)
