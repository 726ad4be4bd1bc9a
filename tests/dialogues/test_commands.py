"""Every command in both languages, and what is none."""

import pytest

from tests.dialogues.harness import Talk, lacks, verify_dialogue
from tests.fakes.slack import FakeSlack
from tests.harness import Clock, Running

pytestmark = pytest.mark.one_database
NUMBERS = "80 aktiviteter – 0 grönt, 0 gult, 0 rött, 0 kan inte bedömas, 80 ej rapporterat"


def test_every_command_in_both_languages_and_under_every_name(bot: Running) -> None:
    status = f"Läget i aktivitetsplanen…{NUMBERS}…27 aktiviteter – 0 grönt"
    verify_dialogue(
        bot,
        [
            ("medarbetare", "/malstatus", status),
            ("medarbetare", "/status", status),
            ("medarbetare", "/malvakten status", status),
            ("medarbetare", "/malvakten STATUS?", status),
            ("medarbetare", "/malvakten  \t status", status),
            ("medarbetare", "status", status),
            ("medarbetare", "/status", status),
            ("medarbetare", "/avvikelser", f"Avvikelser…{NUMBERS}…Inga gula eller röda svar"),
            ("medarbetare", "/malvakten avvikelser digital", "Avvikelser – Digital omställning…"),
            ("medarbetare", "/deviations digital", "Avvikelser – Digital omställning…"),
            ("folkhälsa", "/malvakten", "Det här kan du göra…/malvakten status…/malvakten rapportera…🟡 Gult"),
            ("folkhälsa", "/malvakten hjälp", lacks("omgång [", "påminn")),
            ("medarbetare", "/malvakten hjälp", "Det här kan du göra…/malvakten status…/malvakten avvikelser…🟡 Gult"),
            ("medarbetare", "/malvakten hjälp", lacks("rapportera", "frånvaro", "omgång [")),
            ("medarbetare", "/malvakten frånvaro idag", "Du finns inte med bland dem som svarar. Fråga samordnaren om"),
            ("gäst", "/malvakten hjälp", "…/malvakten hjälp…Resten är för medlemmar i arbetsytan."),
            ("gäst", "/malvakten hjälp", lacks("status", "rapportera", "avvikelser")),
            ("medarbetare", "/malvakten HJALP!", "Det här kan du göra…"),
            ("medarbetare", "help", "Det här kan du göra…"),
            ("samordnare", "/malvakten help", "Det här kan du göra…omgång…påminn"),
            ("samordnare", "/malvakten omgång", "Det finns inga rapporteringsomgångar än.…[Ny omgång …]"),
            ("samordnare", "/malvakten omgang", "Det finns inga rapporteringsomgångar än.…[Ny omgång …]"),
            ("samordnare", "round", "Det finns inga rapporteringsomgångar än.…[Ny omgång …]"),
            ("samordnare", "/malvakten påminn", "Ingen rapportering är öppen…"),
            ("samordnare", "/malvakten remind all", "Ingen rapportering är öppen…"),
            ("folkhälsa", "/rapportera", "Det finns ingen rapportering att svara på just nu."),
            ("folkhälsa", "/rapportera 12 gul Försenad.", "Det finns ingen rapportering…Du skrev:…12 gul Försenad."),
            ("folkhälsa", "/malvakten rapportera\n12 gul Försenad.", "Det finns ingen…12 gul Försenad."),
        ],
    )


def test_the_same_in_english_for_an_english_reader(bot: Running) -> None:
    verify_dialogue(
        bot,
        [
            ("samhälle2", "/malvakten status",
             "Status of the activity plan…80 activities – 0 green, 0 yellow, 0 red, 0 cannot be assessed, "
             "80 not reported"),
            ("samhälle2", "/malvakten avvikelser", "Deviations…No yellow or red"),
            ("samhälle2", "/malvakten hjälp", "What you can do here…"),
            ("samhälle2", "/malvakten report 31 green Fine", "There is no reporting…You wrote:…31 green Fine"),
            ("samhälle2", "/malvakten stauts", "I did not understand that.…stauts…Did you mean “status”?"),
        ],
    )  # fmt: skip


