"""Who is told of a change of the plan, and that what waits to be told holds nothing else up."""

from datetime import timedelta

from actions.answers.asking import reconcile_round
from actions.plan.changes import Wanted
from actions.plan.editing import Editor
from actions.plan.ending import end_row, revive_row
from messages.build import build
from messages.parts import plain_words
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox.claims import _DUE
from tests.actions.plan.desk import Desk
from tests.handlers.conftest import Office

ANNA = "UAGFOLK01"


def person(office: Office, account: str) -> int:
    found = load_directory(office.session).by_account("slack", account)
    assert found
    return found.id


def test_those_who_are_asked_are_told_and_nobody_else(office: Office) -> None:
    round_ = office.open()
    office.ask(round_)
    desk = Desk(office)
    desk.move(12, "Välfärd")
    [told] = desk.told()
    assert (told.person_id, told.round_id) == (person(office, ANNA), round_.id)
    assert told.due_at == office.now + timedelta(minutes=5)
    assert told.parent_id is not None


def test_whoever_makes_the_change_is_not_told(office: Office) -> None:
    office.ask(office.open())
    desk = Desk(office)
    end_row(Editor(office.session, office.now, person(office, ANNA)), desk.plan.id, desk.row(12).placement_id, "Skäl.")
    assert desk.told() == []


def test_nobody_is_told_without_an_open_round_or_before_the_opening_message_is_sent(office: Office) -> None:
    desk = Desk(office)
    desk.move(12, "Välfärd")
    round_ = office.open()
    desk.move(13, "Välfärd")  # the opening message waits, and will tell how things are by then
    office.ask(round_)
    office.close(round_)
    desk.move(14, "Välfärd")
    assert desk.told() == []


def test_dates_alone_are_told_to_nobody(office: Office) -> None:
    office.ask(office.open())
    desk = Desk(office)
    desk.change(12, Wanted(dates=(None, office.now.date())))
    assert desk.told() == []
    assert desk.row(12).ends_on == office.now.date()


def test_changes_are_collected_until_they_are_told(office: Office) -> None:
    office.ask(office.open())
    desk = Desk(office)
    desk.move(12, "Välfärd")
    desk.end(13)
    [told] = desk.told()
    assert [each["what"] for each in (told.payload or {})["changes"]] == ["moved", "ended"]
    told.state = DeliveryState.SENT
    office.now += timedelta(minutes=6)
    desk.end(14)
    assert len(desk.told()) == 2


def test_what_was_undone_before_it_was_told_is_not_told(office: Office) -> None:
    office.ask(office.open())
    desk = Desk(office)
    placement = desk.row(12).placement_id
    desk.end(12)
    [told] = desk.told()
    said = build(office.session, told, office.options)
    assert said
    assert "Rad 12 är avslutad: Beslutat." in plain_words(said)
    revive_row(desk.editor, desk.plan.id, placement)
    assert build(office.session, told, office.options) is None


def test_it_is_not_told_when_the_round_is_over(office: Office) -> None:
    round_ = office.open()
    office.ask(round_)
    desk = Desk(office)
    desk.end(12)
    [told] = desk.told()
    office.close(round_)
    assert build(office.session, told, office.options) is None


def test_what_waits_to_be_told_holds_up_no_other_message_in_the_thread(office: Office) -> None:
    """A row that comes to somebody is told at once, though an earlier change is still being collected."""
    round_ = office.open()
    office.ask(round_)
    desk = Desk(office)
    desk.end(13)
    desk.add("Ny aktivitet", ("Hållbar utveckling",), ("Folkhälsa",))
    reconcile_round(office.session, round_, office.now, office.options)
    office.session.flush()
    given = office.session.query(Delivery).filter(Delivery.kind == DeliveryKind.NOTICE).one()
    assert given.id > desk.told()[0].id
    values = {"platform": "slack", "now": office.now, "most": 50}
    assert given.id in {row_id for row_id, _ in office.session.execute(_DUE, values)}


def test_a_merge_is_told_to_the_owners_of_both_rows(office: Office) -> None:
    office.ask(office.open())
    desk = Desk(office)
    other = next(row for row in desk.plan.rows_of_goal[desk.row(12).goal.id] if row.unit_names == "Välfärd")
    office.answer("UAGVALF01", other.row, Status.RED)
    desk.merge(12, other.row)
    said = {each.person_id: [change["what"] for change in (each.payload or {})["changes"]] for each in desk.told()}
    assert said == {person(office, ANNA): ["grew"], person(office, "UAGVALF01"): ["merged"]}
    assert desk.row(12).unit_names == "Folkhälsa / Välfärd"
    assert [each.row.row for each in desk.plan.replaced_by(desk.row(12))] == [other.row]
