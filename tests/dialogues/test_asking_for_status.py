"""`status` and `avvikelser`: what a word means, pages, sharing."""

from datetime import datetime, timedelta

import pytest

from models.vocabulary.outbox import DeliveryKind
from tests.conftest import OPENING, STOCKHOLM
from tests.dialogues.harness import Talk, drain, lacks, open_now, verify_dialogue
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Clock, Running

pytestmark = pytest.mark.one_database
HOSTILE = "<!channel> <@UAGFOLK01> <https://ont.example|klicka> *fet* `kod` &amp; #Vägled @here"


def test_what_a_word_means(bot: Running) -> None:
    verify_dialogue(
        bot,
        [
            ("medarbetare", "/status Ett tillgängligt Västmanland", "Målområde Ett tillgängligt Västmanland…27 akti"),
            ("medarbetare", "/status tillgangligt", "Målområde Ett tillgängligt Västmanland…"),
            ("medarbetare", "/status tillgängligt västmanland", "Målområde Ett tillgängligt Västmanland…"),
            ("medarbetare", "/status målområdet ett välmående", "Målområde Ett välmående Västmanland…19 aktiviteter"),
            ("medarbetare", "/status valmaende", "Målområde Ett välmående Västmanland…"),
            ("medarbetare", "/status välmåendde", "Målområde Ett välmående Västmanland…"),
            ("medarbetare", "/status nyskapande", "Målområde Ett nyskapande Västmanland genom hållbar tillväxt…"),
            ("medarbetare", "/status DIGITAL",
             "Visionsmål Digital omställning…6 aktiviteter…8 andra aktiviteter har ”DIGITAL” i texten.…"
             "[Visa dessa]"),
            ("medarbetare", "[Visa dessa]", "DIGITAL…"),
            ("medarbetare", "/status folkhälsa", "Verksamhet Folkhälsa…9 akti…1 annan aktivitet har ”folkhälsa”"),
            ("medarbetare", "/status folkhalso", "Verksamhet Folkhälsa…"),
            ("medarbetare", "/status verksamhet kultur", "Verksamhet Kultur och ideell sektor…15 aktiviteter"),
            ("medarbetare", "/status Näringsliv & Kompetensförsörjning", "Verksamhet Näringsliv…19 aktiviteter"),
            ("medarbetare", "/status samhällsutveckling", "Verksamhet Samhällsutveckling…22 aktiviteter"),
            ("medarbetare", "/status 14", "Rad 14…Genomföra en länsdialog…Ej rapporterat…Förra perioden: ”Pågår"),
            ("medarbetare", "/status rad 14", "Rad 14…"),
            ("medarbetare", "/status #14", "Rad 14…"),
            ("medarbetare", "/status bredbandslyft", "bredbandslyft…aktivitet"),
            ("medarbetare", "/status 99", "Det finns ingen rad 99 i planen. Raderna är 1–80."),
            ("medarbetare", "/avvikelser rad 81", "Det finns ingen rad 81 i planen. Raderna är 1–80."),
            ("medarbetare", "/status " + "å" * 9000, lambda answer: len(answer) < 1000 and "…”. Målen" in answer),
            ("medarbetare", "/avvikelser " + "länet " * 1000, lambda answer: len(answer) < 1500),
            ("medarbetare", "/status qwxyz", "Jag hittar inget mål…”qwxyz”…Målen är:…Visionsmål Digital omställning"),
            ("medarbetare", "/status <!channel> qwxyz", "Jag hittar inget mål…”<!channel> qwxyz”"),
            ("medarbetare", "/status text:inget sådant", "Jag hittar inget mål…"),
        ],
    )  # fmt: skip


def test_an_ambiguous_word_is_asked_back_and_every_button_leads_where_it_says(bot: Running, slack: FakeSlack) -> None:
    names = {
        "Hållbar utveckling": "Visionsmål Hållbar utveckling",
        "Ett nyskapande": "Målområde Ett nyskapande Västmanland genom hållbar tillväxt",
        "Hållbarhet": "Verksamhet Hållbarhet",
    }
    for command, title in (("/status", "{}…"), ("/avvikelser", "Avvikelser – …")):
        for label, name in names.items():
            verify_dialogue(
                bot,
                [("medarbetare", f"{command} hållbar",
                  "”hållbar” kan betyda flera saker. Vilket menar du?…Visionsmål Hållbar utveckling…"
                  "Målområde Ett nyskapande Västmanland genom hållbar tillväxt…Verksamhet Hållbarhet"),
                 ("medarbetare", f"[{label}]", title.format(name))],
            )  # fmt: skip


