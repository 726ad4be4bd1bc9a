"""What the open site keeps is made anew when what it tells has changed, and only then."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from actions.registers.lines import store_lines
from actions.rounds.life_cycle import publish_round
from actions.rounds.reopening import unpublish_round
from bot.transactions import Transactions
from bot.web.app import OpenSite
from bot.web.edition import edition
from bot.web.site import load_site
from models.answers.tables import Answer
from models.operations.audit import record
from models.options import Options
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.rounds.queries import plan_of_year
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.answers import Personal
from models.vocabulary.rounds import RoundState
from tests.reports.rounds import CLOSED, lock, the_round, two_rounds

STOCKHOLM = ZoneInfo("Europe/Stockholm")
STORIES, PDF, PAGE = "data/stories.json", "halvar-2022/rapport.pdf", "halvar-2022/"
Visit = Callable[[OpenSite], Awaitable[None]]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with two_rounds(tmp_path_factory.mktemp("rounds")) as found:
        lock(found)
        with found.write() as session:
            publish_round(session, the_round(session), CLOSED)
        yield found


def visited(database: Database, visit: Visit) -> None:
    """Runs a visit to a site that nobody has asked for anything yet."""
    transactions = Transactions(database)
    asyncio.run(visit(OpenSite(transactions, Options(zone=STOCKHOLM), lambda: CLOSED)))  # type: ignore[arg-type]
    transactions.close()


def tell(database: Database, now: datetime, published: bool) -> None:
    with database.write() as session:
        directory = load_directory(session)
        targets = Targets(session, directory, plan_of_year(directory, 2022))
        values: dict[str, str | int | bool | None] = {
            "title": "Berättelse",
            "text": "Det blev bra",
            "consent": True,
            "published": published,
        }
        lines = [Line("B1", values, ("row:14",)), Line("B2", values | {"published": True})]
        assert not store_lines(session, BY_NAME["stories"], targets, lines, now).faults


def test_what_is_withdrawn_is_gone_whatever_the_clock_said_and_documents_stay(database: Database) -> None:
    async def visit(site: OpenSite) -> None:
        tell(database, CLOSED, published=True)
        document, page = await site.content(PDF), await site.content(PAGE)
        assert b"B1" in (await site.content(STORIES) or b"")
        tell(database, CLOSED - timedelta(days=2), published=False)
        assert b"B1" not in (await site.content(STORIES) or b"B1")
        # The same bytes, not made again.
        assert await site.content(PDF) is document
        assert await site.content(PAGE) is page

    visited(database, visit)


def test_an_answer_elsewhere_makes_nothing_anew_and_another_row_number_does(database: Database) -> None:
    tell(database, CLOSED, published=True)

    async def visit(site: OpenSite) -> None:
        told = await site.content(STORIES)
        with database.write() as session:
            record(session, CLOSED, "answer.stored", "another round")
        assert await site.content(STORIES) is told
        with database.write() as session:
            record(session, CLOSED, "unit.renamed", "a unit")
        assert (again := await site.content(STORIES)) == told
        assert again is not told
        with database.write() as session:
            for _ in range(250):
                record(session, CLOSED, "vote.given", "more than one looks back")
        assert await site.content(STORIES) is not again

    visited(database, visit)


def test_who_waits_for_a_document_does_not_get_it_when_it_is_unpublished_meanwhile(database: Database) -> None:
    async def visit(site: OpenSite) -> None:
        async with site.making[True]:
            waiting = asyncio.create_task(site.content(PDF))
            while not waiting.done() and not await site.content("index.json"):
                pass
            with database.write() as session:
                unpublish_round(session, the_round(session), "Prövning.", CLOSED)
        assert await waiting is None

    visited(database, visit)
    with database.write() as session:
        publish_round(session, the_round(session), CLOSED)


def test_a_corrected_answer_whose_personal_data_are_right_is_another_edition(database: Database) -> None:
    with database.write() as session:
        before = edition(session, 2022)
        first = session.scalars(select(Answer).where(Answer.round_id == the_round(session).id)).first()
        assert first
        first.submitted_at = CLOSED + timedelta(days=1)
        session.flush()
        corrected = edition(session, 2022)
        session.execute(update(Answer).where(Answer.id == first.id).values(personal=Personal.RIGHT))
        assert not corrected.is_unchanged_since(before)
        assert not edition(session, 2022).is_unchanged_since(corrected)
        assert not edition(session, 2023).is_unchanged_since(edition(session, 2022))
        session.rollback()


def _round_like(session: Session, name: str, **other: object) -> None:
    like = the_round(session)
    columns = {each.key: getattr(like, each.key) for each in inspect(Round).column_attrs}
    session.add(Round(**{**columns, "id": None, "name": name, "key": name.casefold(), **other}))
    session.flush()


def test_no_folder_is_that_of_another_round_or_of_another_route(database: Database) -> None:
    with database.write() as session:
        for number, name in enumerate(("A 7", "A", "A!", "Calendar", "Slack", "Data"), 5):
            _round_like(session, name, id=number)
        files = load_site(session, "sv", STOCKHOLM, CLOSED)
        folders = [path for path in files if path.endswith("/") and not path.startswith("en/")]
        session.rollback()
    assert sorted(folders) == ["a-7-7/", "a-7/", "a/", "calendar-8/", "data-10/", "halvar-2022/", "slack-9/"]


def test_an_address_is_not_another_rounds_when_one_of_a_like_name_is_published(database: Database) -> None:
    with database.write() as session:
        _round_like(session, "Halvår: 2022", state=RoundState.LOCKED)
        before = load_site(session, "sv", STOCKHOLM, CLOSED)[PAGE].make()
        later = session.scalars(select(Round).where(Round.name == "Halvår: 2022")).one()
        later.state, later.deadline = RoundState.PUBLISHED, CLOSED + timedelta(days=300)
        session.flush()
        files = load_site(session, "sv", STOCKHOLM, CLOSED)
        assert files[PAGE].make() == before
        assert f"halvar-2022-{later.id}/" in files
        session.rollback()
