"""Where a setting comes from, and the one line when it cannot be taken."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import Settings, SettingsError, load_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory with a file for a mounted secret."""
    (tmp_path / "secret").write_text("from the file\n", encoding="utf-8")
    return tmp_path


def channel(folder: Path, dotenv: str = "", **environment: str) -> str | None:
    """SLACK_MANAGEMENT_CHANNEL of this environment and this `.env`, where PATH stands for the secret's path."""
    path = str(folder / "secret")
    (folder / ".env").write_text(dotenv.replace("PATH", path), encoding="utf-8")
    given = {name: value.replace("PATH", path) for name, value in environment.items()}
    return load_settings(given, folder).slack_management_channel


def test_the_environment_goes_before_the_file_of_the_working_directory(folder: Path) -> None:
    assert channel(folder) is None
    assert channel(folder, "SLACK_MANAGEMENT_CHANNEL=C1") == "C1"
    assert channel(folder, "SLACK_MANAGEMENT_CHANNEL=C1", SLACK_MANAGEMENT_CHANNEL="C2") == "C2"


def test_an_empty_variable_is_not_set_and_hides_that_of_the_working_directory(folder: Path) -> None:
    assert channel(folder, "SLACK_MANAGEMENT_CHANNEL=") is None
    assert channel(folder, SLACK_MANAGEMENT_CHANNEL="") is None
    assert channel(folder, "SLACK_MANAGEMENT_CHANNEL=C1", SLACK_MANAGEMENT_CHANNEL="") is None
    assert load_settings({"PORT": "", "MALVAKTEN_LANGUAGE": ""}, folder).port == 8000


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("MALVAKTEN_LADDER", "after P1D, coordinator P91D", "at most 90 days after the deadline"),
        ("MALVAKTEN_LADDER", "after PT2161H", "at most 90 days"), ("MALVAKTEN_LADDER", "after P0D", "must come after"),
        ("MALVAKTEN_WHEEL", "R|FREQ=YEARLY;INTERVAL=-1|P1D|01-01..06-30", "INTERVAL takes"),
        ("MALVAKTEN_WHEEL_LEAD", "PT0S", "no time at all"), ("MALVAKTEN_WHEEL_LEAD", "P1Y", "no fixed length"),
        ("MALVAKTEN_WHEEL_REMINDERS", "P7D,P0D", "no time at all"),
        ("MALVAKTEN_CATCH_UP_MAX", "P4000D", "longer than ten years"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_meant_is_refused_with_its_variable(
    tmp_path: Path, name: str, value: str, why: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: .*{why}"):
        load_settings({name: value}, tmp_path)


def test_times_that_can_be_meant(tmp_path: Path) -> None:
    taken = {"MALVAKTEN_LADDER": "after P1D, coordinator P90D", "MALVAKTEN_CATCH_UP_MAX": "PT0S"}
    assert load_settings(taken, tmp_path).catch_up_max == timedelta(0)
    assert load_settings({"MALVAKTEN_CATCH_UP_MAX": "P1DT12H"}, tmp_path).catch_up_max == timedelta(hours=36)


@pytest.mark.parametrize(
    ("dotenv", "environment", "expected"),
    [
        ("", {"_FILE": "PATH"}, "from the file"),
        ("SLACK_MANAGEMENT_CHANNEL_FILE='PATH'", {}, "from the file"),
        # Copied from .env.example, which has the names with nothing behind them.
        ("SLACK_MANAGEMENT_CHANNEL=", {"_FILE": "PATH"}, "from the file"),
        ("SLACK_MANAGEMENT_CHANNEL=C1", {"_FILE": "PATH"}, "from the file"),
        ("SLACK_MANAGEMENT_CHANNEL=C1\nSLACK_MANAGEMENT_CHANNEL_FILE='PATH'", {}, "from the file"),
        ("", {"": "", "_FILE": "PATH"}, "from the file"),
        ("SLACK_MANAGEMENT_CHANNEL_FILE='PATH'", {"": ""}, "from the file"),
        ("", {"": "C2", "_FILE": "PATH"}, "C2"),
        ("SLACK_MANAGEMENT_CHANNEL_FILE='PATH'", {"": "C2"}, "C2"),
        ("SLACK_MANAGEMENT_CHANNEL_FILE='PATH'", {"_FILE": ""}, None),
        ("SLACK_MANAGEMENT_CHANNEL=C1\nSLACK_MANAGEMENT_CHANNEL_FILE='PATH'", {"_FILE": ""}, "C1"),
    ],
)
def test_any_variable_may_be_given_by_a_files_content(
    folder: Path, dotenv: str, environment: dict[str, str], expected: str | None
) -> None:
    given = {f"SLACK_MANAGEMENT_CHANNEL{suffix}": value for suffix, value in environment.items()}
    assert channel(folder, dotenv, **given) == expected


def test_an_empty_file_sets_nothing(folder: Path) -> None:
    (folder / "secret").write_text("\n", encoding="utf-8")
    given = {f"SLACK_{name}_FILE": str(folder / "secret") for name in ("BOT_TOKEN", "SIGNING_SECRET")}
    assert not load_settings(given, folder).slack_on


def test_other_variables_and_other_cases_are_left_alone(folder: Path) -> None:
    assert channel(folder, "slack_management_channel=C1\nSOMETHING=1\nNOTHING", slack_management_channel="C2") is None


def test_the_process_own_environment_and_directory_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("PORT=8001\nHOST=0.0.0.0\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PORT", "8002")
    settings = load_settings()
    assert (settings.host, settings.port) == ("0.0.0.0", 8002)


def test_nothing_secret_is_shown_and_nothing_can_be_changed(folder: Path) -> None:
    secrets = [name.upper() for name, field in Settings.model_fields.items() if field.annotation == SecretStr | None]
    assert len(secrets) == 5
    given = {"DATABASE_URL": "postgresql://user:hidden@db/x", "TEAMS_CLIENT_ID": "id", "TEAMS_TENANT_ID": "id"}
    given |= dict.fromkeys(secrets, "hidden")
    settings = load_settings(given, folder)
    assert "hidden" not in repr(settings) + str(settings)
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "hidden"
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"PORT": "eighty"}, "PORT: input should be a valid integer, unable to parse string as an integer"),
        ({"MALVAKTEN_ALERTS": "green"}, "MALVAKTEN_ALERTS: input should be 'off', 'red' or 'all'"),
        ({"DATABASE_URL": "mysql://u:hidden@h/d"}, "DATABASE_URL: takes sqlite:///FILE or postgresql://USER@HOST/NAME"),
        ({"SLACK_BOT_TOKEN": "hidden"},
         "SLACK_SIGNING_SECRET is missing: Slack takes SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET, or neither"),
        ({"MALVAKTEN_LEASE_SECONDS": "5"},
         "MALVAKTEN_LEASE_SECONDS takes at least MALVAKTEN_SEND_TIMEOUT_SECONDS + 2"),
        ({"SLACK_APP_TOKEN_FILE": "/no/such/file"},
         "SLACK_APP_TOKEN_FILE: /no/such/file cannot be read (FileNotFoundError)"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_in_one_line(folder: Path, given: dict[str, str], line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(given, folder)
    assert str(caught.value) == line


def test_a_file_that_is_no_text_is_told_in_one_line(folder: Path) -> None:
    (folder / "secret").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"^SLACK_APP_TOKEN_FILE: .*/secret cannot be read \(UnicodeDecodeError\)$"):
        load_settings({"SLACK_APP_TOKEN_FILE": str(folder / "secret")}, folder)
    (folder / ".env").write_bytes(b"HOST=\xff")
    with pytest.raises(SettingsError, match=r"/\.env cannot be read \(UnicodeDecodeError\)$"):
        load_settings({}, folder)
