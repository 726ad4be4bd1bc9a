"""The documents keep their word: samples run, commands and settings exist."""

import re
from pathlib import Path

import typer.main

from bot.cli import app
from bot.settings import Settings
from handlers.routes import COMMANDS
from tests.harness import Running

DOCS = Path(__file__).parent.parent / "docs"
README = DOCS.parent / "README.md"


def _samples() -> list[str]:
    return re.findall(r"^> (/.+)$", (DOCS / "commands.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_samples_of_the_commands_page_are_answered(bot: Running) -> None:
    bot.create_round()
    bot.clock.move(minutes=1)
    bot.settle()
    samples = _samples()
    assert samples
    for sample in samples:
        command, _, words = sample.partition(" ")
        reply = bot.slack.person("UAGFOLK01").command(command, words)
        assert reply.text.startswith("Tack"), reply.text
        assert "saknas" not in reply.text


def test_every_word_of_the_chat_surface_is_on_the_commands_page() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"`{command.words[0]}" in text


def test_every_malvakten_command_in_the_documents_exists() -> None:
    group = typer.main.get_command(app)
    known = set(group.commands)  # type: ignore[attr-defined]
    for page in (README, DOCS / "operations.md", DOCS / "slack.md"):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"(?:^|`)malvakten ([a-z]+)", text, re.MULTILINE):
            assert name in known, f"{page.name}: malvakten {name}"


def test_every_setting_is_documented() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in (DOCS / "operations.md", DOCS.parent / ".env.example"))
    later = {"TEAMS_CLIENT_ID", "TEAMS_CLIENT_SECRET", "TEAMS_TENANT_ID", "TEAMS_OPENID_METADATA_URL",
             "TEAMS_MANAGEMENT_CHANNEL", "MALVAKTEN_SECRET_KEY"}  # fmt: skip
    missing = [name.upper() for name in Settings.model_fields if name.upper() not in text]
    assert set(missing) <= later
