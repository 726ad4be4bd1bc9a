"""Errata: a coordinator corrects an answer of a locked round, with a reason, by text and in the form."""

import pytest
from sqlalchemy import select

from models.answers.tables import Answer
from models.plan.tables import Placement
from models.vocabulary.outbox import DeliveryKind
from tests.dialogues.harness import (
    FORCED_LOCKING,
    LOCKING,
    Talk,
    closing,
    drain,
    nothing_is_live,
    open_now,
    verify_dialogue,
)
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Running

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]


def stored(bot: Running, row: int) -> list[Answer]:
    query = select(Answer).join(Placement, Placement.id == Answer.placement_id).where(Placement.row == row)
    return bot.read(lambda s: list(s.scalars(query.order_by(Answer.id))))


def test_the_form_of_a_locked_round_asks_why_and_management_reads_it(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 röd Fel.", "Tack…"), *closing(), *FORCED_LOCKING])
    boss = slack.person("USAMORD01")
    view = boss.command("/rapportera", "12").wait_view()
    assert "Omgången är låst, så svaret är märkt som rättelse." in view.text
    sent = boss.submit(view, {"status": "green", "comment": "Det var fel färg"})
    assert sent.errors == {"late_reason": "Sista svarsdagen har passerat. Skriv varför svaret ändras."}
    assert len(stored(bot, 12)) == 1
    boss.submit(view, {"late_reason": "Fel färg <!channel>"})
    assert "Sparat: rad 12 – 🟢 Grönt." in view.text
    assert "Omgången är låst, så svaret är märkt som rättelse." in view.text
    last = stored(bot, 12)[-1]
    assert (last.version, last.late, last.late_reason) == (2, True, "Fel färg <!channel>")
    assert last.on_behalf_of == "Folkhälsa"
    drain(bot)
    summary = bot.deliveries(kind=DeliveryKind.SUMMARY)[0]
    told = slack.thread(MANAGEMENT, summary.platform_message or "")
    assert any("Ändrat efter sista svarsdagen: Fel färg <!channel>" in message.text for message in told)
    nothing_is_live(bot)
    assert slack.violations == []


def test_the_first_answer_on_a_row_of_a_locked_round_has_a_reason_too(bot: Running, slack: FakeSlack) -> None:
    talk = verify_dialogue(
        bot,
        [*closing(), *LOCKING,
         ("samordnare", "/rapportera 12 grön Kom för sent.", "Tack…märkt som rättelse…varför svaret ändras efter…")],
    )  # fmt: skip
    talk.say("samordnare", "[Komplettera]")
    view = talk.last["samordnare"]
    boss = slack.person("USAMORD01")
    boss.submit(view.view, {"late_reason": "Brevet kom bort"})  # type: ignore[union-attr, arg-type]
    assert [a.late_reason for a in stored(bot, 12)] == [None, "Brevet kom bort"]


def test_the_reason_stands_in_the_line(bot: Running) -> None:
    verify_dialogue(
        bot,
        [("folkhälsa", "/rapportera 13 grön Löper. Skäl: vi hann.", "Tack…Löper. Skäl: vi hann.…"),
         *closing(), *FORCED_LOCKING,
         ("samordnare", "/rapportera 12 grön Kom för sent. Skäl: Brevet kom bort",
          lambda answer: "märkt som rättelse" in answer and "varför svaret ändras" not in answer)],
    )  # fmt: skip
    [late] = stored(bot, 12)
    assert (late.comment, late.late_reason) == ("Kom för sent.", "Brevet kom bort")
    [in_time] = stored(bot, 13)
    assert (in_time.comment, in_time.late_reason) == ("Löper. Skäl: vi hann.", None)


def test_a_round_of_the_past_is_corrected_while_another_is_open(bot: Running, slack: FakeSlack) -> None:
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 gul Före. Åtgärd: mer.", "Tack…"), *closing(), *FORCED_LOCKING])
    bot.clock.move(days=1)
    open_now(bot, "Halvår 2023")
    talk = Talk(bot)
    verify_dialogue(
        bot,
        [
            ("samordnare", "/malvakten omgång rätta Halvår 2022 12 grön Rättat  med  mellanrum.",
             "Tack…Halvår 2022. Omgången är låst, så svaret är märkt som rättelse.…"),
            ("samordnare", "/malvakten omgång rätta Halvår 2022", "Vilken rad? Skriv radens nummer efter…"),
            ("samordnare", "/malvakten omgång rätta Halvår 1999 12 grön Nej.", "Det finns ingen omgång som heter…"),
            ("samordnare", "/malvakten omgång rätta Halvår 2022 12 blå Nej.",
             "Jag känner inte igen färgen ”blå”.…12 blå Nej.…[🟡 Gult]"),
            ("samordnare", "[Gult]", "Tack…rad 12 – 🟡 Gult.…Halvår 2022. Omgången är låst"),
            ("folkhälsa", "/malvakten omgång rätta Halvår 2022 12 grön Nej.", "Det här kan bara samordnaren göra.…"),
            ("samordnare", "/malvakten round correct Halvår 2022 12", "Rapportera rad 12\nHalvår 2022 · …"),
        ],
        talk,
    )  # fmt: skip
    comments = [(a.round_id, a.comment) for a in stored(bot, 12)]
    assert comments == [(1, "Före."), (1, "Rättat  med  mellanrum."), (1, "blå Nej.")]
    assert slack.violations == []


def test_a_late_answer_reaches_a_closed_round_while_another_is_open(bot: Running) -> None:
    verify_dialogue(bot, [*closing()])
    bot.clock.move(days=1)
    open_now(bot, "Halvår 2023")
    verify_dialogue(
        bot,
        [("samordnare", "/malvakten omgång rätta halvår 2022 12 grön Sent.", "Tack…Halvår 2022.…märkt som sent…")],
    )
    assert [(a.round_id, a.late) for a in stored(bot, 12)] == [(1, True)]
