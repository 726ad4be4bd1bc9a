"""The plan's numbers move in an open round: what was asked or begun before is still about the same activity."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from imports.plan.checks import PlanChoices
from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from models.answers.tables import Answer, Draft
from models.people.directory_cache import load_directory
from models.plan.views import RowView
from models.vocabulary.plan import GoalKind
from tests.dialogues.harness import PEOPLE, Talk, drain, nothing_is_live, time_passes, verify_dialogue
from tests.fakes.slack import FakeSlack
from tests.harness import Running
from tests.imports.support import real_plan

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
WHO = "folkhälsa"


def by_text(bot: Running) -> dict[str, RowView]:
    return bot.read(lambda session: {row.activity: row for row in load_directory(session).plans[0].rows})


def text_of(bot: Running, number: int) -> str:
    return bot.read(lambda session: load_directory(session).plans[0].by_row[number].activity)


def put_in_a_row(bot: Running) -> None:
    """A new first row; all others get the number below."""
    first = PlanRow(1, 1, GoalKind.VISION, "Hållbar utveckling", "Något helt annat", ("Hållbarhet",))
    rows = [first, *(replace(row, order=row.order + 1) for row in real_plan())]

    def work(session: Any) -> None:
        result = apply_plan(session, rows, 2022, bot.clock(), PlanChoices(renumber=True))
        assert result.faults == ()
        assert len(result.moved) == 80

    bot.write(work)


def stored(bot: Running, text: str) -> list[str]:
    """The comments on the row with this text, oldest first."""
    placement = by_text(bot)[text].placement_id
    query = select(Answer).where(Answer.placement_id == placement).order_by(Answer.id)
    return [answer.comment for answer in bot.read(lambda session: list(session.scalars(query)))]


def test_buttons_forms_and_drafts_of_before_store_on_what_they_were_about(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person(PEOPLE[WHO])
    text, above = text_of(bot, 12), text_of(bot, 11)
    talk = Talk(bot)
    verify_dialogue(
        bot, [(WHO, "/rapportera 12 gullt Försenat på grund av brist.", "Jag känner inte igen färgen…")], talk
    )
    question: Any = talk.last[WHO]
    form = anna.command("/rapportera", "12").wait_view()
    anna.choose(form, "comment", "Ur formuläret")
    anna.choose(form, "status", "yellow")
    put_in_a_row(bot)

    pressed = anna.click(question, "🟡 Gult")
    slack.wait_for(lambda: pressed.followups)
    assert "rad 13 – 🟡 Gult" in pressed.followups[0].text
    assert stored(bot, text) == ["Försenat på grund av brist."]
    [draft] = bot.read(lambda session: list(session.scalars(select(Draft))))
    assert draft.placement_id == by_text(bot)[text].placement_id
    anna.submit(form, {"status": "green", "comment": "Ur formuläret"})
    assert stored(bot, text) == ["Försenat på grund av brist.", "Ur formuläret"]
    assert stored(bot, above) == []
    verify_dialogue(bot, [(WHO, "/rapportera 13 grön Det nya numret.", "Tack…rad 13…")], talk)
    assert stored(bot, text)[-1] == "Det nya numret."
    nothing_is_live(bot)


ASKED = [
    ("/rapportera 12, 13 gul Sen", "Spara på raderna 12 och 13", {12: "Sen", 13: "Sen"}),
    ("/rapportera 12, 13 gul Sen", "Bara på rad 12", {12: "Sen"}),
    ("/rapportera 12 gul Sen, 13 grön Bra", "Spara vart och ett på sin rad", {12: "Sen", 13: "Bra"}),
    ("/rapportera 12 gul Sen, 13 grön Bra", "Allt är kommentaren till rad 12", {12: "Sen, 13 grön Bra"}),
    ("/rapportera gul Sen i år", "Spara som svar på rad 12", {12: "Sen i år"}),
    ("/malvakten 12 gul Är den sen?", "Spara som svar på rad 12", {12: "Är den sen?"}),
]


@pytest.mark.parametrize(("said", "button", "expected"), ASKED)
def test_a_text_that_was_asked_about_is_stored_on_what_it_was_about(
    bot: Running, slack: FakeSlack, said: str, button: str, expected: dict[int, str]
) -> None:
    talk = Talk(bot)
    texts = {number: text_of(bot, number) for number in (11, 12, 13, 14)}
    verify_dialogue(bot, [(WHO, said, f"…[{button}…")], talk)
    question: Any = talk.last[WHO]
    put_in_a_row(bot)
    pressed = slack.person(PEOPLE[WHO]).click(question, button)
    slack.wait_for(lambda: pressed.followups)
    assert {n: stored(bot, text) for n, text in texts.items() if stored(bot, text)} == {
        n: [comment] for n, comment in expected.items()
    }  # fmt: skip


def test_the_buttons_of_a_receipt_stay_with_their_row(bot: Running, slack: FakeSlack) -> None:
    anna, talk = slack.person(PEOPLE[WHO]), Talk(bot)
    text = text_of(bot, 12)
    verify_dialogue(bot, [(WHO, "/rapportera 12 gul Sen. Klart: 2020-03-31", "Tack…har redan passerat…")], talk)
    receipt: Any = talk.last[WHO]
    verify_dialogue(bot, [(WHO, "/rapportera 13 gul", "Det behövs också en kommentar…")], talk)
    question: Any = talk.last[WHO]
    put_in_a_row(bot)
    assert "Rapportera rad 13" in anna.click(receipt, "Ändra").wait_view().text
    assert "Rapportera rad 14" in anna.click(question, "Skriv en kommentar").wait_view().text
    pressed = anna.click(receipt, "Behåll 31 mars 2020")
    slack.wait_for(lambda: pressed.followups)
    assert "rad 13 – 🟡 Gult" in pressed.followups[0].text
    assert stored(bot, text) == ["Sen. Klart: 2020-03-31"] * 2


def test_the_owners_messages_are_rewritten_with_their_pages(bot: Running, slack: FakeSlack) -> None:
    drain(bot)
    owners = [slack.person(PEOPLE[who]) for who in (WHO, "kultur1")]
    before = [[owner.inbox[0], *slack.thread(owner.id, owner.inbox[0].ts)] for owner in owners]
    assert "Rad 12." in before[0][0].text
    put_in_a_row(bot)
    bot.settle()
    time_passes(bot, seconds=6)
    for owner in owners:
        shown = " ".join(m.text for m in (owner.inbox[0], *slack.thread(owner.id, owner.inbox[0].ts)))
        for text, row in by_text(bot).items():
            if text in shown:
                assert f"Rad {row.row}. {text}" in shown
        assert len([m for m in owner.inbox if m.thread_ts in (None, m.ts)]) == 1
    assert slack.violations == []


def test_handing_over_by_an_old_number_is_asked_about_again(bot: Running, slack: FakeSlack) -> None:
    drain(bot)
    anna = slack.person(PEOPLE[WHO])
    view = anna.click(anna.inbox[0], "Ej mitt ansvar").wait_view()
    put_in_a_row(bot)
    anna.submit(view, {"rows": "12", "to": "", "note": ""})
    assert "Dina rader har ändrats sedan formuläret öppnades." in view.text


def test_what_is_not_in_the_plan_any_more_is_said(bot: Running, slack: FakeSlack) -> None:
    talk = Talk(bot)
    verify_dialogue(
        bot, [(WHO, "/rapportera 12 gullt Försenat på grund av brist.", "Jag känner inte igen färgen…")], talk
    )
    text = text_of(bot, 12)
    rows = [row for row in real_plan() if row.activity != text]
    rows = [replace(row, order=number) for number, row in enumerate(rows, start=1)]
    choices = PlanChoices(renumber=True, deactivate_missing=True)
    assert bot.write(lambda session: apply_plan(session, rows, 2022, bot.clock(), choices)).faults == ()
    anna = slack.person(PEOPLE[WHO])
    question: Any = talk.last[WHO]
    pressed = anna.click(question, "🟡 Gult")
    slack.wait_for(lambda: pressed.followups)
    assert "Rad 12 lämnade planen 8 juni 2022. Fråga samordnaren" in pressed.followups[0].text
    assert "Försenat på grund av brist." in pressed.followups[0].text
    assert bot.read(lambda session: list(session.scalars(select(Answer)))) == []
