"""The cards that Teams would get, drawn by Microsoft's renderer: read, pressed and filled in; axe finds nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.demo.program import ROUND
from models.answers.queries import current_answer
from models.vocabulary.answers import Status
from tests.bot.demo.conftest import Visitor
from tests.bot.demo.served import served
from tests.browser.shown_digest import show_digest
from tests.browser.test_accessibility import COORDINATOR, OWNER, Look

pytestmark = pytest.mark.browser
SIZES = {"narrowest": (320, 700), "wide": (1280, 800)}
# What sticks out of a card or of a button in it, and would be cut off.
TOO_WIDE = """() => [...document.querySelectorAll('.card, .card *')].filter((one) => one.clientWidth
  && getComputedStyle(one).display !== 'inline' && !one.matches('select, textarea, input') && one.checkVisibility()
  && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 200))"""


@pytest.fixture(params=SIZES)
def look(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Look]:
    with served(tmp_path) as (stage, port):
        visitor = Visitor(stage, port)
        visitor.post("/demo/clock", to=ROUND.opens_at.isoformat())
        made = Look(chromium, visitor, SIZES[request.param])
        made.page.on(
            "console", lambda said: made.errors.append(said.text) if said.type in {"error", "warning"} else None
        )
        yield made
        made.page.close()
    assert made.errors == []


def as_cards(look: Look, reader: str, tab: str = "messages") -> Page:
    look.page.goto(f"http://127.0.0.1:{look.visitor.port}/demo?as={reader}&look=teams")
    if look.narrow:
        look.open_tab(tab)
    return look.page


def check(look: Look) -> None:
    """In the light and in the dark."""
    for scheme in ("dark", "light"):
        look.page.emulate_media(color_scheme=scheme)
        look.check()
    assert look.page.evaluate(TOO_WIDE) == []


def comment(card: Locator) -> Locator:
    return card.get_by_role("textbox", name="Kommentar *")


def say(page: Page, words: str) -> None:
    page.fill("#messages-words", words)
    page.keyboard.press("Enter")


def test_a_sitting_on_cards(look: Look) -> None:
    """The opening card, a form with faults, an answer, the next form, and closing that keeps what was written."""
    page = as_cards(look, OWNER)
    card = page.locator("#messages .card").first
    expect(card.get_by_role("button", name="Rapportera")).to_be_visible()
    check(look)
    card.get_by_role("button", name="Rapportera").click()
    expect(card.get_by_role("heading", name="Rapportera rad 12")).to_be_focused()
    check(look)
    card.get_by_role("radio", name="Rött").check()
    comment(card).fill("Ingen kom till mötet.")
    card.get_by_role("button", name="Spara och nästa").click()
    expect(card).to_contain_text("⚠ Orsak: ")
    expect(comment(card)).to_have_value("Ingen kom till mötet.")
    check(look)
    card.get_by_role("radio", name="Grönt").check()
    card.get_by_role("button", name="Spara och nästa").click()
    expect(card.get_by_role("heading", name="Rapportera rad 13")).to_be_visible()
    comment(card).fill("Halvt skrivet")
    card.get_by_role("button", name="Stäng").click()
    expect(card.get_by_role("button", name="Rapportera")).to_be_visible()
    with look.visitor.stage.database.read() as session:
        plan = look.visitor.stage.view_of(session).plan
        row = next(row for row in plan.rows if row.row == 12)
        answer = current_answer(session, look.visitor.stage.round_id, row.placement_id)
    assert answer is not None
    assert (answer.status, answer.comment) == (Status.GREEN, "Ingen kom till mötet.")
    say(page, "rapportera 13")
    again = page.locator("#messages .opened .card")
    expect(comment(again)).to_have_value("Halvt skrivet")


def test_what_is_written_stays_when_the_message_around_it_is_rewritten(look: Look) -> None:
    page = as_cards(look, OWNER)
    post = page.locator("#messages .post").first
    card, version = post.locator(".card"), post.get_attribute("data-change")
    card.get_by_role("button", name="Rapportera").click()
    card.get_by_role("radio", name="Grönt").check()
    comment(card).fill("Klart.")
    card.get_by_role("button", name="Spara och nästa").click()
    expect(card.get_by_role("heading", name="Rapportera rad 13")).to_be_focused()
    comment(card).fill("Halvt skrivet")
    expect(post).not_to_have_attribute("data-change", str(version))
    expect(comment(card)).to_be_focused()
    expect(comment(card)).to_have_value("Halvt skrivet")
    card.get_by_role("button", name="Stäng").click()
    say(page, "rapportera 13")
    expect(comment(page.locator("#messages .opened .card"))).to_have_value("Halvt skrivet")


def test_words_and_the_digest_are_cards_that_show_them_literally(look: Look, tmp_path: Path) -> None:
    page = as_cards(look, OWNER)
    written = "**fet** _kursiv_ [länk](https://example.se) <at>Anna</at> <b>x</b> {{DATE(2022-05-01T08:00:00Z)}} &lt;"
    say(page, f"rapportera 12 grön {written}")
    say(page, "status 12")
    expect(page.locator("#messages .card", has_text="&lt;").last).to_contain_text(written)
    expect(page.locator("#messages .card a")).to_have_count(0)
    check(look)
    show_digest(look.visitor.stage, tmp_path / "digest")
    page = as_cards(look, COORDINATOR, "management")
    expect(page.locator("#management .card").first).to_be_visible()
    check(look)


def test_the_switch_keeps_the_role(look: Look) -> None:
    page = look.turn_to(OWNER, "clock") if look.narrow else look.turn_to(OWNER)
    page.get_by_role("link", name="Som Teams-kort").click()
    # The new page, on which the tab is chosen anew.
    expect(page.locator("body")).to_have_attribute("data-look", "teams")
    if look.narrow:
        look.open_tab("clock")
    expect(page.get_by_role("link", name="Som Teams-kort")).to_have_attribute("aria-current", "true")
    expect(page.locator("#messages .card").first).to_be_attached()
    page.locator(".roles a", has_text="Chef").first.click()
    expect(page.locator("body")).to_have_attribute("data-reader", re.compile("chef"))
    expect(page.locator("body")).to_have_attribute("data-look", "teams")
