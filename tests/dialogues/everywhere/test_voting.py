"""The proposals for learning projects: found, ranked by organisations, and what came of it."""

import pytest
from sqlalchemy import select

from actions.registers.lines import store_lines
from bot.demo.program import fill_registers
from models.learning.tables import ProposalBallot
from models.operations.tables import AuditEvent
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.registers.queries import line_of
from tests.conftest import SAMPLES
from tests.dialogues.chat import Bot
from tests.dialogues.harness import verify_dialogue

pytestmark = pytest.mark.one_database
_MEETING = "Reglabs medlemsmöte"


def _fill(bot: Bot) -> None:
    """The sample's registers, a learning project and a session of it."""
    bot.write(lambda session: fill_registers(session, SAMPLES / "registers", bot.clock()))

    def add(session: object) -> None:
        directory = load_directory(session)  # type: ignore[arg-type]
        targets = Targets(session, directory, directory.plans[0])  # type: ignore[arg-type]
        for register, line in (
            ("learning_projects", Line("LR1", {"name": "Elektrifiering", "year": 2025}, ("proposals:LP14",))),
            ("sessions", Line("PASS1", {"theme": "Effektbrist", "on": "2025-03-12"}, ("learning_projects:LR1",))),
        ):
            stored = store_lines(session, BY_NAME[register], targets, [line], bot.clock())  # type: ignore[arg-type]
            assert not stored.faults

    bot.write(add)


def test_each_organisation_has_one_ranking_until_the_vote_is_closed(bot: Bot) -> None:
    _fill(bot)
    verify_dialogue(bot, [
        ("medarbetare", "Vilka förslag passar ihop med energiaktiviteterna?",
         "Lärprojektförslag: LP14…rad 57, rad 61 och"),
        ("medarbetare", "/malvakten status 61", "Rad 61…Hör till raden…Lärprojektförslag: LP14"),
        ("folkhälsa", "/malvakten rösta 14", "Ingen omröstning är öppen. Samordnaren öppnar en."),
        ("folkhälsa", f"/malvakten rösta öppna {_MEETING}", "Det här kan bara samordnaren göra."),
        ("samordnare", "/malvakten rösta öppna", "Ge omröstningen ett namn, till exempel: ”rösta öppna"),
        ("samordnare", f"/malvakten rösta öppna {_MEETING}",
         f"Omröstningen ”{_MEETING}” är öppen.…[Rangordna förslagen]"),
        ("samordnare", "/malvakten rösta öppna En till", f"{_MEETING} är redan öppen. Stäng den först."),
        ("folkhälsa", "/malvakten rösta 14, 27 och 2",
         "Rangordningen från Folkhälsa: 1. LP14 Hållbar elektrifiering av samhället, 2. LP27 …, 3. LP2 "),
        ("folkhälsa", "rösta 27, LP14", "Rangordningen från Folkhälsa: 1. LP27 …, 2. LP14 "),
        ("chef", "/malvakten rösta 1",
         "Folkhälsa har redan en rangordning, av Ägare Folkhälsa: 1. LP27 …[Byt ut den mot min]"),
        ("chef", "/malvakten rösta", "Reglabs medlemsmöte…1 organisation har rangordnat förslagen.…Folkhälsa: 1. LP27"),
        ("välfärd", "vote 14 14", "LP14 Hållbar elektrifiering av samhället står två gånger"),
        ("välfärd", "vote 99", "Det finns inget förslag ”99”."),
        ("välfärd", "rösta 1 2 3 4 5 6", "En rangordning har 1 till 5 förslag, den här har 6."),
        ("välfärd", "rösta för Folkhälsa: 14", "Du företräder Välfärd. Samordnaren kan lämna en annan"),
        ("samordnare", "rösta 14", "Vilken organisation kommer rangordningen från?"),
        ("samordnare", "rösta för Region Dalarna: 14, 12", "Rangordningen från Region Dalarna: 1. LP14 …, 2. LP12 "),
        ("medarbetare", "rösta 14", "Vilken organisation kommer rangordningen från?"),
    ])  # fmt: skip
    someone = bot.chat.person("UAGVALF01")
    talk = verify_dialogue(bot, [("välfärd", "/malvakten rösta", "Reglabs medlemsmöte")])
    reply = someone.click(talk.last["välfärd"], "Rangordna förslagen")
    view = reply.wait_view()
    assert not someone.submit(view, {"place1": "LP14", "place2": "LP1"}).errors
    verify_dialogue(bot, [
        ("chef", "/malvakten rösta 12", "Folkhälsa har redan en rangordning"),
        ("chef", "[Byt ut den mot min]", "Rangordningen från Folkhälsa: 1. LP12 "),
        ("samordnare", "rösta stäng", f"Stäng {_MEETING}? 3 organisationer har rangordnat förslagen."),
        ("samordnare", "[Stäng omröstningen nu]",
         f"Utfallet av {_MEETING}…1. LP14 Hållbar elektrifiering av samhället – 10 poäng från 2 av 3…2. LP12 "
         "…– 9 poäng från 2 av 3…3. LP1 …– 4 poäng från 1 av 3…Region Dalarna: 1. LP14"),
        ("folkhälsa", "rösta 1", f"{_MEETING} stängdes …, så rangordningarna gäller."),
        ("medarbetare", "rösta resultat", f"Utfallet av {_MEETING}"),
        ("medarbetare", "förslag LP14",
         f"…Utfall: Plats 1: 10 poäng från 2 av 3 organisationer, {_MEETING}…Hör till: rad 57"),
    ])  # fmt: skip
    assert len(bot.read(lambda session: session.scalars(select(ProposalBallot)).all())) == 3
    told = bot.read(
        lambda session: session.scalars(select(AuditEvent.what).where(AuditEvent.what.like("vote.%"))).all()
    )
    assert told == ["vote.opened", *["vote.given"] * 5, "vote.closed"]


def test_what_was_learnt_at_a_session_is_a_lesson(bot: Bot) -> None:
    _fill(bot)
    verify_dialogue(bot, [
        ("medarbetare", "/malvakten lärprojekt", "Lärprojekt…LR1 Elektrifiering · 2025"),
        ("folkhälsa", "/malvakten lärdom PASS1", "Vad lärde du dig där? Skriv till exempel ”lärdom PASS1 text”."),
        ("folkhälsa", "/malvakten lärdom pass1 Fråga elnätsbolaget först", "Lärdomen finns nu i registret: LD1 Fråga"),
        ("medarbetare", "/malvakten lärdomar LD1", "Lärdomar: LD1…Effektbrist…Hör till: Lärpass PASS1"),
        ("medarbetare", "lärdom PASS1 Något", "Du finns inte med bland dem som svarar."),
    ])  # fmt: skip
    line = bot.read(lambda session: line_of(session, "lessons", "LD1"))
    assert line is not None
    assert line.content["text"] == "Fråga elnätsbolaget först"
