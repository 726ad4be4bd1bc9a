"""Takes the pictures of the cards anew: `python -m tests.browser.card_screenshots`."""

import tempfile
from contextlib import closing
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.demo.program import ROUND
from tests.bot.demo.conftest import Visitor
from tests.bot.demo.served import served
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.shown_digest import show_digest

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"
OWNER, COORDINATOR = "agare.folkhalsa@example.se", "samordnare1@example.se"
SIZES = {"wide": (1280, 1000), "phone": (390, 844)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (stage, port), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        Visitor(stage, port).post("/demo/clock", to=ROUND.opens_at.isoformat())
        show_digest(stage, Path(folder) / "digest")
        for name, size in SIZES.items():
            take_all(browser, port, name, size)
        browser.close()


def take_all(browser: Browser, port: int, name: str, size: tuple[int, int]) -> None:
    viewport = {"width": size[0], "height": size[1]}
    with closing(browser.new_page(viewport=viewport, reduced_motion="reduce")) as page:  # type: ignore[arg-type]
        page.goto(f"http://127.0.0.1:{port}/demo?as={OWNER}&look=teams")
        card = page.locator("#messages .card").first
        expect(card.get_by_role("button", name="Rapportera")).to_be_visible()
        take(page, f"teams-opening-{name}")
        card.get_by_role("button", name="Rapportera").click()
        card.get_by_role("radio", name="Gult").check()
        card.get_by_role("textbox", name="Kommentar *").fill("Påhittat: arbetet har kommit igång senare än tänkt.")
        card.get_by_role("heading", name="Rapportera rad 12").scroll_into_view_if_needed()
        take(page, f"teams-sitting-{name}")
        page.goto(f"http://127.0.0.1:{port}/demo?as={COORDINATOR}&look=teams")
        if name == "phone":
            page.locator(".tabs [data-to=management]").click()
        page.locator("#management details").evaluate("thread => thread.open = false")
        page.locator("#management").evaluate("log => log.scrollTop = 0")
        take(page, f"teams-digest-{name}")


def take(page: Page, name: str) -> None:
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(300)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    Image.open(path).quantize(256, kmeans=1).save(path, optimize=True)


if __name__ == "__main__":
    main()
