"""Nine activities answered in one sitting on a phone, counted; and one with the keyboard alone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from bot.demo.program import ROUND
from bot.demo.stage import Stage
from models.answers.queries import current_answers
from models.answers.tables import Draft
from models.vocabulary.answers import Status
from tests.bot.demo.conftest import Visitor
from tests.bot.demo.served import served
from tests.browser.conftest import PATIENCE
from tests.until import until

pytestmark = pytest.mark.browser
OWNER = "agare.folkhalsa@example.se"
SENTENCES = (
    "Länsdialogen hölls i maj med sexton deltagare.", "Kartläggningen är klar i åtta kommuner av tio.",
    "Arbetsgivarna träffas nästa gång i september.", "Planen är ute på remiss till sista augusti.",
    "Underlaget är framtaget och kommunerna läser det nu.", "Fyra av sex grupper har kommit igång.",
    "Skolorna har fått materialet och börjar till hösten.", "Projektet följer tidplanen, nästa delmål är i oktober.",
    "Intervjuerna är gjorda, rapporten skrivs efter sommaren.",
)  # fmt: skip


class Hand:
    """Counts what a person would do: taps, and letters typed."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.keys = page, 0, 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.click()

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with served(tmp_path) as (stage, port):
        made = Visitor(stage, port)
        made.post("/demo/clock", to=ROUND.opens_at.isoformat())
        yield made


@pytest.fixture
def page(chromium: Browser, visitor: Visitor) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{visitor.port}/demo?as={OWNER}")
    expect(page.locator("#messages .primary").first).to_be_visible()
    yield page
    page.close()


def stored(stage: Stage) -> dict[str, Status]:
    """What is in the database: comment and colour."""
    with stage.database.read() as session:
        answers = current_answers(session, stage.round_id, stage.view_of(session).plan.id)
    return {answer.comment: answer.status for answer in answers.values()}


def drafts(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        return [values.get("comment", "") for values in session.scalars(select(Draft.values))]


def dies_and_comes_back(page: Page, stage: Stage, written: str) -> None:
    """The page is gone in the middle of the writing, a second after the last letter; all of it is there again."""
    until(lambda: written in drafts(stage))
    page.reload()
    page.locator("#messages .primary").first.click()
    expect(page.locator("#field-comment")).to_have_value(written)
    expect(page.locator("dialog .option input").first).to_be_checked()


def test_nine_activities_in_one_sitting_on_a_phone(
    page: Page, visitor: Visitor, record_property: Callable[[str, object], None]
) -> None:
    hand, title = Hand(page), page.locator("#sheet-title")
    hand.tap(page.locator("#messages .primary").first)
    titles = set()
    for number, sentence in enumerate(SENTENCES, start=1):
        expect(page.locator("dialog .fields")).to_contain_text(f"{number - 1} av 9 klara")
        before = title.inner_text()
        titles.add(before)
        hand.tap(page.locator("dialog .option").first)
        hand.tap(page.locator("#field-comment"))
        hand.type(sentence)
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.evaluate(fits), "the page scrolls sideways"
        if number == 5:
            dies_and_comes_back(page, visitor.stage, sentence)
        hand.tap(page.locator("dialog footer .primary"))
        if number < len(SENTENCES):
            expect(title).not_to_have_text(before)
    expect(page.locator("dialog")).not_to_be_visible()
    visitor.let_time_pass()
    expect(page.locator("#messages")).to_contain_text("9 av 9 klara")
    assert len(titles) == 9
    assert stored(visitor.stage) == dict.fromkeys(SENTENCES, Status.GREEN)
    assert hand.taps == 1 + 3 * 9
    told = f"{hand.taps} taps and {hand.keys} letters, {hand.taps / 9:.1f} and {hand.keys / 9:.1f} each"
    record_property("measured", f"nine green activities on a phone: {told}")


def go_to(page: Page, what: str) -> int:
    """Tabs on until the focus is on what matches; gives the number of keys."""
    for pressed in range(1, 80):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return pressed
    raise AssertionError(f"{what} is not reached with Tab")


def test_the_focus_stays_in_a_message_that_is_rewritten(page: Page, visitor: Visitor) -> None:
    go_to(page, "#messages .primary")
    visitor.post("/demo/say", words=f"/rapportera 12 grönt {SENTENCES[0]}")
    visitor.let_time_pass()
    expect(page.locator("#messages")).to_contain_text("1 av 9 klara")
    expect(page.locator("#messages .primary:focus")).to_have_count(1)


def test_an_activity_is_answered_with_the_keyboard_alone(
    page: Page, visitor: Visitor, record_property: Callable[[str, object], None]
) -> None:
    go_to(page, "#messages .primary")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-title")).to_be_focused()
    title = page.locator("#sheet-title").inner_text()
    keys = go_to(page, "#sheet input[type=radio]") + 1
    page.keyboard.press("Space")
    keys += go_to(page, "#field-comment")
    page.keyboard.type(SENTENCES[0])
    keys += go_to(page, "dialog footer .primary") + 1
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-title")).not_to_have_text(title)
    expect(page.locator("#sheet-title")).to_be_focused()
    assert stored(visitor.stage) == {SENTENCES[0]: Status.GREEN}
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    # The page is told of the closing a moment after the dialog is gone, and only then gives the focus back.
    expect(page.locator("[data-panel=messages]:focus-within")).to_have_count(1)
    record_property("measured", f"an activity with the keyboard alone: {keys} keys beside {len(SENTENCES[0])} letters")
