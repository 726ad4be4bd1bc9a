"""The steps after the deadline can be watched: each press moves the clock to when the next one's messages are sent."""

import re
from datetime import datetime, timedelta

from bot.demo.program import ROUND
from tests.bot.demo.conftest import OWNER, Visitor

DEPUTY, MANAGER, COORDINATOR = "ersattare.folkhalsa@example.se", "chef.folkhalsa@example.se", "samordnare1@example.se"
MOVE = r'name="to" value="([^"]*)">\s*<button class="button" id="move-{}"( disabled)?>'


def offered(visitor: Visitor, button: str) -> str:
    """Where the button moves the clock to; empty when it cannot be pressed."""
    [(to, disabled)] = re.findall(MOVE.format(button), visitor.state()["clock"])
    return "" if disabled else to


def press(visitor: Visitor, button: str) -> None:
    to = offered(visitor, button)
    assert to, f"{button} cannot be pressed"
    assert visitor.post("/demo/clock", to=to).status == 200


def number_of_messages(visitor: Visitor, account: str) -> int:
    return sum(post.conversation == account for post in visitor.stage.platform.all_posts())


def test_each_step_after_the_deadline_reaches_whom_it_is_for(visitor: Visitor) -> None:
    for button in ("opening", "deadline"):
        assert offered(visitor, "later") == ""
        press(visitor, button)
    for account in (OWNER, DEPUTY, MANAGER, COORDINATOR):
        before = number_of_messages(visitor, account)
        press(visitor, "later")
        assert number_of_messages(visitor, account) == before + 1, account
    assert offered(visitor, "later") == ""


def test_the_clock_can_always_be_moved_a_day_and_twice_is_once(visitor: Visitor) -> None:
    for button in ("opening", "deadline", "later", "later", "later", "later"):
        press(visitor, button)
    before, to = visitor.stage.clock(), offered(visitor, "day")
    for _ in range(2):
        visitor.post("/demo/clock", to=to)
    assert timedelta(hours=23) < visitor.stage.clock() - before <= timedelta(days=1, seconds=2)


def test_a_day_ahead_passes_over_no_event(visitor: Visitor) -> None:
    while visitor.stage.clock() < ROUND.opens_at:
        press(visitor, "day")
    opened_at = [post.at for post in visitor.stage.platform.all_posts() if post.conversation == OWNER]
    assert opened_at[0] - ROUND.opens_at < timedelta(seconds=3)
    assert datetime.fromisoformat(offered(visitor, "day")) > visitor.stage.clock()


def test_the_page_says_what_its_button_says(visitor: Visitor) -> None:
    page = visitor.get(f"/demo?as={OWNER}").text
    [label] = re.findall(r'id="move-opening">([^<]*)<', page)
    assert f"Tryck på ”{label}” vid klockan" in page
