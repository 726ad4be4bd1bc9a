"""`person …`: people are added, changed and removed in chat, and an open round follows by itself."""

import pytest
from sqlalchemy import select

from models.operations.tables import AuditEvent
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from tests.dialogues.chat import Bot, Chat, Sheet, Someone
from tests.dialogues.harness import filled, nothing_is_live, verify_dialogue

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
BOSS = "samordnare"
NEW = {"email": "Medarbetare <medarbetare@example.se>", "name": "Ny Ägare", "unit": "folkhälsa"}


def form(person: Someone, words: str) -> Sheet:
    return person.command("/malvakten", words).wait_view()


def known(bot: Bot, email: str) -> PersonView | None:
    return bot.read(lambda session: load_directory(session).by_email.get(email))


def test_a_person_is_added_with_the_checks_of_the_import_and_is_asked(bot: Bot, chat: Chat) -> None:
    boss = chat.person("USAMORD01")
    view = form(boss, "person lägg till")
    for values, faults in (
        ({**NEW, "email": "ny", "unit": "Folkhelsa"}, {
            "email": "”ny” är ingen e-postadress. Skriv hela adressen, till exempel anna.ek@example.se.",
            "unit": "Det finns ingen verksamhet som heter ”Folkhelsa”. Verksamheterna är",
        }),
        ({**NEW, "unit": "Folkhelsa"}, {"unit": "Det finns ingen verksamhet som heter ”Folkhelsa”."}),
        ({**NEW, "unit": ""}, {"unit": "En aktivitetsansvarig svarar för en verksamhet. Skriv vilken"}),
        ({**NEW, "activities": "12, 999 och 1", "manager_email": "Kalle"}, {
            "manager_email": "”Kalle” är ingen e-postadress.", "activities": "Rad ”1” hör inte till",
        }),
        ({**NEW, "activities": "12; 999", "manager_email": "", "deputy_email": "nobody@example.se"}, {
            "activities": "Det finns ingen rad ”999” i planen.",
            "deputy_email": "”nobody@example.se” finns inte i personfilen.",
        }),
        ({**NEW, "activities": "1", "deputy_email": ""}, {"activities": "Rad ”1” hör inte till personens verksamhet."}),
        ({**NEW, "email": "agare.folkhalsa@example.se", "activities": ""}, {
            "email": "”agare.folkhalsa@example.se” finns redan i personfilen.",
        }),
    ):  # fmt: skip
        told = boss.submit(view, values).errors
        assert told.keys() == faults.keys(), (values, told)
        assert all(told[name].startswith(words) for name, words in faults.items()), told
    sent = boss.submit(view, {**NEW, "activities": "12 och 16", "manager_email": "Chef Folkhälsa"})
    assert not sent.errors
    bot.settle()
    added = known(bot, "medarbetare@example.se")
    assert added is not None
    assert (added.name, added.activities, added.manager_email) == (
        "Ny Ägare",
        frozenset({12, 16}),
        "chef.folkhalsa@example.se",
    )
    [asked] = chat.person("U0MEDARB1").inbox
    assert "Du svarar för 2 aktiviteter." in asked.text
    nothing_is_live(bot)
    assert chat.violations == []


def test_a_change_holds_at_once_and_keeps_what_others_changed(bot: Bot, chat: Chat) -> None:
    boss, owner = chat.person("USAMORD01"), chat.person("UAGVALF01")
    view = form(boss, "person ändra agare.valfard@example.se")
    assert filled(view)["unit"] == "Välfärd"
    first = form(boss, "person ändra Ägare Välfärd")
    assert not boss.submit(first, {"deputy_email": "Ägare Folkhälsa"}).errors
    assert not boss.submit(view, {"unit": "Välfärd / Folkhälsa"}).errors
    bot.settle()
    now = known(bot, "agare.valfard@example.se")
    assert now is not None
    assert (len(now.units), now.deputy_email) == (2, "agare.folkhalsa@example.se")
    verify_dialogue(bot, [("välfärd", "/rapportera 12 grön Bra.", "Tack…")])
    view = form(boss, "person ändra agare.valfard@example.se")
    assert not boss.submit(view, {"email": "ny.adress@example.se", "unit": "Folkhälsa"}).errors
    moved = known(bot, "ny.adress@example.se")
    assert moved is not None
    assert moved.id == now.id
    assert owner.id
    lines = bot.read(lambda session: list(session.scalars(select(AuditEvent).where(AuditEvent.about_id == now.id))))
    coordinator = known(bot, "samordnare1@example.se")
    assert {"person.changed", "person.new_address"} <= {line.what for line in lines}
    assert coordinator is not None
    assert {line.person_id for line in lines if line.what.startswith("person.c")} == {coordinator.id}
    verify_dialogue(bot, [(BOSS, "/malvakten person visa ny.adress@example.se", "Ägare Välfärd…E-post: ny.adress…")])


def test_removing_says_first_what_it_leaves_behind(bot: Bot, chat: Chat) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/malvakten person visa Ägare Folkhälsa", "Det här kan bara samordnaren göra.…"),
            (BOSS, "/malvakten person", "…Lägg till en person…"),
            (BOSS, "/malvakten person ta bort Ägare Ledningsstaben", "Ta bort Ägare Ledningsstaben "
             "(agare.ledningsstaben@example.se) ur personfilen?…Ingen svarar då för rad 60.…Inget har ändrats än.…"),
            (BOSS, "/malvakten person ta bort ersattare.folkhalsa@example.se", "Ta bort…Är ersättare för…ange…"),
            (BOSS, "[Ta bort Ersättare Folkhälsa]", "Ersättare Folkhälsa finns inte längre i personfilen.…Är "
             "ersättare för…egen personfil också…"),
            (BOSS, "/malvakten person ta bort samordnare2@example.se", "Ta bort Samordnare 2 (…"),
            (BOSS, "[Ta bort Samordnare 2]", "Samordnare 2 finns inte längre i personfilen.…"),
            (BOSS, "/malvakten person ta bort samordnare1@example.se", "Samordnare 1 är den enda samordnaren, och…"),
            (BOSS, "/malvakten person ta bort Kalle", "Jag hittar ingen som heter ”Kalle”.…"),
            (BOSS, "/malvakten person ta bort", "Vem? Skriv e-postadressen eller namnet.…"),
            (BOSS, "vilka personer har inte svarat?", "…Utan svar i Halvår 2022…"),
        ],
    )  # fmt: skip
    assert known(bot, "ersattare.folkhalsa@example.se") is None
    boss = chat.person("USAMORD01")
    view = form(boss, "person ändra samordnare1@example.se")
    assert boss.submit(view, {"roles": "chef"}).errors["roles"].startswith("Samordnare 1 är den enda samordnaren.")
