"""The page as people set their browsers: enlarged, with wider text, in the system's own colours, dark. axe-core finds
nothing, nothing is cut off, and no line has to be read by scrolling sideways."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.demo.program import ROUND
from tests.bot.demo.conftest import OWNER, Visitor
from tests.bot.demo.served import served
from tests.browser.conftest import PATIENCE
from tests.browser.test_accessibility import ANSWERS, AXE

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 800}
# A window of 1280 × 1024 at 400 % is 320 × 256 CSS pixels (WCAG 1.4.10).
LOOKS: dict[str, dict[str, Any]] = {
    "200 %": {"viewport": {"width": 640, "height": 400}},
    "400 %": {"viewport": {"width": 320, "height": 256}},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "dark phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "forced colours": {"viewport": WIDE, "forced_colors": "active"},
    "forced colours at 400 %": {"viewport": {"width": 320, "height": 256}, "forced_colors": "active"},
    "text spacing": {"viewport": WIDE},
    "text spacing on a phone": {"viewport": {"width": 390, "height": 844}},
}
# WCAG 1.4.12.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# What is wider or higher than its own box, where the box hides it, and what stands outside the window's sides.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter((one) => {
  if (!one.checkVisibility() || !one.textContent.trim()) return false;
  if (one.closest('.unseen, .skip, .light, progress')) return false;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const hidden = style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1
    || ['hidden', 'clip'].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
  return hidden || box.left < -1 || box.right > innerWidth + 1;
}).map((one) => one.outerHTML.slice(0, 120))"""
OPTION = "#field-status-{}"


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with served(tmp_path) as (stage, port):
        made = Visitor(stage, port)
        made.post("/demo/clock", to=ROUND.opens_at.isoformat())
        for words in (*ANSWERS, "avvikelser"):
            made.post("/demo/say", words=words)
        yield made


@pytest.fixture
def turn(chromium: Browser, visitor: Visitor) -> Iterator[Callable[[str], Page]]:
    """Opens the page at a look."""
    pages: list[Page] = []

    def opened(look: str) -> Page:
        page = chromium.new_page(reduced_motion="reduce", **LOOKS[look])
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{visitor.port}/demo?as={OWNER}")
        if look.startswith("text spacing"):
            # The page's own policy lets no foreign style in; a reader's browser sets it from outside, as here.
            page.evaluate("""css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
                document.adoptedStyleSheets = [sheet]; }""", SPACING)  # fmt: skip
        return page

    yield opened
    for page in pages:
        page.close()


def check(page: Page, where: str) -> None:
    assert not page.evaluate(SIDEWAYS), f"{where} scrolls sideways"
    assert page.evaluate(CUT_OFF) == [], where
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document).then((found) => found.violations)")
    assert [f"{v['id']}: {n['target']}" for v in found for n in v["nodes"]] == [], where


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_found_and_nothing_cut_off(turn: Callable[[str], Page], look: str) -> None:
    page = turn(look)
    expect(page.locator("#messages .light.triangle").first).to_be_attached()
    check(page, "messages")
    page.locator("#messages .primary").first.click()
    expect(page.locator("dialog[open] form.sheet")).to_be_visible()
    page.locator(OPTION.format(2)).check()
    check(page, "the form")
    page.locator("dialog .primary").click()
    expect(page.locator("dialog .fault").first).to_be_visible()
    check(page, "the form with faults")
    page.keyboard.press("Escape")
    for tab in ("home", "management", "clock"):
        button = page.locator(f"[data-to={tab}]:visible")
        if button.count():
            button.first.click()
            check(page, tab)


def test_what_is_written_comes_into_view_where_the_page_scrolls_as_a_whole(turn: Callable[[str], Page]) -> None:
    page = turn("400 %")
    page.fill("#messages-words", "mina svar")
    page.keyboard.press("Enter")
    expect(page.locator("#messages > .post").last.locator("header")).to_be_in_viewport()
    expect(page.locator("#messages-words")).to_have_value("")


def pixels(page: Page, colours: str) -> list[tuple[float, ...]]:
    """What the lights of the form look like, as the parts of the colour or of the shape."""
    return [
        tuple(page.evaluate("""([one, what]) => { const s = getComputedStyle(one, '::before');
            return what === 'colour' ? [s.backgroundColor] : [s.borderTopLeftRadius, s.clipPath, s.transform]; }""",
                            [light.element_handle(), colours]))
        for light in page.locator("dialog .option .light").all()
    ]  # fmt: skip


@pytest.mark.parametrize("look", ["forced colours", "dark"])
def test_the_lights_are_told_apart_by_shape_alone(turn: Callable[[str], Page], look: str) -> None:
    page = turn(look)
    page.locator("#messages .primary").first.click()
    expect(page.locator("dialog .option .light")).to_have_count(4)
    assert len(set(pixels(page, "shape"))) == 4
    colours = set(pixels(page, "colour"))
    assert len(colours) == (2 if look == "forced colours" else 4)


def test_nothing_moves_for_those_who_want_it_still(
    chromium: Browser, turn: Callable[[str], Page], visitor: Visitor
) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((one) => {
        const s = getComputedStyle(one);
        return s.transitionDuration !== '0s' || s.animationName !== 'none' || s.scrollBehavior === 'smooth';
    }).length"""
    assert turn("dark").evaluate(moving) == 0
    with closing(chromium.new_page(reduced_motion="no-preference")) as page:
        page.goto(f"http://127.0.0.1:{visitor.port}/demo?as={OWNER}")
        assert page.evaluate(moving) > 0
