"""`plan …`: what it will do and to whom is said before a button does it; those who are asked are told, once."""

from collections.abc import Sequence

import pytest

from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import (
    Talk,
    drain,
    filled,
    lacks,
    nothing_is_live,
    stored,
    time_passes,
    verify_dialogue,
)

ANNA, VALFARD, BOSS = "UAGFOLK01", "UAGVALF01", "USAMORD01"
one_database = pytest.mark.one_database


def plan_of(bot: Bot, year: int = 2022) -> PlanView:
    plans = bot.read(lambda session: load_directory(session).plans)
    return next(plan for plan in plans if plan.year == year)


def collected(bot: Bot) -> None:
    """The clock has looked, and the changes have been collected and told."""
    bot.settle()
    time_passes(bot, minutes=6)


def told(bot: Bot, chat: Chat, who: str) -> Sequence[str]:
    """What somebody was told in the thread of the opening message."""
    person = chat.person(who)
    return [post.text for post in chat.thread(person.id, person.inbox[0].ts)]


def plan_changes(bot: Bot) -> list[Delivery]:
    return bot.deliveries(kind=DeliveryKind.PLAN_CHANGE)


@one_database
def test_only_coordinators_change_the_plan_and_what_can_be_written_is_said(bot: Bot, chat: Chat) -> None:
    refused = "Det här kan bara samordnaren göra."
    verify_dialogue(
        bot,
        [
            *((who, f"/malvakten plan {words}", refused) for who in ("folkhälsa", "chef", "medarbetare")
              for words in ("", "ändra 14", "avsluta 14 Skäl.", "kopiera till 2023", "kontroll")),
            ("samordnare", "/malvakten plan", "Planen för 2022…80 rader under 5 mål…plan slå ihop RAD med RAD…"),
            ("samordnare", "/malvakten plan hoppa 14", "Skriv något av det här efter ”plan”: lägg till, ändra RAD…"),
            ("samordnare", "/malvakten PLAN FLYTTA", "Vilken rad? Skriv radens nummer…/malvakten plan ändra 14"),
            ("samordnare", "/malvakten plan flytta 99 till Kultur", "Det finns ingen rad 99 i planen…"),
            ("samordnare", "/malvakten plan flytta 12", "Till vilken verksamhet?…plan flytta 12 till Folkhälsa…"),
            ("samordnare", "/malvakten plan flytta 12 till Kulturskolan",
             "Det finns ingen verksamhet som heter ”Kulturskolan”. Menar du Kultur och ideell sektor"),
            ("samordnare", "/malvakten plan flytta 12 till folkhalsa", "Rad 12 hör redan till Folkhälsa."),
            ("samordnare", "/malvakten plan slå ihop 12", "Vilka två rader?…plan slå ihop 14 med 15…"),
            ("samordnare", "/malvakten plan slå ihop 12 och 12", "Ange två olika rader."),
            ("samordnare", "/malvakten plan kopiera", "Till vilket år?…plan kopiera till 2023."),
            ("samordnare", "/malvakten plan kopiera till 2022", "Det finns redan en plan för 2022, med 80 rader…"),
            ("samordnare", "/malvakten plan 2031 ändra 14", "Det finns ingen plan för 2031.…"),
        ],
    )  # fmt: skip
    assert plan_changes(bot) == []


