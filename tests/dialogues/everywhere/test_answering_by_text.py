"""`rapportera` in a line of text: what is stored and what is asked back; early, in time, late and as an erratum."""

from datetime import timedelta

import pytest

from tests.dialogues.chat import Bot
from tests.dialogues.harness import FORCED_LOCKING, closing, lacks, stored, verify_dialogue

SAVED = "Tack, ditt svar är sparat: rad "


@pytest.mark.round_is_open
def test_every_way_to_write_an_answer(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Klart före tiden.",
             f"{SAVED}12 – 🟢 Grönt.…(Målområde Ett välmående Västmanland)…Halvår 2022. Du kan ändra fram till 8 juli"),
            ("folkhälsa", "/rapportera 12 gul Försenad.",
             f"{SAVED}12 – 🟡 Gult.…Det här saknas fortfarande: orsak, åtgärd, ansvarig och datum.…[Komplettera]"),
            ("folkhälsa", "/rapportera rad 13: RÖTT, Stopp. Orsak: o Åtgärd: å Ansvarig: a Klart: 2026-03-31",
             lacks("saknas fortfarande")),
            ("folkhälsa", "/malvakten rapportera 14 kan inte bedömas För tidigt.", f"{SAVED}14 – ⚪ Kan inte bedömas"),
            ("folkhälsa", "rapportera 16 🟢 Går bra & <b>fint</b>", f"{SAVED}16 – 🟢"),
            ("folkhälsa", "/report #17 green Fine.", f"{SAVED}17 – 🟢"),
            ("folkhälsa", "/rapportera 25 gul Sen. Klart: i höst",
             f"{SAVED}25 – 🟡…Jag kunde inte läsa datumet ”i höst”…2026-03-31…Det här saknas fortfarande:…datum"),
            ("samhälle2", "/rapportera 31 gul Sen. Åtgärd: ja",
             "Thank you, your answer is saved: row 31 – 🟡 Yellow.…Still lacking: cause, responsible and date."),
        ],
    )  # fmt: skip
    assert [(a.version, a.status.value, a.comment) for a in stored(bot)[:2]] == [
        (1, "green", "Klart före tiden."), (2, "yellow", "Försenad."),
    ]  # fmt: skip
    full = stored(bot)[2]
    assert (full.cause, full.action, full.action_owner, str(full.action_due)) == ("o", "å", "a", "2026-03-31")
    assert stored(bot)[4].comment == "Går bra & <b>fint</b>"
    assert stored(bot)[6].comment == "Sen. Klart: i höst"
    assert not any(a.late for a in stored(bot))
    [platform] = bot.options.platforms
    assert {a.source.value for a in stored(bot)} == {"web" if platform == "demo" else platform}


def test_planned_open_closed_locked_and_published_rounds(bot: Bot) -> None:
    bot.create_round(opens_at=bot.clock().replace(microsecond=0) + timedelta(days=2))
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 grön Tidigt.", f"{SAVED}12…Du kan ändra fram till")])
    bot.clock.move(days=2, minutes=1)
    bot.settle()
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 gul I tid.", f"{SAVED}12…")])
    verify_dialogue(
        bot, [*closing(),
              ("folkhälsa", "/rapportera 12 röd Sent.", f"{SAVED}12…svaret är märkt som sent…"),
              *FORCED_LOCKING,
              ("folkhälsa", "/rapportera 12 grön Efter.", "Halvår 2022 låstes…samordnaren…12 grön Efter."),
              ("folkhälsa", "/rapportera", "Halvår 2022 låstes…av samordnaren. Kontakta…"),
              ("samordnare", "/rapportera 12 grön Rättat.", f"{SAVED}12…märkt som rättelse…åt Folkhälsa"),
              ("samordnare", "/malvakten omgång publicera halvår 2022", "Publicera Halvår 2022?…"),
              ("samordnare", "[Publicera Halvår 2022]", "…Halvår 2022 är publicerad."),
              ("samordnare", "/rapportera 12 grön Igen.", "Det finns ingen rapportering…12 grön Igen."),
              ("samordnare", "/malvakten omgång öppna Halvår 2022", "Halvår 2022 är publicerad. Den måste…"),
              ("samordnare", "/malvakten omgång Halvår 2022", "Halvår 2022…Publicerad…"),
              ("samordnare", "/malvakten omgång Halvår 2021", "Det finns ingen omgång som heter ”Halvår 2021”…")]
    )  # fmt: skip
    assert [(a.late, a.on_behalf_of) for a in stored(bot)] == [
        (False, None), (False, None), (True, None), (True, "Folkhälsa"),
    ]  # fmt: skip