@pytest.mark.round_is_open
def test_deviations_come_first_and_pages_replace_each_other(bot: Running, slack: FakeSlack) -> None:
    talk = verify_dialogue(
        bot,
        [
            ("samhälle1", "/rapportera 31 grön Bra.", "Tack…"),
            ("samhälle1", f"/rapportera 45 gul {HOSTILE} Åtgärd: {HOSTILE}", "Tack…"),
            ("kultur1", f"/rapportera 52 röd {'lång text ' * 100}Orsak: För få. Ansvarig: Enheten Klart: 2026-03-31",
             "Tack…"),
            ("kultur1", "/rapportera 53 kan inte bedömas För tidigt.", "Tack…"),
        ],
    )  # fmt: skip
    first = (
        "Målområde Ett tillgängligt Västmanland…Halvår 2022, öppen till 8 juli 2022…27 aktiviteter – 1 grönt, 1 gult, "
        "1 rött, 1 kan inte bedömas, 23 ej rapporterat…🔴 Rött · Rad 52.…Hela kommentaren: /malvakten status 52…"
        "Orsak: För få.…Åtgärd: ingen angiven än…Ansvarig: Enheten…Klart senast: 31 mars 2026…🟡 Gult · Rad 45.…"
        f"{HOSTILE}…Rad 53.…Rad 32.…[Visa fler (15 kvar)]"
    )
    verify_dialogue(bot, [("medarbetare", "/status tillgängligt", first)], talk)
    shown = len(slack.ephemerals("U0MEDARB1"))
    verify_dialogue(
        bot,
        [
            ("medarbetare", "[Visa fler]", lambda text: "Rad 42." in text and "[Föregående]" in text),
            ("medarbetare", "[Visa fler]", lambda text: "Rad 31." in text and "[Visa fler" not in text),
            ("medarbetare", "[Föregående]", lambda text: "[Visa fler (3 kvar)]" in text),
            ("medarbetare", "[Föregående]", lambda text: "Rad 52." in text and "[Föregående]" not in text),
        ],
        talk,
    )
    assert len(slack.ephemerals("U0MEDARB1")) == shown
    verify_dialogue(
        bot,
        [
            ("medarbetare", "/avvikelser", lambda text: text.index("Rad 52.") < text.index("Rad 45.")),
            ("medarbetare", "/avvikelser kultur", lambda text: "Rad 52." in text and "Rad 45." not in text),
            ("medarbetare", "/status 52", lambda text: "lång text " * 99 in text and "version 1." in text),
            ("samhälle2", "/status 45", lambda text: "Yellow" in text and HOSTILE in text),
        ],
        talk,
    )


@pytest.mark.round_is_open
def test_pages_of_long_deviations_are_short_enough_to_replace_each_other(bot: Running, slack: FakeSlack) -> None:
    talk = Talk(bot)
    for row in range(58, 68):
        long = f"/rapportera {row} röd {'k' * 700} Åtgärd: {'å' * 3000} Orsak: {'o' * 700}"
        assert talk.say("samordnare", long).startswith("Tack")
    for command in ("/status nyskapande", "/avvikelser"):
        answer = talk.say("medarbetare", command)
        seen = [row for row in range(58, 68) if f"Rad {row}." in answer]
        while "[Visa fler" in answer:
            answer = talk.say("medarbetare", "[Visa fler]")
            assert len(slack.ephemerals("U0MEDARB1")) == 1
            seen += [row for row in range(58, 68) if f"Rad {row}." in answer]
        assert sorted(seen) == list(range(58, 68))
        for message in slack.ephemerals("U0MEDARB1"):
            message.deleted = True
    assert slack.violations == []


