"""*Bekräfta* and *Ändra* under the notice of what another unit has answered on a shared row."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from models.answers.tables import Answer
from models.plan.tables import Placement
from tests.dialogues.harness import FORCED_LOCKING, closing, drain, nothing_is_live, verify_dialogue
from tests.fakes.slack import FakeSlack, Message, Person
from tests.harness import Running

pytestmark = pytest.mark.round_is_open

FIRST, SECOND = "UAGVALF01", "UAGSAMH01"  # row 34 is both units'
SAID = "/rapportera 34 gul Försenat <!channel>. Orsak: brist. Åtgärd: ny plan. Ansvarig: vi. Klart: 2022-10-31"


def versions(bot: Running) -> list[Answer]:
    query = select(Answer).join(Placement, Placement.id == Answer.placement_id).where(Placement.row == 34)
    return bot.read(lambda s: list(s.scalars(query.order_by(Answer.version))))


def notice_of(bot: Running, slack: FakeSlack, person: Person) -> Message:
    drain(bot)
    [notice] = [m for m in slack.thread(person.id, person.inbox[0].ts) if "har svarat på rad 34" in m.text]
    return notice


def press(bot: Running, person: Person, notice: Any, label: str = "Bekräfta") -> Any:
    reply = person.click(notice, label)
    bot.slack.wait_for(lambda: reply.followups or reply.view)
    return reply


def test_one_press_makes_the_answer_the_second_units_too_and_a_retry_nothing_more(
    bot: Running, slack: FakeSlack
) -> None:
    verify_dialogue(bot, [("välfärd", SAID, "Tack…")])
    second = slack.person(SECOND)
    notice = notice_of(bot, slack, second)
    assert notice.text.startswith("Ägare Välfärd har svarat på rad 34: 🟡 Gult.\n\n”Försenat <!channel>.”")
    reply = press(bot, second, notice)
    assert reply.followups[0].text.startswith("Tack, svaret är bekräftat: rad 34 – 🟡 Gult.")
    slack.replay(reply)
    told = press(bot, second, notice).followups[0].text
    assert told.startswith("Svaret på rad 34 är redan ditt: 🟡 Gult.")
    assert "tack" not in told.casefold()
    one, two = versions(bot)
    assert (one.author_email, two.author_email) == ("agare.valfard@example.se", "agare.samhallsutveckling1@example.se")
    for name in ("status", "comment", "cause", "action", "action_owner", "action_due"):
        assert getattr(one, name) == getattr(two, name)
    # Whoever answered first hears of it, and has nothing to confirm.
    back = notice_of(bot, slack, slack.person(FIRST))
    assert "Det är samma svar som tidigare." in back.text
    assert "[Bekräfta]" not in back.text
    assert "[Ändra]" in back.text
    nothing_is_live(bot)
    assert slack.violations == []


def test_two_presses_at_the_same_moment_store_one_version(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(bot, [("välfärd", SAID, "Tack…")])
    second = slack.person(SECOND)
    notice = notice_of(bot, slack, second)
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda _: press(bot, second, notice), range(2)))
    assert len(versions(bot)) == 2
    assert sorted(reply.followups[0].text.split(" ")[0] for reply in replies) == ["Svaret", "Tack,"]


@pytest.mark.one_database
def test_an_answer_that_was_changed_meanwhile_is_shown_and_not_confirmed_unread(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(bot, [("välfärd", SAID, "Tack…")])
    second = slack.person(SECOND)
    notice = notice_of(bot, slack, second)
    verify_dialogue(bot, [("välfärd", "/rapportera 34 grön Inhämtat.", "Tack…")])
    reply = press(bot, second, notice)
    assert reply.followups[0].text.startswith("Svaret på rad 34 har ändrats sedan dess, av Ägare Välfärd: 🟢 Grönt.")
    assert len(versions(bot)) == 2
    assert press(bot, second, reply.followups[0]).followups[0].text.startswith("Tack, svaret är bekräftat")
    assert versions(bot)[-1].comment == "Inhämtat."


@pytest.mark.one_database
def test_change_opens_the_form_with_the_others_answer(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(bot, [("välfärd", SAID, "Tack…")])
    second = slack.person(SECOND)
    view = press(bot, second, notice_of(bot, slack, second), "Ändra").view
    assert view.text.startswith("Rapportera rad 34")
    second.submit(view, {"comment": "Ändå inte så illa"})
    assert [answer.comment for answer in versions(bot)][-1] == "Ändå inte så illa"


@pytest.mark.one_database
def test_a_draft_is_kept_and_a_late_confirmation_is_marked_and_asks_no_reason(bot: Running, slack: FakeSlack) -> None:
    second = slack.person(SECOND)
    view = second.command("/rapportera", "34").wait_view()
    second.choose(view, "comment", "Mitt utkast")
    second.choose(view, "status", "green")
    second.close(view)
    verify_dialogue(bot, [("välfärd", SAID, "Tack…"),
                          *closing()])  # fmt: skip
    text = press(bot, second, notice_of(bot, slack, second)).followups[0].text
    assert "svaret är märkt som sent" in text
    assert "saknas" not in text
    assert "Ditt utkast från" in text
    assert versions(bot)[-1].late


@pytest.mark.one_database
def test_two_owners_of_one_unit_have_nothing_to_confirm(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(bot, [("kultur1", "/rapportera 26 grön Bra.", "Tack…")])
    drain(bot)
    other = slack.person("UAGKULT02")
    [notice] = [m for m in slack.thread(other.id, other.inbox[0].ts) if "har svarat på rad 26" in m.text]
    assert "[Bekräfta]" not in notice.text
    assert "[Ändra]" in notice.text


@pytest.mark.one_database
def test_a_locked_round_takes_no_confirmation(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(bot, [("välfärd", SAID, "Tack…")])
    second = slack.person(SECOND)
    notice = notice_of(bot, slack, second)
    verify_dialogue(bot, [*closing(),
                          *FORCED_LOCKING])  # fmt: skip
    text = press(bot, second, notice).followups[0].text
    assert "Halvår 2022" in text
    assert "tack" not in text.casefold()
    assert len(versions(bot)) == 1
