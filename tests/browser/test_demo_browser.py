"""A visitor's whole way through the demonstration, on a phone and on a wide screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from bot.demo.program import ROUND
from i18n import Translator
from tests.bot.demo.served import served
from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser
OWNER = "agare.kultur1@example.se"
SIZES = {"phone": (390, 844), "wide": (1280, 800)}


@dataclass
class Visit:
    """A page at a size; `errors` are what the browser complained about."""

    page: Page
    t: Translator
    narrow: bool
    errors: list[str]
    base: str

    def turn_to(self, tab: str) -> None:
        self.page.wait_for_load_state()
        if self.narrow:
            self.page.locator(f".tabs [data-to={tab}]").click()

    def move(self, to: str) -> None:
        self.turn_to("clock")
        self.page.locator(f"#move-{to}").click()
        expect(self.page.locator(f"#move-{to}")).to_be_disabled()

    def check_width(self) -> None:
        width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert self.page.evaluate(width), "the page scrolls sideways"

    def open_form(self) -> None:
        self.turn_to("messages")
        self.page.locator("#messages .primary").first.click()
        expect(self.page.locator("dialog[open] form.sheet")).to_be_visible()


@pytest.fixture(params=SIZES)
def visit(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Visit]:
    width, height = SIZES[request.param]
    with served(tmp_path) as (stage, port):
        page = chromium.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        base = f"http://127.0.0.1:{port}"
        page.goto(f"{base}/demo?as={OWNER}")
        yield Visit(page, stage.options.translator(), width < 900, errors, base)
        page.close()
    assert errors == []


def fill_yellow(page: Page) -> None:
    page.locator("#field-status-1").check()
    page.fill("#field-comment", "Påhittat: upphandlingen är försenad.")
    page.fill("#field-cause", "Överklagad upphandling")
    page.fill("#field-action", "Ny tidplan med leverantören")
    page.fill("#field-action_owner", "Kulturchefen")
    page.fill("#field-action_due", "2022-10-31")


def test_from_the_opening_to_the_summary(visit: Visit) -> None:
    page, t = visit.page, visit.t
    visit.check_width()
    visit.move("opening")
    visit.turn_to("messages")
    expect(page.locator("#messages")).to_contain_text(t("{done} of {total} done", done=0, total=15))
    visit.check_width()
    visit.open_form()
    fill_yellow(page)
    visit.check_width()
    page.locator("dialog .primary").dblclick()
    expect(page.locator("dialog .fields")).to_contain_text(t("Yellow"))
    expect(page.locator("dialog .fields")).to_contain_text(t("{done} of {total} done", done=1, total=15))
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    expect(page.locator("#messages")).to_contain_text(t("{done} of {total} done", done=1, total=15))
    visit.move("deadline")
    visit.turn_to("management")
    management = page.locator("#management")
    expect(management).to_contain_text(t("Summary: {round}", round=ROUND.name))
    expect(management).to_contain_text("Påhittat: upphandlingen är försenad.")
    visit.check_width()


def test_a_form_with_faults_says_so_at_the_fields_and_keeps_the_text(visit: Visit) -> None:
    page = visit.page
    visit.move("opening")
    visit.open_form()
    page.locator("#field-status-2").check()
    page.fill("#field-comment", "Påhittat: står stilla.")
    page.locator("dialog .primary").click()
    expect(page.locator("#fault-cause")).to_be_visible()
    expect(page.locator("#field-cause")).to_be_focused()
    expect(page.locator("#field-comment")).to_have_value("Påhittat: står stilla.")
    visit.check_width()


def test_a_form_put_away_by_mistake_has_its_text_when_it_is_opened_again(visit: Visit) -> None:
    page = visit.page
    visit.move("opening")
    visit.open_form()
    fill_yellow(page)
    page.keyboard.press("Escape")
    visit.open_form()
    expect(page.locator("#field-comment")).to_have_value("Påhittat: upphandlingen är försenad.")
    expect(page.locator("#field-status-1")).to_be_checked()


def test_a_command_is_answered_where_it_was_written_and_comes_into_view(visit: Visit) -> None:
    page, t = visit.page, visit.t
    visit.move("opening")
    visit.turn_to("messages")
    page.evaluate("document.getElementById('messages').scrollTop = 150")
    page.fill("#messages-words", "/malvakten status")
    page.keyboard.press("Enter")
    expect(page.locator("#messages").get_by_text(t("Status of the activity plan"))).to_be_in_viewport()
    expect(page.locator("#messages-words")).to_have_value("")
    visit.check_width()


def test_an_answer_that_a_look_in_between_finds_first_comes_into_view_too(visit: Visit) -> None:
    """On a busy machine the page's own look at what has changed may be quicker than the answer to what was sent."""
    page, t = visit.page, visit.t
    held: list[tuple[Route, APIResponse]] = []
    visit.move("opening")
    visit.turn_to("messages")
    page.route("**/demo/say", lambda route: held.append((route, route.fetch())))
    page.evaluate("document.getElementById('messages').scrollTop = 150")
    page.fill("#messages-words", "/malvakten status")
    page.keyboard.press("Enter")
    said = page.locator("#messages").get_by_text(t("Status of the activity plan"))
    expect(said).to_be_attached()
    [(route, answer)] = held
    route.fulfill(response=answer)
    expect(said).to_be_in_viewport()


def test_the_keyboard_is_enough(visit: Visit) -> None:
    """Opening, form and command without a pointer; after the form the focus is back in the conversation."""
    page = visit.page
    if visit.narrow:
        page.locator(".tabs [data-to=clock]").press("Enter")
    page.locator("#move-opening").press("Enter")
    expect(page.locator("#move-opening")).to_be_disabled()
    if visit.narrow:
        page.locator(".tabs [data-to=messages]").press("Enter")
    page.locator("#messages .primary").first.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    # The page is told of the closing a moment after the dialog is gone, and only then gives the focus back.
    expect(page.locator("[data-panel=messages]:focus-within")).to_have_count(1)


def test_another_role_is_picked_and_has_its_own_messages(visit: Visit) -> None:
    page = visit.page
    visit.move("opening")
    visit.turn_to("clock")
    link = page.locator("#roles a[href*='agare.samhallsutveckling2']")
    expect(link.locator(".badge")).to_be_visible()
    link.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#messages")).to_contain_text("Hello!")