@pytest.mark.round_is_open
@pytest.mark.one_database
def test_what_is_not_clear_is_asked_back_and_no_word_is_lost_when_a_button_is_pressed(bot: Bot) -> None:
    asked = "Skriv grön, gul, röd eller kan inte bedömas efter radnumret. Svaret är inte registrerat än."
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 g Går {bra} så", f"Menar du grönt eller gult…{asked}…12 g Går {{bra}} så"),
            ("folkhälsa", "[Gult]", f"{SAVED}12 – 🟡"),
            ("folkhälsa", "/rapportera 13 Upphandlingen är {0} försenad",
             f"Jag känner inte igen färgen ”Upphandlingen”.…{asked}…Du skrev:…13 Upphandlingen är {{0}} försenad"),
            ("folkhälsa", "[Rött]", f"{SAVED}13 – 🔴"),
            ("folkhälsa", "/rapportera 14 gull Sen", f"Jag känner inte igen färgen ”gull”.…{asked}"),
            ("folkhälsa", "[Gult]", f"{SAVED}14 – 🟡"),
            ("folkhälsa", "/rapportera 16 g", lambda text: "Menar du grönt" in text and "[🟡 Gult]" not in text),
            ("folkhälsa", "/rapportera 16 gul", "Det behövs också en kommentar…Du skrev:…16 gul"),
            ("folkhälsa", "/rapportera 16 gul \u200b\u2800", "Det behövs också en kommentar…"),
            ("folkhälsa", "/rapportera gul Försenad", "Börja med radnumret…/rapportera 14 gul…Du skrev:…gul Försenad"),
            ("folkhälsa", "/rapportera 99 gul Försenad", "Det finns ingen rad 99…1–80…Du skrev:…99 gul Försenad"),
            ("folkhälsa", f"/rapportera 17 {'x' * 3000}", f"Jag känner inte igen färgen ”xxx…{asked}"),
        ],
    )  # fmt: skip
    assert [a.comment for a in stored(bot)] == ["Går {bra} så", "Upphandlingen är {0} försenad", "Sen"]


@pytest.mark.round_is_open
@pytest.mark.one_database
def test_a_text_answer_goes_to_exactly_the_row_it_names(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [("samhälle1", "/rapportera 33 grön En rad.",
          f"{SAVED}33…Samma aktivitet är också rad 7 (Digital omställning), som ännu saknar svar.")],
    )  # fmt: skip
    assert len(stored(bot)) == 1
    verify_dialogue(bot, [("samhälle1", "/rapportera 7 grön Andra raden.", lacks("saknar svar än"))])


@pytest.mark.round_is_open
def test_an_answer_needs_no_command_but_a_question_is_none(bot: Bot) -> None:
    talk = verify_dialogue(
        bot,
        [
            ("folkhälsa", "12 gul <b>Försenad</b> & sen.", f"{SAVED}12"),
            ("folkhälsa", "12 gul", "Det behövs också en kommentar…Du skrev:…12 gul"),
            ("medarbetare", "12 gul Inte min.", "Du finns inte med…Du skrev:…12 gul Inte min."),
            ("folkhälsa", "14 månader", "Jag känner inte igen färgen ”månader”."),
            ("folkhälsa", "13 röd Eller?", "Är det här svaret på rad 13…13 röd Eller?…[Spara som svar på rad 13]"),
        ],
    )
    assert [answer.comment for answer in stored(bot)] == ["<b>Försenad</b> & sen."]
    verify_dialogue(bot, [("folkhälsa", "[Spara som svar på rad 13]", f"{SAVED}13 – 🔴 Rött")], talk)
    assert [answer.comment for answer in stored(bot, 13)] == ["Eller?"]


def test_the_products_name_may_stand_before_a_command(bot: Bot) -> None:
    for said in ("/malvakten hjälp", "malvakten hjälp", "Målvakten, hjälp", "/hjälp"):
        verify_dialogue(bot, [("folkhälsa", said, "Det här kan du göra…")])
