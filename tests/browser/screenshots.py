"""Takes the pictures of docs/screenshots anew: `python -m tests.browser.screenshots`."""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.demo.program import ROUND
from bot.demo.rehearsal.owners import as_line, invented_answer
from bot.demo.stage import Stage
from models.people.directory_cache import load_directory
from tests.bot.demo.conftest import Visitor
from tests.bot.demo.served import served
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.shown_digest import show_digest

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"
EXAMPLES = PICTURES.parent / "examples"
OWNER, MANAGER, COORDINATOR = "agare.valfard@example.se", "chef.valfard@example.se", "samordnare1@example.se"
PHONE_OWNER = "agare.folkhalsa@example.se"
WIDE, PHONE = (1280, 800), (390, 844)
LOOKS: dict[str, dict[str, Any]] = {
    "zoom-200": {"viewport": {"width": 640, "height": 400}},
    "zoom-400": {"viewport": {"width": 320, "height": 256}},
    "dark-form": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "forced-colours": {"viewport": {"width": 1280, "height": 800}, "forced_colors": "active"},
}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (stage, port), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(reduced_motion="reduce")
        visitor = Visitor(stage, port)
        visitor.post("/demo/clock", to=ROUND.opens_at.isoformat())
        asked(page, port)
        answer(visitor, stage)
        visitor.let_time_pass()
        standing(page, port)
        looks(browser, port)
        visitor.post("/demo/clock", to=ROUND.deadline.isoformat())
        closed(page, port)
        desk(page, port)
        registers(page, port)
        browser.close()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (stage, port), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        show_digest(stage, Path(folder) / "digest")
        digest(browser.new_page(reduced_motion="reduce"), port)
        browser.close()


def asked(page: Page, port: int) -> None:
    """An owner's opening message, wide and on a phone, and the form."""
    turn_to(page, port, OWNER, WIDE)
    take(page, "owner-message")
    page.locator("#messages .primary").first.click()
    page.locator("#field-status-1").check()
    page.fill("#field-comment", "Påhittat: arbetet har kommit igång senare än tänkt.")
    page.evaluate("document.querySelector('.fields').scrollTop = 0")
    take(page, "form")
    turn_to(page, port, PHONE_OWNER, PHONE)
    take(page, "phone")


def answer(visitor: Visitor, stage: Stage) -> None:
    """Most rows get a made-up answer from one of their owners."""
    with stage.database.read() as session:
        directory, plan = load_directory(session), stage.view_of(session).plan
    for row in plan.rows:
        if row.row % 7:
            owner = directory.owners(row)[0].email
            visitor.post("/demo/say", reader=owner, words=as_line(invented_answer(row.row, owner)))


def standing(page: Page, port: int) -> None:
    """What a manager gets for `status`, and an owner's home on a phone."""
    turn_to(page, port, MANAGER, WIDE)
    page.fill("#messages-words", "avvikelser rött")
    page.keyboard.press("Enter")
    expect(page.locator("#messages h3")).to_be_visible()
    take(page, "deviations")
    page.fill("#messages-words", "status")
    page.keyboard.press("Enter")
    expect(page.locator("#messages h3")).to_have_count(2)
    page.evaluate("document.activeElement.blur()")
    take(page, "status")
    turn_to(page, port, PHONE_OWNER, PHONE)
    page.locator(".tabs [data-to=home]").click()
    expect(page.locator("#home h3").first).to_be_visible()
    take(page, "home")


def looks(browser: Browser, port: int) -> None:
    """A manager's page, and an owner's form, as people set their browsers. At 400 % a window of 1280 × 1024 holds
    320 × 256 CSS pixels."""
    for name, options in LOOKS.items():
        with closing(browser.new_page(reduced_motion="reduce", **options)) as page:
            page.goto(f"http://127.0.0.1:{port}/demo?as={MANAGER if 'form' not in name else PHONE_OWNER}")
            if "form" in name:
                page.locator("#messages .primary").first.click()
                page.locator("#field-status-1").check()
            take(page, name)


def closed(page: Page, port: int) -> None:
    """The summary in the management channel, and what the coordinator gets beside it."""
    turn_to(page, port, COORDINATOR, WIDE)
    expect(page.locator("#management h3").first).to_be_visible()
    take(page, "summary")


def desk(page: Page, port: int) -> None:
    """What a coordinator does after the deadline: the desk, an answer to review, and what a lock lacks."""
    said(page, port, (("omgång", "desk"), ("granska", "review"), ("omgång lås", "lock")))


def registers(page: Page, port: int) -> None:
    """What the goal tree and the yearly wheel answer, and a change logic as it is drawn."""
    said(
        page,
        port,
        (
            ("Hur går det för Ett nyskapande Västmanland?", "goal"),
            ("Vilka delmål saknar aktiviteter?", "sub-goals"),
            ("Vad händer i september?", "wheel"),
        ),
    )
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.goto((EXAMPLES / "forandringslogik.svg").as_uri())
    take(page, "logic")


def said(page: Page, port: int, asked: Sequence[tuple[str, str]]) -> None:
    """The coordinator's conversation after each of these words, wide and on a phone, under their names."""
    for size, suffix in ((WIDE, "wide"), (PHONE, "phone")):
        for words, name in asked:
            turn_to(page, port, COORDINATOR, size)
            page.locator(".tabs [data-to=messages]").click() if size is PHONE else None
            before = page.locator("#messages article").count()
            page.fill("#messages-words", words)
            page.keyboard.press("Enter")
            expect(page.locator("#messages article")).to_have_count(before + 2)
            page.evaluate("document.activeElement.blur()")
            take(page, f"{name}-{suffix}")
            Image.open(PICTURES / f"{name}-{suffix}.png").quantize(256, kmeans=1).save(
                PICTURES / f"{name}-{suffix}.png", optimize=True
            )


def digest(page: Page, port: int) -> None:
    """The whole first message on a phone, its picture in the thread there, and both on a wide screen."""
    turn_to(page, port, COORDINATOR, (PHONE[0], 3000))
    page.locator(".tabs [data-to=management]").click()
    thread, log = page.locator("#management details"), "one => one.closest('.log').scrollTop = "
    thread.evaluate("thread => thread.open = false")
    page.wait_for_timeout(300)
    page.locator("#management article").first.screenshot(path=PICTURES / "digest-phone.png")
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    thread.evaluate(f"{log} 0")
    take(page, "digest-wide")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    thread.evaluate("thread => thread.open = true")
    thread.evaluate(f"{log} 1e6")
    take(page, "digest-picture-phone")
    for name in ("digest-phone", "digest-wide", "digest-picture-phone"):
        path = PICTURES / f"{name}.png"
        Image.open(path).quantize(256, kmeans=1).save(path, optimize=True)


def turn_to(page: Page, port: int, reader: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"http://127.0.0.1:{port}/demo?as={reader}")


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(300)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
