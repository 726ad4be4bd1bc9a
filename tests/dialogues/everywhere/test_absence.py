"""`frånvaro …`: set, shown, ended, refused; and nothing about why is kept."""

import pytest
from sqlalchemy import select

from models.operations.tables import AuditEvent
from models.people.absence import Absence
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
            ("folkhälsa", "/malvakten frånvaro", "Du har ingen frånvaro framför dig.…Skriv till exempel"),
            (
                "folkhälsa",
                "frånvaro 1–31 juli",
                "Sparat: du är frånvarande 1–31 juli 2022.…går frågorna till Ersättare",
            ),
            (
                "folkhälsa",
                "/malvakten FRANVARO 1-15 juli",
                "Sparat: du är frånvarande 1–15 juli 2022.…Det ersätter det du sagt förut: 1–31 juli 2022.…går",
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
            ("hållbarhet", "frånvaro", "Du har ingen frånvaro framför dig."),
        ],
        talk,
    )
    bot.clock.move(days=1)
    verify_dialogue(bot, [("folkhälsa", "frånvaro slut", "Sparat: du är inte längre frånvarande.…")], talk)
    # What has been stays, the rest of it does not.
    assert stored(bot) == ["2022-06-08..2022-06-08", "2022-07-01..2022-07-15"]
    verify_dialogue(bot, [("folkhälsa", "frånvaro slut", "Du har ingen frånvaro framför dig.…")], talk)


REFUSED = [
    ("frånvaro nån gång", "Jag kan inte tolka ”nån gång” som datum. Skriv till exempel /malvakten frånvaro 1–31 juli"),
    ("frånvaro från 3 juli", "”från 3 juli” saknar en sista dag.…"),
    ("frånvaro 31 juni", "Det finns ingen sådan dag som i ”31 juni”.…"),
    ("frånvaro 2022-07-09–2022-07-01", "”2022-07-09–2022-07-01” slutar innan det börjar.…"),
    ("frånvaro 2022-01-01–2022-01-03", "”2022-01-01–2022-01-03” har redan varit.…"),
    ("frånvaro 2022-07-01–2024-01-01", "”2022-07-01–2024-01-01” är längre än ett år.…"),
]


def test_what_is_not_understood_is_refused_and_stores_nothing(bot: Bot) -> None:
    lines: list[Line] = [("folkhälsa", f"{by}{said}", answer) for said, answer in REFUSED for by in ("", "/malvakten ")]
    lines.append(("medarbetare", "frånvaro 1–31 juli", "Du är inte upplagd som svarande…"))
    verify_dialogue(bot, lines)
    assert stored(bot) == []


def test_no_reason_is_kept(bot: Bot, chat: Chat) -> None:
    """What is more than days is refused, and neither the table nor the audit has room for it."""
    verify_dialogue(bot, [("folkhälsa", "frånvaro 1–31 juli sjuk i corona", "Jag kan inte tolka…")])
    verify_dialogue(bot, [("folkhälsa", "frånvaro 1–31 juli", "Sparat…")])
    lines = bot.read(lambda s: [(e.what, e.details) for e in s.scalars(select(AuditEvent).order_by(AuditEvent.id))])
    assert [line for line in lines if "absence" in line[0]] == [
        ("absence.set", {"first": "2022-07-01", "last": "2022-07-31"})
    ]
    assert "corona" not in str(lines)