@pytest.mark.round_is_open
def test_a_row_moves_with_its_question_and_its_answer(bot: Bot, chat: Chat) -> None:
    """A row is moved while its question is live: who was asked is told, who answers for it from now on is asked."""
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 gul Försenad.", "Tack…"),
            ("samordnare", "/malvakten plan flytta 12 till Välfärd",
             "Flytta rad 12 från Folkhälsa till Välfärd?…Halvår 2022 är öppen. Ägare Folkhälsa får veta det…"
             "Ägare Välfärd får frågan i Halvår 2022.…Rad 12 har ett svar i Halvår 2022. Det finns kvar.…"
             "Inget har ändrats än.…"),
        ],
    )  # fmt: skip
    assert plan_of(bot).by_row[12].unit_names == "Folkhälsa"
    talk = Talk(bot)
    talk.say("samordnare", "/malvakten plan flytta rad 12 till Välfärd")
    assert talk.say("samordnare", "[Flytta rad 12]").startswith("Rad 12 hör till Välfärd nu.")
    assert plan_of(bot).by_row[12].unit_names == "Välfärd"
    collected(bot)
    [words] = [text for text in told(bot, chat, ANNA) if "Planen har ändrats" in text]
    assert "Rad 12 har flyttats från Folkhälsa till Välfärd." in words
    assert any("Du får frågan om rad 12 också." in text for text in told(bot, chat, VALFARD))
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Bra.", "Rad 12 hör till Välfärd.…"),
            ("välfärd", "/rapportera 12 grön Bra.", "Tack…"),
            ("medarbetare", "/malvakten historik 12", "Historik för rad 12…🟢 Grönt – ”Bra.”…"),
        ],
    )  # fmt: skip
    assert len(stored(bot, 12)) == 2
    nothing_is_live(bot)
    assert chat.violations == []


@pytest.mark.round_is_open
@one_database
def test_several_changes_are_told_in_one_message_and_not_to_who_made_them(bot: Bot, chat: Chat) -> None:
    talk = Talk(bot)
    for said in ("/malvakten plan flytta 12 till Välfärd", "[Flytta rad 12]",
                 "/malvakten plan avsluta 13 Nämnden beslutade det.", "[Avsluta rad 13]"):  # fmt: skip
        talk.say("samordnare", said)
        time_passes(bot, minutes=1)
    assert not [text for text in told(bot, chat, ANNA) if "Planen har ändrats" in text]
    collected(bot)
    [words] = [text for text in told(bot, chat, ANNA) if "Planen har ändrats" in text]
    assert "Rad 12 har flyttats från Folkhälsa till Välfärd." in words
    assert "Rad 13 är avslutad: Nämnden beslutade det. Du behöver inte svara på den." in words
    assert "Det som redan är besvarat finns kvar." in words
    collected(bot)
    assert [each.state for each in plan_changes(bot)] == [DeliveryState.SENT]


@pytest.mark.round_is_open
@one_database
def test_a_row_ends_with_a_reason_and_can_be_taken_back(bot: Bot, chat: Chat) -> None:
    talk = verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 13 röd Inställt.", "Tack…"),
            ("samordnare", "/malvakten plan avsluta rad 13 Nämnden beslutade det. Ersätts av rad 12",
             "Avsluta rad 13?…Skäl: ”Nämnden beslutade det”…Rad 12 ersätter den:…Inget har ändrats än.…"),
            ("samordnare", "[Avsluta rad 13]", "Rad 13 är avslutad.…"),
            ("folkhälsa", "/rapportera 13 grön Bra.", "Rad 13 ersattes av rad 12 den…Svara där.…Bra.…"),
            ("samordnare", "/malvakten plan avsluta 13 Igen.", "Rad 13 ersattes av rad 12 den…"),
            ("medarbetare", "/malvakten historik 12",
             "Historik för rad 12…Rad 13, som den här raden har ersatt:…Nämnden beslutade det…🔴 Rött – ”Inställt.”…"),
            ("medarbetare", "/malvakten historik 13", "Historik för rad 13…Rad 13 ersattes av rad 12…🔴 Rött…"),
            ("medarbetare", "/malvakten avvikelser folkhälsa", lacks("Rad 13")),
        ],
    )  # fmt: skip
    assert talk.say("samordnare", "/malvakten plan avsluta 14 Beslutat.").startswith("Avsluta rad 14?")
    assert talk.say("samordnare", "[Avsluta rad 14]").startswith("Rad 14 är avslutad.")
    assert talk.say("samordnare", "[Ta tillbaka den i planen]").startswith("Rad 14 är med i planen igen")
    collected(bot)
    assert not any("Rad 14 är avslutad" in text for text in told(bot, chat, ANNA))
    verify_dialogue(bot, [("folkhälsa", "/rapportera 14 grön Bra.", "Tack…")])