def test_what_is_no_command_gets_a_sentence_and_a_likeness_is_offered_but_not_run(
    bot: Running, capfd: pytest.CaptureFixture[str]
) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/malvakten stauts", "Det förstod jag inte.…stauts…Menade du ”status”?…/malvakten hjälp"),
            ("folkhälsa", "/malvakten raportera 12 gul x", "Det förstod jag inte.…Menade du ”rapportera 12 gul x”?"),
            ("folkhälsa", "/malvakten avikelser", "Det förstod jag inte.…Menade du ”avvikelser”?"),
            ("folkhälsa", "/malvakten jhälp", "Det förstod jag inte.…Menade du ”hjälp”?"),
            ("folkhälsa", "/malvakten vädret", lacks("Menade du")),
            ("folkhälsa", "god morgon, hemlige vän", "Det förstod jag inte.…god morgon, hemlige vän"),
            ("folkhälsa", "/okänt", "Det förstod jag inte.…okänt"),
            ("folkhälsa", "/okänt", "Det förstod jag inte.…okänt"),
            ("folkhälsa", f"/malvakten {'x' * 3000}", "Det förstod jag inte.…"),
            ("folkhälsa", "/malvakten <!channel> *fet* <@UAGFOLK01>", "Det förstod jag inte.…<!channel> *fet*…"),
        ],
    )
    log = capfd.readouterr().err
    assert "okänt" not in log
    assert "hemlige" not in log


@pytest.mark.round_is_open
def test_a_button_and_a_form_of_an_older_version_get_a_sentence_and_one_line_in_the_log(
    bot: Running, slack: FakeSlack, capfd: pytest.CaptureFixture[str]
) -> None:
    anna = slack.person("UAGFOLK01")
    talk = Talk(bot)
    reply = anna.command("/malvakten", "status")
    assert reply.message is not None
    reply.message.raw["blocks"][-1]["elements"][0]["action_id"] = "gammal_knapp:0"
    for _ in range(2):
        pressed = anna.click(reply.message, "Visa i kanalen")
        assert "Det här fungerar inte längre" in pressed.wait_followup().text
    view = anna.click(anna.inbox[0], "Rapportera").wait_view()
    view.raw["callback_id"] = "gammalt_formulär"
    for _ in range(2):
        sent = anna.submit(view, {"status": "green", "comment": "Skrivet"})
        assert "Det här fungerar inte längre" in sent.errors["comment"]
    assert not view.closed
    talk.finish()
    log = capfd.readouterr().err
    assert log.count("gammal_knapp") == 1
    assert log.count("gammalt_formulär".encode("ascii", "backslashreplace").decode()) + log.count("gammalt_form") >= 1
    assert slack.violations == []


@pytest.mark.round_is_open
def test_an_error_gives_a_short_code_to_the_person_and_the_traceback_to_the_log(
    bot: Running, slack: FakeSlack, capfd: pytest.CaptureFixture[str]
) -> None:
    bo = slack.person("UAGSAMH02")
    view = bo.click(bo.inbox[0], "Report").wait_view()
    view.raw["private_metadata"] = "{}"
    sent = bo.submit(view, {"status": "green", "comment": "Hemlig text"})
    words = sent.errors["comment"]
    log = capfd.readouterr().err
    code = words.split("the code ")[1].split()[0]
    assert f'"code": "{code}"' in log
    assert "Traceback" in log
    assert "Hemlig text" not in log
    assert not view.closed


def test_while_slack_is_silent_an_unknown_account_gets_help_only(bot: Running, slack: FakeSlack, clock: Clock) -> None:
    # The program reads the members when it starts; whoever joins after that is unknown to it.
    slack.wait_for(lambda: slack.calls("users.list"))
    stranger = slack.person("U0NYANSTA", email="nyanstalld@example.se", name="Nyanställd")
    slack.down()
    assert stranger.command("/malvakten", "hjälp").text.startswith("Det här kan du göra")
    assert stranger.command("/malvakten", "status").text.startswith("Det här kan bara medlemmar")
    slack.up()
    assert stranger.command("/malvakten", "status").text.startswith("Läget i aktivitetsplanen")


