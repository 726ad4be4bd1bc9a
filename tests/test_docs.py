"""The documents keep their word: samples run, commands and settings exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from bot.cli.commands import app
from bot.settings import Settings
from handlers.routes import COMMANDS
from models.registers.all import REGISTERS
from tests.harness import Running

DOCS = Path(__file__).parent.parent / "docs"
README = DOCS.parent / "README.md"
PAGES = sorted([*DOCS.glob("**/*.md"), *DOCS.parent.glob("*.md"), *DOCS.parent.glob("samples/*/README.md")])


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
    for page in (README, DOCS / "operations.md", DOCS / "slack.md", DOCS / "teams.md"):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"(?:^|`)malvakten ([a-z]+)", text, re.MULTILINE):
            assert name in known, f"{page.name}: malvakten {name}"


def test_every_setting_is_documented() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in (DOCS / "operations.md", DOCS.parent / ".env.example"))
    missing = [name.upper() for name in Settings.model_fields if name.upper() not in text]
    assert set(missing) <= {"MALVAKTEN_SECRET_KEY"}


def test_every_register_and_column_is_on_its_page() -> None:
    lines = {
        line.split("`")[1]: line for line in (DOCS / "registers.md").read_text("utf-8").splitlines() if "| `" in line
    }
    assert list(lines) == [register.name for register in REGISTERS]
    for register in REGISTERS:
        columns = lines[register.name].split("|")[3]
        told = re.findall(r"\w+", re.sub(r"\([^)]*\)", "", columns))
        assert told == [each.name for each in register.fields], register.name


def _command_lines(page: Path) -> list[str]:
    """The `malvakten` lines of a page's shell blocks, with settings before them; continued lines are joined."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if re.match(r" *([A-Z_]+=\S+ )?malvakten ", line)]


def _run(line: str, folder: Path) -> None:
    """Runs one line in a folder that has the samples and a SQLite database, as a newcomer pastes it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MALVAKTEN_", "SLACK_"))}
    kept.pop("DATABASE_URL", None)
    environment = {**kept, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = ["bash", "-c", line]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_the_commands_of_the_readme_and_the_trial_round_of_the_slack_page_run_as_written(tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(DOCS.parent / "samples")
    lines = [line for line in _command_lines(README) if not re.match(r"malvakten (run|doctor)\b", line)]
    lines += [line for line in _command_lines(DOCS / "slack.md") if "round create" in line]
    names = [re.findall(r"malvakten ([a-z]+ [a-z]+)", line)[0] for line in lines]
    assert names == ["db upgrade", "plan import", "people import", "round create", "manifest slack", "round create"]
    for line in lines:
        _run(line, tmp_path)


def test_the_commands_of_the_samples_page_are_those_of_the_readme() -> None:
    readme = [line.partition(" #")[0].rstrip() for line in _command_lines(README)]
    lines = _command_lines(DOCS.parent / "samples/vastmanland-2022/README.md")
    assert lines
    assert set(lines) <= set(readme)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS.parent)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_every_system_has_a_line_with_a_test_that_exists_and_a_word_that_the_chat_knows() -> None:
    lines = re.findall(r"^\| (S\d+) \|(.+)\|$", (DOCS / "systems.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [number for number, _ in lines] == [f"S{number}" for number in range(1, 39)]
    known = {word for command in COMMANDS for word in command.words}
    for number, line in lines:
        _, where, words, test, lacking = (cell.strip() for cell in line.split("|"))
        assert set(re.findall(r"`([^`]+)`", words)) <= known, number
        path, _, name = test.strip("`").partition("::")
        if where == "not yet":
            assert (words, test, lacking != "–") == ("–", "–", True), number
        else:
            assert f"def {name}(" in (DOCS.parent / path).read_text(encoding="utf-8") if name else path, number