@pytest.mark.round_is_open
@one_database
def test_without_a_reason_a_form_asks_for_it(bot: Bot, chat: Chat) -> None:
    talk, boss = Talk(bot), chat.person(BOSS)
    assert "Ägare Folkhälsa får veta det" in talk.say("samordnare", "/malvakten plan avsluta 13")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    assert list(boss.submit(view, {"why": "Klart.", "by": "99"}).errors.values()) == [
        "Rad 99 kan inte ersätta den. Ange en annan rad i planen."
    ]
    assert not boss.submit(view, {"why": "Klart.", "by": "12"}).errors
    assert 13 not in plan_of(bot).by_row


@pytest.mark.round_is_open
def test_two_rows_become_one_while_somebody_has_the_form_open(bot: Bot, chat: Chat) -> None:
    anna = chat.person(ANNA)
    assert "0 av 9 klara" in anna.inbox[0].text
    view = anna.command("/rapportera", "13").wait_view()
    talk = verify_dialogue(
        bot,
        [
            ("samordnare", "/malvakten plan slå ihop 12 med 13",
             "Slå ihop raderna 12 och 13?…Ägare Folkhälsa får veta det…En rad blir kvar.…Inget har ändrats än.…"),
            ("samordnare", "[Behåll lydelsen på rad 12]", "Rad 13 har slagits ihop med rad 12, som är kvar.…"),
        ],
    )  # fmt: skip
    sent = anna.submit(view, {"status": "green", "comment": "Det går framåt."})
    [fault] = sent.errors.values() or [sent.text]
    assert "Rad 13 ersattes av rad 12 den" in fault
    assert "Svara där." in fault
    assert filled(view)["comment"] in {"Det går framåt.", None}
    assert stored(bot) == []
    collected(bot)
    [words] = [text for text in told(bot, chat, ANNA) if "Planen har ändrats" in text]
    assert "Rad 13 har slagits ihop med rad 12, ”Verka för en länsdialog" in words
    assert "Rad 12 har" not in words
    assert talk.say("samordnare", "/malvakten plan slå ihop 12 med 13").startswith("Rad 13 ersattes av rad 12")
    assert "0 av 8 klara" in anna.inbox[0].text


@pytest.mark.round_is_open
@one_database
def test_a_row_is_reworded_and_placed_under_a_further_goal(bot: Bot, chat: Chat) -> None:
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 grön Bra.", "Tack…")])
    talk, boss = Talk(bot), chat.person(BOSS)
    talk.say("samordnare", "/malvakten plan ändra 12")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    before = plan_of(bot).by_row[12]
    goals = f"{before.goal.name}\nHållbar utveckling"
    values = {"activity": "En ny lydelse", "units": "Folkhälsa", "goals": f"{before.goal.name}\nNytt mål"}
    assert list(boss.submit(view, values).errors) == ["goals"]
    taken = boss.submit(view, {**values, "goals": goals, "activity": plan_of(bot).by_row[13].activity})
    assert list(taken.errors.values()) == ["Rad 13 har redan den lydelsen. Ändra den raden, eller slå ihop de två."]
    done = boss.submit(view, {**values, "goals": goals})
    assert not done.errors
    after = plan_of(bot)
    assert (after.by_row[12].activity, after.by_row[81].activity) == ("En ny lydelse", "En ny lydelse")
    assert after.by_row[81].goal.name == "Hållbar utveckling"
    assert after.by_row[12].goal == before.goal
    collected(bot)
    [words] = [text for text in told(bot, chat, ANNA) if "Planen har ändrats" in text]
    assert f"Rad 12 har en ny lydelse: ”En ny lydelse”. Tidigare: ”{before.activity}”" in words
    verify_dialogue(
        bot,
        [("medarbetare", "/malvakten historik 12",
          f"Historik för rad 12…En ny lydelse…Tidigare lydelser…Till…”{before.activity}”…🟢 Grönt – ”Bra.”…")],
    )  # fmt: skip


@one_database
def test_two_coordinators_change_different_fields_of_one_row(bot: Bot, chat: Chat) -> None:
    """A form that was opened before another change leaves alone what its sender did not touch."""
    talk, boss = Talk(bot), chat.person(BOSS)
    talk.say("samordnare", "/malvakten plan ändra 12")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    other = Talk(bot)
    other.say("samordnare", "/malvakten plan flytta 12 till Välfärd")
    other.say("samordnare", "[Flytta rad 12]")
    row = plan_of(bot).by_row[12]
    fields = {"activity": "En ny lydelse", "units": "Folkhälsa", "goals": row.goal.name}
    assert not boss.submit(view, fields).errors
    after = plan_of(bot).by_row[12]
    assert (after.activity, after.unit_names) == ("En ny lydelse", "Välfärd")