@pytest.mark.round_is_open
def test_a_status_is_shared_with_the_channel_as_it_stands(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(bot, [("folkhälsa", f"/rapportera 14 röd {HOSTILE}", "Tack…")])
    slack.channel("C0ALLMAN1", "allmänt")
    person = slack.person("U0MEDARB1")
    for words, expected in (("", "80 aktiviteter"), ("14", HOSTILE), ("folkhälsa", "Verksamhet Folkhälsa")):
        before = len(slack.messages("C0ALLMAN1"))
        reply = person.command("/status", words, channel="C0ALLMAN1")
        person.click(reply, "Visa i kanalen")
        slack.wait_for(lambda before=before: len(slack.messages("C0ALLMAN1")) > before)  # type: ignore[misc]
        shared = slack.messages("C0ALLMAN1")[-1]
        assert expected in shared.text
        assert "[" not in shared.text.replace(HOSTILE, "")
    verify_dialogue(bot, [("gäst", "/malvakten status", lacks("80 aktiviteter"))])


@pytest.mark.round_is_open
def test_names_of_those_who_have_not_answered_stay_out_of_channels(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(
        bot,
        [
            (
                "samordnare",
                "/malvakten omgång Halvår 2022",
                "Halvår 2022…De här har rader kvar att svara på:…Ägare Folkhälsa: 9 av",
            ),
            ("samordnare", "omgång visa halvår 2022", "Halvår 2022…Ägare Folkhälsa: 9 av 9 kvar"),
        ],
    )
    slack.person("USAMORD01").says("omgång Halvår 2022", MANAGEMENT)
    slack.wait_for(lambda: [m for m in slack.store.in_channel(MANAGEMENT) if m.user == slack.bot_user_id])
    answer = [m for m in slack.store.in_channel(MANAGEMENT) if m.user == slack.bot_user_id][-1]
    assert "Halvår 2022" in answer.text
    assert "Ägare" not in answer.text
    assert "direktmeddelande" in answer.text


@pytest.mark.round_is_open
def test_the_coordinator_reminds_all_or_a_unit(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(
        bot,
        [
            ("samordnare", "/malvakten påminn folkhälsa", "Påminnelse i Halvår 2022…1 person…Inget är skickat än."),
            ("samordnare", "[Påminn 1 person]", "1 person får en påminnelse."),
            (
                "samordnare",
                "/malvakten påminn okänd enhet",
                "Jag känner inte till någon verksamhet som heter ”okänd enhet”. Verksamheterna är …Folkhälsa",
            ),
            ("samordnare", "/malvakten påminn", "Påminnelse…10 personer…1 person har redan fått en påminnelse i dag"),
            ("samordnare", "[Påminn 10 personer]", "10 personer får en påminnelse."),
            ("samordnare", "/malvakten påminn", "11 personer har redan fått en påminnelse i dag…"),
        ],
    )
    drain(bot)
    anna = slack.person("UAGFOLK01")
    assert len(anna.inbox) == 2
    assert anna.inbox[1].text.startswith("Påminnelse: 9 av dina 9 aktiviteter saknar svar i Halvår 2022.")


@pytest.mark.round_is_open
def test_nobody_is_reminded_twice_on_one_day(bot: Running, clock: Clock) -> None:
    reminder = [("samordnare", "/malvakten påminn folkhälsa", "Påminnelse…"),
                ("samordnare", "[Påminn 1 person]", "1 person får en påminnelse.")]  # fmt: skip
    talk = verify_dialogue(bot, reminder)
    drain(bot)
    clock.move_to(OPENING.replace(hour=15))
    verify_dialogue(bot, [("samordnare", "/malvakten påminn folkhälsa", "1 person har redan fått en")], talk)
    clock.move_to(OPENING.replace(hour=15) + timedelta(days=1))
    verify_dialogue(bot, [("samordnare", "/malvakten påminn folkhälsa", "…påmindes senast 8 juni 2022")], talk)
    verify_dialogue(bot, reminder, talk)


def test_on_a_sunday_the_coordinator_learns_when_the_owners_are_asked(bot: Running, clock: Clock) -> None:
    clock.move_to(datetime(2022, 6, 12, 10, 0, tzinfo=STOCKHOLM))
    bot.create_round(opens_at=clock() + timedelta(days=3))
    when = "13 juni 2022 kl. 07.00"
    verify_dialogue(
        bot,
        [
            ("samordnare", "/malvakten omgång öppna halvår 2022", f"Öppna Halvår 2022 nu?…får frågor {when}…"),
            ("samordnare", "[Öppna Halvår 2022]", f"…Halvår 2022 är öppen. Frågorna skickas {when}."),
            ("samordnare", "/malvakten påminn",
             f"Frågorna skickas {when}. Ingen påminnelse har skickats."),
        ],
    )  # fmt: skip
    assert bot.deliveries(kind=DeliveryKind.NUDGE) == []


@pytest.mark.round_is_open
def test_what_a_coordinator_shares_has_no_names(bot: Running) -> None:
    drain(bot)
    talk = Talk(bot)
    assert "Ägare Folkhälsa: 9 rader" in talk.say("samordnare", "/status omgång")
    shared = talk.say("samordnare", "[Visa i kanalen]")
    assert "Utan svar: 80" in shared
    assert "Ägare" not in shared


def test_the_first_round_has_nothing_before_it(bot: Running) -> None:
    verify_dialogue(bot, [("medarbetare", "/status jämfört med", "Ingen rapportering har börjat än")])
    open_now(bot)
    verify_dialogue(bot, [("medarbetare", "/status jämfört med", "Halvår 2022 är den första omgången")])
