"""The open site shows what is published and nothing else: over HTTP, and as the files of `malvakten site build`."""

import asyncio
import io
import json
import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from os import PathLike
from pathlib import Path, PosixPath
from typing import Self
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from typer.testing import CliRunner, Result

from actions.registers.lines import store_lines
from actions.rounds.life_cycle import publish_round
from actions.rounds.reopening import unpublish_round
from bot.cli.commands import app
from bot.cli.site import write_site
from bot.transactions import Transactions
from bot.web.app import site_routes
from bot.web.site import PAGE, SiteFile
from handlers.access import access_row
from models.options import Options
from models.people.directory_cache import load_directory
from models.people.tables import Person
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.review.queries import snapshot_of
from models.rounds.queries import plan_of_year
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.rounds import RoundState
from tests.handlers.conftest import Office
from tests.harness import serving
from tests.reports.rounds import BEFORE, CLOSED, COORDINATOR, NAMED, ROUND, lock, the_round, two_rounds
from tests.until import PATIENCE_SECONDS

STOCKHOLM = ZoneInfo("Europe/Stockholm")
COUNTS = "80 aktiviteter – 1 grönt, 1 gult, 2 rött, 1 kan inte bedömas, 75 ej rapporterat"

OPEN_AND_NOT = {
    "lessons": [Line("L1", {"text": "Hemlig lärdom"}, ("row:14",))],
    "funding": [
        Line("F1", {"kind": "F1", "year": 2022, "amount": "1250000.5", "recipient": "Hemlig firma"}, ("row:14",)),
    ],
    "stories": [
        Line("B1", {"title": "Öppen", "text": "Det blev bra", "consent": True, "published": True}),
        Line("B2", {"title": "Hemlig", "text": "Får sparas, inte visas", "consent": True}),
        Line("B3", {"title": "Hemlig", "text": "Nej", "consent": True, "published": False}),
    ],
    "proposals": [Line("LP1", {"title": "Förslag"}, ("lessons:L1", "row:14"))],
}  # fmt: skip


