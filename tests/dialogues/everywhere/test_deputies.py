"""`ersättare …`: named by the person, the manager of the unit or the coordinator, refused to others; and its worth."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.people.removing import remove_person
from models.operations.tables import AuditEvent
from models.people.directory_cache import load_directory
from models.people.tables import Person
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import Line, drain, lacks, open_now, verify_dialogue
from tests.harness import Running

pytestmark = pytest.mark.one_database
KULTUR = "Kultur och ideell sektor"


def named(bot: Bot) -> list[tuple[str, Any]]:
    """Whose deputy, a unit's or a person's, and who it became, by the audit."""
    query = select(AuditEvent, Person.email).outerjoin(Person, Person.id == AuditEvent.about_id)
    lines = bot.read(lambda s: s.execute(query.where(AuditEvent.what == "deputy.set").order_by(AuditEvent.id)).all())
    return [(event.subject or email, event.after) for event, email in lines]


def test_a_person_names_changes_and_drops_their_deputy(bot: Bot) -> None:
    mention = "<@UAGVALF01|valfard>" if isinstance(bot, Running) else "Ägare Välfärd"
    verify_dialogue(
        bot,
        [
            ("hållbarhet", "/malvakten ersättare", "Du har ingen egen ersättare.…Hållbarhet har ingen ersättare.…"),
            ("hållbarhet", "ersättare Ägare Välfärd", "Sparat: Ägare Välfärd är din ersättare.…får svara för…"),
            ("hållbarhet", "/malvakten ersattare", "Din ersättare är Ägare Välfärd.…"),
            ("hållbarhet", "frånvaro 1–31 juli", "Sparat…Under tiden går frågorna till Ägare Välfärd.…"),
            ("hållbarhet", "frånvaro ta bort 1–31 juli", "Sparat…"),
            # Row 1 is Hållbarhet's.
            ("välfärd", "/rapportera 1 grön Klart.", lambda answer: "ingen rapportering" in answer),
            ("hållbarhet", "/malvakten deputy CHEF.HALLBARHET@example.se", "Sparat: Chef Hållbarhet är din…"),
            ("hållbarhet", f"/malvakten ersättare {mention}", "Sparat: Ägare Välfärd är din ersättare.…"),
            ("hållbarhet", "/malvakten ersättare ingen", "Sparat: du har inte längre någon egen ersättare."),
            ("folkhälsa", "/malvakten ersättare", "Din ersättare är Ersättare Folkhälsa.…"),
            ("folkhälsa", "/malvakten ersättare ingen", "Sparat: du har inte längre någon egen ersättare."),
            ("folkhälsa", "/malvakten frånvaro 1–31 juli", "Sparat…Du har ingen ersättare. Ange en:…"),
        ],
    )
    assert [subject for subject, _ in named(bot)] == ["agare.hallbarhet@example.se"] * 4 + [
        "agare.folkhalsa@example.se"
    ]


def test_the_manager_or_the_coordinator_names_the_deputy_of_a_unit(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("UCHKULT01", f"/malvakten ersättare för {KULTUR}", f"{KULTUR} har ingen ersättare."),
            (
                "UCHKULT01",
                f"ersättare för {KULTUR}: Ägare Välfärd",
                f"Sparat: Ägare Välfärd är ersättare för {KULTUR}.…",
            ),
            ("kultur1", "/malvakten ersättare", f"Du har ingen egen…Ägare Välfärd är ersättare för {KULTUR}.…"),
            ("kultur1", "/malvakten frånvaro 1–31 juli", "Sparat…Under tiden går frågorna till Ägare Välfärd.…"),
            ("samordnare", "/malvakten deputy for Hållbarhet is agare.valfard@example.se", "Sparat…Hållbarhet.…"),
            ("samordnare", f"/malvakten ersättare för {KULTUR} ingen", f"Sparat: {KULTUR} har inte längre…"),
        ],
    )
    assert [subject for subject, _ in named(bot)] == [KULTUR, "Hållbarhet", KULTUR]


REFUSED: list[Line] = [
    ("kultur1", f"/malvakten ersättare för {KULTUR} Ägare Välfärd", f"Bara chefen för {KULTUR} eller samordnaren…"),
    ("chef", f"/malvakten ersättare för {KULTUR} Ägare Välfärd", f"Bara chefen för {KULTUR} eller samordnaren…"),
    ("samordnare", "/malvakten ersättare för Slöjd Ägare Välfärd", "Jag känner inte till…Verksamheterna är…"),
    ("samordnare", f"/malvakten ersättare för {KULTUR} Nils", "Jag hittar ingen som heter ”Nils”.…"),
    ("kultur1", "/malvakten ersättare Nils", "Jag hittar ingen som heter ”Nils”.…"),
    ("folkhälsa", "/malvakten ersättare agare.folkhalsa@example.se", "Ingen kan vara sin egen ersättare."),
    ("medarbetare", "/malvakten ersättare Ägare Välfärd", "Du finns inte med bland dem som svarar…"),
]


def test_others_and_what_is_not_understood_are_refused(bot: Bot) -> None:
    verify_dialogue(bot, REFUSED)
    assert named(bot) == []


def test_the_deputy_of_a_unit_is_asked_told_why_and_may_answer(bot: Bot, chat: Chat) -> None:
    """Folkhälsa's owner has a deputy of their own, who comes first; when that one is away too, it is the unit's."""
    verify_dialogue(
        bot,
        [
            ("chef", "/malvakten ersättare för Folkhälsa Ägare Tärna folkhögskola", "Sparat…"),
            ("folkhälsa", "/malvakten frånvaro 1 juni–30 juli", "Sparat…går frågorna till Ersättare Folkhälsa…"),
        ],
    )
    open_now(bot)
    deputy, tarna = chat.person("UERFOLK01"), chat.person("UAGTARN01")
    assert "Du svarar för 9 aktiviteter." in deputy.inbox[0].text
    assert "Du svarar för 2 aktiviteter." in tarna.inbox[0].text
    verify_dialogue(bot, [("ersättare", "/malvakten frånvaro 1 juni–30 juli", "Sparat…")])
    chat.wait_for(lambda: chat.thread(tarna.id, tarna.inbox[0].ts))
    drain(bot)
    [told] = chat.thread(tarna.id, tarna.inbox[0].ts)
    assert told.text.startswith("Ersättare Folkhälsa är frånvarande. Därför får du frågan om raderna 12, 13, 14, 16")
    verify_dialogue(bot, [("tärna", "/rapportera 12 grön Bra.", "Tack…"),
                          ("UAGLEDN01", "/rapportera 13 grön Bra.", "Rad 13 hör till Folkhälsa.…")])  # fmt: skip


def test_when_a_deputy_who_was_asked_is_removed_the_next_one_is_asked(bot: Bot, chat: Chat) -> None:
    """The owner is away and has a deputy; the unit has another one."""
    verify_dialogue(
        bot,
        [
            ("chef", "/malvakten ersättare för Folkhälsa Ägare Tärna folkhögskola", "Sparat…"),
            ("folkhälsa", "/malvakten frånvaro 1 juni–30 juli", "Sparat…går frågorna till Ersättare Folkhälsa…"),
        ],
    )
    open_now(bot)
    deputy, tarna = chat.person("UERFOLK01"), chat.person("UAGTARN01")
    assert "Du svarar för 9 aktiviteter." in deputy.inbox[0].text

    def remove(session: Session) -> object:
        person = load_directory(session).by_email["ersattare.folkhalsa@example.se"]
        return remove_person(session, person, bot.clock(), bot.options)

    bot.write(remove)
    bot.settle()
    chat.wait_for(lambda: chat.thread(tarna.id, tarna.inbox[0].ts))
    [told] = chat.thread(tarna.id, tarna.inbox[0].ts)
    assert "är frånvarande. Därför får du frågan om raderna 12, 13, 14, 16" in told.text
    verify_dialogue(bot, [("tärna", "/rapportera 12 grön Bra.", "Tack…"),
                          ("ersättare", "/rapportera 13 grön Bra.", lacks("Tack"))])  # fmt: skip
