"""*Ej mitt ansvar* wherever one activity is asked about: in its form, under a reminder, where a row was just given."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.operations.tables import AuditEvent
from models.people.handover import Handover
from tests.dialogues.harness import Talk, drain, nothing_is_live, open_now, verify_dialogue
from tests.fakes.slack import FakeSlack, Person, View
from tests.harness import Running

pytestmark = pytest.mark.one_database
ANNA, CARL, BOSS = "UAGFOLK01", "UAGVALF01", "USAMORD01"


def press(person: Person, view: View, label: str) -> View:
    before = view.hash
    person.click(view, label)
    person._space.wait_for(lambda: view.hash != before)
    return view


def given(bot: Running) -> list[tuple[str | None, bool]]:
    """The note of every handover, and whether it went to somebody."""
    rows = bot.read(lambda s: list(s.scalars(select(Handover).order_by(Handover.id))))
    return [(row.note, row.to_id is not None) for row in rows]


@pytest.mark.round_is_open
def test_an_activity_is_handed_over_in_its_form_and_the_sitting_goes_on(bot: Running, slack: FakeSlack) -> None:
    anna, carl, boss = slack.person(ANNA), slack.person(CARL), slack.person(BOSS)
    view = anna.click(anna.inbox[0], "Rapportera").wait_view()
    anna.choose(view, "comment", "Halvt skrivet")
    press(anna, view, "Ej mitt ansvar")
    assert view.text.startswith("Ej mitt ansvar")
    press(anna, view, "Tillbaka")
    assert view.text.startswith("Rapportera rad 12")
    assert "Halvt skrivet" in view.text, "what was written is a draft"
    press(anna, view, "Ej mitt ansvar")
    assert view.values["rows"] != {}
    assert not anna.submit(view, {"to": "Ägare Välfärd", "note": "Hör till er <!channel>"}).errors
    assert "Rad 12 är överlämnad till Ägare Välfärd, som får frågan nu." in view.text
    assert "Rapportera rad 13" in view.text
    assert "aktivitet 1 av 8" in view.text
    drain(bot)
    [told] = slack.thread(carl.id, carl.inbox[0].ts)
    assert "har lämnat över rad 12 till dig. Skäl: ”Hör till er <!channel>”" in told.text
    assert "Skäl: ”Hör till er" in boss.inbox[-1].text
    # The receiver hands it on, back to the coordinator, from the notice.
    onward = carl.click(told, "Ej mitt ansvar").wait_view()
    assert not carl.submit(onward, {"to": ""}).errors
    drain(bot)
    assert "Ingen får frågan nu." in boss.inbox[-1].text
    nothing_is_live(bot)
    assert given(bot) == [("Hör till er <!channel>", True), (None, False)]
    assert slack.violations == []


@pytest.mark.round_is_open
def test_the_last_activity_handed_over_ends_the_sitting(bot: Running, slack: FakeSlack) -> None:
    owner = slack.person("UAGLEDN01")
    view = owner.click(owner.inbox[0], "Rapportera").wait_view()
    press(owner, view, "Ej mitt ansvar")
    owner.submit(view, {"to": "Chef Ledningsstaben"})
    assert view.text.strip().endswith("Rad 60 är överlämnad till Chef Ledningsstaben, som får frågan nu.")


def test_a_row_is_handed_over_from_a_reminder_and_the_answer_says_instead_of_whom(
    bot: Running, slack: FakeSlack
) -> None:
    open_now(bot, reminders=("P2D",), deadline=bot.clock().replace(microsecond=0) + timedelta(days=21))
    owner, chief = slack.person("UAGLEDN01"), slack.person("UCHLEDN01")
    bot.clock.move(days=19, seconds=5)
    slack.wait_for(lambda: len(owner.inbox) > 1)
    reminder = owner.inbox[-1]
    assert reminder.text.startswith("Påminnelse")
    view = owner.click(reminder, "Ej mitt ansvar").wait_view()
    owner.submit(view, {"to": "chef.ledningsstaben@example.se"})
    drain(bot)
    assert "Skäl: ansvaret ligger inte hos Ägare Ledningsstaben." in chief.inbox[-1].text
    verify_dialogue(bot, [("UCHLEDN01", "/rapportera 60 grön Bra.", "Tack…")])
    details = bot.read(lambda s: [e.after or {} for e in s.scalars(select(AuditEvent)) if e.what == "answer.stored"])
    owners = bot.read(lambda s: [(e.before or {})["asked"] for e in s.scalars(select(AuditEvent))
                                 if e.what == "row.handed_over"])  # fmt: skip
    assert [line["instead_of"] for line in details] == [owners]


@pytest.mark.round_is_open
def test_who_is_not_asked_about_the_row_cannot_hand_it_over(bot: Running, slack: FakeSlack) -> None:
    """A deputy while the owner is there, and a coordinator on behalf of the unit."""
    talk = Talk(bot)
    assert "[Ej mitt ansvar]" in talk.say("folkhälsa", "/rapportera 12")
    assert "[Ej mitt ansvar]" not in talk.say("ersättare", "/rapportera 12")
    assert "[Ej mitt ansvar]" not in talk.say("samordnare", "/rapportera 12")
