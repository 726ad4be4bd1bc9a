"""A line of text about a row whose form holds a draft: the answer is stored, and nothing that was written is lost."""

from typing import Any

import pytest
from sqlalchemy import select

from models.answers.tables import Answer, Draft
from models.plan.tables import Placement
from tests.dialogues.harness import Talk, nothing_is_live, verify_dialogue
from tests.fakes.slack import FakeSlack, Person, View
from tests.harness import Running

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]


def comments(bot: Running, table: type[Answer] | type[Draft], row: int) -> list[str]:
    query: Any = select(table).join(Placement, Placement.id == table.placement_id).where(Placement.row == row)
    found = bot.read(lambda s: list(s.scalars(query.order_by(table.id))))
    return [each.comment if isinstance(each, Answer) else each.values.get("comment", "") for each in found]


def drafted(person: Person, row: str, comment: str) -> View:
    view = person.command("/rapportera", row).wait_view()
    person.choose(view, "comment", comment)
    person.choose(view, "status", "yellow")
    person.close(view)
    return view


def shown(view: View, field: str) -> str:
    [value] = view.values[field].values()
    return str(value.get("value") or "")


def test_the_draft_is_kept_told_of_and_in_the_form(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person("UAGFOLK01")
    drafted(anna, "12", "Halvt skrivet <!channel>")
    talk = Talk(bot)
    verify_dialogue(
        bot,
        [("folkhälsa", "/rapportera 12 grön Allt löper på.", "Tack…Ditt utkast från…finns kvar i formuläret.…")],
        talk,
    )
    receipt: Any = talk.last["folkhälsa"]
    assert comments(bot, Answer, 12) == ["Allt löper på."]
    assert comments(bot, Draft, 12) == ["Halvt skrivet <!channel>"]
    view = anna.click(receipt, "Öppna utkastet").wait_view()
    assert "Utkast från" in view.text
    assert "Ditt svar är 🟢 Grönt: ”Allt löper på.” – det gäller tills du skickar utkastet." in view.text
    assert shown(view, "comment") == "Halvt skrivet <!channel>"
    anna.submit(view, {"status": "green"})
    assert comments(bot, Answer, 12) == ["Allt löper på.", "Halvt skrivet <!channel>"]
    assert comments(bot, Draft, 12) == []
    nothing_is_live(bot)
    assert slack.violations == []


def test_the_draft_can_be_thrown_away_beside_an_answer_only(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person("UAGFOLK01")
    drafted(anna, "12", "Halvt skrivet")
    assert "[Släng utkastet]" not in anna.command("/rapportera", "12").wait_view().text
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 grön Allt löper på.", "Tack…")])
    view = anna.command("/rapportera", "12").wait_view()
    before = view.hash
    anna.click(view, "Släng utkastet")
    slack.wait_for(lambda: view.hash != before)
    assert shown(view, "comment") == "Allt löper på."
    assert "Utkast från" not in view.text
    assert "[Släng utkastet]" not in view.text
    assert comments(bot, Draft, 12) == []
    assert slack.violations == []


def test_a_draft_whose_every_word_is_in_the_answer_is_dropped(bot: Running, slack: FakeSlack) -> None:
    drafted(slack.person("UAGFOLK01"), "12", "Upphandlingen är försenad")
    verify_dialogue(
        bot,
        [("folkhälsa", "/rapportera 12 röd Upphandlingen är försenad till hösten.", lambda a: "utkast" not in a)],
    )
    assert comments(bot, Draft, 12) == []


def test_one_answer_for_both_goals_keeps_a_draft_of_the_other(bot: Running, slack: FakeSlack) -> None:
    owner = slack.person("UAGSAMH01")
    drafted(owner, "33", "Bara om det andra målet")
    view = owner.command("/rapportera", "7").wait_view()
    owner.submit(view, {"status": "green", "comment": "Lika"})
    assert comments(bot, Answer, 33) == ["Lika"]
    assert comments(bot, Draft, 33) == ["Bara om det andra målet"]
