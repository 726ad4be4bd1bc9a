"""The page over HTTP: a dialogue, and what is refused."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.disposal import remove_round
from actions.rounds.life_cycle import create_round
from bot.demo.program import GUEST, MEMBER, ROUND
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState
from tests.bot.demo.conftest import OWNER, Answer, Visitor

PAGE = "/demo?as=agare.folkhalsa%40example.se"


def hidden(html: str) -> dict[str, str]:
    from html import unescape

    return {n: unescape(v) for n, v in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', html)}


def open_round(visitor: Visitor) -> None:
    assert visitor.post("/demo/clock", to=ROUND.opens_at.isoformat()).status == 200


def test_the_page_is_whole_and_brings_nothing_from_elsewhere(visitor: Visitor) -> None:
    page = visitor.get(PAGE)
    assert page.status == 200
    assert '<html lang="sv">' in page.text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for path in set(re.findall(r'(?:src|href)="(/demo/static/[^"]+)"', page.text)):
        assert visitor.get(path).status == 200
    style = visitor.get("/demo/static/demo.css").text
    assert "url(" not in style
    assert "@import" not in style


def test_every_role_can_be_picked(visitor: Visitor) -> None:
    links = set(re.findall(r'href="(/demo\?as=[^"]+)"', visitor.get("/demo").text))
    # The 24 roles, and this one with the look of Teams.
    assert len(links) == 25
    for link in links:
        assert visitor.get(link).status == 200


def test_a_person_reads_the_page_in_their_language(visitor: Visitor) -> None:
    assert '<html lang="en">' in visitor.get("/demo?as=agare.samhallsutveckling2%40example.se").text


def test_a_dialogue_from_the_opening_to_the_summary(visitor: Visitor) -> None:
    t = visitor.stage.options.translator()
    open_round(visitor)
    assert visitor.sees(t("Report"))
    with visitor.stage.database.read() as session:
        plan = visitor.stage.view_of(session).plan
        directory = load_directory(session)
    total = len({row.activity_id for row in directory.owned_rows(directory.by_email[OWNER], plan)})
    form = json.loads(visitor.post("/demo/say", words="rapportera", key="opens").body)["form"]
    assert "field.comment" in form
    fields = {
        **hidden(form), "field.status": "yellow", "field.comment": "Påhittat: senare än tänkt", "field.cause": "",
        "field.action": "Ny tidplan", "field.action_owner": "Chefen", "field.action_due": "2022-10-31",
    }  # fmt: skip
    refused = json.loads(visitor.post("/demo/submit", **fields).body)
    assert refused["faulty"]
    assert "Påhittat: senare än tänkt" in refused["form"]
    assert 'id="fault-cause"' in refused["form"]
    taken = json.loads(visitor.post("/demo/submit", **{**fields, "field.cause": "Sjukdom"}).body)
    assert not taken["faulty"]
    before, after = (t("{done} of {total} done", done=done, total=total) for done in (0, 1))
    assert before in form
    assert visitor.sees(after)
    assert visitor.post("/demo/clock", to=ROUND.deadline.isoformat()).status == 200
    assert visitor.sees(t("Summary: {round}", round=ROUND.name), "management")
    assert visitor.sees("Påhittat: senare än tänkt", "management")
    assert visitor.sees('<img class="picture"', "management")
    [(source, alt)] = re.findall(r'<img class="picture" src="([^"]+)" alt="([^"]+)"', visitor.state()["management"])
    picture = visitor.get(source)
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")
    assert picture.body.startswith(b"\x89PNG")
    assert "1 gult" in alt
    assert visitor.get("/demo/file/1").status == visitor.get("/demo/file/x").status == 404


def test_a_form_sent_twice_is_one_answer(visitor: Visitor) -> None:
    open_round(visitor)
    visitor.post("/demo/say", words="rapportera 12", key="a")
    form = json.loads(visitor.post("/demo/say", words="rapportera 12", key="b").body)["form"]
    fields = {**hidden(form), "field.status": "green", "field.comment": "Påhittat: bra"}
    first, second = visitor.post("/demo/submit", **fields), visitor.post("/demo/submit", **fields)
    assert hidden(json.loads(first.body)["form"])["state"] == hidden(json.loads(second.body)["form"])["state"]
    versions = visitor.stage.options.translator()("Answered {time}; version {n}.", time="", n=1).rpartition(" ")[2]
    visitor.post("/demo/say", words="status 12")
    assert visitor.sees(versions)


def test_moving_the_clock_twice_to_the_same_instant_moves_it_once(visitor: Visitor) -> None:
    open_round(visitor)
    at = visitor.stage.clock()
    open_round(visitor)
    assert visitor.stage.clock() - at < timedelta(minutes=1)


def test_an_opening_that_the_clock_is_moved_to_is_on_time(visitor: Visitor) -> None:
    assert visitor.post("/demo/clock", to=ROUND.deadline.isoformat()).status == 200
    with visitor.stage.database.read() as session:
        found = visitor.stage.view_of(session).round
    assert found is not None
    assert (found.opened_late_seconds, found.closed_late_seconds) == (0, 0)
    assert found.deadline == ROUND.deadline
    reminders = [p for p in visitor.stage.platform.all_posts() if p.conversation == OWNER and p.token]
    assert len(reminders) == 1 + len(ROUND.reminders)


def test_the_clock_knows_every_round(visitor: Visitor) -> None:
    """The demonstration's own is taken away; another opens on time, though the clock is moved past its opening."""
    stage = visitor.stage
    with stage.database.write() as session:
        remove_round(session, session.get_one(Round, stage.round_id), "Fel.", stage.clock())
    assert "Ingen rapportering har börjat" in visitor.state()["clock"]
    with stage.database.write() as session:
        create_round(session, replace(ROUND, name="En annan"), stage.clock())
    assert "En annan" in visitor.state()["clock"]
    visitor.post("/demo/clock", to=(ROUND.opens_at + timedelta(days=1)).isoformat())
    with stage.database.read() as session:
        found = stage.view_of(session).round
    assert found is not None
    assert (found.name, found.state, found.opened_late_seconds) == ("En annan", RoundState.OPEN, 0)


