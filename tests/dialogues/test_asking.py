"""The opening message: one per owner, paged in its thread, rewritten in place."""

import pytest

from i18n.__main__ import load
from tests.dialogues.harness import PEOPLE, drain, nothing_is_live, open_now, time_passes, verify_dialogue
from tests.fakes.slack import FakeSlack
from tests.harness import Running

pytestmark = pytest.mark.one_database


def test_every_owner_gets_one_message_with_greeting_deadline_count_and_rows_by_goal(
    bot: Running, slack: FakeSlack
) -> None:
    open_now(bot)
    for who in PEOPLE:
        owner = slack.person(PEOPLE[who])
        is_owner = who not in {"ersättare", "chef", "samordnare", "medarbetare", "gäst"}
        # Coordinators are told that it has opened.
        asked = [message for message in owner.inbox if not message.text.startswith("Halvår 2022 har öppnat")]
        assert len(asked) == is_owner, who
    anna = slack.person("UAGHALL01").inbox[0].text
    lines = [line for line in anna.split("\n") if line]
    assert lines[:4] == [
        "Hej!",
        "Det är dags att följa upp Halvår 2022. Du svarar för 4 aktiviteter. Svara senast 8 juli 2022 kl. 09.00.",
        "0 av 4 klara",
        "Kom igång",
    ]
    at = lines.index("[Rapportera]")
    assert lines[at + 1] == "Visionsmål Hållbar utveckling"
    assert [line.split(".")[0] for line in lines[at + 2 : at + 6]] == ["Rad 1", "Rad 3", "Rad 4", "Rad 5"]
    assert "– Förra perioden: ”" in lines[at + 2]
    # Two languages in one round.
    assert slack.person("UAGSAMH02").inbox[0].text.startswith("Hello!")


def test_many_activities_are_paged_in_the_thread(bot: Running, slack: FakeSlack) -> None:
    from models.people.directory_cache import raise_revision
    from models.people.tables import Person, PersonUnit, Unit

    def everything(session):  # type: ignore[no-untyped-def]
        person = session.query(Person).filter(Person.slack_user_id == "UAGTARN01").one()
        mine = {link.unit_id for link in session.query(PersonUnit).filter(PersonUnit.person_id == person.id)}
        session.add_all(PersonUnit(person_id=person.id, unit_id=u.id) for u in session.query(Unit) if u.id not in mine)
        raise_revision(session, "people")

    bot.write(everything)
    open_now(bot)
    owner = slack.person("UAGTARN01")
    [first] = owner.inbox
    pages = slack.thread(owner.id, first.ts)
    assert "Du svarar för 77 aktiviteter." in first.text
    assert "66 rader till följer i tråden." in first.text
    whole = first.text + "".join(page.text for page in pages)
    assert [whole.count(f"Rad {row}. ") for row in range(1, 81)] == [1] * 80
    assert len(pages) == 5
    assert slack.violations == []


def test_the_message_is_rewritten_in_place_at_most_every_five_seconds(bot: Running, slack: FakeSlack) -> None:
    open_now(bot)
    anna = slack.person("UAGFOLK01")
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 grön <!channel>", "Tack…")])
    slack.wait_for(lambda: "1 av 9 klara · Kvar: raderna 13, 14, 16, 17, 25, 28, 29 och 30" in anna.inbox[0].text)
    verify_dialogue(bot, [("folkhälsa", f"/rapportera {row} grön Bra", "Tack…") for row in (13, 14, 16)])
    drain(bot)
    assert len(anna.inbox[0].versions) == 1
    time_passes(bot, seconds=6)
    slack.wait_for(lambda: "4 av 9 klara" in anna.inbox[0].text)
    assert len(anna.inbox[0].versions) == 2
    assert len(anna.inbox) == 1
    nothing_is_live(bot)


def test_only_receipts_say_that_something_is_saved() -> None:
    """A text that begins so in English is a receipt; every receipt begins as the contract says, and nothing else has
    either word."""
    receipts = 0
    for message in load("sv"):
        first = message.id if isinstance(message.id, str) else message.id[0]
        given = [message.string or ""] if isinstance(message.string, (str, type(None))) else list(message.string)
        for text in filter(None, map(str, given)):
            if first.startswith(("Thank you", "Saved")):
                receipts += 1
                assert text.startswith(("Tack", "Sparat")), text
            elif first:
                assert "tack" not in text.casefold(), text
                assert "sparat" not in text.casefold(), text
    assert receipts > 3
