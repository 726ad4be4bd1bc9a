"""What is learnt: asked for when a row is on plan again or its activity is done, and found when another turns red."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.rounds.life_cycle import close_round
from models.learning.tables import HelpReply, LessonQuestion
from models.operations.tables import AuditEvent
from models.registers.kinds.improvements import STEPS
from models.registers.queries import line_of
from models.rounds.queries import round_named
from models.rules.text import fold
from tests.conftest import OPENING
from tests.dialogues.chat import Bot
from tests.dialogues.harness import Talk, drain, lacks, open_now, verify_dialogue

pytestmark = pytest.mark.one_database
RED = (
    "röd Upphandlingen är överklagad. Orsak: Domstol Åtgärd: Ramavtal hos kommunerna Ansvarig: Chefen Klart: 2026-03-31"
)


def _two_rounds(bot: Bot) -> None:
    """Last year's round, in which row 14 was red, is closed; this year's is open."""
    open_now(bot, "Halvår 2021", period_from=date(2021, 7, 1), period_to=date(2021, 12, 31))
    verify_dialogue(bot, [("folkhälsa", f"/rapportera 14 {RED}", "Tack, ditt svar är sparat: rad 14 – 🔴 Rött.")])
    drain(bot)

    def close(session: Any) -> None:
        close_round(session, round_named(session, fold("Halvår 2021")), bot.clock(), bot.options)  # type: ignore[arg-type]

    bot.write(close)
    drain(bot)
    bot.clock.move_to(OPENING + timedelta(days=6))
    open_now(bot)


def test_what_was_learnt_is_asked_for_once_kept_found_again_and_counted(bot: Bot) -> None:
    _two_rounds(bot)
    verify_dialogue(bot, [
        ("folkhälsa", "/rapportera 14 grön Ramavtalet löste det.",
         "Tack, ditt svar är sparat: rad 14 – 🟢 Grönt.…Rad 14 är enligt plan igen. Vad hjälpte?…En rad räcker…"
         "[Skriv en lärdom]…[Hoppa över]"),
        ("folkhälsa", "/malvakten lärdom", "Rad 14 är enligt plan igen."),
        ("folkhälsa", "/malvakten lärdom 14 Gå med i kommunernas ramavtal när en upphandling överklagas.",
         "Lärdomen finns nu i registret: LD1 Gå med i kommunernas ramavtal"),
        ("folkhälsa", "/malvakten lärdom", "Jag har inte frågat dig om något"),
        # Red and green again in one round is one event.
        ("folkhälsa", f"/rapportera 14 {RED} Skäl: Fel.", "Tack, ditt svar är sparat: rad 14 – 🔴 Rött."),
        ("folkhälsa", "/rapportera 14 grön Löst igen.", lacks("Vad hjälpte?", "Hoppa över")),
        ("medarbetare", "/malvakten status 14", "Rad 14…Hör till raden…Lärdomar: LD1"),
        ("medarbetare", "/malvakten lärdomar LD1", "Lärdomar: LD1…Halvår 2022, rad 14…Hör till: rad 14"),
        ("medarbetare", "/malvakten lärdom 14 Nej", "Du finns inte med bland dem som svarar."),
        ("välfärd", "/malvakten lärdom 14 Nej", "Rad 14 hör till Folkhälsa."),
    ])  # fmt: skip
    verify_dialogue(bot, [
        ("samhälle1", "/rapportera 35 gul Överklagad upphandling igen.",
         "Tack, ditt svar är sparat: rad 35 – 🟡 Gult.…Något liknande har hänt förr:…Gå med i kommunernas ramavtal…"
         "Lärdom LD1, ”Genomföra en länsdialog…”, Halvår 2022, rad 14. Hjälpte det?…[1: hjälpte]…"
         "Ramavtal hos kommunerna…Åtgärd på rad 14, ”Genomföra en länsdialog…”, Halvår 2021. Hjälpte det?…"
         "[2: hjälpte]…[2: hjälpte inte]"),
        ("samhälle1", "[1: hjälpte]", "Noterat: det hjälpte."),
        ("samhälle1", "/rapportera 35 gul Fortfarande överklagad upphandling.", lacks("Något liknande")),
        ("medarbetare", "/malvakten liknande 35",
         "Liknar rad 35…Gå med i kommunernas ramavtal…1 av 1 säger att det hjälpte."),
        ("medarbetare", "/malvakten liknande 35", lacks("Hjälpte det?", "1: hjälpte")),
        ("samhälle1", "/malvakten liknande 35", "Liknar rad 35"),
        ("samhälle1", "[1: hjälpte inte]", "Noterat: det hjälpte inte."),
        ("medarbetare", "/malvakten liknande 35", "…0 av 1 säger att det hjälpte."),
        ("medarbetare", "liknande", "Vilken rad gäller det? Skriv till exempel ”liknande 14”."),
    ])  # fmt: skip
    line = bot.read(lambda session: line_of(session, "lessons", "LD1"))
    assert line is not None
    assert line.content["origin"] == "Halvår 2022, rad 14"
    [asked] = bot.read(lambda session: session.scalars(select(LessonQuestion)).all())
    assert asked.line_id == line.id
    assert len(bot.read(lambda session: session.scalars(select(HelpReply)).all())) == 1
    told = bot.read(
        lambda session: session.scalars(select(AuditEvent.what).where(AuditEvent.what.like("lesson.%"))).all()
    )
    assert told == ["lesson.told", "lesson.helped", "lesson.helped"]


def test_a_form_asks_at_the_end_of_the_sitting_and_a_button_passes_it_over(bot: Bot) -> None:
    _two_rounds(bot)
    talk = Talk(bot)
    talk.say("tärna", "/rapportera 76 gul Oklart.")
    person = talk.person("tärna")
    view = person.command("/rapportera", "77").wait_view()
    assert not person.submit(
        view, {"status": "green", "comment": "Kursen har fått sökande.", "lifecycle": "done"}
    ).errors
    assert "Aktiviteten på rad 77 är klar. Vad har ni lärt er" in view.text
    talk.last["tärna"] = view  # type: ignore[assignment]
    verify_dialogue(bot, [
        ("tärna", "/malvakten lärdom 77", "Lärdom"),
        ("tärna", "{text: Sök upp de sökande på deras arbetsplatser.}", "…Lärdomen finns nu i registret: LD1 Sök upp"),
        ("folkhälsa", "/rapportera 14 grön Klart nu.", "Tack…[Hoppa över]"),
        ("folkhälsa", "[Hoppa över]", "Det går bra. Skriv ”lärdom 14 …” om du kommer på något senare."),
        ("folkhälsa", "lärdom", "Jag har inte frågat dig om något"),
        ("folkhälsa", "lesson 14 sluta: Vänta på domstolen",
         "Lärdomen finns nu i registret: LD2 Vänta på domstolen · Sluta göra"),
    ], talk)  # fmt: skip


def test_a_pdca_begins_in_a_deviation_and_goes_from_step_to_step(bot: Bot) -> None:
    _two_rounds(bot)
    talk = verify_dialogue(bot, [
        ("medarbetare", "Vad bör vi sluta göra?", "Ingen har ännu sagt vad ni bör sluta göra."),
        ("medarbetare", "Vad har vi lärt oss av det som blev rött?",
         "Det finns inga lärdomar än från rader som har varit"),
        ("folkhälsa", "/malvakten pdca 13",
         "Rad 13 är inte gul eller röd i Halvår 2022. En PDCA börjar i en avvikelse."),
        ("folkhälsa", "/rapportera 13 gul För få kommer till träffarna.",
         "Tack…[Börja en PDCA]…[Målkonflikt …]…[Bör avslutas …]"),
    ])  # fmt: skip
    conflict = talk.person("folkhälsa").click(talk.last["folkhälsa"], "Målkonflikt …").wait_view()
    told = {"text": "Kortare köer och fler träffar går inte ihop.", "kind": "goal_conflict"}
    assert not talk.person("folkhälsa").submit(conflict, told).errors
    begin = talk.person("folkhälsa").click(talk.last["folkhälsa"], "Börja en PDCA").wait_view()
    plan = {"matter": "För få kommer till träffarna.", "plan": "Pröva kvällstid i två kommuner."}
    assert not talk.person("folkhälsa").submit(begin, plan).errors
    verify_dialogue(bot, [
        ("medarbetare", "/malvakten pdca", "Förbättringar (PDCA)…PDCA1 För få kommer"),
        ("folkhälsa", "/malvakten pdca 13",
         "PDCA1: För få kommer…Halvår 2022, rad 13…Planera (Plan): Pröva kvällstid…Studera (Study): –…"
         "Härnäst: Göra (Do). Vad gjordes?…[Fyll i Göra (Do)]"),
        ("välfärd", "pdca PDCA1 Något", "Bara de som svarar för raden, eller samordnaren, fyller i PDCA1."),
        ("folkhälsa", "pdca 13 Två kvällar i maj.", "PDCA1: …Göra (Do): Två kvällar i maj.…Härnäst: Studera (Study)."),
        ("folkhälsa", "[Fyll i Studera (Study)]", "…Göra (Do): Två kvällar i maj."),
        ("folkhälsa", "{text: Dubbelt så många kom.}", "…Studera (Study): Dubbelt så många kom.…Härnäst: Agera (Act)."),
        ("samordnare", "pdca PDCA1 Kvällstid blir regel.", "PDCA1: …Alla fyra stegen är ifyllda.…[Skriv en lärdom]"),
        ("folkhälsa", "/malvakten lärdom 13 sluta: Träffar på dagtid", "Lärdomen finns nu i registret: LD2 Träffar"),
        ("folkhälsa", "/malvakten lärdom 14 Ring domstolen", "Lärdomen finns nu i registret: LD3 Ring"),
        ("medarbetare", "Vad bör vi sluta göra?",
         "Lärdomar: vad vi bör sluta göra…LD2 Träffar på dagtid…LD1 Kortare köer"),
        ("medarbetare", "Vad har vi lärt oss av det som blev rött?", "Lärdomar: 🔴 Rött…LD3 Ring domstolen"),
        ("medarbetare", "What have we learnt from what turned yellow?", "Lärdomar: 🟡 Gult…LD2…LD1"),
        ("medarbetare", "/malvakten historik 13", "Historik för rad 13…Förbättringar (PDCA): PDCA1"),
    ])  # fmt: skip
    line = bot.read(lambda session: line_of(session, "improvements", "PDCA1"))
    assert line is not None
    assert [line.content[step] for step in STEPS] == [
        "Pröva kvällstid i två kommuner.", "Två kvällar i maj.", "Dubbelt så många kom.", "Kvällstid blir regel.",
    ]  # fmt: skip
    assert line.content["done_on"]
