"""The coordinators are told, in words, what could not be sent and what nobody answers for."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.people.directory_cache import raise_revision
from models.people.tables import Person
from tests.harness import MANAGEMENT, Running

COORDINATOR = "USAMORD01"


def _inbox(bot: Running) -> str:
    return "\n".join(message.text for message in bot.slack.messages(COORDINATOR))


def test_a_message_that_fails_is_told_once_in_words_and_the_rest_goes_on(bot: Running) -> None:
    slack = bot.slack
    slack.expected.add("not_in_channel")
    slack.channel(MANAGEMENT, "ledning", bot_is_member=False)
    slack.faults.add(method="chat.postMessage", kind="error", error="channel_not_found", channel="UAGHALL01")
    bot.create_round()
    bot.clock.move(minutes=1)
    bot.settle()
    slack.wait_for(lambda: "Frågan till Ägare Hållbarhet" in _inbox(bot))
    assert "konversationen finns inte" in _inbox(bot)
    slack.person("UAGFOLK01").command("/rapportera", "16 röd Stoppat. Åtgärd: nytt beslut")
    slack.wait_for(lambda: "skriva i ledningskanalen sedan 8 juni 2022" in _inbox(bot))
    assert "boten är inte med i kanalen; bjud in den" in _inbox(bot)
    assert _inbox(bot).count("Frågan till Ägare Hållbarhet") == 1
    assert len(slack.messages("UAGFOLK01")) == 1
    assert slack.violations == []


def test_rows_that_nobody_answers_for_are_named_at_the_opening(bot: Running) -> None:
    def nobody_for_the_staff(session: Session) -> None:
        session.execute(update(Person).where(Person.email == "agare.ledningsstaben@example.se").values(roles=[]))
        raise_revision(session, "people")

    bot.write(nobody_for_the_staff)
    bot.create_round()
    bot.clock.move(minutes=1)
    bot.settle()
    bot.slack.wait_for(lambda: "Ingen svarar för de här raderna" in _inbox(bot))
    assert "Rad 60 (Ledningsstaben)" in _inbox(bot)
