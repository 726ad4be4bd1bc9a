"""*Rapportera* in the form: faults at the fields, drafts, long comments, shared and two-unit rows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.people.directory_cache import raise_revision
from models.people.tables import Person
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import (  # fmt: skip
    LOCKING,
    WHOLE,
    closing,
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


@pytest.mark.round_is_open
def test_one_activity_after_the_other_until_all_is_done(bot: Bot, chat: Chat) -> None:
    owner = chat.person("UAGTARN01")
    view = owner.click(owner.inbox[0], "Rapportera").wait_view()
    assert view.text.startswith("Rapportera rad 76\nHalvår 2022 · 0 av 2 klara · Tärna folkhögskola")
    for words in ("Grönt – löper på enligt plan", "Gult – avvikelse emot måluppfyllelse",
                  "Rött – når ej måluppfyllelse", "Kan inte bedömas", "Spara och nästa"):  # fmt: skip
        assert words in view.text
    sent = owner.submit(view, {"status": "green", "comment": "Går bra"})
    assert sent.view is not None
    assert sent.view.text.startswith("Rapportera rad 77\nSparat: rad 76 – 🟢 Grönt.")
    assert "Spara och nästa" not in sent.view.text
    # What was written on the row before is not in the next one's fields.
    assert filled(sent.view)["comment"] is None
    done = owner.submit(sent.view, {"status": "yellow", "comment": "Sent", **WHOLE})
    assert done.view is not None
    told = done.view.text.replace("\n\n", "\n")
    assert "Sparat: rad 77 – 🟡 Gult.\nAlla dina 2 aktiviteter i Halvår 2022 har fått svar." in told
    assert [a.action_owner for a in stored(bot)] == [None, "Samordnaren"]
    owner.click(done.view, "Rad 77")
    chat.wait_for(lambda: done.view and done.view.text.startswith("Rapportera rad 77"))
    assert filled(done.view).items() >= {"status": "yellow", "comment": "Sent", **WHOLE}.items()
    time_passes(bot, seconds=6)
    assert "✅ 2 av 2 klara" in owner.inbox[0].text
    assert len(owner.inbox) == 1
    nothing_is_live(bot)
    assert chat.violations == []


@pytest.mark.round_is_open
def test_faults_are_told_at_the_fields_and_what_is_written_is_there_when_the_form_is_opened_again(
    bot: Bot, chat: Chat
) -> None:
    anna = chat.person("UAGFOLK01")
    view = anna.click(anna.inbox[0], "Rapportera").wait_view()
    written = {"status": "red", "comment": "Lång text <!channel>", "action": "Något"}
    sent = anna.submit(view, written)
    assert sent.errors == {
        "cause": "Skriv vad avvikelsen beror på.", "action_owner": "Skriv vem som ansvarar för åtgärden.",
        "action_due": "Välj ett datum.",
    }  # fmt: skip
    assert stored(bot) == []
    assert filled(view)["comment"] == "Lång text <!channel>"
    anna.close(view)
    again = anna.command("/rapportera").wait_view()
    assert filled(again) == {**dict.fromkeys(filled(again)), **written}
    sent = anna.submit(again, WHOLE)
    assert not sent.errors
    assert stored(bot)[0].comment == "Lång text <!channel>"
    assert "Sparat: rad 12 – 🔴 Rött." in sent.text or (sent.view and "Sparat: rad 12 – 🔴 Rött." in sent.view.text)
    invisible = anna.command("/rapportera", "13").wait_view()
    sent = anna.submit(invisible, {"status": "green", "comment": "\u200b\u2800"})
    assert sent.errors == {"comment": "Skriv en kort kommentar."}
    nothing_is_live(bot)
    assert chat.violations == []


@pytest.mark.round_is_open
def test_a_comment_too_long_for_the_field_stands_beside_it_and_is_kept_unless_replaced(bot: Bot, chat: Chat) -> None:
    anna = chat.person("UAGFOLK01")
    fits, longer, action = "a" * 3000, "Början " + "b" * 2993 + "!", "ö" * 3001
    verify_dialogue(bot, [("folkhälsa", f"/rapportera 12 grön {fits}", "Tack…")])
    view = anna.command("/rapportera", "12").wait_view()
    assert filled(view)["comment"] == fits
    talk = verify_dialogue(bot, [("folkhälsa", f"/rapportera 12 gul {longer} Åtgärd: {action}", "Tack…")])
    view = anna.click(talk.last["folkhälsa"], "Komplettera").wait_view()
    assert longer in view.text
    assert action in view.text
    assert filled(view)["comment"] is None
    # A fault does not drop what is kept.
    assert anna.submit(view, {"cause": "x"}).errors.keys() == {"action_owner", "action_due"}
    # Another version in between does not slip in as the comment that was shown.
    verify_dialogue(bot, [("samordnare", "/rapportera 12 grön Emellan", "Tack…")])
    anna.submit(view, {"action_owner": "Vi", "action_due": "2026-03-31"})
    last = stored(bot)[-1]
    assert (last.comment, last.action, last.cause, last.version) == (longer, action, "x", 4)
    view = anna.command("/rapportera", "12").wait_view()
    anna.submit(view, {"comment": "Ny kommentar"})
    last = stored(bot)[-1]
    assert (last.comment, last.action, last.version) == ("Ny kommentar", action, 5)
    assert chat.violations == []


@pytest.mark.round_is_open
def test_an_activity_under_two_goals_takes_one_answer_for_both_or_one_for_each(bot: Bot, chat: Chat) -> None:
    owner = chat.person("UAGSAMH01")
    view = owner.command("/rapportera", "7").wait_view()
    assert "Visionsmål Digital omställning och Målområde Ett tillgängligt Västmanland" in view.text
    sent = owner.submit(view, {"status": "green", "comment": "Lika"})
    assert sent.view is not None
    assert "Sparat: raderna 7 och 33 – 🟢 Grönt." in sent.view.text
    assert [len(stored(bot, row)) for row in (7, 33)] == [1, 1]
    view = owner.command("/rapportera", "33").wait_view()
    owner.submit(view, {"comment": "Olika", "scope": "one"})
    assert [a.comment for a in stored(bot, 33)] == ["Lika", "Olika"]
    assert len(stored(bot, 7)) == 1
    verify_dialogue(bot, [("samordnare", "/rapportera 8", lacks("Svaret gäller"))])


def test_who_answers_for_one_of_two_goals_only_is_not_offered_both(bot: Bot, chat: Chat) -> None:
    def narrow(session: Any) -> None:
        person = session.scalars(select(Person).where(Person.slack_user_id == "UAGSAMH01")).one()
        person.activities = [7]
        raise_revision(session, "people")

    bot.write(narrow)
    open_now(bot)
    owner = chat.person("UAGSAMH01")
    view = owner.click(owner.inbox[0], "Rapportera").wait_view()
    assert "Svaret gäller" not in view.text
    owner.submit(view, {"status": "green", "comment": "Bara min"})
    assert [len(stored(bot, row)) for row in (7, 33)] == [1, 0]


@pytest.mark.round_is_open
def test_a_row_of_two_units_is_asked_of_both_and_the_second_confirms_or_changes(bot: Bot, chat: Chat) -> None:
    first, second = chat.person("UAGVALF01"), chat.person("UAGSAMH01")
    for row in (34, 36):
        assert all(f"Rad {row}." in text_of_all(chat, person.id) for person in (first, second))
        talk = verify_dialogue(bot, [("välfärd", f"/rapportera {row} grön Från oss.", "Tack…")])
        drain(bot)
        view = second.command("/rapportera", str(row)).wait_view()
        assert "Ägare Välfärd har svarat 🟢 Grönt: ”Från oss.” – bekräfta eller ändra." in view.text
        assert filled(view)["comment"] == "Från oss."
        second.submit(view)
        verify_dialogue(
            bot,
            [("välfärd", f"/rapportera {row} gul Ändå inte.",
              "Tack…Ägare Samhällsutveckling 1 svarade före dig: 🟢 Grönt. Båda versionerna finns kvar.")],
            talk,
        )  # fmt: skip
        drain(bot)
        assert [(a.version, a.status.value) for a in stored(bot, row)] == [(1, "green"), (2, "green"), (3, "yellow")]
        notices = [m.text for m in chat.thread(first.id, first.inbox[0].ts) if f"har svarat på rad {row}" in m.text]
        [notice] = notices
        assert notice.startswith(f"Ägare Samhällsutveckling 1 har svarat på rad {row}: 🟢 Grönt.")
        assert f"/rapportera {row}" in notice
        assert sum(f"har svarat på rad {row}" in m.text for m in chat.thread(second.id, second.inbox[0].ts)) == 1
    assert chat.violations == []


def text_of_all(chat: Chat, user: str) -> str:
    person = chat.person(user)
    return person.inbox[0].text + "".join(m.text for m in chat.thread(user, person.inbox[0].ts))


@pytest.mark.round_is_open
def test_two_owners_at_the_same_moment_keep_both_versions_and_are_both_told(bot: Bot, chat: Chat) -> None:
    one, two = chat.person("UAGKULT01"), chat.person("UAGKULT02")
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda p: p.command("/rapportera", f"26 gul Av {p.id}"), (one, two)))
    assert all(reply.text.startswith("Tack") for reply in replies)
    assert sum("svarade före dig" in reply.text for reply in replies) == 1
    assert sorted(a.version for a in stored(bot, 26)) == [1, 2]
    drain(bot)
    for person in (one, two):
        assert sum("har svarat på rad 26" in m.text for m in chat.thread(person.id, person.inbox[0].ts)) == 1


def test_rounds_that_overlap_keep_to_the_form_and_message_they_belong_to(bot: Bot, chat: Chat) -> None:
    open_now(bot, "Snart")
    bot.clock.move(days=1)  # nobody gets more than one message a day
    later = bot.clock().replace(microsecond=0) + timedelta(days=60)
    open_now(bot, "Sedan", deadline=later)
    owner = chat.person("UAGTARN01")
    assert len(owner.inbox) == 2
    view = owner.click(owner.inbox[1], "Rapportera").wait_view()
    assert "Sedan · 0 av 2 klara" in view.text
    sent = owner.submit(view, {"status": "green", "comment": "I den senare"})
    assert sent.view is not None
    assert "Sedan · 1 av 2 klara" in sent.view.text
    view = owner.click(owner.inbox[0], "Rapportera").wait_view()
    assert "Snart · 0 av 2 klara" in view.text
    verify_dialogue(bot, [("tärna", "/rapportera 76 grön I den närmaste", "Tack…Snart.")])


@pytest.mark.round_is_open
def test_a_form_that_is_sent_after_the_lock_keeps_its_text(bot: Bot, chat: Chat) -> None:
    anna = chat.person("UAGFOLK01")
    view = anna.click(anna.inbox[0], "Rapportera").wait_view()
    verify_dialogue(bot, [*closing(),
                          *LOCKING])  # fmt: skip
    sent = anna.submit(view, {"status": "green", "comment": "Skrivet i onödan"})
    [words] = sent.errors.values()
    assert words.startswith("Halvår 2022 låstes ")
    assert words.endswith(" Kontakta samordnaren om något behöver rättas. Kopiera din text först.")
    assert filled(view)["comment"] == "Skrivet i onödan"
    assert stored(bot) == []
