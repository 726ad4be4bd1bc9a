"""A plan file in which rows have moved: every answer stays with its text, and what is in doubt is asked about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from imports.plan.checks import PlanChoices
from imports.plan.file import PlanRow
from imports.plan.store import PlanResult, apply_plan
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.storage.database import Database
from models.tables import Answer, Person, Placement, Plan, Round
from models.vocabulary.answers import Source, Status
from models.vocabulary.plan import GoalKind
from models.vocabulary.rounds import RoundState
from tests.imports.support import NOW, dump, new_database, plan_row, real_plan, wordings_of

WORDS = ["Bygga cykelväg", "Ta fram en kulturplan", "Stärka folkhälsan", "Utreda bredband", "Minska utsläppen"]


@pytest.fixture
def planned(database: Database) -> Database:
    """A plan with five rows, each with an answer that is its text."""
    store(database, numbered(WORDS))
    answer_all(database)
    return database


def numbered(texts: Sequence[str], **others: object) -> list[PlanRow]:
    return [plan_row(number, text, **others) for number, text in enumerate(texts, start=1)]


def store(database: Database, rows: Sequence[PlanRow], **choices: object) -> PlanResult:
    with database.write() as session:
        return apply_plan(session, rows, 2022, NOW, PlanChoices(**choices))  # type: ignore[arg-type]


def answer_all(database: Database, state: RoundState = RoundState.CLOSED) -> None:
    """A round on the plan, in which every row's answer is its text."""
    with database.write() as session:
        plan = session.scalars(select(Plan)).one()
        round_ = Round(
            name="Halvår 2022", key="halvår 2022", plan_id=plan.id, period_from=date(2022, 1, 1),
            period_to=date(2022, 6, 30), opens_at=NOW, deadline=NOW + timedelta(days=9),
            planned_deadline=NOW + timedelta(days=9), reminders=[], state=state, created_at=NOW, opened_at=NOW,
        )  # fmt: skip
        session.add(round_)
        session.flush()
        for row in load_directory(session).plans[0].rows:
            session.add(
                Answer(round_id=round_.id, placement_id=row.placement_id, version=1, status=Status.GREEN,
                       comment=f"{row.goal.name}: {row.activity}", submitted_at=NOW, source=Source.IMPORT)
            )  # fmt: skip


def opened(database: Database) -> None:
    with database.write() as session:
        session.scalars(select(Round)).one().state = RoundState.OPEN


def plan_of(database: Database) -> PlanView:
    with database.read() as session:
        return load_directory(session).plans[0]


def answers(database: Database) -> dict[int, str]:
    """The answer of each active row, by the row's number."""
    with database.read() as session:
        query = select(Placement.row, Answer.comment).join(Answer, Answer.placement_id == Placement.id)
        return {row: comment.partition(": ")[2] for row, comment in session.execute(query.where(Placement.active))}


def faults(result: PlanResult) -> list[str]:
    return [str(fault) for fault in result.faults]


def test_a_row_put_in_between_moves_those_below_with_their_answers(planned: Database) -> None:
    texts = [WORDS[0], "Något helt annat", *WORDS[1:]]
    result = store(planned, numbered(texts))
    assert [str(moved) for moved in result.moved] == ["2 → 3", "3 → 4", "4 → 5", "5 → 6"]
    assert (result.added, result.changed, result.unchanged) == ((2,), (3, 4, 5, 6), (1,))
    assert answers(planned) == {1: WORDS[0], **dict(enumerate(WORDS[1:], start=3))}
    assert [wordings_of(planned, row.activity_id) for row in plan_of(planned).rows] == [[text] for text in texts]
    before = dump(planned, "audit_event")
    assert store(planned, numbered(texts)).unchanged == (1, 2, 3, 4, 5, 6)
    assert dump(planned, "audit_event") == before


def test_rows_that_change_places_and_cycles_of_them(planned: Database) -> None:
    swapped = [WORDS[1], WORDS[0], *WORDS[2:]]
    assert [str(moved) for moved in store(planned, numbered(swapped)).moved] == ["1 → 2", "2 → 1"]
    assert answers(planned) == dict(enumerate(swapped, start=1))
    turned = [*swapped[1:], swapped[0]]
    assert len(store(planned, numbered(turned)).moved) == 5
    assert answers(planned) == dict(enumerate(turned, start=1))


