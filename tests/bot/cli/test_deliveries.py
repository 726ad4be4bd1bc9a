"""`malvakten deliveries` as typed."""

from typer.testing import CliRunner

from bot.cli.main import app
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
