"""`malvakten deliveries` as typed."""

import json

from typer.testing import CliRunner

from bot.cli.commands import app
from models.outbox import keys
from models.outbox.queue import queue
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.dialogues.harness import open_now
from tests.fakes.slack import FakeSlack
from tests.harness import Running

OWNER = "agare.samhallsutveckling1@example.se"


def test_the_log_says_whom_when_and_under_which_id_without_cutting_anything(
    bot: Running, slack: FakeSlack, stocked_url: str
) -> None:
    open_now(bot)
    said = CliRunner().invoke(app, ["deliveries"], env={"DATABASE_URL": stocked_url}).stdout
    assert "platform's id" in said
    [prompt] = [d for d in bot.deliveries() if d.key == "prompt:1:8"]
    [line] = [line for line in said.splitlines() if OWNER in line and "prompt" in line]
    assert prompt.platform_message is not None
    assert prompt.sent_at is not None
    for word in (prompt.platform_message, f"{prompt.sent_at:%Y-%m-%dT%H:%M:%SZ}", "sent"):
        assert word in line


def test_a_failed_message_is_sent_again_by_hand_or_refused(bot: Running, stocked_url: str) -> None:
    env = {"DATABASE_URL": stocked_url}
    open_now(bot)
    sent = bot.deliveries(kind=DeliveryKind.PROMPT)[0]
    nudge = keys.nudge(1, sent.person_id or 0, "x")
    bot.write(lambda s: queue(s, nudge, DeliveryKind.NUDGE, "slack", sent.destination, bot.clock(), round_id=1,
                              person_id=sent.person_id, state=DeliveryState.FAILED, error="user_disabled"))  # fmt: skip
    [failed] = bot.deliveries(key=nudge)
    both = CliRunner().invoke(app, ["deliveries", "retry", str(failed.id), str(sent.id)], env=env)
    assert both.exit_code == 1
    assert both.stderr.strip() == f"Message {sent.id}: It has been sent in the meantime."
    assert bot.deliveries(key=nudge)[0].state is DeliveryState.FAILED, "all or none"
    said = CliRunner().invoke(app, ["deliveries", "retry", str(failed.id), "--json"], env=env)
    assert (said.exit_code, [row["id"] for row in json.loads(said.stdout)]) == (0, [failed.id])
    assert bot.deliveries(key=nudge)[0].state is DeliveryState.PENDING
    for wrong in (["retry"], ["retry", "x"], ["again", "1"]):
        assert CliRunner().invoke(app, ["deliveries", *wrong], env=env).exit_code == 2
    assert "no such message" in CliRunner().invoke(app, ["deliveries", "retry", "99999"], env=env).stderr
