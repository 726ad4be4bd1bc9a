"""A whole half-year, from the plan to a published and corrected round, without leaving the chat: a coordinator, an
owner and a manager on one page, everybody else through the same door."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.demo.rehearsal.owners import as_line, invented_answer
from models.people.directory_cache import load_directory
from models.review.queries import snapshot_of
from models.rounds.queries import last_round
from models.vocabulary.rounds import RoundState
from tests.bot.demo.conftest import Visitor
from tests.bot.demo.served import served
from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser
COORDINATOR, MANAGER = "samordnare1@example.se", "chef.folkhalsa@example.se"
OWNER, SILENT = "agare.folkhalsa@example.se", "agare.tarna@example.se"
ROUND = "Vårens uppföljning"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# The owner's rows: a yellow one with a decision, by the form, and a red one that is sent back.
YELLOW, RED = 12, 13


@dataclass
class Desk:
    """The page, and who sits at it."""

    page: Page
    visitor: Visitor

    def sit(self, reader: str) -> None:
        self.page.goto(f"http://127.0.0.1:{self.visitor.port}/demo?as={reader}")

    def say(self, words: str, expected: str) -> None:
        """Writes something and waits for the answer, which fits a phone as well."""
        before = self.page.locator("#messages .post").count()
        self.page.fill("#messages-words", words)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#messages .post")).to_have_count(before + 2)
        self.reads(expected)

    def reads(self, expected: str) -> None:
        expect(self.page.locator("#messages .post").last).to_contain_text(expected)

    def press(self, label: str, within: str = "#messages") -> None:
        self.page.locator(within).get_by_role("button", name=label).last.click()

    def submit(self, **fields: str) -> None:
        """Fills in the open form and sends it."""
        expect(self.sheet).to_be_visible()
        for name, value in fields.items():
            self.page.fill(f"#field-{name}", value)
        self.sheet.locator("footer .primary").click()

    @property
    def sheet(self) -> Locator:
        return self.page.locator("dialog[open] form.sheet")

    def move(self, to: str) -> None:
        self.page.locator(f"#move-{to}").click()
        expect(self.page.locator(f"#move-{to}")).to_be_disabled()

    def fits_a_phone(self) -> None:
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type] # a dict as the function says
        width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert self.page.evaluate(width), "the page scrolls sideways"
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]


@pytest.fixture
def desk(chromium: Browser, tmp_path: Path) -> Iterator[Desk]:
    with served(tmp_path) as (stage, port):
        page = chromium.new_page(viewport=WIDE, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield Desk(page, Visitor(stage, port))
        page.close()
    assert errors == []


def test_a_half_year_from_the_plan_to_a_published_round(desk: Desk) -> None:
    make_a_round(desk)
    everybody_answers(desk)
    nobody_is_forgotten(desk)
    review(desk)
    lock(desk)
    publish_and_correct(desk)
    decide(desk)


def make_a_round(desk: Desk) -> None:
    """The demonstration's own round is taken away, and another is made with the form."""
    desk.sit(COORDINATOR)
    desk.say("plan kontroll", "Planen för 2022")
    desk.say("omgång ta bort Halvår 2022", "Det går inte att ångra.")
    desk.press("Ta bort Halvår 2022 …")
    desk.submit(why="Vi gör en egen.")
    desk.reads("Halvår 2022 är borttagen.")
    expect(desk.page.locator("#clock")).to_contain_text("Ingen rapportering har börjat än.")
    desk.page.fill("#messages-words", f"omgång ny {ROUND}")
    desk.page.keyboard.press("Enter")
    desk.submit()
    desk.reads(f"{ROUND} är skapad.")
    expect(desk.page.locator("#clock")).to_contain_text(ROUND)
    desk.move("opening")


def everybody_answers(desk: Desk) -> None:
    """The owner by the form and in a line, one owner not at all, the others as they are invented."""
    with desk.visitor.stage.database.read() as session:
        directory = load_directory(session)
        rows = [(row, directory.owners(row)[0].email) for row in directory.plans[0].rows]
    for row, email in rows:
        if email not in {OWNER, SILENT}:
            desk.visitor.post("/demo/say", reader=email, words=as_line(invented_answer(row.row, email)))
    desk.sit(OWNER)
    desk.page.locator("#messages .primary").first.click()
    desk.page.locator("#field-status-1").check()
    desk.submit(comment="Påhittat: avtalet är försenat.", cause="Överklagat", action="Ny upphandling",
                action_owner="Enhetschefen", action_due="2022-10-31", decision_by="Regiondirektören")  # fmt: skip
    expect(desk.sheet).to_contain_text("1 av 9 klara")
    desk.page.keyboard.press("Escape")
    desk.say(f"rapportera {RED} röd Står still. Orsak: Vakans. Åtgärd: Rekrytering.", "Tack")


