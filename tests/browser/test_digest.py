"""The digest on a phone: two screens at most, and its picture with words for those who do not see it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.bot.demo.served import served
from tests.browser.conftest import PATIENCE
from tests.browser.shown_digest import show_digest

pytestmark = pytest.mark.browser
PHONE = (390, 844)
READER = "chef.valfard@example.se"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_eight_yellow_and_three_red_take_two_screens_of_a_phone(
    chromium: Browser, tmp_path: Path, language: str
) -> None:
    with served(tmp_path) as (stage, port):
        show_digest(stage, tmp_path / "digest", language)
        page = chromium.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{port}/demo?as={READER}")
        page.locator(".tabs [data-to=management]").click()
        first = page.locator("#management article").first
        expect(first).to_be_visible()
        box = first.bounding_box()
        assert box is not None
        assert box["height"] <= 2 * PHONE[1]
        picture = page.locator("#management img.picture")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 800
        assert "27 " in (picture.get_attribute("alt") or "")
        page.close()
