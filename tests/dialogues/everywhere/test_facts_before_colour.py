"""The form asks about last time before it asks for a colour; hints are the owner's alone and block nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.rounds.tables import Round
from models.vocabulary.answers import FollowUp, Lifecycle
from models.vocabulary.rounds import RoundState
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import (  # fmt: skip
    WHOLE,
    Line,
    Talk,
    closing,
    drafts,
    drain,
    filled,
    lacks,
    nothing_is_live,
    open_now,
    stored,
    time_passes,
    verify_dialogue,
)

pytestmark = pytest.mark.one_database
LAST = "gul Överklagad upphandling. Orsak: Avtalet Åtgärd: Ny tidplan Ansvarig: Vi Klart: 2022-09-30"


def wait_for_state(bot: Bot, name: str, state: RoundState) -> None:
    query = select(Round.state).where(Round.name == name)
    bot.chat.wait_for(lambda: bot.read(lambda session: session.scalars(query).one()) is state)


def close(bot: Bot, name: str) -> None:
    verify_dialogue(bot, closing(name))
    drain(bot)
    bot.clock.move(days=1)  # nobody gets more than one message a day


def after_another(bot: Bot, *said: str) -> None:
    """A round in which Folkhälsa said this, and the one after it."""
    open_now(bot, "Helår 2021")
    verify_dialogue(bot, [("folkhälsa", f"/rapportera {line}", "Tack…") for line in said])
    close(bot, "Helår 2021")
    open_now(bot, deadline=bot.clock().replace(microsecond=0) + timedelta(days=60))


def summary_and_thread(chat: Chat) -> str:
    """The newest summary in the management channel, with what stands in its thread."""
    [*_, summary] = [post for post in chat.messages("C0LEDNING") if "Sammanställning" in post.text]
    return "\n".join([summary.text, *(post.text for post in chat.thread("C0LEDNING", summary.ts))])


def test_what_became_of_the_last_action_is_asked_first_and_a_new_colour_explained(bot: Bot, chat: Chat) -> None:
    after_another(bot, f"12 {LAST}")
    anna = chat.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    assert "Förra gångens åtgärd: ”Ny tidplan” (skulle vara klar 30 september 2022)" in view.text
    assert view.text.index("Hur gick det med åtgärden?") < view.text.index("Hur går det?")
    assert "🟡 Gult – ”Överklagad upphandling.”" in view.text
    sent = anna.submit(view, {"follow_up_state": "dropped", "status": "green", "comment": "Nu löper arbetet på"})
    assert sent.errors == {
        "follow_up_note": "Skriv några ord om varför.",
        "change_reason": "Förra gången var det 🟡 Gult. Skriv vad som har ändrats.",
    }  # fmt: skip
    anna.submit(view, {"follow_up_note": "Behövdes inte", "change_reason": "Avtalet är på plats"})
    [answer] = [a for a in stored(bot, 12) if a.version == 1 and a.change_reason]
    assert (answer.follow_up_state, answer.follow_up_note) == (FollowUp.DROPPED, "Behövdes inte")
    talk = verify_dialogue(bot, [("folkhälsa", "/malvakten status 12", "Rad 12…")])
    assert "Vad som har ändrats: Avtalet är på plats" in str(talk.last["folkhälsa"].text)
    # The next activity had nothing to follow up.
    assert "Hur gick det med åtgärden?" not in view.text
    assert chat.violations == []


@pytest.mark.round_is_open
def test_unchanged_needs_a_sentence_and_cannot_be_assessed_a_reason(bot: Bot, chat: Chat) -> None:
    anna = chat.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    sent = anna.submit(view, {"status": "green", "comment": "Oförändrat."})
    assert sent.errors == {"comment": "Du skriver ”Oförändrat”. Lägg till en mening om läget nu."}
    sent = anna.submit(view, {"status": "cannot_assess", "comment": "\u200b"})
    assert sent.errors == {"comment": "Skriv varför det inte kan bedömas."}
    anna.submit(view, {"status": "green", "comment": "Oförändrat. Gruppen möts varje månad."})
    assert len(stored(bot, 12)) == 1


@pytest.mark.round_is_open
def test_more_may_be_said_of_a_deviation_and_is_told(bot: Bot, chat: Chat) -> None:
    anna = chat.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    more = {"forecast": "2023-01-31", "decision_by": "Regionstyrelsen: om pengar", "lifecycle": "paused"}
    anna.submit(view, {"status": "red", "comment": "Pengarna räcker inte till", **WHOLE, **more})
    [answer] = stored(bot, 12)
    assert (answer.forecast, answer.decision_by) == (date(2023, 1, 31), "Regionstyrelsen: om pengar")
    assert answer.lifecycle is Lifecycle.PAUSED
    drain(bot)
    [alert] = chat.messages("C0LEDNING")
    for words in ("Ny prognos: 31 januari 2023", "Behöver beslut av: Regionstyrelsen: om pengar", "pausad"):
        assert words in alert.text
    assert filled(anna.command("/rapportera", "12").wait_view()).items() >= more.items()


@pytest.mark.round_is_open
def test_a_comment_that_points_elsewhere_asks_where_and_is_told_resolved(bot: Bot, chat: Chat) -> None:
    anna = chat.person("UAGFOLK01")
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 grön Länsdialogen samlade 110 deltagare i maj.", "Tack…")])
    view = anna.command("/rapportera", "13").wait_view()
    anna.submit(view, {"status": "red", "comment": "Se tidigare svar ovan.", **WHOLE})
    assert stored(bot, 13) == []
    assert "Du skriver ”Se tidigare svar ovan”. Vilket svar menar du?" in view.text
    assert filled(view)["comment"] == "Se tidigare svar ovan."
    assert anna.submit(view).errors == {"reference": "Välj vilket svar du menar."}
    anna.submit(view, {"reference": "12"})
    [answer] = stored(bot, 13)
    assert answer.reference_answer_id == stored(bot, 12)[0].id
    meant = "Syftar på rad 12: 🟢 Grönt – ”Länsdialogen samlade 110 deltagare i maj.”"
    drain(bot)
    [alert] = chat.messages("C0LEDNING")
    assert meant in alert.text
    for asked in ("/malvakten status 13", "/avvikelser"):
        assert meant in Talk(bot).say("medarbetare", asked)
    close(bot, "Halvår 2022")
    drain(bot)
    assert meant in summary_and_thread(chat)
    # Row 12 cannot be said to mean row 13 in its turn.
    view = anna.command("/rapportera", "12").wait_view()
    anna.submit(view, {"comment": "Se nedan.", "late_reason": "Fel text"})
    assert "Vilket svar menar du?" in view.text
    with pytest.raises(LookupError):
        anna.choose(view, "reference", "13")
    nothing_is_live(bot)
    assert chat.violations == []


@pytest.mark.round_is_open
def test_a_named_row_needs_no_question(bot: Bot) -> None:
    lines: list[Line] = [("folkhälsa", "/rapportera 12 grön Länsdialogen samlade 110 deltagare.", "Tack…"),
             ("folkhälsa", "/rapportera 13 grön Samma som rad 12.", lambda said: "Vilket svar" not in said),
             ("folkhälsa", "/rapportera 14 grön Se ovan.",
              "Tack…Du skriver ”Se ovan”. Vilket svar menar du?…[Komplettera]"),
             ("folkhälsa", "/malvakten status 13", "Rad 13…Syftar på rad 12: 🟢 Grönt – ”Länsdialogen…")]  # fmt: skip
    verify_dialogue(bot, lines)
    assert stored(bot, 13)[0].reference_answer_id == stored(bot, 12)[0].id
    assert stored(bot, 14)[0].reference_row_id is None


HINTED: list[tuple[dict[str, Any], str]] = [
    ({"status": "green", "comment": "Arbetet är tyvärr försenat i höst"},
     "Du har valt grönt, och i kommentaren står ”försenat”. Stämmer grönt?"),
    ({"status": "green", "comment": "Ring gärna 070-123 45 67 om läget"},
     "Det står ett telefonnummer i texten: ”070-123 45 67”. Skriv hellre en roll."),
    ({"status": "yellow", "comment": "Vi väntar på besked", **WHOLE, "action_owner": "anna@example.se"},
     "Det står en e-postadress i texten: ”anna@example.se”."),
]  # fmt: skip


@pytest.mark.round_is_open
def test_a_hint_is_for_the_owner_alone_and_blocks_nothing(bot: Bot, chat: Chat) -> None:
    anna = chat.person("UAGFOLK01")
    for row, (values, words) in zip((12, 13, 14), HINTED, strict=True):
        view = anna.command("/rapportera", str(row)).wait_view()
        anna.submit(view, values)
        assert words in view.text
        [answer] = stored(bot, row)
        assert (answer.comment, answer.status.value) == (values["comment"], values["status"])
    assert chat.messages("C0LEDNING") == []
    assert drafts(bot) == {}
    verify_dialogue(
        bot, [("folkhälsa", "/rapportera 16 grön Arbetet är försenat sedan maj.", "Tack…Du har valt grönt…")]
    )
    nothing_is_live(bot)
    assert chat.violations == []


@pytest.mark.round_is_open
def test_a_day_that_has_passed_is_asked_about_before_a_text_answer_has_it(bot: Bot) -> None:
    late = ("Tack…31 mars 2020 har redan passerat, så datumet är inte med i svaret än. Stämmer det?…"
            "[Behåll 31 mars 2020]")  # fmt: skip
    talk = verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 gul Försenad till hösten. Klart: 2020-03-31", late),
            ("folkhälsa", "[Behåll 31 mars 2020]", "Tack, ditt svar är sparat: rad 12…"),
            ("folkhälsa", "/rapportera 13 gul Försenad till hösten. Klart: 8/6", "Tack…Klart senast: 8 juni 2022…"),
            ("folkhälsa", "/rapportera 14 grön Löper på enligt planen. Klart: 2020-03-31", lacks("passerat")),
            (
                "folkhälsa",
                "/rapportera 16 gul Försenad. Klart: mars 26",
                "Tack…Menar du 26 mars 2023 eller 31 mars 2026…",
            ),
        ],
    )
    first, kept = stored(bot, 12)
    assert (first.action_due, first.comment) == (None, "Försenad till hösten. Klart: 2020-03-31")
    assert (kept.action_due, kept.comment) == (date(2020, 3, 31), first.comment)
    assert stored(bot, 16)[0].comment == "Försenad. Klart: mars 26"
    assert stored(bot, 13)[0].action_due == date(2022, 6, 8)
    # The button of an answer that has been changed since stores nothing.
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 13 röd Försenad mycket. Klart: 1/6 2022", "Tack…1 juni 2022 har redan passerat"),
            ("ersättare", "/rapportera 13 röd Försenad ännu mer.", "Tack…"),
            ("folkhälsa", "[Behåll 1 juni 2022]", "Svaret på rad 13 har ändrats sedan dess…"),
        ],
        talk,
    )
    assert stored(bot, 13)[-1].action_due is None


@pytest.mark.round_is_open
def test_a_day_that_has_passed_is_asked_about_at_the_field_of_the_form(bot: Bot, chat: Chat) -> None:
    anna = chat.person("UAGFOLK01")
    values = {"status": "yellow", "comment": "Försenad till hösten.", **WHOLE, "action_due": "2022-06-07"}
    view = anna.command("/rapportera", "13").wait_view()
    anna.submit(view, values)
    assert "7 juni 2022 har redan passerat. Stämmer det?" in view.text
    assert stored(bot) == []
    assert "past_day" in anna.submit(view, values).errors
    assert "har redan passerat" in anna.submit(view, {**values, "past_day": "change"}).errors["action_due"]
    # What was kept holds for that day only.
    anna.submit(view, {**values, "action_due": "2022-06-06", "past_day": "2022-06-07"})
    assert "6 juni 2022 har redan passerat. Stämmer det?" in view.text
    assert stored(bot) == []
    anna.submit(view, {**values, "action_due": "2022-06-06", "past_day": "2022-06-06"})
    assert [answer.action_due for answer in stored(bot, 13)] == [date(2022, 6, 6)]
    # What the answer has already is not asked about again.
    view = anna.command("/rapportera", "13").wait_view()
    anna.submit(view, {"comment": "Försenad till vintern."})
    assert len(stored(bot, 13)) == 2


def test_hints_that_know_the_periods_before(bot: Bot, chat: Chat) -> None:
    after_another(bot, "12 grön Mötet är planerat till hösten.", "13 grön Mötet är planerat till hösten.")
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Mötet hålls i maj med alla kommuner.", "Tack…"),
            ("folkhälsa", "/rapportera 13 grön Mötet är planerat till hösten.", "Tack…"),
        ],
    )
    close(bot, "Halvår 2022")
    open_now(bot, "Helår 2022", deadline=bot.clock().replace(microsecond=0) + timedelta(days=90))
    anna = chat.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    anna.submit(view, {"status": "red", "comment": "Ingen kommer till mötena", "change_reason": "Ny lag", **WHOLE})
    assert "Fanns det tidiga tecken" in view.text
    verify_dialogue(
        bot,
        [("folkhälsa", "/rapportera 13 grön Mötet är planerat till hösten.",
          "Tack…densamma som de två senaste perioderna…")],
    )  # fmt: skip


def test_early_late_and_changed_after_the_deadline(bot: Bot, chat: Chat) -> None:
    bot.create_round(opens_at=bot.clock().replace(microsecond=0) + timedelta(days=3))
    anna = chat.person("UAGFOLK01")
    view = anna.command("/rapportera", "12").wait_view()
    assert "du svarar i förväg." in view.text
    anna.submit(view, {"status": "green", "comment": "Redan klart för vår del"})
    assert [a.late for a in stored(bot, 12)] == [False]
    bot.clock.move(days=3)
    wait_for_state(bot, "Halvår 2022", RoundState.OPEN)
    bot.clock.move(days=28)
    view = anna.command("/rapportera", "12").wait_view()
    sent = anna.submit(view, {"comment": "Två kommuner till är med"})
    assert sent.errors == {"late_reason": "Sista svarsdagen har passerat. Skriv varför svaret ändras."}
    anna.submit(view, {"late_reason": "Fel siffra"})
    last = stored(bot, 12)[-1]
    assert (last.version, last.late, last.late_reason) == (2, True, "Fel siffra")
    verify_dialogue(
        bot,
        [("folkhälsa", "/rapportera 12 grön Nu stämmer det helt.", "Tack…varför svaret ändras efter sista svarsdagen…"),
         ("folkhälsa", "/rapportera 13 grön Vi är sena i år.", lambda said: "varför svaret" not in said)],
    )  # fmt: skip


@pytest.mark.round_is_open
def test_a_form_that_was_open_over_the_deadline_gets_the_field_it_lacks(bot: Bot, chat: Chat) -> None:
    anna = chat.person("UAGFOLK01")
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 grön Allt är som vanligt här.", "Tack…")])
    view = anna.command("/rapportera", "12").wait_view()
    bot.clock.move(days=31)
    anna.submit(view, {"comment": "Skrivet över natten"})
    assert "Sista svarsdagen har passerat. Skriv varför svaret ändras." in view.text
    assert filled(view)["comment"] == "Skrivet över natten"
    anna.submit(view, {"late_reason": "Somnade"})
    assert stored(bot, 12)[-1].comment == "Skrivet över natten"


def test_what_is_done_is_not_asked_about_again_unless_it_is_reopened(bot: Bot, chat: Chat) -> None:
    open_now(bot, "Helår 2021")
    owner, anna = chat.person("UAGTARN01"), chat.person("UAGFOLK01")
    for row in ("76", "77"):
        view = owner.command("/rapportera", row).wait_view()
        owner.submit(view, {"status": "green", "comment": "Kursen är genomförd", "lifecycle": "done"})
    view = anna.command("/rapportera", "12").wait_view()
    anna.submit(view, {"status": "red", "comment": "Vi har lagt ner den", "lifecycle": "cancelled", **WHOLE})
    time_passes(bot, seconds=6)
    # In the same round it stays, so that it can be seen and changed.
    assert "✅ 2 av 2 klara" in owner.inbox[0].text
    close(bot, "Helår 2021")
    drain(bot)
    asked_before = (len(owner.inbox), len(anna.inbox))
    open_now(bot, deadline=bot.clock().replace(microsecond=0) + timedelta(days=60))
    assert (len(owner.inbox), len(anna.inbox)) == (asked_before[0], asked_before[1] + 1)
    assert "Du svarar för 8 aktiviteter." in anna.inbox[-1].text
    assert "Rad 12." not in anna.inbox[-1].text
    talk = Talk(bot)
    assert "Tärna" not in talk.say("samordnare", "/malvakten omgång visa Halvår 2022")
    # It can still be answered, and then it is part of the round again.
    view = anna.command("/rapportera", "12").wait_view()
    assert filled(view)["lifecycle"] == "cancelled"
    anna.submit(view, {"status": "green", "comment": "Vi har börjat om", "lifecycle": "ongoing",
                       "follow_up_state": "done", "change_reason": "Nya pengar"})  # fmt: skip
    time_passes(bot, seconds=6)
    assert "1 av 9 klara" in anna.inbox[-1].text
    close(bot, "Halvår 2022")
    drain(bot)
    told = summary_and_thread(chat)
    assert "Tärna folkhögskola: 2 aktiviteter är klara eller avbrutna och har inte följts upp" in told
    open_now(bot, "Helår 2022", deadline=bot.clock().replace(microsecond=0) + timedelta(days=90))
    assert "Du svarar för 9 aktiviteter." in anna.inbox[-1].text
    assert chat.violations == []