class Site:
    """The published round on a server of its own."""

    def __init__(self, database: Database, address: str) -> None:
        self.database, self.address = database, address

    def get(self, path: str, **headers: str) -> tuple[int, str, bytes]:
        """Status, media type and content, after any redirection."""
        request = urllib.request.Request(urljoin(self.address, path), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Content-Type", ""), error.read()

    def post(self, path: str) -> int:
        request = urllib.request.Request(urljoin(self.address, path), data=b"{}", method="POST")
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(request, timeout=PATIENCE_SECONDS)
        raised.value.close()
        return raised.value.code

    def page(self, path: str = "") -> str:
        status, media_type, content = self.get(path)
        assert (status, media_type) == (200, "text/html; charset=utf-8")
        return content.decode()

    def everything(self) -> dict[str, bytes]:
        """What can be reached by links from the start page, by path."""
        found, left = dict[str, bytes](), [""]
        while left:
            path = left.pop()
            status, media_type, content = self.get(path)
            assert status == 200, path
            found[path] = content
            if media_type.startswith("text/html"):
                here = urljoin(self.address, path)
                links = [urljoin(here, each) for each in re.findall(r'href="([^"#]+)"', content.decode())]
                left += {each.removeprefix(self.address) for each in links} - found.keys() - set(left)
        return found

    def build(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["site", "build", *words], env={"DATABASE_URL": str(self.database.url)})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with two_rounds(tmp_path_factory.mktemp("rounds")) as database:
        lock(database)
        with database.write() as session:
            publish_round(session, the_round(session), CLOSED)
        transactions = Transactions(database)
        routes = site_routes(transactions, Options(zone=STOCKHOLM), lambda: CLOSED)
        with serving(Starlette(routes=routes)) as (port, _):
            yield Site(database, f"http://127.0.0.1:{port}/")
        transactions.close()


def text_of(path: str, content: bytes) -> str:
    """What a reader of the file sees, and what is behind it."""
    if path.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    if path.endswith(".pdf"):
        reader = PdfReader(io.BytesIO(content))
        return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
    return content.decode()


def test_every_link_leads_somewhere_and_no_person_is_named(site: Site) -> None:
    files = site.everything()
    forms = ("", "rapport.pdf", "rapport.docx", "rapport.xlsx", "rapport.json")
    swedish = {f"halvar-2022/{form}" for form in forms}
    english = {f"en/{each}".replace("rapport", "report") for each in swedish}
    assert files.keys() == {"", "en/", "index.json"} | swedish | english
    with site.database.read() as session:
        people = [each for row in session.execute(select(Person.name, Person.email)) for each in row]
    for path, content in files.items():
        text = text_of(path, content)
        assert not [each for each in (*people, NAMED) if each in text], path
        assert BEFORE not in text or path not in {"", "en/", "index.json"}


def test_the_start_page_tells_the_frozen_numbers_and_the_page_of_the_round_is_the_report(site: Site) -> None:
    start = site.page()
    assert COUNTS in start
    assert "Publicerad 9 juli 2022." in start
    report = site.page("halvar-2022/")
    assert COUNTS in report
    assert "Utkast" not in report
    with site.database.read() as session:
        frozen = snapshot_of(session, the_round(session).id)
        assert frozen is not None
    assert frozen.sha256 in report
    [listed] = json.loads(site.get("index.json")[2])["rounds"]
    assert (listed["round"], listed["snapshot_sha256"]) == (ROUND, frozen.sha256)
    assert '<html lang="en">' in site.page("?lang=en")
    assert "&lt;b&gt;fet&lt;/b&gt;" in report
    assert "<b>fet" not in report


def test_an_address_without_its_slash_leads_on_and_others_get_a_sentence(site: Site) -> None:
    assert site.page("halvar-2022") == site.page("halvar-2022/")
    for path in ("nej/", "halvar-2022/../index.html", "halvar-2022/rapport.exe", "%00", "halvar-2021/"):
        status, _, words = site.get(path)
        assert (status, "Sidan finns inte" in words.decode()) == (404, True), path
    # A chat that is not switched on has no entrance; a page takes nothing.
    assert (site.post("slack/events"), site.post("halvar-2022/")) == (404, 405)


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    with urllib.request.urlopen(site.address, timeout=PATIENCE_SECONDS) as answer:
        mark = answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "no-cache"
    assert site.get("", **{"If-None-Match": mark})[0] == 304
    assert site.get("", **{"If-None-Match": '"another"'})[0] == 200


def test_what_is_unpublished_is_gone_and_an_erratum_stands_beside_what_was_frozen(site: Site) -> None:
    assert COUNTS in site.page("halvar-2022/")
    with site.database.write() as session:
        unpublish_round(session, the_round(session), "Prövning.", CLOSED)
    assert "Ingen uppföljning har publicerats än" in site.page()
    assert site.get("halvar-2022/")[0] == site.get("halvar-2022/rapport.json")[0] == 404
    with site.database.write() as session:
        office = Office(session, CLOSED + timedelta(days=1))
        ctx = office.context(COORDINATOR)
        office.store(ctx, access_row(ctx, 13, the_round(session)), Status.GREEN, "Rättat: klart.")
        publish_round(session, the_round(session), CLOSED)
    assert COUNTS in site.page()
    report = site.page("halvar-2022/")
    assert COUNTS in report
    assert "Rättat: klart." in report


def test_the_files_that_are_built_are_those_that_are_served(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "sajt"
    for _ in range(2):
        result = site.build(str(folder), "--base-url", "https://example.se/uppföljning")
        assert result.exit_code == 0, result.output
    served = site.everything()
    built = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    sitemap = built.pop("sitemap.xml").decode()
    assert "<loc>https://example.se/uppföljning/en/halvar-2022/</loc>" in sitemap
    assert built.keys() == {f"{path}index.html" if path == "" or path.endswith("/") else path for path in served}
    for path, content in served.items():
        if not path.endswith((".docx", ".xlsx")):
            assert built[f"{path}index.html" if path == "" or path.endswith("/") else path] == content, path
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["full"], 1, "has other files in it"),
        (["file.txt"], 1, "is no folder"),
        (["nowhere/site"], 1, "There is no folder"),
        (["new", "--base-url", "example.se"], 2, "takes an address such as"),
        (["new", "--base-url", "https://example.se/?a=1"], 2, "takes an address such as"),
    ],
)
def test_nothing_is_lost_and_what_cannot_be_built_is_told(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], status: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "viktigt.txt").write_text("kvar")
    (tmp_path / "file.txt").write_text("kvar")
    result = site.build(*words)
    assert result.exit_code == status
    assert said in " ".join(re.sub(r"[│╭╮╰╯─]", " ", result.stderr).split())
    assert (tmp_path / "full" / "viktigt.txt").read_text() == "kvar"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["CNAME", ".git/HEAD", "data/eget.csv", "halvar-2022/bild.png", "en/tom/"])
