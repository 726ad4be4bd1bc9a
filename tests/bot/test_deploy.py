"""What operators are handed fits the program: units, the container, the board and the alarms."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.cli.commands import app
from bot.settings import Settings
from tests.bot.telemetry.test_metrics import scrape
from tests.harness import Running

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BOARD = json.loads((DEPLOY / "grafana" / "malvakten.json").read_text(encoding="utf-8"))
ALERTS = (DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def board_expressions() -> list[str]:
    return [target["expr"].replace('job=~"$job"', "") for panel in BOARD["panels"] for target in panel["targets"]]


def alert_expressions() -> list[str]:
    return re.findall(r"^ +expr: (.+)$", ALERTS, re.MULTILINE)


def unknown(expressions: list[str], told: dict[str, float]) -> set[str]:
    """Selectors of the expressions that no sample answers to."""
    missing = set()
    for expression in expressions:
        for name, labels in re.findall(r"\b((?:malvakten|process)_\w+)(?:\{([^}]*)\})?", expression):
            wanted = [label.strip() for label in labels.split(",") if label.strip()]
            if not any(
                re.match(rf"{name}(\{{|$)", told_name) and all(w in told_name for w in wanted) for told_name in told
            ):
                missing.add(f"{name}{{{labels}}}")
    return missing


@pytest.mark.one_database
def test_every_figure_of_the_board_and_the_alarms_is_told(bot: Running) -> None:
    told = scrape(bot.url)
    bot.slack.wait_for(lambda: any("heartbeat" in name for name in scrape(bot.url)))
    told |= scrape(bot.url)
    assert len(alert_expressions()) == ALERTS.count("- alert:") >= 8
    assert unknown(board_expressions(), told) == set()
    assert unknown(alert_expressions(), told) == set()
    ours = {
        re.sub(r"(_bucket|_sum|_count|_created)?(\{.*)?$", "", name) for name in told if name.startswith("malvakten_")
    }
    used = " ".join(board_expressions())
    assert {name for name in ours if name not in used} == set()


def test_every_panel_says_what_it_shows_in_which_unit() -> None:
    places: set[tuple[int, int]] = set()
    assert BOARD["schemaVersion"] >= 41
    for panel in BOARD["panels"]:
        assert panel["title"]
        assert panel["description"].endswith((".", "?"))
        assert panel["fieldConfig"]["defaults"]["unit"]
        for target in panel["targets"]:
            assert target["expr"].count("(") == target["expr"].count(")")
            assert 'job=~"$job"' in target["expr"]
        at = panel["gridPos"]
        covered = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not covered & places
        assert at["x"] + at["w"] <= 24
        places |= covered
    numbers = [panel["id"] for panel in BOARD["panels"]]
    assert len(set(numbers)) == len(numbers) == len({panel["title"] for panel in BOARD["panels"]})


def test_every_alarm_says_how_bad_it_is_and_what_to_do() -> None:
    for alert in ALERTS.split("- alert: ")[1:]:
        assert re.search(r"severity: (critical|warning)", alert), alert
        assert re.search(r"summary: \S", alert), alert
        assert re.search(r"description: .+\.$", alert, re.MULTILINE), alert
        assert not re.search(r"(summary|description): .*: ", alert), "a colon and a space would end the text in YAML"
    commands = re.findall(r"malvakten ([a-z]+)", ALERTS)
    assert commands
    assert set(commands) <= COMMANDS


def read_unit(path: Path) -> Any:
    """A unit's sections; what is given several times as a list."""
    found: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            section.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_a_command_with_settings_that_exist(path: Path) -> None:
    service = read_unit(path)["Service"]
    for line in service["ExecStart"] + service.get("ExecStartPre", []):
        command = re.search(r"/opt/malvakten/bin/malvakten ([a-z]+)", line)
        assert command
        assert command[1] in COMMANDS
    handed = {line.split(":")[0] for line in service.get("LoadCredential", [])}
    read = {}
    for line in service.get("Environment", []):
        name, _, value = line.partition("=")
        assert name.removesuffix("_FILE").lower() in Settings.model_fields
        read[name.removesuffix("_FILE").lower()] = value
    assert read == {name: f"%d/{name}" for name in handed}
    for name in ("DynamicUser", "NoNewPrivileges", "ProtectHome", "PrivateTmp", "RestrictNamespaces"):
        assert service[name] == ["yes"]
    assert service["ProtectSystem"] == ["strict"]
    assert service["CapabilityBoundingSet"] == [""]
    if service["Type"] == ["exec"]:
        assert int(service["TimeoutStopSec"][0]) > 10


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here to read its units")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    files = [*UNITS, *(DEPLOY / "systemd").glob("*.timer")]
    for path in files:
        text = path.read_text(encoding="utf-8").replace("/opt/malvakten/bin/malvakten", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    paths = [str(tmp_path / path.name) for path in files]
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "malvakten" in line]) == (0, [])


def test_the_container_has_every_package_and_runs_as_nobody_in_particular() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert set(re.findall(r"^COPY (\w+) \1$", text, re.MULTILINE)) == packages
    files = re.findall(r"^COPY (pyproject.+) \./$", text, re.MULTILINE)[0].split()
    assert {"setup.py", project["project"]["readme"], *project["project"]["license-files"]} <= set(files)
    assert text.count("\nFROM ") == 2
    last = text[text.rindex("\nFROM ") :]
    assert int(re.findall(r"^USER (\d+)$", last, re.MULTILINE)[-1]) > 0
    assert json.loads(re.findall(r"^CMD (\[.*\])$", last, re.MULTILINE)[-1])[0] in COMMANDS
    for name in re.findall(r"^COPY (.+) \./$", text, re.MULTILINE)[0].split():
        assert (ROOT / name).is_file()


def test_the_procfile_has_the_three_processes() -> None:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())
    assert lines.keys() == {"release", "web", "worker"}
    for line in lines.values():
        command = re.search(r"malvakten ([a-z]+)", line)
        assert command
        assert command[1] in COMMANDS
