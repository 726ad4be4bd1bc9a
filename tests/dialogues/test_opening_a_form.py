"""*Rapportera* where Slack's own ways of opening a form count."""

import pytest

from tests.dialogues.harness import Talk, filled, open_now, press, verify_dialogue
from tests.fakes.slack import FakeSlack, RefusedByClient
from tests.harness import Running

pytestmark = pytest.mark.one_database


def test_when_slack_opens_no_form_the_person_is_told_how_to_answer_without(bot: Running, slack: FakeSlack) -> None:
    open_now(bot)
    slack.faults.add("views.open", "error", times=3, error="expired_trigger_id")
    slack.expected.add("expired_trigger_id")
    talk = Talk(bot)
    assert talk.say("folkhälsa", "/rapportera").startswith("Formuläret gick inte att öppna.")
    assert talk.say("samhälle2", "/rapportera").startswith("The form could not be opened.")
    talk.last["folkhälsa"] = slack.person("UAGFOLK01").inbox[0]
    assert talk.say("folkhälsa", "[Rapportera]").startswith("Formuläret gick inte att öppna.")


def test_in_a_direct_message_the_form_is_a_button_away(bot: Running, slack: FakeSlack) -> None:
    open_now(bot)
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "rapportera 14", "Tryck på knappen så öppnas formuläret.…[Rapportera rad 14]"),
            ("folkhälsa", "[Rapportera rad 14]", "Rapportera rad 14…"),
            ("samhälle2", "report", "Press the button to open the form.…[Report row 6]"),
        ],
    )


def test_a_draft_with_a_day_that_does_not_exist_opens_all_the_same(bot: Running, slack: FakeSlack) -> None:
    open_now(bot)
    anna = slack.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    with pytest.raises(RefusedByClient):
        anna.submit(view, {"status": "yellow", "comment": "Försenad till hösten.", "action_due": "2022-02-30"})
    press(bot, anna, view, "Spara och fortsätt senare")
    again = anna.command("/rapportera", "12").wait_view()
    assert filled(again)["comment"] == "Försenad till hösten."
    assert filled(again)["action_due"] is None
    assert slack.violations == []
