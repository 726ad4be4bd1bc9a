"""The page of a person: what it tells an owner, a manager and a coordinator, and that it fits however much there is."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from actions.answers.drafts import write_draft
from actions.answers.telling_owners import tell_owners
from actions.coordinators.retrying import retry
from actions.coordinators.troubles import tell_failures
from actions.rounds.excusing import excuse_row
from actions.rounds.review import approve, send_back
from bot.slack.blocks.views import home_view
from handlers.access import access_row
from handlers.context import Refusal
from handlers.home.commands import choose_language
from handlers.home.lists import home_answers, home_rows
from handlers.people.absence import absence
from handlers.people.deputies import deputies
from handlers.rounds.overview import list_rounds
from imports.people.file import PersonRow
from imports.people.store import apply_people
from imports.plan.checks import PlanChoices
from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from messages.home.page import home
from messages.parts import Button, Buttons, Message, plain_words
from models.answers.queries import current_answers
from models.answers.tables import Answer, Draft
from models.outbox.homes import redraw_home
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.people.tables import Person
from models.tables import AuditEvent
from models.vocabulary.answers import Source, Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import Role
from models.vocabulary.plan import GoalKind
from models.vocabulary.rounds import RoundState
from tests.fakes.slack.blocks import block_problems, text_total
from tests.handlers.conftest import Office

ANNA, BO, MANAGER, COORDINATOR = "UAGFOLK01", "UAGSAMH01", "UCHFOLK01", "USAMORD01"


def page(office: Office, account: str) -> Message:
    row = Delivery(kind=DeliveryKind.HOME, platform="slack", destination=f"home:{account}", due_at=office.now)
    return home(office.session, row, office.options)


def words(office: Office, account: str) -> str:
    return plain_words(page(office, account))


def buttons(message: Message) -> list[Button]:
    return [button for part in message.parts if isinstance(part, Buttons) for button in part.buttons]


def test_an_owner_sees_each_row_with_its_light_and_what_is_left_first(office: Office) -> None:
    found = office.open()
    office.answer(ANNA, 12, Status.YELLOW)
    office.answer(ANNA, 12, Status.GREEN)
    told = words(office, ANNA)
    assert "1 av 9 klara" in told
    assert "– 🟢 Grönt (version 2)" in told
    assert told.count("▫️ Ej rapporterat") == 8
    assert told.index("Rad 13.") < told.index("Rad 12."), "what is left comes first"
    report = buttons(page(office, ANNA))[0]
    assert (report.label, report.action, report.value) == ("Rapportera", "report", str(found.id))


def test_every_open_round_is_shown_and_one_that_takes_no_answers_is_not(office: Office) -> None:
    first = office.open()
    office.now += timedelta(hours=1)
    office.open("Extra 2022")
    assert [b.value for b in buttons(page(office, ANNA)) if b.action == "report"] == [str(first.id), "2"]
    for found in (first, office.session.get_one(type(first), 2)):
        found.state = RoundState.LOCKED
    office.session.flush()
    assert "Du har inget att svara på just nu." in words(office, ANNA)


def test_a_draft_waits_with_the_way_back_to_it(office: Office) -> None:
    found = office.open()
    ctx = office.context(ANNA)
    write_draft(
        ctx.session, access_row(ctx, 16), ctx.person().id, {"status": "red", "comment": "Hemligt tills vidare"}, ctx.now
    )
    told = words(office, ANNA)
    assert "Dina utkast" in told
    assert "inte inskickat" in told
    assert "Hemligt" not in told
    assert ("answer_row", f"16@{found.id}@@16") in [(b.action, b.value) for b in buttons(page(office, ANNA))]
    assert "Dina utkast" not in words(office, BO), "a draft is its writer's alone"
    office.answer(ANNA, 16, Status.GREEN)
    assert "Dina utkast" not in words(office, ANNA)


def test_answers_are_shown_with_the_versions_before(office: Office) -> None:
    found = office.open()
    office.answer(ANNA, 12, Status.GREEN, "Först så här.")
    office.now += timedelta(days=1)
    office.answer(ANNA, 12, Status.RED, "Sedan så här.")
    assert "Halvår 2022: 9 aktiviteter – 0 grönt, 0 gult, 1 rött" in words(office, ANNA)
    told = plain_words(home_answers(office.context(ANNA), f"0|{found.id}"))
    assert "”Sedan så här.”" in told
    assert "Version 1, " in told
    assert "🟢 Grönt – ”Först så här.”" in told
    with pytest.raises(Refusal):
        home_answers(office.context(BO), f"0|{found.id}")
    with pytest.raises(Refusal):
        home_answers(office.context(ANNA), "0|x")


def test_a_long_list_is_turned_page_by_page_and_leaves_out_no_row(office: Office) -> None:
    found = office.open()
    seen: list[str] = []
    for number in range(9):
        try:
            message = home_rows(office.context(BO), f"{'+' if number else ''}{number}|{found.id}")
        except IndexError:
            break
        mine = [b.value.partition("@")[0] for b in buttons(message) if b.action == "answer_row"]
        if set(mine) & set(seen):
            break
        seen += mine
    bo = load_directory(office.session).by_account("slack", BO)
    assert bo is not None
    rows = load_directory(office.session).owned_rows(bo, load_directory(office.session).plans[-1])
    assert seen == [str(row.row) for row in rows]
    assert len(rows) > 20, "more than a page"


def test_a_manager_sees_the_unit_in_words_and_what_deviates_but_no_names(office: Office) -> None:
    office.open()
    office.answer(ANNA, 12, Status.YELLOW, action="Ny tidplan", action_due=date(2022, 10, 1))
    office.answer(ANNA, 13, Status.RED)
    told = words(office, MANAGER)
    assert "Din verksamhet" in told
    assert "Folkhälsa: 9 aktiviteter – 0 grönt, 1 gult, 1 rött, 0 kan inte bedömas, 7 ej rapporterat" in told
    assert told.index("🔴 Rött · Rad 13.") < told.index("🟡 Gult · Rad 12.")
    assert "Åtgärd: Ny tidplan" in told
    assert "1 oktober 2022" in told
    assert "Ägare Folkhälsa" not in told
    assert "Samhällsutveckling" not in told


def test_a_coordinator_sees_every_goal_and_who_is_missing_by_unit(office: Office) -> None:
    office.open()
    office.answer(ANNA, 12, Status.GREEN)
    told = words(office, COORDINATOR)
    assert "80 aktiviteter – 1 grönt, 0 gult, 0 rött, 0 kan inte bedömas, 79 ej rapporterat" in told
    assert "Målområde Ett välmående Västmanland: 19 aktiviteter – 1 grönt" in told
    assert "Folkhälsa: 8 aktiviteter ej rapporterade – Ägare Folkhälsa" in told
    assert "Omgången i korthet" not in words(office, ANNA)


def test_a_coordinators_page_begins_with_what_is_left_to_do(office: Office) -> None:
    first = office.open("Helår 2021")
    office.ask(first)
    office.answer(ANNA, 12, Status.GREEN)
    office.close(first)
    office.now += timedelta(days=40)
    second = office.open()
    told = words(office, COORDINATOR)
    assert told.startswith("Rapporteringsomgångar\n• Halvår 2022: öppen")
    left = told[: told.index("Omgången i korthet")]
    assert "Den stänger av sig själv" in left
    assert "Utan svar: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 och 70 till" in left
    assert "Inte granskade: 12" in left
    assert left.index("Den stänger av sig själv") < left.index("Inte granskade"), "the open round comes first"
    pressed = {(b.action, b.value) for b in buttons(page(office, COORDINATOR))}
    wanted = {("remind_ask", "Halvår 2022"), ("round_ask", f"close|{second.id}"), ("round_ask", f"show|{second.id}"),
              ("ask", "granska"), ("round_lock_ask", str(first.id)), ("round_ask", f"reopen|{first.id}"),
              ("round_new", "")}  # fmt: skip
    assert wanted <= pressed
    shown = plain_words(list_rounds(office.context(COORDINATOR)))
    assert told.startswith(shown), "the command and the page say the same"
    for account in (ANNA, MANAGER):
        assert "Rapporteringsomgångar" not in words(office, account)


def test_what_changes_the_desk_has_it_drawn_anew(office: Office) -> None:
    found = office.open()
    office.ask(found)
    office.answer(ANNA, 12, Status.GREEN)
    office.answer(ANNA, 13, Status.GREEN)
    me = load_directory(office.session).by_account("slack", COORDINATOR)
    assert me is not None
    redraw_home(office.session, "slack", COORDINATOR, me.id, office.now)
    plan = load_directory(office.session).plans[-1]
    answers = current_answers(office.session, found.id, plan.id)
    row, other = plan.by_row[12], plan.by_row[13]
    failed = office.session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.PROMPT)).first()
    assert failed is not None

    def fail() -> object:
        failed.state, failed.sent_at, failed.error = DeliveryState.FAILED, None, "user_disabled"
        return tell_failures(office.session, office.now, office.options)

    acts: dict[str, Callable[[], object]] = {
        "approved": lambda: approve(office.session, found, [(row, answers[row.placement_id])], me, office.now),
        "sent back": lambda: send_back(office.session, found, other, answers[other.placement_id], "Hur?", me,
                                       office.now, office.options),
        "excused": lambda: excuse_row(office.session, found, plan.by_row[76], "Börjar i höst", office.now),
        "failed": fail,
        "tried again": lambda: retry(office.session, failed.id, office.now, office.options),
        "closed": lambda: office.close(found),
    }  # fmt: skip
    for what, act in acts.items():
        shown = Delivery.kind == DeliveryKind.HOME
        office.session.execute(update(Delivery).where(shown).values(state=DeliveryState.SENT))
        act()
        office.session.flush()
        state = office.session.scalars(select(Delivery.state).where(shown)).one()
        assert state is DeliveryState.PENDING, what


def test_the_language_is_chosen_with_a_button_and_kept_by_an_import_that_names_none(office: Office) -> None:
    office.open()
    [button] = [b for b in buttons(page(office, ANNA)) if b.action == "language"]
    assert (button.label, button.value) == ("English", "en")
    choose_language(office.context(ANNA), "en")
    choose_language(office.context(ANNA), "en")
    choose_language(office.context(ANNA), "xx")
    assert "Your activities" in words(office, ANNA)
    events = list(office.session.scalars(select(AuditEvent).where(AuditEvent.what == "person.language")))
    assert [event.after for event in events] == [{"language": "en"}], "what changed nothing is not written down"
    anna = office.session.scalars(select(Person).where(Person.slack_user_id == ANNA)).one()
    row = PersonRow(2, anna.email, anna.name, ("Folkhälsa",), (Role.OWNER,), anna.slack_user_id)
    apply_people(office.session, [row], office.now)
    assert anna.language == "en"
    apply_people(office.session, [PersonRow(**{**vars(row), "language": "sv"})], office.now)
    assert anna.language == "sv", "what the file names holds"


def test_absence_ahead_is_shown_and_how_to_say_it(office: Office) -> None:
    assert "Du har ingen planerad frånvaro." in words(office, ANNA)
    assert "Skriv till exempel /malvakten frånvaro 1–31 juli" in words(office, ANNA)
    assert "Din ersättare är Ersättare Folkhälsa." in words(office, ANNA)
    deputies(office.context(ANNA), "ingen")
    assert "Du har ingen ersättare. Ange en: /malvakten ersättare NAMN" in words(office, ANNA)
    absence(office.context(ANNA), "1–31 juli 2022")
    assert "1–31 juli 2022" in words(office, ANNA)
    office.now += timedelta(days=60)
    assert "Du är borta" not in words(office, ANNA), "what has passed is not shown"
    assert "Din frånvaro" not in words(office, COORDINATOR)


def test_whoever_has_everything_gets_a_page_that_every_platform_takes(office: Office) -> None:
    """500 rows, three rounds with every answer given, forty drafts, all three roles, and long texts."""
    session = office.session
    long = "Mycket lång text om det som ska göras. " * 20
    rows = [
        PlanRow(i, i, GoalKind.AREA, f"Mål {i % 20} {long[:100]}", f"{i} {long}", (f"Verksamhet {i % 25} {long[:90]}",))
        for i in range(1, 501)
    ]
    choices = PlanChoices(same=frozenset(range(1, 81)))
    assert not apply_plan(session, rows, 2022, office.now, choices).faults
    units = tuple(dict.fromkeys(unit for row in rows for unit in row.units))
    person = PersonRow(2, "allt@example.se", "Allt i ett " * 15, units, tuple(Role), "U0ALLT001")
    assert not apply_people(session, [person], office.now).faults
    found = [office.open(f"Omgång {i} " + "lång " * 25) for i in range(3)]
    directory = load_directory(session)
    me = directory.by_account("slack", "U0ALLT001")
    assert me is not None
    plan = directory.plans[-1]
    placements = [row.placement_id for row in plan.rows if row.row <= 500]
    common: dict[str, Any] = {"version": 1, "author_id": me.id, "submitted_at": office.now, "source": Source.SLACK,
                              "comment": long, "action": long, "action_due": date(2022, 9, 1)}  # fmt: skip
    session.add_all(
        Answer(round_id=each.id, placement_id=placement, status=list(Status)[placement % 4], **common)
        for each in found for placement in placements[1::2]
    )  # fmt: skip
    session.add_all(
        Draft(round_id=found[0].id, placement_id=placement, person_id=me.id, values={}, saved_at=office.now)
        for placement in placements[:40]
    )
    session.flush()
    view = home_view(page(office, "U0ALLT001"))
    assert block_problems(view["blocks"], "home") == []
    assert len(view["blocks"]) <= 100
    assert text_total(view["blocks"]) <= 12_500
    told = plain_words(page(office, "U0ALLT001"))
    assert "Ditt språk" in told, "nothing is cut off at the end"
    assert "och 35 till" in told, "of forty drafts five are shown"


def test_only_those_who_have_looked_at_their_page_get_it_drawn_anew(office: Office) -> None:
    office.open()
    for account in (ANNA, MANAGER, BO):
        person = load_directory(office.session).by_account("slack", account)
        redraw_home(office.session, "slack", account, person.id if person else None, office.now)
    office.session.execute(update(Delivery).where(Delivery.kind == DeliveryKind.HOME).values(state=DeliveryState.SENT))
    office.now += timedelta(minutes=1)
    office.answer(ANNA, 12, Status.GREEN)
    office.answer(ANNA, 13, Status.GREEN)
    tell_owners(office.session, office.now)
    homes = office.session.execute(
        select(Delivery.destination, Delivery.revision, Delivery.state).where(Delivery.kind == DeliveryKind.HOME)
    )
    assert {(to, revision > 1, state.value) for to, revision, state in homes} == {
        (f"home:{ANNA}", True, "pending"), (f"home:{MANAGER}", True, "pending"), (f"home:{BO}", False, "sent"),
    }  # fmt: skip
