"""`frånvaro …`: set, shown, ended, refused; and nothing about why is kept."""

import pytest
from sqlalchemy import select

from models.operations.tables import AuditEvent
from models.people.absence import Absence
from models.people.directory_cache import load_directory
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import Line, lacks, verify_dialogue

pytestmark = pytest.mark.one_database


def stored(bot: Bot) -> list[str]:
    rows = bot.read(lambda s: list(s.scalars(select(Absence).order_by(Absence.first))))
    return [f"{row.first}..{row.last}" for row in rows]


def test_leave_is_said_corrected_shown_and_ended(bot: Bot) -> None:
    talk = verify_dialogue(
        bot,
        [
            ("folkhälsa", "/malvakten frånvaro", "Du har ingen planerad frånvaro.…Skriv till exempel"),
            (
                "folkhälsa",
                "frånvaro 1–31 juli",
                "Sparat: du är frånvarande 1–31 juli 2022.…går frågorna till Ersättare",
            ),
            (
                "folkhälsa",
                "/malvakten FRANVARO 1-15 juli",
                "Sparat: du är frånvarande 1–15 juli 2022.…Det ersätter din tidigare frånvaro: 1–31 juli 2022.…går",
            ),
            ("folkhälsa", "/malvakten frånvaro 1--15 juli", lacks("ersätter")),
        ],
    )
    assert stored(bot) == ["2022-07-01..2022-07-15"]
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "frånvaro 8–9 juni", "Sparat: du är frånvarande 8–9 juni 2022.…Du är också…1–15 juli 2022."),
            ("folkhälsa", "frånvaro", "Du är frånvarande:…8–9 juni 2022…1–15 juli 2022…"),
            ("samhälle2", "/malvakten absence 1–15 July", "Saved: you are away 1–15 July 2022.…"),
            ("hållbarhet", "frånvaro", "Du har ingen planerad frånvaro."),
        ],
        talk,
    )
    bot.clock.move(days=1)
    ended = "Sparat: du är inte längre frånvarande.…Fortfarande planerat: 1–15 juli 2022.…[Ta bort 1–15 juli 2022]"
    verify_dialogue(bot, [("folkhälsa", "frånvaro slut", ended)], talk)
    # What has been stays, the rest of it does not; what is planned stays.
    assert stored(bot) == ["2022-06-08..2022-06-08", "2022-07-01..2022-07-15", "2022-07-01..2022-07-15"]
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "frånvaro slut", "Du är inte frånvarande just nu.…Fortfarande planerat: 1–15 juli 2022."),
            ("folkhälsa", "frånvaro ta bort 1–3 juli", "Det finns ingen frånvaro 1–3 juli 2022 att ta bort.…"),
            ("folkhälsa", "[Ta bort 1–15 juli 2022]", "Sparat: din frånvaro 1–15 juli 2022 är borttagen."),
            ("folkhälsa", "frånvaro slut", "Du har ingen planerad frånvaro.…"),
        ],
        talk,
    )
    assert stored(bot) == ["2022-06-08..2022-06-08", "2022-07-01..2022-07-15"]


def test_somebody_elses_is_said_by_manager_and_coordinator_and_the_person_is_told(bot: Bot) -> None:
    talk = verify_dialogue(
        bot,
        [
            ("chef", "frånvaro agare.folkhalsa@example.se 4–8 juli",
             "Sparat: Ägare Folkhälsa är frånvarande 4–8 juli 2022. Ägare Folkhälsa får veta det.…Under tiden går "
             "frågorna till Ersättare Folkhälsa i stället för Ägare Folkhälsa."),
            ("samordnare", "/malvakten frånvaro för Ägare Folkhälsa: v 28",
             "Sparat: Ägare Folkhälsa är frånvarande 11–17 juli 2022.…är också frånvarande 4–8 juli 2022."),
            ("samordnare", "/malvakten frånvaro 20 juli för Ägare Folkhälsa", "Sparat: Ägare Folkhälsa…20 juli 2022"),
            ("chef", "frånvaro Ägare Folkhälsa",
             "Ägare Folkhälsa är frånvarande:…4–8 juli 2022…11–17 juli 2022…Skriv till exempel /malvakten frånvaro "
             "agare.folkhalsa@example.se 1–31 juli."),
            ("chef", "frånvaro Ägare Folkhälsa ta bort 4–8 juli", "Sparat: frånvaron 4–8 juli 2022 är borttagen.…"),
            ("chef", "frånvaro Ägare Folkhälsa slut", "Ägare Folkhälsa är inte frånvarande just nu.…planerat: 11–17"),
            ("chef", "frånvaro Chef Folkhälsa 1 juli", "Sparat: du är frånvarande 1 juli 2022.…"),
            ("folkhälsa", "frånvaro", "Du är frånvarande:…11–17 juli 2022…20 juli 2022"),
        ],
    )  # fmt: skip
    for _ in range(4):  # one message a second to a conversation
        bot.clock.move(seconds=2)
        bot.settle()
    told = "\n".join(post.text for post in talk.person("folkhälsa").inbox)
    assert "har lagt in att du är frånvarande 11–17 juli 2022." in told
    assert "Under tiden går frågorna till Ersättare Folkhälsa." in told
    assert "Chef Folkhälsa har tagit bort din frånvaro 4–8 juli 2022." in told
    events = bot.read(lambda s: [(e.what, e.about_id, e.person_id) for e in s.scalars(select(AuditEvent))
                                 if e.what.startswith("absence")])  # fmt: skip
    people = bot.read(lambda s: load_directory(s).by_email)
    whose, by = people["agare.folkhalsa@example.se"], people["chef.folkhalsa@example.se"]
    assert events[0] == ("absence.set", whose.id, by.id)