@pytest.mark.round_is_open
@one_database
def test_an_activity_is_added_and_asked_about(bot: Bot, chat: Chat) -> None:
    talk, boss = Talk(bot), chat.person(BOSS)
    talk.say("samordnare", "/malvakten plan lägg till Ta fram en cykelstrategi")
    view = talk.last["samordnare"].view  # type: ignore[union-attr]
    assert view is not None
    goal = str(plan_of(bot).goals[0].id)
    assert list(boss.submit(view, {"activity": "Ta fram en cykelstrategi", "goal": goal, "units": "Finns inte"}).errors)
    done = boss.submit(view, {"activity": "Ta fram en cykelstrategi", "goal": goal, "units": "Folkhälsa"})
    assert not done.errors
    assert plan_of(bot).by_row[81].activity == "Ta fram en cykelstrategi"
    bot.settle()
    drain(bot)
    chat.wait_for(lambda: any("Du får frågan om rad 81 också." in text for text in told(bot, chat, ANNA)))


@pytest.mark.round_is_open
@one_database
def test_a_unit_is_renamed_while_somebody_answers(bot: Bot, chat: Chat) -> None:
    anna = chat.person(ANNA)
    view = anna.command("/rapportera", "12").wait_view()
    verify_dialogue(
        bot,
        [
            ("samordnare", "/malvakten plan döp om Folkhälsa", "Vilken verksamhet, och till vad?…"),
            ("samordnare", "/malvakten plan döp om Folkhälsa till Välfärd", "Välfärd är redan ett namn på Välfärd."),
            ("samordnare", "/malvakten plan döp om folkhälsa till Hälsa och liv",
             "Ska ”Folkhälsa” heta ”Hälsa och liv” från och med nu?…Inget har ändrats än.…"),
            ("samordnare", "[Döp om]", "”Folkhälsa” heter ”Hälsa och liv” nu."),
        ],
    )  # fmt: skip
    assert not anna.submit(view, {"status": "green", "comment": "Bra."}).errors
    assert len(stored(bot, 12)) == 1
    assert plan_of(bot).by_row[12].unit_names == "Hälsa och liv"
    verify_dialogue(bot, [("medarbetare", "/malstatus folkhälsa", "Verksamhet Hälsa och liv…")])


@pytest.mark.round_is_open
@one_database
def test_the_plan_is_copied_to_the_next_year_once(bot: Bot, chat: Chat) -> None:
    talk = verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 gul Försenad.", "Tack…"),
            ("samordnare", "/malvakten plan kopiera till 2023",
             "Kopiera planen för 2022 till 2023?…80 rader följer med…Öppna avvikelser som följer med: 12…Inget har…"),
            ("samordnare", "[Kopiera till 2023]", "Planen för 2023 har 80 rader.…plan 2023 ändra 14…"),
            ("samordnare", "/malvakten plan kopiera till 2023", "Det finns redan en plan för 2023, med 80 rader…"),
            ("samordnare", "/malvakten plan 2023", "Planen för 2023…80 rader…"),
        ],
    )  # fmt: skip
    talk.say("samordnare", "/malvakten plan kopiera 2022 till 2024")
    assert talk.say("samordnare", "[Kopiera till 2024]").startswith("Planen för 2024 har 80 rader.")
    assert plan_of(bot, 2023).by_row[12].earlier_ids == (plan_of(bot).by_row[12].placement_id,)
    assert plan_of(bot, 2023).by_row[12].previous_comment == "Försenad."


@pytest.mark.round_is_open
@one_database
def test_the_plan_is_looked_through_for_the_coordinator(bot: Bot, chat: Chat) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Bra.", "Tack…"),
            ("samordnare", "/malvakten plan kontroll",
             "Planen för 2022…Utan slutdatum (80):…Aldrig besvarade (79):…"),
            ("samordnare", "/malvakten plan check 2", "Planen för 2022…"),
        ],
    )  # fmt: skip