def test_what_is_refused_about_rounds_says_how_it_is_done(bot: Running) -> None:
    bot.create_round("Helår 2022")
    how = "Skriv den nya sista svarsdagen sist, till exempel 2026-07-03 eller 2026-07-03 kl. 16.00."
    verify_dialogue(
        bot,
        [
            ("samordnare", "/malvakten omgång lås helår 2022",
             "Helår 2022 är planerad. Bara en stängd omgång kan låsas."),
            ("samordnare", "/malvakten omgång förläng helår 2022",
             "Flytta sista svarsdagen i Helår 2022?…8 juli 2022 kl. 09.00.…Inget har ändrats än.…[Flytta till 15 juli"),
            ("samordnare", "/malvakten omgång förläng helår 2022 snart", how),
            ("samordnare", "/malvakten omgång förläng helår 2022 till fredag kl 25", how),
            ("samordnare", "/malvakten omgång förläng helår 2022 till 31 juni",
             "Datumet ”31 juni” finns inte. Skriv det som 2026-03-31."),
            ("samordnare", "/malvakten omgång förläng helår 2022 till onsdag",
             "Menar du 8 juni 2022 eller 15 juni 2022 med ”onsdag”?…"),
            ("samordnare", "/malvakten omgång förläng helår 2022 till igår", "Den nya sista svarsdagen måste…"),
            ("samordnare", "/malvakten omgång förläng helår 2099 till fredag",
             "Det finns ingen omgång som heter ”helår 2099”. Omgångar: Helår 2022."),
            ("samordnare", "/malvakten omgång förläng 2022-07-20", "Skriv omgångens namn före dagen."),
            ("samordnare", "/malvakten omgång förläng helår 2022 till 2022-07-20",
             "Helår 2022: svara senast 20 juli 2022 kl. 16.00 i stället för…Inget är ändrat än.…De som har fått "
             "frågor får veta det.…En dag utan klockslag betyder kl. 16.00.…"),
            ("samordnare", "[Flytta sista svarsdagen för alla]", "Helår 2022: svara senast 20 juli 2022 kl. 16.00."),
            ("samordnare", "/malvakten omgång förläng helår 2022 till 2022-07-16",
             "Helår 2022: svara senast…16.00…Det är en ledig dag, men den gäller ändå.…måndag 18 juli.…"),
            ("samordnare", "/malvakten omgång förläng helår 2022 2023-03-26T02:30", "Den tiden finns inte…"),
            ("samordnare", "/malvakten omgång förläng helår 2022 2022-07-20T15:00",
             lambda answer: "utan klockslag" not in answer and "ledig" not in answer),
            ("samordnare", "/malvakten omgång förläng helår 2022 2022-07-21t15:00", "Helår 2022: svara senast…15.00…"),
            ("samordnare", "/malvakten omgång förläng helår 2022 till nästa fredag kl 15",
             "Helår 2022: svara senast 17 juni 2022 kl. 15.00…"),
            ("samordnare", "/malvakten round extend helår 2022 to 31 August 15:30",
             "Helår 2022: svara senast 31 augusti 2022 kl. 15.30…"),
            ("samordnare", "/malvakten omgång förläng helår 2022 om två veckor", "Helår 2022…22 juni 2022 kl. 16.00…"),
            ("samordnare", "/malvakten omgång förläng helår 2022 till 7 juli 2022 kl. 16.00", "Helår…7 juli…"),
            ("samordnare", "/malvakten omgång skapa ny",
             "Det finns ingen omgång som heter ”skapa ny”. Omgångar: Helår 2022. Skriv till exempel /malvakten omgång "
             "[ny, visa, öppna, stäng, förläng, undanta, lås, publicera, rätta, " "rapport] [namn]."),
            ("samordnare", "/malvakten omgång " + "gammal " * 900, lambda answer: len(answer) < 500),
            ("samordnare", "/malvakten omgång helår 2022", "Helår 2022…Planerad. Öppning 8 juni…"),
            ("samordnare", "/malvakten omgång stäng helår 2022", "Helår 2022 är planerad. Den måste vara öppen först."),
        ],
    )  # fmt: skip


@pytest.mark.round_is_open
def test_an_answer_needs_no_command(bot: Running) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "14 gul <b>Försenad</b> & sen.", "Tack, ditt svar är sparat: rad 14 – 🟡 Gult."),
            ("folkhälsa", "14 månader", "Jag känner inte igen färgen ”månader”."),
            ("medarbetare", "14 gul Inte min.", "Du finns inte med…Du skrev:…14 gul Inte min."),
        ],
    )


@pytest.mark.round_is_open
def test_who_is_asked_about_nothing_is_told_so_and_a_coordinator_how_to_answer_for_others(bot: Running) -> None:
    nothing = "Det finns inga aktiviteter för dig att rapportera i Halvår 2022."
    how = "Skriv /rapportera och radens nummer för att svara för en verksamhet."
    verify_dialogue(
        bot,
        [
            ("samordnare", "/rapportera", f"{nothing} {how}"),
            ("samordnare", "/rapportera 14", "Rapportera rad 14…"),
            ("chef", "/rapportera", lambda answer: answer.startswith(nothing) and how not in answer),
        ],
    )


@pytest.mark.round_is_open
def test_a_word_that_is_no_colour_gets_a_button_for_each_status(bot: Running) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 14 vet ej än", "Jag känner inte igen färgen ”vet”.…[🟢 Grönt]…[⚪ Kan"),
            ("folkhälsa", "[⚪ Kan inte bedömas]", "Tack, ditt svar är sparat: rad 14 – ⚪ Kan inte bedömas."),
            ("medarbetare", "/status 14", "…Kommentar: ”vet ej än”"),
        ],
    )
