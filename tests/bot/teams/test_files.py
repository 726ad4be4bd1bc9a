"""Documents in Teams: a link that the program itself answers, for whom the file is and for an hour."""

import asyncio
import http.client
import io
import logging
import zipfile
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.requests import Request

from actions.people.removing import remove_person
from bot.addresses.files import HOLDS_SECONDS, FileLinks
from bot.settings import load_settings
from bot.teams.door import file_links
from bot.transactions import Transactions
from bot.web.files import file_routes
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.people.tables import Person
from models.review.tables import Snapshot
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.conftest import OPENING
from tests.dialogues.harness import open_now
from tests.dialogues.meeting import Meeting, meeting
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.cards import actions_of, card_of
from tests.harness import Clock
from tests.stock import stocked
from tests.until import PATIENCE_SECONDS

COORDINATOR = "USAMORD01"


def fetched(url: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
    connection.request(method, parts.path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def links(bot: Meeting) -> dict[str, str]:
    """The links in the coordinator's chat, by the names of their files."""
    cards = [card_of(post.activity) or {} for post in bot.chat.person(COORDINATOR).inbox]
    actions = [action for card in cards for action in actions_of(card) if action["type"] == "Action.OpenUrl"]
    return {action["title"]: action["url"] for action in actions}


def asked(bot: Meeting) -> dict[str, str]:
    open_now(bot)
    bot.chat.person(COORDINATOR).says("omgång rapport")
    bot.drain()
    return links(bot)


def test_the_report_is_two_links_that_hold_for_an_hour_and_for_nobody_else(
    bot: Meeting, teams: FakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    urls = asked(bot)
    assert sorted(urls) == ["rapport-halvar-2022.docx", "rapport-halvar-2022.pdf"]
    others = [post for post in teams.tenant.posts if "/files/" in str(post.activity)]
    assert {post.conversation for post in others} == {teams.tenant.people[bot.chat.person(COORDINATOR).id].conversation}
    assert teams.tenant.violations == []

    status, headers, content = fetched(urls["rapport-halvar-2022.docx"])
    assert (status, headers["cache-control"], headers["x-content-type-options"]) == (200, "no-store", "nosniff")
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''rapport-halvar-2022.docx"
    assert headers["content-type"].endswith("wordprocessingml.document")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    pdf = urls["rapport-halvar-2022.pdf"]
    status, headers, content = fetched(pdf)
    assert (status, headers["content-type"], content[:5]) == (200, "application/pdf", b"%PDF-")
    assert fetched(pdf)[2] == content, "the same bytes each time, whatever has been answered since"
    assert fetched(pdf, "HEAD")[0] == 200

    # No part of a link can be changed, and a link to one file is none to another.
    *_, token, until_, signature = pdf.split("/")
    token_2, _, signature_2 = urls["rapport-halvar-2022.docx"].split("/")[-3:]
    base = teams.bot_url + "/files"
    for changed in (
        f"{base}/{token}/{int(until_) + 3600}/{signature}", f"{base}/{token_2}/{until_}/{signature}",
        f"{base}/{token}/{until_}/{signature_2}", f"{base}/{token}/{until_}/{signature[:-2]}",
        f"{base}/{token}/{until_}/%C3%A5", f"{base}/{token}/soon/{signature}", f"{base}/0/{until_}/{signature}",
    ):  # fmt: skip
        status, headers, content = fetched(changed)
        assert (status, headers["cache-control"]) == (404, "no-store"), changed
        assert "Här finns ingen fil" in content.decode()

    bot.clock.move(seconds=HOLDS_SECONDS)
    assert fetched(pdf)[0] == 200
    bot.clock.move(seconds=1)
    status, headers, content = fetched(pdf)
    assert (status, headers["cache-control"]) == (410, "no-store")
    assert "Länken har gått ut" in content.decode()
    assert "”omgång rapport”" in content.decode()
    # The program itself keeps no log of paths (tests/bot/teams/test_two_processes.py).
    seen = "".join(str(each.__dict__) for each in caplog.records if each.name != "uvicorn.access")
    assert signature not in seen
    assert signature_2 not in seen


def test_a_link_is_for_whom_the_file_was_sent_to(bot: Meeting) -> None:
    url = asked(bot)["rapport-halvar-2022.pdf"]
    [row] = [each for each in bot.deliveries(kind=DeliveryKind.FILE) if each.token in url]
    other = bot.read(lambda s: s.scalar(select(Person.id).where(Person.id != row.person_id).limit(1)))

    def sent_to(person: int | None) -> None:
        bot.write(lambda s: s.execute(
            update(Delivery).where(Delivery.id == row.id).values(destination=f"person:{person}")))  # fmt: skip

    sent_to(other)
    assert fetched(url)[0] == 404
    sent_to(999_999)
    assert fetched(url)[0] == 404
    sent_to(row.person_id)
    assert fetched(url)[0] == 200


def test_a_damaged_record_is_told_and_logged(bot: Meeting, caplog: pytest.LogCaptureFixture) -> None:
    url = asked(bot)["rapport-halvar-2022.pdf"]

    def damaged(session: Session) -> None:
        round_ = session.scalars(select(Round)).one()
        session.add(Snapshot(round_id=round_.id, at=bot.clock(), sha256="0" * 64, document="{", signed=[], lacked={}))

    bot.write(damaged)
    status, headers, content = fetched(url)
    assert (status, headers["cache-control"]) == (500, "no-store")
    assert "är skadad" in content.decode()


def test_what_is_no_token_is_not_looked_up(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    transactions = Transactions(database)
    given = {"MALVAKTEN_BASE_URL": "https://malvakten.example.se", "MALVAKTEN_SECRET_KEY": "key"}
    found = file_links(load_settings(given, tmp_path), lambda: OPENING)
    assert found is not None
    [route] = file_routes(transactions, Options(zone=ZoneInfo("Europe/Stockholm")), found)

    def status(token: str) -> int:
        parts = {"token": token, "until": "1", "signature": "x"}
        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"", "path_params": parts}
        code: int = asyncio.run(route.endpoint(Request(scope))).status_code
        return code

    assert [status(token) for token in ("\0", "a\0b", "å", "")] == [404] * 4
    assert status("abc") == 503, "there is no table to look in"
    transactions.close()
    database.close()


def test_a_removed_person_gets_nothing_more(bot: Meeting) -> None:
    url = asked(bot)["rapport-halvar-2022.pdf"]
    assert fetched(url)[0] == 200

    def removed(session: Session) -> None:
        person = load_directory(session).by_account("teams", bot.chat.person(COORDINATOR).id)
        assert person is not None
        remove_person(session, person, bot.clock(), bot.options)

    bot.write(removed)
    assert fetched(url)[0] == 404


def test_without_an_address_of_our_own_it_is_told(teams: FakeTeams, tmp_path: Path) -> None:
    with (
        stocked("sqlite", tmp_path) as url,
        meeting(teams, url, Clock(OPENING), tmp_path, MALVAKTEN_BASE_URL="") as bot,
    ):
        assert asked(bot) == {}
        rows = bot.deliveries(kind=DeliveryKind.FILE)
        assert {(row.state, row.error) for row in rows} == {(DeliveryState.FAILED, "no_base_url")}
        bot.as_time_passes(lambda: "MALVAKTEN_BASE_URL" in "".join(
            post.text for post in bot.chat.person(COORDINATOR).inbox))  # fmt: skip


def test_every_process_with_the_same_secret_knows_the_links(tmp_path: Path) -> None:
    teams = {"TEAMS_CLIENT_ID": "id", "TEAMS_CLIENT_SECRET": "a~secret", "TEAMS_TENANT_ID": "tenant"}
    given = {**teams, "MALVAKTEN_BASE_URL": "https://malvakten.example.se/"}

    def made(**more: str) -> FileLinks:
        found = file_links(load_settings({**given, **more}, tmp_path), lambda: OPENING)
        assert found is not None
        return found

    url = made().url("token", "anna")
    assert url.startswith("https://malvakten.example.se/files/token/")
    until_, signature = url.split("/")[-2:]
    assert made().is_genuine("token", "anna", until_, signature)
    assert not made(MALVAKTEN_SECRET_KEY="another").is_genuine("token", "anna", until_, signature)
    for token, receiver in (("token", "bo"), ("tokena", "nna"), ("", "")):
        assert not made().is_genuine(token, receiver, until_, signature)
    assert file_links(load_settings(teams, tmp_path), lambda: OPENING) is None
