"""*Rapportera* where Slack's own ways of opening a form count."""

import pytest

from tests.dialogues.harness import Talk, drain, filled, press, verify_dialogue
from tests.fakes.slack import FakeSlack, RefusedByClient
from tests.harness import Running

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]


def test_when_slack_opens_no_form_the_person_is_told_how_to_answer_without(bot: Running, slack: FakeSlack) -> None:
    slack.faults.add("views.open", "error", times=3, error="expired_trigger_id")
    slack.expected.add("expired_trigger_id")
    talk = Talk(bot)
    assert talk.say("folkhälsa", "/rapportera").startswith("Formuläret gick inte att öppna.")
    assert talk.say("samhälle2", "/rapportera").startswith("The form could not be opened.")
    talk.last["folkhälsa"] = slack.person("UAGFOLK01").inbox[0]
    assert talk.say("folkhälsa", "[Rapportera]").startswith("Formuläret gick inte att öppna.")


@pytest.mark.parametrize("kind", ["error", "500_before", "close_before", "html", "429"])
def test_from_the_home_tab_too(bot: Running, slack: FakeSlack, kind: str) -> None:
    """The home tab has nowhere to answer, so it comes as a direct message: once, however often Slack asks again."""
    anna = slack.person("UAGFOLK01")
    anna.opens_home()
    home = slack.wait_for(lambda: slack.home("UAGFOLK01"))
    assert home is not None
    slack.faults.add("views.open", kind, times=2, error="expired_trigger_id")
    slack.expected.add("expired_trigger_id")
    before = len(anna.inbox)
    pressed = anna.click(home, "Rapportera")
    slack.replay(pressed)
    [told] = slack.wait_for(lambda: anna.inbox[before:])
    assert told.text.startswith("Formuläret gick inte att öppna.")
    drain(bot)
    assert len(anna.inbox) == before + 1
    assert slack.violations == []


def test_what_a_button_in_a_form_would_have_shown_is_told_when_slack_does_not_show_it(
    bot: Running, slack: FakeSlack
) -> None:
    anna = slack.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    slack.faults.add("views.update", "500_before", times=1)
    before = len(anna.inbox)
    anna.click(view, "Spara och fortsätt senare")
    [told] = slack.wait_for(lambda: anna.inbox[before:])
    assert "Rapportera" in told.text
    drain(bot)
    assert slack.violations == []


def test_in_a_direct_message_the_form_is_a_button_away(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "rapportera 14", "Tryck på knappen så öppnas formuläret.…[Rapportera rad 14]"),
            ("folkhälsa", "[Rapportera rad 14]", "Rapportera rad 14…"),
            ("samhälle2", "report", "Press the button to open the form.…[Report row 6]"),
        ],
    )


def test_a_draft_with_a_day_that_does_not_exist_opens_all_the_same(bot: Running, slack: FakeSlack) -> None:
    anna = slack.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    with pytest.raises(RefusedByClient):
        anna.submit(view, {"status": "yellow", "comment": "Försenad till hösten.", "action_due": "2022-02-30"})
    press(bot, anna, view, "Spara och fortsätt senare")
    again = anna.command("/rapportera", "12").wait_view()
    assert filled(again)["comment"] == "Försenad till hösten."
    assert filled(again)["action_due"] is None
    assert slack.violations == []
