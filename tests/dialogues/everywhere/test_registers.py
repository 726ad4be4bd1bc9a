"""The registers in chat: listed, looked for, shown; and what a coordinator does with them."""

import pytest

from models.registers.queries import line_of
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.everywhere.test_plan import BOSS
from tests.dialogues.harness import verify_dialogue

pytestmark = pytest.mark.one_database


def test_a_line_is_added_shown_found_changed_and_ended(bot: Bot, chat: Chat) -> None:
    talk = verify_dialogue(bot, [
        ("medarbetare", "/malvakten register", "Register…mål (0)…lärdomar (0) – Vad har vi lärt oss"),
        ("medarbetare", "/malvakten lärdomar", "Lärdomar…Det finns inga rader ännu."),
        ("medarbetare", "/malvakten lärdomar lägg till", "Det här kan bara samordnaren göra."),
        ("gäst", "/malvakten lärdomar", "Det här kan bara medlemmar"),
    ])  # fmt: skip
    boss = chat.person(BOSS)
    talk.say("samordnare", "/malvakten lärdomar lägg till Börja upphandlingen tidigare")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    faults = boss.submit(view, {"key": "LD1", "text": "Börja tidigare", "kind": "stop", "links": "rad:99"}).errors
    assert list(faults.values()) == ["planen har ingen rad 99"]
    assert not boss.submit(view, {"key": "LD1", "text": "Börja tidigare", "kind": "stop", "links": "rad:14"}).errors
    verify_dialogue(bot, [
        ("medarbetare", "/malvakten lärdomar", "Lärdomar…LD1 Börja tidigare · Sluta göra…[Visa LD1]"),
        ("medarbetare", "[Visa LD1]", "Lärdomar: LD1"),
        ("medarbetare", "lärdomar tidigare", "Lärdomar: tidigare…LD1"),
        ("medarbetare", "lessons qwxyz", "Lärdomar: qwxyz…Ingen rad i ”Lärdomar” innehåller ”qwxyz”."),
        ("medarbetare", "lärdomar ld1", "Lärdomar: LD1…Lärdom: Börja tidigare…Hör till: rad 14"),
        ("medarbetare", "/malvakten status 14", "Rad 14…Hör till raden…Lärdomar: LD1 Börja tidigare"),
        ("medarbetare", "/malvakten historik 14", "Historik för rad 14…Hör till raden…Lärdomar: LD1"),
        ("medarbetare", "/malvakten status 15", "Rad 15"),
        ("samordnare", "lärdomar ändra LD9", "Vilken rad i ”Lärdomar”? Skriv dess nyckel.…[Lärdomar]"),
    ])  # fmt: skip
    talk.say("samordnare", "/malvakten lärdomar ändra LD1")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    assert not boss.submit(view, {"text": "Börja i januari"}).errors
    talk.say("samordnare", "/malvakten lärdomar avsluta LD1 Gäller inte längre")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    assert not boss.submit(view, {"why": "Gäller inte längre"}).errors
    stored = bot.read(lambda session: line_of(session, "lessons", "ld1"))
    assert stored is not None
    assert (stored.content["text"], stored.content["kind"], stored.ended_why) == (
        "Börja i januari", "stop", "Gäller inte längre",
    )  # fmt: skip
    verify_dialogue(bot, [("medarbetare", "/malvakten lärdomar LD1", "…Avslutat…: Gäller inte längre")])