def test_a_row_taken_out_is_listed_and_goes_to_the_end(planned: Database) -> None:
    rest = [WORDS[0], *WORDS[2:]]
    result = store(planned, numbered(rest))
    assert (result.missing, [str(moved) for moved in result.moved]) == ((5,), ["2 → 5", "3 → 2", "4 → 3", "5 → 4"])
    assert answers(planned) == dict(enumerate([*rest, WORDS[1]], start=1))
    before = dump(planned, "audit_event")
    assert store(planned, numbered(rest)).moved == ()
    assert dump(planned, "audit_event") == before


def test_a_row_taken_out_may_be_switched_off_and_comes_back_with_its_answers(planned: Database) -> None:
    rest = [WORDS[0], *WORDS[2:]]
    result = store(planned, numbered(rest), deactivate_missing=True)
    assert [str(moved) for moved in result.moved] == ["3 → 2", "4 → 3", "5 → 4"]
    assert answers(planned) == dict(enumerate(rest, start=1))
    store(planned, numbered(WORDS))
    assert answers(planned) == dict(enumerate(WORDS, start=1))


def test_while_a_round_is_open_rows_move_only_when_it_is_said(planned: Database) -> None:
    opened(planned)
    before = dump(planned)
    swapped = numbered([WORDS[1], WORDS[0], *WORDS[2:]])
    [refused] = faults(store(planned, swapped))
    assert "Halvår 2022 is open: 1 → 2, 2 → 1. Add --renumber" in refused
    assert dump(planned) == before
    assert len(store(planned, swapped, renumber=True).moved) == 2
    assert answers(planned)[1] == WORDS[1]


def test_a_near_wording_is_a_new_version_and_another_one_is_asked_about(planned: Database) -> None:
    near = [*WORDS[:4], "Minska utsläppen från transporter"]
    assert store(planned, numbered(near)).changed == (5,)
    before = dump(planned)
    other = numbered([*WORDS[:4], "Inrätta ett museum"])
    [asked] = faults(store(planned, other))
    assert asked.startswith(
        "row 5, column activity: activity number 5 is “Minska utsläppen från transporter” in the stored plan"
    )
    assert "--same 5" in asked
    assert "--new 5" in asked
    assert dump(planned) == before


def test_the_operator_says_that_it_is_the_same_activity(planned: Database) -> None:
    other = numbered([*WORDS[:4], "Inrätta ett museum"])
    assert store(planned, other, same=frozenset({5})).changed == (5,)
    assert answers(planned)[5] == WORDS[4]
    assert wordings_of(planned, plan_of(planned).by_row[5].activity_id) == [WORDS[4], "Inrätta ett museum"]
    assert store(planned, other, same=frozenset({5})).unchanged == (1, 2, 3, 4, 5)


def test_the_operator_says_that_it_is_another_activity(planned: Database) -> None:
    other = numbered([*WORDS[:4], "Inrätta ett museum"])
    result = store(planned, other, new=frozenset({5}))
    assert (result.added, [str(row) for row in result.ended]) == ((5,), ["5 → 6"])
    assert (result.missing, result.moved) == ((), ())
    assert 5 not in answers(planned)
    assert len(dump(planned)["answer"]) == 5
    before = dump(planned, "audit_event")
    assert store(planned, other, new=frozenset({5})).ended == ()
    assert dump(planned, "audit_event") == before


def test_no_activity_ends_while_a_round_is_open(planned: Database) -> None:
    opened(planned)
    before = dump(planned)
    other = numbered([*WORDS[:4], "Inrätta ett museum"])
    [refused] = faults(store(planned, other, new=frozenset({5})))
    assert "would end “Minska utsläppen” while the round Halvår 2022 is open" in refused
    assert dump(planned) == before
    assert store(planned, numbered([*WORDS, "Inrätta ett museum"]), new=frozenset({6})).added == (6,)