def test_nothing_new_is_said_without_a_body(visitor: Visitor) -> None:
    mark = visitor.state()["mark"]
    assert visitor.get(f"/demo/state?reader={OWNER}&mark={mark}").status == 204
    visitor.post("/demo/say", words="hjälp")
    assert visitor.get(f"/demo/state?reader={OWNER}&mark={mark}").status == 200


def test_other_roles_see_that_they_have_unread_messages(visitor: Visitor) -> None:
    open_round(visitor)
    other = "chef.folkhalsa@example.se"
    assert 'class="badge">1' in visitor.state(other)["roles"]


def test_an_empty_line_says_nothing(visitor: Visitor) -> None:
    assert visitor.post("/demo/say", words="  \n ").status == 200
    assert visitor.stage.platform.all_posts() == []


def test_nothing_like_what_a_card_sends_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/demo/card", card="{").status == 400
    assert visitor.post("/demo/card", card="[]").status == 200


def test_a_guest_does_not_see_the_channel(visitor: Visitor) -> None:
    open_round(visitor)
    visitor.post("/demo/say", words="/rapportera 12 rött Påhittat: står stilla")
    assert visitor.sees("Påhittat: står stilla", "management", MEMBER)
    assert visitor.state(GUEST)["management"] == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
    ],
)
def test_a_form_on_another_site_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    answer = visitor.ask("POST", "/demo/say", f"reader={OWNER}&words=status", **headers)
    assert answer.status == 403
    assert visitor.stage.platform.all_posts() == []


def test_its_own_page_is_not_refused(visitor: Visitor) -> None:
    own = f"http://127.0.0.1:{visitor.port}"
    for headers in ({"sec_fetch_site": "same-origin"}, {"origin": own}):
        assert visitor.ask("POST", "/demo/say", f"reader={OWNER}&words=status", **headers).status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "0.0.0.0"])
def test_a_name_that_only_leads_here_is_refused(visitor: Visitor, host: str) -> None:
    assert visitor.get("/demo", host=host).status == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_the_names_of_this_machine_are_taken(visitor: Visitor, host: str) -> None:
    assert visitor.get("/demo", host=host).status == 200


def test_unknown_roles_and_too_much_are_refused(visitor: Visitor) -> None:
    def status(answer: Answer) -> int:
        return answer.status

    assert status(visitor.get("/demo?as=ingen%40example.se")) == 404
    assert status(visitor.get("/demo?as=management")) == 404
    assert status(visitor.post("/demo/say", reader="ingen@example.se", words="status")) == 404
    assert status(visitor.post("/demo/clock", to="i morgon")) == 400
    assert status(visitor.post("/demo/clock", to="2022-06-08T09:00:00")) == 400
    assert status(visitor.post("/demo/say", words="a" * 1_000_001)) == 413
    assert status(visitor.get("/demo/say")) == 405