def test_somebody_elses_is_refused_to_others_and_a_name_that_nobody_has_is_said(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("välfärd", "frånvaro Ägare Folkhälsa 4–8 juli", "Bara Ägare Folkhälsa, närmaste chef och samordnaren…"),
            ("välfärd", "frånvaro Ägare Folkhälsa", "Bara Ägare Folkhälsa, närmaste chef och samordnaren…"),
            ("UCHKULT01", "frånvaro agare.folkhalsa@example.se slut", "Bara Ägare Folkhälsa…"),
            ("samordnare", "frånvaro Kalle Anka 4–8 juli", "Jag hittar ingen som heter ”Kalle Anka”.…"),
            ("samordnare", "frånvaro kalle@example.se", "Jag hittar ingen som heter ”kalle@example.se”…"),
            ("samordnare", "frånvaro Ägare Folkhälsa snart", "Jag kan inte tolka ”snart” som datum.…"),
        ],
    )
    assert stored(bot) == []


REFUSED = [
    ("frånvaro nån gång", "Jag kan inte tolka ”nån gång” som datum. Skriv till exempel /malvakten frånvaro 1–31 juli"),
    ("frånvaro jul", "Vilka dagar menar du med ”jul”? Skriv till exempel…"),
    ("frånvaro till midsommar", "Vilka dagar menar du med ”till midsommar”?…"),
    ("frånvaro från 3 juli", "”från 3 juli” saknar en sista dag.…"),
    ("frånvaro 31 juni", "Datumet i ”31 juni” finns inte.…"),
    ("frånvaro 2022-07-09–2022-07-01", "”2022-07-09–2022-07-01” slutar innan det börjar.…"),
    ("frånvaro 2022-01-01–2022-01-03", "”2022-01-01–2022-01-03” har redan passerat.…"),
    ("frånvaro 2022-07-01–2024-01-01", "”2022-07-01–2024-01-01” är längre än ett år.…"),
]


def test_what_is_not_understood_is_refused_and_stores_nothing(bot: Bot) -> None:
    lines: list[Line] = [("folkhälsa", f"{by}{said}", answer) for said, answer in REFUSED for by in ("", "/malvakten ")]
    lines.append(("medarbetare", "frånvaro 1–31 juli", "Du finns inte med bland dem som svarar…"))
    verify_dialogue(bot, lines)
    assert stored(bot) == []


def test_no_reason_is_kept(bot: Bot, chat: Chat) -> None:
    """What is more than days is refused, and neither the table nor the audit has room for it."""
    verify_dialogue(bot, [("folkhälsa", "frånvaro 1–31 juli sjuk i corona", "Jag kan inte tolka…")])
    verify_dialogue(bot, [("folkhälsa", "frånvaro 1–31 juli", "Sparat…")])
    lines = bot.read(lambda s: [(e.what, e.after) for e in s.scalars(select(AuditEvent).order_by(AuditEvent.id))])
    assert [line for line in lines if "absence" in line[0]] == [
        ("absence.set", {"first": "2022-07-01", "last": "2022-07-31"})
    ]
    assert "corona" not in str(lines)
