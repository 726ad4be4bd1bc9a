"""Dates in a form on a platform that sends what was typed: read as elsewhere, said back, kept as days in a draft."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.requests.routing import route
from handlers.answers.form.sitting import keep_draft
from handlers.answers.form.submitting import submit
from handlers.context import Said
from messages.parts import DateField, Form, FormFaults
from models.answers.tables import Answer, Draft
from tests.handlers.conftest import Office

ANNA = "UAGFOLK01"
WHOLE = {"status": "yellow", "comment": "Försenad till hösten.", "cause": "Vakans", "action": "Rekrytering",
         "action_owner": "Enhetschefen"}  # fmt: skip


def _form(office: Office) -> Form:
    form = route(Said("all", "rapportera 16")).handler(office.context(ANNA))
    assert isinstance(form, Form)
    return form


@pytest.mark.parametrize(
    ("typed", "day"),
    [("31 mars 2030", date(2030, 3, 31)), ("31/3-30", date(2030, 3, 31)), ("2030-03-31", date(2030, 3, 31))],
)
def test_a_typed_date_is_stored_and_said_back(office: Office, typed: str, day: date) -> None:
    office.open()
    reply = submit(office.context(ANNA), _form(office).state, {**WHOLE, "action_due": typed})
    assert office.session.scalars(select(Answer.action_due)).all() == [day]
    assert ("Datum: 31 mars 2030." in str(reply)) is (typed != "2030-03-31")


@pytest.mark.parametrize(
    ("typed", "says"),
    [("snart", "Jag kunde inte läsa datumet ”snart”."), ("31 februari", "Datumet ”31 februari” finns inte."),
     ("12-11-10", "Datumet ”12-11-10” kan läsas på flera sätt.")],
)  # fmt: skip
def test_a_typed_date_that_is_not_understood_is_said_at_the_field(office: Office, typed: str, says: str) -> None:
    office.open()
    reply = submit(office.context(ANNA), _form(office).state, {**WHOLE, "action_due": typed})
    assert isinstance(reply, FormFaults)
    assert reply.faults["action_due"].startswith(says)


def test_a_draft_keeps_the_day_that_was_meant_when_it_was_written(office: Office) -> None:
    office.open()
    keep_draft(office.context(ANNA), _form(office).state, {**WHOLE, "action_due": "i morgon"})
    tomorrow = office.context(ANNA).today + timedelta(days=1)
    assert office.session.scalars(select(Draft.values)).one()["action_due"] == tomorrow.isoformat()
    office.now += timedelta(days=2)
    [field] = [part for part in _form(office).parts if isinstance(part, DateField) and part.name == "action_due"]
    assert field.initial == tomorrow.isoformat()