def test_a_text_moved_and_reworded_at_once_is_asked_about(planned: Database) -> None:
    rows = numbered(["Bygga en cykelväg till", *WORDS[2:], WORDS[1]])
    rows[0] = plan_row(6, "Bygga en cykelväg till")
    [asked] = faults(store(planned, rows))
    assert "near activity number 1 “Bygga cykelväg” in the stored plan, which the file lacks" in asked
    store(planned, rows, same=frozenset({6}))
    assert answers(planned)[6] == WORDS[0]
    assert store(planned, [*rows, plan_row(9, "Bygga cykelväg och bro")], new=frozenset({9})).added == (9,)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"same": frozenset({1}), "new": frozenset({1})}, "--same 1 and --new 1 contradict each other"),
        ({"same": frozenset({99})}, "--same 99: no activity in the file has the number 99"),
        ({"new": frozenset({99})}, "--new 99: no activity in the file has the number 99"),
        ({"same": frozenset({6})}, "--same 6: the stored plan has no activity left that this can be"),
    ],
)
def test_choices_about_nothing_are_told(planned: Database, choices: dict[str, object], words: str) -> None:
    [told] = faults(store(planned, numbered([*WORDS, "Inrätta ett museum"]), **choices))
    assert words in told


def test_a_text_under_another_goal_keeps_its_answer(planned: Database) -> None:
    rows = numbered(WORDS)
    rows[1] = plan_row(7, WORDS[1], goal="Ett annat mål")
    assert store(planned, rows).missing == ()
    assert (plan_of(planned).by_row[7].goal.name, answers(planned)[7]) == ("Ett annat mål", WORDS[1])


def test_one_activity_under_two_goals_stays_one(database: Database) -> None:
    two = {"goal_kind": GoalKind.AREA, "goal": "Ett annat mål"}
    store(database, [*numbered(WORDS), plan_row(6, WORDS[0], **two)])
    answer_all(database)
    store(database, [plan_row(1, WORDS[0], **two), *[plan_row(n + 1, text) for n, text in enumerate(WORDS, start=1)]])
    rows = plan_of(database).by_row
    assert rows[1].activity_id == rows[2].activity_id
    with database.read() as session:
        of_row = {answer.placement_id: answer.comment for answer in session.scalars(select(Answer))}
    assert of_row[rows[1].placement_id] == f"Ett annat mål: {WORDS[0]}"
    assert of_row[rows[2].placement_id] == f"Hållbar utveckling: {WORDS[0]}"


def test_one_text_twice_under_a_goal_goes_by_units_and_order(database: Database) -> None:
    first, second = ("Folkhälsa",), ("Välfärd",)
    store(database, [plan_row(1, "Samma", units=first), plan_row(2, "Samma", units=second), plan_row(3, "Annat")])
    ids = {row.unit_names: row.placement_id for row in plan_of(database).rows}
    store(database, [plan_row(1, "Annat"), plan_row(2, "Samma", units=second), plan_row(3, "Samma", units=first)])
    after = plan_of(database).by_row
    assert (after[2].placement_id, after[3].placement_id) == (ids["Välfärd"], ids["Folkhälsa"])
    store(database, [plan_row(1, "Annat"), plan_row(4, "Samma", units=first)])
    assert plan_of(database).by_row[4].placement_id == ids["Folkhälsa"]


def keyed(pairs: Sequence[tuple[str | None, str]]) -> list[PlanRow]:
    return [plan_row(number, text, key=key) for number, (key, text) in enumerate(pairs, start=1)]


def test_with_a_key_the_answer_follows_the_key(database: Database) -> None:
    store(database, keyed([("K1", WORDS[0]), ("K2", WORDS[1])]))
    answer_all(database)
    store(database, keyed([("k2", "Helt andra ord"), ("K1", WORDS[1])]))
    assert answers(database) == {1: WORDS[1], 2: WORDS[0]}
    assert {row.key: row.activity for row in plan_of(database).rows} == {"k2": "Helt andra ord", "K1": WORDS[1]}


