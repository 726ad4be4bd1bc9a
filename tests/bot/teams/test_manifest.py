"""The app package: valid by Microsoft's schema, without placeholders, and refused in words."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft4Validator, FormatChecker
from PIL import Image
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.settings import load_settings
from bot.teams.manifest import MANIFEST_VERSION, ManifestFault, listed, manifest, package, version_at
from handlers.routes import COMMANDS
from i18n import translator
from tests.npm import installed

ROOT = Path(__file__).parents[3]
CLIENT = "1b2c3d4e-1234-5678-9abc-1b2c3d4e5f60"
TENANT = "5f60aaaa-1234-5678-9abc-1b2c3d4e5f61"
TEAMS = {"TEAMS_CLIENT_ID": CLIENT, "TEAMS_CLIENT_SECRET": "hemlig", "TEAMS_TENANT_ID": TENANT}
ENV = {**TEAMS, "MALVAKTEN_BASE_URL": "https://malvakten.example.se/bot"}
NOW = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)


def made(**env: str) -> dict[str, Any]:
    return manifest(load_settings({**ENV, **env}, ROOT / "tests/data"), NOW)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_is_valid_by_microsofts_schema(language: str) -> None:
    schemas = installed("@microsoft/app-manifest", "1.1.2") / "build/json-schemas/teams"
    schema = json.loads((schemas / f"v{MANIFEST_VERSION}/MicrosoftTeams.schema.json").read_text(encoding="utf-8"))
    validator = Draft4Validator(schema, format_checker=FormatChecker())
    document = made(MALVAKTEN_LANGUAGE=language)
    assert [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(document)] == []
    newest = max((int(path.name.removeprefix("v1.")) for path in schemas.glob("v1.*")), default=0)
    assert f"1.{newest}" == MANIFEST_VERSION, "the newest that is released"


def test_it_names_the_bot_its_scopes_and_its_domain_and_nothing_is_left_to_fill_in() -> None:
    document = made()
    [bot] = document["bots"]
    assert (document["id"], bot["botId"]) == (CLIENT, CLIENT)
    assert bot["scopes"] == ["personal", "team"]
    assert document["validDomains"] == ["malvakten.example.se"]
    text = json.dumps(document)
    assert not any(mark in text for mark in ("{{", "${", "<", "TODO", "example.com", "00000000-"))


def test_it_proposes_the_commands_of_the_table_twelve_at_most_and_always_the_help() -> None:
    for language, word, help_word in (("sv", "rapportera", "hjälp"), ("en", "report", "help")):
        personal, team = (each["commands"] for each in made(MALVAKTEN_LANGUAGE=language)["bots"][0]["commandLists"])
        titles = [[command["title"] for command in commands] for commands in (personal, team)]
        assert all(len(each) == len(set(each)) <= 12 and each[0] == "status" for each in titles)
        assert all(each[-1] == help_word for each in titles)
        assert word in titles[0]
        assert word not in titles[1], "what is answered to one person is not proposed where all read"
        assert all(command["description"] for command in (*personal, *team))
    assert len(COMMANDS) > 12
    of_all = [command["title"] for command in listed(COMMANDS, translator("sv", ZoneInfo("Europe/Stockholm")))]
    assert (len(of_all), of_all[-1]) == (12, "hjälp")


def test_the_package_has_the_manifest_and_two_icons_of_the_right_kind() -> None:
    content = package(load_settings(ENV, ROOT / "tests/data"), NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert sorted(file.namelist()) == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(file.read("manifest.json")) == made()
        colour, outline = (Image.open(io.BytesIO(file.read(name))) for name in ("color.png", "outline.png"))
    assert (colour.size, outline.size) == ((192, 192), (32, 32))
    assert colour.mode == "RGB", "nothing of it is transparent"
    red, green, blue, alpha = (band.getextrema() for band in outline.convert("RGBA").split())
    assert red == green == blue == (255, 255), "white only"
    assert alpha == (0, 255), "on nothing"


def test_a_later_package_has_a_higher_version() -> None:
    def number(now: datetime) -> tuple[int, ...]:
        return tuple(map(int, version_at(now).split(".")))

    assert number(NOW) == (1, 333, 545)
    assert number(NOW) < number(NOW + timedelta(minutes=1)) < number(NOW + timedelta(days=1, hours=-9))


@pytest.mark.parametrize(
    ("env", "words"),
    [
        (dict.fromkeys(TEAMS, ""), "TEAMS_CLIENT_ID is missing: docs/teams.md says where it is found."),
        ({"TEAMS_CLIENT_ID": "malvakten"}, "TEAMS_CLIENT_ID is no application (client) id"),
        ({"MALVAKTEN_BASE_URL": ""}, "MALVAKTEN_BASE_URL is missing"),
        ({"MALVAKTEN_BASE_URL": "http://malvakten.example.se"}, "MALVAKTEN_BASE_URL is not https"),
        ({"MALVAKTEN_BASE_URL": "http://127.0.0.1:8000"}, "MALVAKTEN_BASE_URL is this machine's own"),
    ],
)
def test_what_teams_would_refuse_is_refused_in_words(env: dict[str, str], words: str) -> None:
    with pytest.raises(ManifestFault) as caught:
        made(**env)
    assert any(line.startswith(words) for line in str(caught.value).splitlines())


def test_the_command_writes_the_package_or_prints_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    printed = run.invoke(app, ["manifest", "teams"], env=ENV)
    assert json.loads(printed.stdout)["id"] == CLIENT
    assert run.invoke(app, ["manifest", "teams", "--out", "malvakten.zip"], env=ENV).exit_code == 0
    with zipfile.ZipFile(tmp_path / "malvakten.zip") as file:
        assert json.loads(file.read("manifest.json"))["id"] == CLIENT
    refused = run.invoke(app, ["manifest", "teams"], env={"MALVAKTEN_BASE_URL": ENV["MALVAKTEN_BASE_URL"]})
    assert refused.exit_code == 1
    assert "TEAMS_TENANT_ID is missing" in refused.stderr