def test_a_site_with_something_else_in_it_is_not_replaced(site: Site, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "sajt"
    assert site.build(str(folder), "--base-url", "https://example.se").exit_code == 0
    foreign = folder / name
    foreign.parent.mkdir(exist_ok=True)
    foreign.mkdir() if name.endswith("/") else foreign.write_text("kvar")
    result = site.build(str(folder))
    assert result.exit_code == 1
    assert "other files in it, such as" in result.stderr
    assert foreign.exists()
    assert (folder / "sitemap.xml").exists()


class _Interrupted(PosixPath):
    """A folder that nothing takes the place of: somebody presses Ctrl-C just then."""

    def replace(self, target: str | PathLike[str]) -> Self:
        if self.name.endswith(".part"):
            raise KeyboardInterrupt
        return super().replace(target)


def test_who_interrupts_keeps_the_earlier_site_and_a_new_one_has_its_rights(tmp_path: Path) -> None:
    folder = tmp_path / ("å" * 120)
    write_site(folder, {"": SiteFile(PAGE, lambda: b"1")}, "")
    folder.chmod(0o750)
    with pytest.raises(KeyboardInterrupt):
        write_site(_Interrupted(folder), {"": SiteFile(PAGE, lambda: b"2")}, "")
    assert (folder / "index.html").read_bytes() == b"1"
    write_site(folder, {"": SiteFile(PAGE, lambda: b"2")}, "")
    assert (folder / "index.html").read_bytes() == b"2"
    assert folder.stat().st_mode & 0o777 == 0o750
    assert list(tmp_path.iterdir()) == [folder]


def test_two_rounds_of_like_names_have_a_folder_each(site: Site) -> None:
    with site.database.write() as session:
        before = the_round(session, BEFORE)
        before.name, before.state, before.published_at = "Halvår: 2022", RoundState.PUBLISHED, CLOSED
    listed = json.loads(site.get("index.json")[2])["rounds"]
    with site.database.write() as session:
        again = session.scalars(select(Round).where(Round.name == "Halvår: 2022")).one()
        number, again.name, again.state = again.id, BEFORE, RoundState.CLOSED
        later = the_round(session).id
    # The older round chooses first, also when it is published later.
    assert number < later
    assert [each["path"] for each in listed] == [f"halvar-2022-{later}/", "halvar-2022/"]


def test_open_registers_stand_beside_the_rounds_and_tell_what_their_declarations_open(site: Site) -> None:
    assert site.get("data/funding.json")[0] == 404
    with site.database.write() as session:
        directory = load_directory(session)
        targets = Targets(session, directory, plan_of_year(directory, 2022))
        for name, lines in OPEN_AND_NOT.items():
            assert not store_lines(session, BY_NAME[name], targets, lines, CLOSED).faults
    files = site.everything()
    told = {path: content.decode() for path, content in files.items() if path.startswith("data/")}
    assert told.keys() == {
        f"data/{name}.{form}" for name in ("funding", "stories", "proposals") for form in ("csv", "json")
    }
    assert not [path for path, text in told.items() if "hemlig" in text.lower()]
    [line] = json.loads(told["data/funding.json"])
    assert (line["amount"], line["links"], "recipient" in line) == (1250000.5, ["row:14"], False)
    assert "F1;F1;2022;1250000.5" in told["data/funding.csv"]
    assert [each["links"] for each in json.loads(told["data/proposals.json"])] == [["row:14"]]
    listed = {each["register"]: each for each in json.loads(site.get("index.json")[2])["registers"]}
    assert listed["stories"] == {"register": "stories", "lines": 1, "files": ["data/stories.csv", "data/stories.json"]}
    assert site.get("data/lessons.json")[0] == site.get("data/decisions.json")[0] == 404
    with site.database.write() as session:
        unpublish_round(session, the_round(session), "Prövning.", CLOSED)
    assert site.get("data/funding.json")[0] == 404
    with site.database.write() as session:
        publish_round(session, the_round(session), CLOSED)


def test_without_a_database_a_visitor_gets_a_sentence(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    transactions = Transactions(database)
    options = Options(zone=STOCKHOLM)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [],
        "query_string": b"",
        "path_params": {"path": ""},
    }
    answer = asyncio.run(site_routes(transactions, options, lambda: CLOSED)[0].endpoint(Request(scope)))
    assert answer.status_code == 503
    assert "Försök igen" in answer.body.decode()
    transactions.close()
    database.close()