def test_keys_come_change_hands_and_go(planned: Database) -> None:
    store(planned, keyed([(f"K{n}", text) for n, text in enumerate(WORDS, start=1)]))
    assert answers(planned) == dict(enumerate(WORDS, start=1))
    turned = keyed([("K5", WORDS[4]), *[(f"K{n}", text) for n, text in enumerate(WORDS[:4], start=1)]])
    store(planned, turned)
    assert answers(planned) == dict(enumerate([WORDS[4], *WORDS[:4]], start=1))
    store(planned, numbered(WORDS))
    assert [row.key for row in plan_of(planned).rows] == ["K1", "K2", "K3", "K4", "K5"]
    store(planned, keyed([("K2", WORDS[0]), ("K1", WORDS[1]), *[("", text) for text in WORDS[2:]]]))
    assert answers(planned) == {1: WORDS[1], 2: WORDS[0], 3: WORDS[2], 4: WORDS[3], 5: WORDS[4]}
    assert [row.key for row in plan_of(planned).rows] == ["K2", "K1", None, None, None]


def test_another_key_at_a_near_wording_is_asked_about(database: Database) -> None:
    store(database, keyed([("K1", WORDS[0])]))
    [asked] = faults(store(database, keyed([("K9", "Bygga en cykelväg till")])))
    assert "--same 1" in asked
    assert store(database, keyed([("K9", WORDS[0])])).changed == (1,)


def test_one_key_twice_is_refused(database: Database) -> None:
    [told] = faults(store(database, keyed([("K1", "A"), ("k1", "B")])))
    assert told.startswith("row 2, column key: “k1” stands on row 1 too")


def test_next_years_row_continues_the_one_with_its_key(database: Database) -> None:
    store(database, keyed([("K1", WORDS[0]), ("K2", WORDS[1])]))
    ids = {row.key: row.placement_id for row in plan_of(database).rows}
    with database.write() as session:
        apply_plan(session, keyed([("K2", WORDS[0])]), 2023, NOW)
    with database.read() as session:
        [row] = next(plan for plan in load_directory(session).plans if plan.year == 2023).rows
    assert row.earlier_ids == (ids["K2"],)


def test_an_owner_who_is_narrowed_to_rows_goes_on_answering_for_them(planned: Database) -> None:
    with planned.write() as session:
        person = {"roles": ["owner"], "name": "Ägare", "activities": [1, 3]}
        session.add(Person(email="agare@example.se", **person))
    result = store(planned, numbered(["Något helt annat", *WORDS]))
    assert result.owners == ("agare@example.se",)
    with planned.read() as session:
        assert session.scalars(select(Person.activities)).one() == [2, 4]


@settings(max_examples=40)
@given(
    order=st.permutations(range(80)) | st.just(list(range(80))),
    reworded=st.sets(st.integers(0, 79), max_size=5),
    put_in=st.sets(st.integers(0, 79), max_size=3),
    has_keys=st.booleans(),
)
def test_whatever_is_moved_put_in_and_reworded_every_answer_stays_with_its_text(
    order: list[int], reworded: set[int], put_in: set[int], has_keys: bool
) -> None:
    """The real plan, where three texts stand under two goals. Without keys, a row is not moved and reworded at once."""
    plan = [replace(row, key=f"K{row.order}") for row in real_plan()] if has_keys else list(real_plan())
    if not has_keys and (order != sorted(order) or put_in):
        reworded = set()
    texts = [f"{row.activity} Ny lydelse" if n in reworded else row.activity for n, row in enumerate(plan)]
    origins: list[int | None] = list(order)
    for place in put_in:
        origins.insert(place, None)
    file = [
        plan_row(number, f"Oväntat {number}", key="" if has_keys else None)
        if n is None
        else replace(plan[n], order=number, activity=texts[n])
        for number, n in enumerate(origins, start=1)
    ]
    with TemporaryDirectory() as folder:
        database = new_database(Path(folder))
        store(database, plan)
        answer_all(database)
        stored_answers = dump(database)["answer"]
        ids = {row.row - 1: row.placement_id for row in plan_of(database).rows}
        assert faults(store(database, file)) == []
        after = plan_of(database)
        assert [row.activity for row in after.rows] == [row.activity for row in file]
        for row, n in zip(after.rows, origins, strict=True):
            assert row.placement_id == ids[n] if n is not None else row.placement_id not in ids.values()
        assert dump(database)["answer"] == stored_answers
        once = dump(database, "audit_event")
        assert store(database, file).moved == ()
        assert dump(database, "audit_event") == once
        database.close()