def nobody_is_forgotten(desk: Desk) -> None:
    """The silent owner is reminded; the round closes by itself, and management reads the summary."""
    desk.page.locator("#move-reminder").click()
    desk.sit(SILENT)
    expect(desk.page.locator("#messages")).to_contain_text("Påminnelse")
    desk.move("deadline")
    desk.sit(COORDINATOR)
    management = desk.page.locator("#management")
    expect(management).to_contain_text(f"Sammanställning: {ROUND}")
    expect(management).to_contain_text("80 aktiviteter")


def review(desk: Desk) -> None:
    """One is approved, one is sent back and answered again, and then approved."""
    desk.say("omgång", ROUND)
    desk.fits_a_phone()
    desk.say("granska folkhälsa", f"Rad {YELLOW}")
    desk.fits_a_phone()
    desk.press("Godkänn")
    desk.reads(f"Rad {YELLOW} är godkänd.")
    desk.press("Skicka tillbaka med en fråga …")
    desk.submit(question="När börjar den nya projektledaren?")
    desk.reads(f"Din fråga om rad {RED} skickas till Ägare Folkhälsa")
    desk.visitor.let_time_pass()
    desk.sit(OWNER)
    expect(desk.page.locator("#messages")).to_contain_text("När börjar den nya projektledaren?")
    desk.press("Svara på frågan")
    expect(desk.page.locator("#field-comment")).to_have_value("Står still.")
    desk.submit(comment="Projektledaren börjar i september.", action_owner="HR", action_due="2022-09-30",
                late_reason="Samordnaren frågade.")  # fmt: skip
    expect(desk.page.locator("#field-comment")).to_have_value("")
    desk.sit(COORDINATOR)
    desk.say("granska folkhälsa", "Projektledaren börjar i september.")
    desk.press("Godkänn")
    desk.reads(f"Rad {RED} är godkänd.")


def lock(desk: Desk) -> None:
    """It says what is lacking, and is signed."""
    desk.say("omgång lås", "Det här saknas:")
    desk.fits_a_phone()
    desk.press("Lås fast något saknas …")
    expect(desk.page.locator("#field-coordinator")).to_have_value("Samordnare 1")
    desk.submit(manager="Regiondirektören", why="Nämnden sammanträder i morgon.")
    desk.reads(f"{ROUND} är låst.")
    desk.reads("Undertecknat av Samordnare 1 och Regiondirektören")
    desk.sit(OWNER)
    desk.say(f"rapportera {RED} grön Löst.", f"{ROUND} låstes")


def publish_and_correct(desk: Desk) -> None:
    """What is published is taken off the site before it is corrected, and the record stays what it was."""
    desk.sit(COORDINATOR)
    desk.say("omgång publicera", f"Publicera {ROUND}?")
    desk.press(f"Publicera {ROUND}")
    desk.reads(f"{ROUND} är publicerad.")
    before = frozen(desk)
    correct = f"omgång rätta {ROUND} {RED} gul Rekryteringen är klar. Skäl: Fel uppgift. Åtgärd: Introduktion."
    desk.say(correct, "Skriv ”omgång avpublicera” först")
    desk.say("omgång avpublicera", f"Avpublicera {ROUND}?")
    desk.press(f"Avpublicera {ROUND} …")
    desk.submit(why="En rättelse.")
    desk.reads(f"{ROUND} är avpublicerad.")
    desk.say(correct, "Omgången är låst, så svaret är märkt som rättelse.")
    desk.say("omgång publicera", f"Publicera {ROUND}?")
    desk.press(f"Publicera {ROUND}")
    desk.reads(f"{ROUND} är publicerad.")
    assert frozen(desk) == before
    desk.say(f"status {RED}", "Rekryteringen är klar.")


def frozen(desk: Desk) -> str:
    with desk.visitor.stage.database.read() as session:
        round_ = last_round(session)
        assert round_ is not None
        assert round_.state is RoundState.PUBLISHED
        record = snapshot_of(session, round_.id)
        assert record is not None
        return record.document


def decide(desk: Desk) -> None:
    """Management answers the decision, and the owner is told."""
    desk.sit(MANAGER)
    desk.say(f"besvara beslut {YELLOW} ja", "Ja")
    desk.page.locator("#move-day").click()
    desk.sit(OWNER)
    expect(desk.page.locator("#messages")).to_contain_text("Ett beslut är besvarat")
