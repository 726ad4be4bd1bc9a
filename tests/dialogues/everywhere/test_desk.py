"""The coordinator's desk: what ends a round or shows it to others is said first, and can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue
from models.people.directory_cache import load_directory
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.dialogues.chat import Bot, Chat, Someone, Words
from tests.dialogues.harness import (
    FORCED_LOCKING,
    PEOPLE,
    closing,
    drain,
    lacks,
    open_now,
    stored,
    time_passes,
    verify_dialogue,
)
from tests.harness import MANAGEMENT

pytestmark = pytest.mark.one_database
BOSS = "samordnare"


@pytest.mark.round_is_open
def test_no_name_is_needed_when_one_round_can_be_meant(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            (BOSS, "/malvakten omgång stäng", "Stäng Halvår 2022 nu?…80 rader saknar svar, från 11 personer.…"
             "ledningskanalen…Du kan öppna omgången igen.…Inget har ändrats än.…"),
            (BOSS, "[Stäng Halvår 2022]", "…Halvår 2022 är stängd…"),
            (BOSS, "/malvakten omgång stäng", "Ingen omgång är i det läget just nu…"),
            (BOSS, "/malvakten omgång lås", "Lås Halvår 2022?…"),
        ],
    )  # fmt: skip


def test_of_several_rounds_the_right_one_is_asked_for(bot: Bot) -> None:
    for name in ("Ett", "Två"):
        bot.create_round(name, opens_at=bot.clock().replace(microsecond=0) + timedelta(days=3))
    verify_dialogue(
        bot,
        [
            (BOSS, "/malvakten omgång öppna", "Vilken omgång menar du?…[Ett] [Två]"),
            (BOSS, "[Två]", "Öppna Två nu?…får frågor nu och ska svara senast…Det går inte att ångra.…"),
            (BOSS, "[Öppna Två]", "…Två är öppen. Frågorna skickas nu."),
        ],
    )


@pytest.mark.round_is_open
def test_a_round_that_was_closed_is_opened_again_with_a_reason(bot: Bot, chat: Chat) -> None:
    drain(bot)
    verify_dialogue(
        bot,
        [
            *closing(),
            (BOSS, "/malvakten omgång öppna igen", "Öppna Halvår 2022 igen?…öppen till…Alla som har fått frågor får…"),
            (BOSS, "[Öppna Halvår 2022 igen …]", "…Varför?…"),
            (BOSS, "{why: Stängd av misstag.}", "…Halvår 2022 är öppen igen till…"),
            ("folkhälsa", "/rapportera 12 grön I tid.", lacks("sent")),
        ],
    )
    drain(bot)
    anna = chat.person("UAGFOLK01")
    assert any("Halvår 2022 är öppen igen. Svara senast" in post.text for post in anna.inbox)
    verify_dialogue(bot, closing())


@pytest.mark.round_is_open
def test_a_published_round_is_taken_off_the_site_with_a_reason(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Löper.", "Tack…"),
            *closing(),
            *FORCED_LOCKING,
            (BOSS, "/malvakten omgång öppna igen Halvår 2022", "Halvår 2022 är låst. Den måste vara stängd först."),
            (BOSS, "/malvakten omgång publicera", "Publicera Halvår 2022?…Vem som helst kan läsa den…"),
            (BOSS, "[Publicera Halvår 2022]", "…Halvår 2022 är publicerad."),
            (BOSS, "/malvakten omgång avpublicera Halvår 2022", "Avpublicera Halvår 2022?…"),
            (BOSS, "[Avpublicera Halvår 2022 …]", "…Varför?…"),
            (BOSS, "{why: Ett fel i texten.}", "…Halvår 2022 är avpublicerad. Den är låst."),
        ],
    )


@pytest.mark.round_is_open
def test_one_unit_gets_more_time(bot: Bot, chat: Chat) -> None:
    drain(bot)
    day = (bot.clock() + timedelta(days=40)).date()
    verify_dialogue(
        bot,
        [
            *closing(),
            (BOSS, f"/malvakten omgång förläng Halvår 2022 för Folkhälsa till {day}",
             "Halvår 2022 · Folkhälsa: svara senast…För övriga är omgången fortfarande stängd.…"),
            (BOSS, "[Flytta sista svarsdagen för Folkhälsa]", "Halvår 2022 · Folkhälsa: svara senast…"),
            ("folkhälsa", "/rapportera 12 grön Hann.", lacks("sent")),
            ("tärna", "/rapportera 76 grön Hann inte.", "…märkt som sent…"),
            (BOSS, "/malvakten omgång visa Halvår 2022", "…Stängd.…Folkhälsa har till…"),
        ],
    )  # fmt: skip
    drain(bot)
    anna, tarna = chat.person("UAGFOLK01"), chat.person("UAGTARN01")
    assert any("Folkhälsa har fått mer tid i Halvår 2022" in post.text for post in anna.inbox)
    assert not any("mer tid" in post.text for post in tarna.inbox)


@pytest.mark.round_is_open
def test_a_row_is_excused_and_asked_about_again(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            (BOSS, "/malvakten omgång undanta 76", "…Rad 76…Varför?…"),
            (BOSS, "{why: Börjar i höst.}", "…Rad 76 är undantagen i Halvår 2022: ingen får frågor om den.…"),
            (BOSS, "/malvakten omgång visa", "…Rad 76 är undantagen: Börjar i höst.…"),
            ("tärna", "/rapportera", lacks("Rad 76")),
            (BOSS, "/malvakten omgång undanta Halvår 2022 77 Ingen personal", "Rad 77 är undantagen…"),
            (BOSS, "[Fråga om raden igen]", "Rad 77 är med bland frågorna i Halvår 2022 igen."),
            (BOSS, "/malvakten omgång undanta 99 Nej", "Det finns ingen rad 99…"),
            ("folkhälsa", "/rapportera 12 grön Löper.", "Tack…"),
            (BOSS, "/malvakten omgång undanta 12 Nej", "Rad 12 har ett svar i Halvår 2022…"),
        ],
    )


def test_a_rehearsal_is_removed_and_a_real_round_is_not(bot: Bot) -> None:
    open_now(bot, "Provet", deadline=bot.clock().replace(microsecond=0) + timedelta(hours=3))
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön På prov.", "Tack…"),
            (
                BOSS,
                "/malvakten omgång ta bort Provet",
                "Ta bort Provet?…1 svar och allt…Det går inte att ångra.…",
            ),
            (BOSS, "[Ta bort Provet …]", "…Varför?…"),
            (BOSS, "{why: Bara ett prov.}", "…Provet är borttagen."),
            (BOSS, "/malvakten omgång Provet", "Det finns ingen omgång som heter ”Provet”…"),
        ],
    )
    assert stored(bot) == []
    open_now(bot)
    refused = "Halvår 2022 är ingen provomgång, så den är kvar.…"
    verify_dialogue(bot, [(BOSS, "/malvakten omgång ta bort Halvår 2022", refused)])


def test_a_round_is_made_with_a_form(bot: Bot) -> None:
    talk = verify_dialogue(bot, [(BOSS, "/malvakten omgång ny Halvår 2030", "…Namn…Sista svarsdag…")])
    boss, view = talk.person(BOSS), talk.form(BOSS)
    day = (bot.clock() + timedelta(days=5)).date()
    wrong = boss.submit(view, {"deadline": str(day - timedelta(days=3)), "opens": str(day)})
    assert list(wrong.errors.values()) == ["Sista svarsdagen måste ligga efter öppningen."]
    made = boss.submit(view, {"deadline": str(day + timedelta(days=20)), "opens": str(day)})
    assert not made.errors
    verify_dialogue(
        bot, [(BOSS, "/malvakten omgång", "Rapporteringsomgångar…Halvår 2030: planerad…Den öppnar av sig själv…")]
    )


@pytest.mark.round_is_open
def test_only_coordinators_come_to_the_desk(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", f"/malvakten omgång {verb}", "Det här kan bara samordnaren göra…")
            for verb in (
                "ny",
                "stäng",
                "öppna igen",
                "undanta 76 Nej",
                "förläng till fredag",
                "publicera",
                "avpublicera",
            )
        ],
    )


def pressed(chat: Chat, person: Someone, on: Words, label: str) -> Words:
    """What comes after a press on a button under a message."""
    reply = person.click(on, label)
    chat.wait_for(lambda: reply.followups or reply.text)
    return reply.followups[0] if reply.followups else reply


def test_how_it_goes_is_told_unasked_and_its_buttons_go_on_in_that_round(bot: Bot, chat: Chat) -> None:
    open_now(bot, "Annan", deadline=bot.clock().replace(microsecond=0) + timedelta(days=20))
    time_passes(bot, days=1)  # nobody gets two messages on one day
    open_now(bot)
    boss = chat.person(PEOPLE[BOSS])
    news = chat.wait_for(lambda: next((p for p in boss.inbox if p.text.startswith("Halvår 2022 har öppnat")), None))
    assert news is not None
    assert "80 aktiviteter – 0 grönt" in news.text
    asked = pressed(chat, boss, news, "Påminn …")
    assert asked.text.startswith("Påminnelse i Halvår 2022"), "not of the round with the nearest deadline"
    assert pressed(chat, boss, asked, "Påminn 11 personer").text.startswith("11 personer")
    assert pressed(chat, boss, news, "Visa omgången").text.startswith("Halvår 2022\nÖppen.")
    more = pressed(chat, boss, news, "Mer tid …")
    assert more.text.startswith("Flytta sista svarsdagen i Halvår 2022?")
    assert "16 juli 2022" in pressed(chat, boss, more, "Flytta till 16 juli 2022 för alla").text
    assert not any("har öppnat" in post.text for post in chat.messages(MANAGEMENT))
    verify_dialogue(
        bot,
        [
            (BOSS, "/malvakten påminn annan", "Påminnelse i Annan…"),
            (BOSS, "/malvakten omgång förläng", "Vilken omgång menar du?…"),
            (BOSS, "[Annan]", "Flytta sista svarsdagen i Annan?…"),
            (BOSS, "/malvakten omgång stäng Annan", "Stäng Annan nu?…"),
            (BOSS, "[Stäng Annan]", "…stängd…"),
            (BOSS, "/malvakten omgång förläng Annan", "Annan är stängd, så sista svarsdagen går inte att flytta.…"),
            (BOSS, "/malvakten påminn Annan", "Annan är stängd. Det går bara att påminna…"),
        ],
    )


@pytest.mark.round_is_open
def test_what_could_not_be_sent_is_shown_with_why_and_sent_again(bot: Bot, chat: Chat) -> None:
    failed_nudge(bot, "Ägare Tärna folkhögskola")
    verify_dialogue(
        bot,
        [
            (BOSS, "/malvakten omgång visa", "Halvår 2022…De här meddelandena gick inte att skicka:…"
             "Påminnelsen till Ägare Tärna folkhögskola: kontot är avstängt. Senaste försöket gjordes 8 juni…"),
            (BOSS, "[Försök igen]", "1 meddelande skickas igen."),
            (BOSS, "/malvakten omgång försök igen", "Alla meddelanden i Halvår 2022 har gått fram."),
            ("folkhälsa", "/malvakten omgång försök igen", "Det här kan bara samordnaren göra…"),
        ],
    )  # fmt: skip
    drain(bot)
    assert sum(post.text.startswith("Påminnelse:") for post in chat.person(PEOPLE["tärna"]).inbox) == 1
    failed_nudge(bot, "Ägare Hållbarhet")
    boss = chat.person(PEOPLE[BOSS])
    verify_dialogue(bot, [(BOSS, "/malvakten omgång", "…1 meddelande gick inte att skicka.…")])
    shown = boss.command("/malvakten", "omgång försök igen")
    assert "Påminnelsen till Ägare Hållbarhet" in shown.text
    verify_dialogue(bot, closing())
    late = pressed(chat, boss, shown, "Försök igen")
    assert late.text.strip() == "Halvår 2022 är stängd, så det här meddelandet skickas inte längre."
    assert len(bot.deliveries(state=DeliveryState.FAILED)) == 1
    verify_dialogue(
        bot,
        [
            (BOSS, "/malvakten omgång visa Halvår 2022", "…gick inte att skicka:…Ägare Hållbarhet…"),
            (BOSS, "/malvakten omgång visa Halvår 2022", lacks("[Försök igen]")),
            (BOSS, "/malvakten omgång", lacks("gick inte att skicka")),
        ],
    )


def failed_nudge(bot: Bot, name: str) -> None:
    """A reminder by hand that the platform has refused for good."""
    prompt = bot.deliveries(kind=DeliveryKind.PROMPT)[-1]
    round_id = prompt.round_id or 0

    def do(session: Session) -> None:
        [person] = [each for each in load_directory(session).people if each.name == name]
        queue(session, keys.nudge(round_id, person.id, "x"), DeliveryKind.NUDGE, prompt.platform, to_person(person.id),
              bot.clock(), round_id=round_id, person_id=person.id, state=DeliveryState.FAILED,
              error="user_disabled")  # fmt: skip

    bot.write(do)
