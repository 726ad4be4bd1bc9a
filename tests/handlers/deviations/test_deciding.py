"""Who answers a decision, when two do at once, and what is stored with it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.deviations.decisions import GivenDecision
from actions.deviations.questions import Reader, say_read
from actions.people.removing import remove_person
from actions.rounds.locking import lock_round
from handlers.context import Context, Refusal
from handlers.deviations.about import deviations_now
from handlers.deviations.asking import ask_row, asked_in_form
from handlers.deviations.commands import answer_asked
from handlers.deviations.deciding import asked_about, choose_decision, decide, decide_row, decided_in_form
from handlers.deviations.decision_rights import may_decide
from handlers.deviations.reading import read_digest, read_last
from messages.management.buttons import digest_buttons
from messages.management.decisions import reply_times_words
from messages.parts import Form, FormFaults, Message, Paragraph, plain_words, words_of
from messages.values.plan import PageValue
from messages.values.rows import RoundValue
from models.deviations.decisions import ReplyTimes, reply_times
from models.deviations.readers import readers_of
from models.deviations.tables import Decision, DeviationQuestion
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.deviations import DecisionAnswer
from models.vocabulary.outbox import DeliveryKind
from tests.handlers.conftest import Office

ANNA, MANAGER, BOSS, MEMBER = "UAGFOLK01", "UCHFOLK01", "USAMORD01", "U0MEDARB1"
YES = GivenDecision(DecisionAnswer.YES, None, "Ta det ur reserven.")


def asking(office: Office, row: int = 16, by: str = "Regionstyrelsen") -> Round:
    round_ = office.open()
    office.answer(ANNA, row, Status.RED, action="Ny plan", decision_by=by)
    office.session.flush()
    return round_


def in_management(ctx: Context) -> Context:
    return replace(ctx, actor=replace(ctx.actor, in_management=True))


def count(session: Session, table: Any, *which: Any) -> int:
    return session.execute(select(func.count()).select_from(table).where(*which)).scalar_one()


def form_of(ctx: Context, row: int = 16) -> Form:
    form = decide_row(ctx, f"{row}@{deviations_now(ctx).round.id}")
    assert isinstance(form, Form)
    return form


def test_a_member_in_the_management_channel_answers_and_the_form_remembers_where(office: Office) -> None:
    asking(office)
    ctx = office.context(MEMBER)
    member = replace(ctx, actor=replace(ctx.actor, membership=office.context(ANNA).actor.membership))
    with pytest.raises(Refusal, match="Bara ledningen"):
        form_of(member)
    form = form_of(in_management(member))
    reply = decided_in_form(member, form.state, {"answer": "yes"})
    assert isinstance(reply, Message)
    assert plain_words(reply).startswith("Sparat.")
    told = choose_decision(in_management(member), str(PageValue()))
    assert isinstance(told, Message)
    assert "Någon i ledningskanalen besvarade" in plain_words(told)


def test_a_stranger_never_answers(office: Office) -> None:
    asking(office)
    stranger = in_management(office.context(MEMBER))
    assert not stranger.actor.is_member
    with pytest.raises(Refusal, match="medlemmar"):
        form_of(stranger)


def test_another_digest_leads_to_the_decision_as_it_is_now(office: Office) -> None:
    first = asking(office)
    office.now += timedelta(days=31)
    office.close(first)
    office.open("Halvår 2")
    office.answer(ANNA, 16, Status.RED, action="Ny plan", decision_by="Regiondirektören")
    form = decide_row(office.context(MANAGER), f"16@{first.id}")
    assert isinstance(form, Form)
    assert any("Regiondirektören" in words_of(part.text) for part in form.parts if isinstance(part, Paragraph))


def test_a_locked_round_takes_the_decision_all_the_same(office: Office) -> None:
    round_ = asking(office)
    form = form_of(office.context(MANAGER))
    office.now += timedelta(days=31)
    office.close(round_)
    lock_round(office.session, round_, office.now, office.options, why="Prov.")
    reply = decided_in_form(office.context(MANAGER), form.state, {"answer": "no"})
    assert isinstance(reply, Message)
    assert plain_words(reply).startswith("Sparat.")


def test_the_form_of_somebody_elses_answer_is_no_form(office: Office) -> None:
    asking(office)
    boss = office.context(BOSS)
    about = deviations_now(boss)
    row = about.plan.by_row[16]
    decide(boss, about, row, asked_about(boss, about, row), YES)
    seen = decide_row(office.context(MANAGER), f"16@{about.round.id}")
    assert isinstance(seen, Message)
    assert "(samordnare) besvarade" in plain_words(seen)
    assert "Ja – ”Ta det ur reserven.”" in plain_words(seen)
    assert isinstance(decide_row(boss, f"16@{about.round.id}"), Form)


def test_a_change_is_of_what_was_seen(office: Office) -> None:
    asking(office)
    boss = office.context(BOSS)
    about = deviations_now(boss)
    row = about.plan.by_row[16]
    decide(office.context(MANAGER), about, row, asked_about(boss, about, row), YES)
    old = form_of(boss)
    office.now += timedelta(minutes=1)
    again = decided_in_form(office.context(MANAGER), form_of(office.context(MANAGER)).state, {"answer": "no"})
    assert isinstance(again, Message)
    reply = decided_in_form(office.context(BOSS), old.state, {"answer": "later", "until": "2023-01-01", "words": "Vi."})
    assert isinstance(reply, Message)
    assert "besvarade" in plain_words(reply)
    assert "Vi." in plain_words(reply)
    assert office.session.scalars(select(Decision.answer)).one() is DecisionAnswer.NO


def test_who_still_waits_to_be_told_is_not_told_of_a_change(office: Office) -> None:
    asking(office)
    ctx = office.context(MANAGER)
    about = deviations_now(ctx)
    row = about.plan.by_row[16]
    decide(ctx, about, row, asked_about(ctx, about, row), YES)
    office.now += timedelta(minutes=1)
    decide(office.context(MANAGER), about, row, asked_about(ctx, deviations_now(ctx), row),
           GivenDecision(DecisionAnswer.NO))  # fmt: skip
    told = Delivery.kind == DeliveryKind.DECISION
    assert count(office.session, Delivery, told) == len(ctx.directory.asked(row, about.round.id))


def test_the_time_to_the_first_answer_is_told(office: Office) -> None:
    round_ = asking(office)
    t = office.context(MANAGER).t
    assert reply_times_words(t, reply_times(office.session, round_)) == ""
    office.now += timedelta(days=2, hours=3)
    ctx = office.context(MANAGER)
    about = deviations_now(ctx)
    row = about.plan.by_row[16]
    decide(ctx, about, row, asked_about(ctx, about, row), YES)
    office.now += timedelta(days=1)
    decide(office.context(MANAGER), about, row, asked_about(ctx, deviations_now(ctx), row),
           GivenDecision(DecisionAnswer.NO))  # fmt: skip
    assert reply_times(office.session, round_) == ReplyTimes(1, timedelta(days=2, hours=3))
    words = reply_times_words(t, ReplyTimes(1, timedelta(days=2, hours=3)))
    assert words == "Ledningen har besvarat 1 beslut, inom 3 dagar."
    office.close(round_)
    office.now += timedelta(days=40)
    assert reply_times(office.session, office.open("Halvår 2")) == ReplyTimes(0, None)


def test_a_form_of_nothing_of_ours_is_refused(office: Office) -> None:
    asking(office)
    ctx = office.context(MANAGER)
    for state in ("", "x", "[]", "{}", '{"key": "1:2:3", "at": "16"}', '{"key": "9:9:", "at": "16@99"}'):
        with pytest.raises(Refusal):
            decided_in_form(ctx, state, {"answer": "yes"})
    form = form_of(ctx)
    assert isinstance(decided_in_form(ctx, form.state, {"answer": "maybe"}), FormFaults)
    bad_day = decided_in_form(ctx, form.state, {"answer": "later", "until": "snart"})
    assert isinstance(bad_day, FormFaults)
    assert list(bad_day.faults) == ["until"]


def test_a_question_about_a_row_without_an_owner_is_kept_and_said(office: Office) -> None:
    round_ = asking(office)
    ctx = office.context(MANAGER)
    form = ask_row(ctx, f"16@{round_.id}")
    assert isinstance(form, Form)
    row = deviations_now(ctx).plan.by_row[16]
    for person in ctx.directory.owners(row):
        remove_person(office.session, person, office.now, office.options)
    reply = asked_in_form(office.context(MANAGER), form.state, {"question": "Varför?"})
    assert isinstance(reply, Message)
    assert "ingen svarar för rad 16 just nu" in plain_words(reply)
    assert office.session.scalars(select(DeviationQuestion.unreached_at)).one() == office.now


def test_who_has_left_is_still_told_by_name_and_gets_no_reply(office: Office) -> None:
    round_ = asking(office)
    manager = office.context(MANAGER)
    about = deviations_now(manager)
    row = about.plan.by_row[16]
    decide(manager, about, row, asked_about(manager, about, row), YES)
    form = ask_row(manager, f"16@{round_.id}")
    assert isinstance(form, Form)
    asked_in_form(manager, form.state, {"question": "Varför?"})
    assert manager.actor.person is not None
    remove_person(office.session, manager.actor.person, office.now, office.options)
    reply = answer_asked(office.context(ANNA), "fråga 16 Sjukdom.")
    assert isinstance(reply, Message)
    assert "Chef Folkhälsa, som frågade, har slutat" in plain_words(reply)
    told = choose_decision(office.context(BOSS), str(PageValue()))
    assert isinstance(told, Message)
    assert "Chef Folkhälsa besvarade" in plain_words(told)
    assert count(office.session, Delivery, Delivery.kind == DeliveryKind.QUESTION_REPLY) == 0


def test_reading_counts_once_per_person_and_only_in_a_closed_round(office: Office) -> None:
    round_ = asking(office)
    manager = office.context(MANAGER)
    with pytest.raises(Refusal, match="inte stängt än"):
        read_digest(manager, str(RoundValue(round_.id)))
    with pytest.raises(Refusal, match="Ingen omgång har stängt"):
        read_last(manager)
    office.now += timedelta(days=31)
    office.close(round_)
    for _ in range(2):
        read_digest(office.context(MANAGER), str(RoundValue(round_.id)))
    other_account = Reader("teams", "somewhere", office.context(MANAGER).actor.person)
    assert not say_read(office.session, round_, other_account, office.now)
    assert readers_of(office.session, round_) == 1
    with pytest.raises(Refusal):
        read_digest(office.context(MANAGER), "999")


def test_the_buttons_are_those_that_have_something_to_do(office: Office) -> None:
    round_, ctx = office.open(), office.context(MANAGER)
    labels = [button.label for button in digest_buttons(ctx.t, round_, deviations_now(ctx).register).buttons]
    assert labels == ["Jag har läst"]
    office.answer(ANNA, 17, Status.YELLOW, action="Ny plan")
    labels = [button.label for button in digest_buttons(ctx.t, round_, deviations_now(ctx).register).buttons]
    assert labels == ["Visa", "Fråga ansvarig", "Jag har läst"]
    office.answer(ANNA, 16, Status.RED, action="Ny plan", decision_by="Regionstyrelsen")
    labels = [button.label for button in digest_buttons(ctx.t, round_, deviations_now(ctx).register).buttons]
    assert labels == ["Visa", "Besvara beslut", "Fråga ansvarig", "Jag har läst"]


def test_a_name_within_another_is_not_whom_it_is_asked_of(office: Office) -> None:
    asking(office, by="Ägare Välfärden")
    about = deviations_now(office.context(MANAGER))
    asked = asked_about(office.context(MANAGER), about, about.plan.by_row[16])
    assert not may_decide(office.context("UAGVALF01"), asked)
    assert may_decide(office.context("UAGVALF01"), replace(asked, asked_of="Beslut av ägare välfärd, i höst"))


@contextmanager
def committed(url: str) -> Iterator[Database]:
    database = Database(url)
    with database.write() as session:
        asking(Office(session))
    try:
        yield database
    finally:
        database.close()


def test_two_at_the_same_moment_and_the_first_answer_holds(stocked_url: str) -> None:
    """On PostgreSQL both have seen that nobody has answered before either does; SQLite has one writer at a time."""
    with committed(stocked_url) as database:
        both_have_looked = Barrier(1 if database.is_sqlite else 2, timeout=60)

        def answer(who: str, words: str) -> str:
            with database.write() as session:
                office = Office(session)
                ctx = office.context(who)
                about = deviations_now(ctx)
                row = about.plan.by_row[16]
                asked = asked_about(ctx, about, row) if not database.is_sqlite else None
                both_have_looked.wait()
                asked = asked or asked_about(ctx, about, row)
                return plain_words(decide(ctx, about, row, asked, GivenDecision(DecisionAnswer.YES, None, words)))

        with ThreadPoolExecutor(2) as pool:
            replies = [reply.result() for reply in [
                pool.submit(answer, MANAGER, "Från den ena."), pool.submit(answer, "UCHVALF01", "Från den andra."),
            ]]  # fmt: skip
        [kept] = [reply for reply in replies if reply.startswith("Sparat.")]
        [told] = [reply for reply in replies if not reply.startswith("Sparat.")]
        winner = "Från den ena." if "Från den ena." in kept else "Från den andra."
        assert winner in told
        assert "(chef) besvarade" in told
        assert "Dina egna ord, som inte användes:" in told
        with database.read() as session:
            assert session.scalars(select(Decision.words)).all() == [winner]
            row = deviations_now(Office(session).context(MANAGER)).plan.by_row[16]
            people = load_directory(session).owners(row)
            assert count(session, Delivery, Delivery.kind == DeliveryKind.DECISION) == len(people)


def _answer_and_crash(database: Database) -> None:
    with database.write() as session:
        ctx = Office(session).context(MANAGER)
        about = deviations_now(ctx)
        row = about.plan.by_row[16]
        decide(ctx, about, row, asked_about(ctx, about, row), YES)
        assert count(session, Delivery, Delivery.kind == DeliveryKind.DECISION) > 0
        raise RuntimeError("crash")


def test_what_is_stored_and_who_is_told_are_one(stocked_url: str) -> None:
    """A crash before the commit leaves neither."""
    with committed(stocked_url) as database:
        with pytest.raises(RuntimeError, match="crash"):
            _answer_and_crash(database)
        with database.read() as looked:
            assert count(looked, Decision) == 0
            assert count(looked, Delivery, Delivery.kind == DeliveryKind.DECISION) == 0
