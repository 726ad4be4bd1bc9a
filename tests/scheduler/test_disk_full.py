"""The disk is full (a real SQLITE_FULL): people get a sentence and keep their text, and everything goes on after it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.answers.tables import Answer
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.dialogues.harness import drain, open_now
from tests.disk import disk_full
from tests.fakes.slack import FakeSlack
from tests.harness import Running
from tests.scheduler.test_database_gone import failing

pytestmark = pytest.mark.one_database
SENTENCE = "Det går inte just nu"
# Longer than what may be left of a page.
LONG = "Påhittat: upphandlingen är försenad. " * 80


def answers(bot: Running) -> int:
    return bot.read(lambda session: session.scalar(select(func.count()).select_from(Answer)) or 0)


def test_an_answer_by_form_and_by_text_keeps_its_words(bot: Running, slack: FakeSlack) -> None:
    open_now(bot)
    anna = slack.person("UAGFOLK01")
    for row in (12, 13, 14):
        assert anna.command("/rapportera", f"{row} grön {LONG}").text.startswith("Tack")
    drain(bot)
    before = answers(bot)
    view = anna.click(anna.inbox[0], "Rapportera").wait_view()
    with disk_full(bot.database):
        refused = anna.submit(view, {"status": "green", "comment": LONG[:2900]})
        assert next(iter(refused.errors.values())).startswith(SENTENCE)
        assert not view.closed
        said = anna.command("/rapportera", f"16 grön {LONG * 4}")
        assert said.text.startswith(SENTENCE)
        slack.wait_for(lambda: LONG[:100] in said.text + "".join(message.text for message in said.followups))
        assert anna.command("/malstatus").text.startswith("Läget i aktivitetsplanen"), "reading goes on"
        assert answers(bot) == before
    again = anna.submit(view)
    assert again.errors == {}
    assert answers(bot) == before + 1
    bot.settle()
    assert slack.violations == []


def test_openings_wait_for_room_and_everybody_is_asked_once(bot: Running, slack: FakeSlack) -> None:
    """As many as there is room for open, each whole; the others when there is room again."""
    names = [f"Omgång {n}" for n in range(1, 7)]
    bot.settle()
    for name in names:
        # Rehearsals: nobody gets the opening messages of six long rounds on one day.
        bot.create_round(name, deadline=bot.clock() + timedelta(hours=12))

    def asked() -> dict[str, int]:
        query = select(Round.name, func.count(Delivery.id)).outerjoin(
            Delivery, (Delivery.round_id == Round.id) & (Delivery.kind == DeliveryKind.PROMPT)
        )
        return {name: count for name, count in bot.read(lambda s: s.execute(query.group_by(Round.name)).all())}  # noqa: C416 - typed

    with disk_full(bot.database):
        with failing("worker.database_unavailable", times=2):
            bot.clock.move(minutes=1)
        assert set(asked().values()) in ({0}, {0, 11})
    slack.wait_for(lambda: asked() == dict.fromkeys(names, 11))
    slack.wait_for(lambda: len(bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 66)
    drain(bot)
    channels = [row.platform_channel or "" for row in bot.deliveries(kind=DeliveryKind.PROMPT)]
    assert {len([m for m in slack.messages(c) if m.text.startswith(("Hej", "Hello"))]) for c in channels} == {6}
    assert slack.violations == []
