"""Alerts by the setting, changes in their threads, late answers in the summary's thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import import_samples
from tests.dialogues.harness import FORCED_LOCKING, closing, drain, nothing_is_live, open_now, verify_dialogue
from tests.fakes.slack import FakeSlack, Message
from tests.harness import MANAGEMENT, Clock, Running, running

pytestmark = pytest.mark.one_database
HOSTILE = "<!channel> <@UAGFOLK01> *fet*"


@contextmanager
def bot_with(slack: FakeSlack, clock: Clock, url: str, folder: Path, alerts: str) -> Iterator[Running]:
    with running(slack, url, clock, folder, import_samples, MALVAKTEN_ALERTS=alerts) as bot:
        open_now(bot)
        yield bot


def answer(bot: Running, *lines: str, who: str = "folkhälsa") -> None:
    verify_dialogue(bot, [(who, f"/rapportera {line}", "Tack…") for line in lines])
    drain(bot)


def told(bot: Running) -> list[list[str]]:
    """What management has got: each message with its thread, first lines. Not the picture, which nothing waits for."""
    slack = bot.slack

    def head(message: Message) -> str:
        return " ".join(message.text.split("\n")[:1])

    return [[head(m), *map(head, words_in_thread(slack, m))] for m in slack.messages(MANAGEMENT)]


def words_in_thread(slack: FakeSlack, message: Message) -> list[Message]:
    return [each for each in slack.thread(MANAGEMENT, message.ts) if not each.raw.get("files")]


@pytest.mark.round_is_open
def test_by_default_a_row_that_becomes_red_is_told_once_and_its_changes_in_the_thread(
    bot: Running, slack: FakeSlack
) -> None:
    answer(bot, "12 gul Försenad.", "12 grön Ordnat.")
    assert told(bot) == []
    answer(bot, f"12 röd {HOSTILE} Orsak: {HOSTILE} Åtgärd: å Ansvarig: a Klart: 2026-03-31")
    alert = slack.messages(MANAGEMENT)[0].text
    for words in ("Avvikelse · Halvår 2022", "🔴 Rött · Rad 12.", "Målområde Ett välmående Västmanland · Folkhälsa",
                  f"Kommentar: ”{HOSTILE}”", f"Orsak: {HOSTILE}", "Åtgärd: å", "Ansvarig: a",
                  "Klart senast: 31 mars 2026", "Förra perioden: ”Länsdialogen genomfördes 12 maj."):  # fmt: skip
        assert words in alert
    answer(bot, "12 röd Värre.", "12 röd Värre.", "12 gul Bättre.", "12 grön Bra.", "12 röd Igen.", "13 röd Annan.")
    first = "Avvikelse · Halvår 2022"
    changed = f"Ändrat: {first}"
    assert told(bot) == [
        [first, changed, changed, "Ändrat: Inte längre en avvikelse · Halvår 2022", changed], [first],
    ]  # fmt: skip
    nothing_is_live(bot)
    assert slack.violations == []


@pytest.mark.parametrize(("alerts", "count"), [("off", 0), ("all", 2)])
def test_the_setting_off_and_all(
    slack: FakeSlack, clock: Clock, database_url: str, tmp_path: Path, alerts: str, count: int
) -> None:
    with bot_with(slack, clock, database_url, tmp_path, alerts) as bot:
        answer(bot, "12 gul Försenad.", "13 röd Stopp.", "14 grön Bra.", "12 gul Ny text.", "12 röd Värre.")
        assert len(told(bot)) == count
        if count:
            changed = "Ändrat: Avvikelse · Halvår 2022"
            assert told(bot)[0] == ["Avvikelse · Halvår 2022", changed, changed]
            assert "🟡 Gult · Rad 12." in slack.messages(MANAGEMENT)[0].text


def test_a_row_that_was_red_the_time_before_does_not_become_red(bot: Running, slack: FakeSlack) -> None:
    open_now(bot, "Ett")
    answer(bot, "12 röd Stopp.")
    verify_dialogue(bot, closing("Ett"))
    drain(bot)
    before = len(told(bot))
    bot.clock.move(days=33)  # a Monday: nobody is asked on a day off
    open_now(bot, "Två")
    answer(bot, "12 röd Fortfarande.")
    assert len(told(bot)) == before
    verify_dialogue(
        bot, [("medarbetare", "/status 12", "Rad 12…🔴 Rött…Förra gången (8 juni 2022): 🔴 Rött – ”Stopp.”")]
    )
    answer(bot, "12 grön Bra.", "12 röd Åter.")
    assert len(told(bot)) == before + 1


def test_an_early_answer_is_told_too(bot: Running) -> None:
    bot.create_round(opens_at=bot.clock().replace(microsecond=0).replace(hour=23))
    answer(bot, "12 röd Tidigt.")
    assert len(told(bot)) == 1


@pytest.mark.round_is_open
def test_what_comes_after_the_summary_stands_in_its_thread_if_it_alters_the_picture(
    bot: Running, slack: FakeSlack
) -> None:
    answer(bot, "12 gul Försenad.", "13 grön Bra.", "14 röd Stopp.")
    verify_dialogue(bot, closing())
    drain(bot)
    answer(bot, "12 gul Försenad.", "13 grön Andra ord.", "16 grön Sent.", "12 röd Värre.", "14 röd Nya ord.")
    verify_dialogue(bot, FORCED_LOCKING)
    answer(bot, "12 grön Rättelse.", who="samordnare")
    heads = told(bot)
    assert [thread[0] for thread in heads] == ["Avvikelse · Halvår 2022", "Sammanställning: Halvår 2022"]
    assert len(heads[0]) == 1
    assert [head.split(" · ")[0] for head in heads[1][1:]] == [
        "Avvikelserna i sin helhet", "Sent svar", *["Ändrat svar"] * 3,
    ]  # fmt: skip
    after = words_in_thread(slack, slack.messages(MANAGEMENT)[1])[1:]
    assert ["Rad 16." in after[0].text, "Rad 12." in after[1].text, "Rad 14." in after[2].text] == [True] * 3
    assert slack.violations == []
