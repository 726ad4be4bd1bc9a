"""The calendar's address: it cannot be guessed, has only what is public, and is answered by its tag."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from actions.registers.lines import store_lines
from bot.addresses.calendar import calendar_path, calendar_url
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from tests.fakes.slack import FakeSlack
from tests.harness import Clock, Running, running
from tests.until import PATIENCE_SECONDS

KEY = "en-lång-hemlig-nyckel-som-ingen-ser"


def _get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def _keep(session: Session, now, register: str, key: str, **values: object) -> None:  # type: ignore[no-untyped-def]
    targets = Targets(session, load_directory(session), None)
    assert store_lines(session, BY_NAME[register], targets, [Line(key, values)], now).faults == []  # type: ignore[arg-type]


@pytest.fixture
def bot(slack: FakeSlack, clock: Clock, stocked_url: str, tmp_path: Path) -> Iterator[Running]:
    """The program with a key of its own."""
    base = "https://malvakten.example.se"
    with running(slack, stocked_url, clock, tmp_path, MALVAKTEN_SECRET_KEY=KEY, MALVAKTEN_BASE_URL=base) as started:
        yield started


@pytest.mark.one_database
def test_the_calendar_is_at_its_signed_address_alone(bot: Running) -> None:
    url = bot.url + calendar_path(KEY)
    day = bot.clock().date() + timedelta(days=30)
    with bot.program.database.write() as session:
        _keep(session, bot.clock(), "wheel", "H1", event="Delårsrapport; ”1, 2”", on=day.isoformat(), forum="SRB")
        _keep(session, bot.clock(), "wheel", "H2", event="Redovisning", rule="21 februari varje år")
        _keep(session, bot.clock(), "wheel", "H3", event="Revision", rule="våren 2026")
        _keep(session, bot.clock(), "dialogues", "D1", municipality="Sala", on=day.isoformat(), preliminary=True)
        _keep(session, bot.clock(), "benefits", "B1", expected="Hemligt", measured_on=day.isoformat())
    status, headers, content = _get(url)
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(content).walk("VEVENT")
    told = [(str(each["summary"]), str(each["status"])) for each in events]
    assert told.count(("Redovisning", "CONFIRMED")) == 2
    assert ("Delårsrapport; ”1, 2”", "CONFIRMED") in told
    assert ("Kommundialog: Sala", "TENTATIVE") in told
    assert len(told) == 4, "neither what is in words only nor what is not public"
    first = next(each for each in events if "Delår" in str(each["summary"]))
    assert first.decoded("dtstart") == day
    assert str(first["description"]) == "Forum: SRB"
    assert len({str(each["uid"]) for each in events}) == 4
    assert b"Hemligt" not in content
    assert b"@example.se" not in content
    assert _get(url, **{"If-None-Match": headers["ETag"]})[0] == 304
    assert _get(url, **{"If-None-Match": '"another"'})[2] == content
    assert b"Municipal dialogue: Sala" in _get(f"{url}?lang=en")[2]
    with bot.program.database.write() as session:
        _keep(session, bot.clock() - timedelta(days=1), "wheel", "H1", event="Flyttad", on=day.isoformat())
    assert b"Flyttad" in _get(url)[2]
    for wrong in ("/calendar/x.ics", "/calendar/", calendar_path("another key"), calendar_path(KEY)[:-5]):
        assert _get(bot.url + wrong)[0] == 404, wrong
    answer = bot.slack.person("UAGFOLK01").command("/malvakten", "Skapa en kalenderfil för årshjulet")
    assert f"https://malvakten.example.se{calendar_path(KEY)}" in str(answer.body)


def test_without_a_key_or_a_public_address_there_is_none() -> None:
    assert calendar_url("https://malvakten.example.se/", KEY) == f"https://malvakten.example.se{calendar_path(KEY)}"
    assert calendar_url(None, KEY) is None
    assert calendar_url("https://malvakten.example.se", None) is None
    assert calendar_path(KEY) != calendar_path(KEY + "x")
