"""axe-core finds nothing on the demonstration's page, narrow or wide, in any of its states; every control has words."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.demo.program import ROUND
from i18n import Translator
from tests.bot.demo.conftest import Visitor
from tests.bot.demo.served import served
from tests.browser.conftest import PATIENCE
from tests.until import until

pytestmark = pytest.mark.browser
OWNER, MANAGER, COORDINATOR = "agare.folkhalsa@example.se", "chef.folkhalsa@example.se", "samordnare1@example.se"
GUEST, ENGLISH = "gast@example.se", "agare.samhallsutveckling2@example.se"
SIZES = {"phone": (390, 844), "wide": (1280, 800)}
# All its rules but the experimental ones, best practices too.
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
ANSWERS = (
    "rapportera 12 grön Länsdialogen hölls i maj.",
    "rapportera 13 gul Kartläggningen är försenad. Orsak: vakans. Åtgärd: vikarie Klart: 2022-09-30",
    "rapportera 14 röd Dialogen blev inte av.",
    "rapportera 16 gul",
)


class Look:
    """The page at a size, looked at as one role after another."""

    def __init__(self, browser: Browser, visitor: Visitor, size: tuple[int, int]) -> None:
        self.page: Page = browser.new_page(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
        self.page.set_default_timeout(PATIENCE)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.visitor, self.narrow = visitor, size[0] < 900

    def turn_to(self, reader: str, tab: str = "messages") -> Page:
        self.page.goto(f"http://127.0.0.1:{self.visitor.port}/demo?as={reader}")
        if tab == "home" or self.narrow:
            self.open_tab(tab)
        if tab == "home":
            expect(self.page.locator("#home h3").first).to_be_visible()
        return self.page

    def open_tab(self, tab: str) -> None:
        """By the tabs that the page has at this size: while it is being loaded, others are seen for a moment, and a
        press is not heard."""
        self.page.wait_for_load_state()
        tabs = self.page.locator(f"{'.tabs' if self.narrow else '.views'} [data-to={tab}]:visible")
        tabs.first.click()

    def check(self) -> None:
        self.page.evaluate(AXE)
        found: list[dict[str, Any]] = self.page.evaluate("axe.run(document).then((found) => found.violations)")
        told = [f"{v['id']}: {v['help']}: {n['target']} {n['html'][:160]}" for v in found for n in v["nodes"]]
        assert told == []
        assert self.page.evaluate(NAMELESS) == []


# A control that says nothing: no label, no text, no aria name. Independent of axe.
NAMELESS = """() => [...document.querySelectorAll('button, input:not([type=hidden]), textarea, select, a[href]')]
  .filter((one) => one.checkVisibility() && !(one.labels?.length && [...one.labels].some((l) => l.textContent.trim()))
    && !one.textContent.trim() && !one.getAttribute('aria-label')).map((one) => one.outerHTML)"""


@pytest.fixture(params=SIZES)
def look(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Look]:
    with served(tmp_path) as (stage, port):
        visitor = Visitor(stage, port)
        visitor.post("/demo/clock", to=ROUND.opens_at.isoformat())
        for words in ANSWERS:
            visitor.post("/demo/say", reader=OWNER, words=words)
        made = Look(chromium, visitor, SIZES[request.param])
        yield made
        made.page.close()
    assert made.errors == []


def test_nothing_is_found_in_any_state_of_the_page(look: Look) -> None:
    look.turn_to(OWNER)
    look.check()
    look.page.locator("#messages .primary:visible").first.click()
    expect(look.page.locator("dialog[open] form.sheet")).to_be_visible()
    look.check()
    look.page.locator("#field-status-2").check()
    look.page.locator("dialog .primary").click()
    expect(look.page.locator("dialog .fault").first).to_be_visible()
    look.check()
    look.page.keyboard.press("Escape")
    for reader in (OWNER, MANAGER, COORDINATOR, ENGLISH):
        look.turn_to(reader, "home")
        look.check()
    look.turn_to(OWNER, "home")
    look.page.locator("#home button[type=submit], #home .press button").nth(1).click()
    expect(look.page.locator("dialog[open] .sheet")).to_be_visible()
    look.check()


def test_nothing_is_found_in_the_channel_the_clock_and_for_a_guest(look: Look) -> None:
    for reader in (MANAGER, GUEST):
        for tab in ("management", "clock"):
            look.turn_to(reader, tab if look.narrow else "messages")
            look.check()


def test_a_language_chosen_at_home_changes_the_whole_page(look: Look) -> None:
    page = look.turn_to(OWNER, "home")
    page.locator("#home button", has_text="English").click()
    until(lambda: look.visitor.state(OWNER)["language"] == "en")
    look.visitor.let_time_pass()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#home")).to_contain_text(Translator("en", ROUND.opens_at.tzinfo)("Your activities"))  # type: ignore[arg-type]
    look.check()
