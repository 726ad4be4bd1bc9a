"""Where a setting comes from, and the one line when it cannot be taken."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.configuration.files import SettingsError
from bot.settings import Settings, load_settings
from tests.rights import as_nobody


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
    settings = load_settings(given, folder)
    assert not settings.slack_on
    assert "SLACK_BOT_TOKEN_FILE names an empty file, so SLACK_BOT_TOKEN is not set." in settings.remarks


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
        ({"TEAMS_CLIENT_ID": "id", "TEAMS_TENANT_ID": "id"},
         "TEAMS_CLIENT_SECRET is missing: Teams takes all of TEAMS_CLIENT_ID, TEAMS_CLIENT_SECRET, TEAMS_TENANT_ID, "
         "or none"),
        ({"TEAMS_CLIENT_ID": "{client}"},
         "TEAMS_CLIENT_ID: takes the id from Entra, such as 00000000-0000-0000-0000-000000000000"),
        ({"TEAMS_AUTHORITY_URL": "http://login.example.se/"},
         "TEAMS_AUTHORITY_URL: takes an address that begins with https:// (http:// within this machine)"),
        ({"TEAMS_OPENID_METADATA_URL": "ftp://127.0.0.1/"},
         "TEAMS_OPENID_METADATA_URL: takes an address that begins with https:// (http:// within this machine)"),
        ({"TEAMS_SERVICE_URLS": "https://smba.trafficmanager.net/"},
         "TEAMS_SERVICE_URLS: takes hosts with commas between, such as smba.trafficmanager.net, without https://"),
        ({"MALVAKTEN_LEASE_SECONDS": "5"},
         "MALVAKTEN_LEASE_SECONDS takes at least MALVAKTEN_SEND_TIMEOUT_SECONDS + 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_in_one_line(folder: Path, given: dict[str, str], line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(given, folder)
    assert str(caught.value) == line


@pytest.mark.parametrize("value", ["inf", "1e300", "nan", "86401"])
@pytest.mark.parametrize(
    "name",
    ["SLACK_PER_CHANNEL_SECONDS", "MALVAKTEN_SETTLE_SECONDS", "MALVAKTEN_SEND_TIMEOUT_SECONDS",
     "MALVAKTEN_LEASE_SECONDS", "MALVAKTEN_KOLADA_PAUSE_SECONDS"],
)  # fmt: skip
def test_seconds_that_no_calendar_holds_are_refused_at_the_start(folder: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: input should be (less|greater) than"):
        load_settings({name: value}, folder)


def test_a_pace_that_no_database_holds_is_refused_at_the_start(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_PER_MINUTE: input should be less than"):
        load_settings({"SLACK_PER_MINUTE": "9" * 24}, folder)


UTF_16 = "is saved as UTF-16 or is no text. Save it as UTF-8 (Notepad: Save as, Encoding)."
WINDOWS = "has a letter that is not UTF-8, perhaps one of Windows' own. Save it as UTF-8 (Notepad: Save as, Encoding)."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("xapp-å".encode("utf-16"), UTF_16),
        ("xapp-a".encode("utf-16-le"), UTF_16),
        ("xapp-å".encode("utf-16-be"), UTF_16),
        ("rad\nxapp-å".encode("cp1252"), f", line 2, {WINDOWS}"),
    ],
)
def test_a_file_in_other_letters_than_utf_8_is_told_in_one_line(folder: Path, content: bytes, words: str) -> None:
    (folder / "secret").write_bytes(content)
    (folder / ".env").write_bytes(content)
    secret, dotenv = fault({"SLACK_APP_TOKEN_FILE": str(folder / "secret")}, folder / "empty"), fault({}, folder)
    assert secret == f"SLACK_APP_TOKEN_FILE: {folder / 'secret'}{'' if words[0] == ',' else ' '}{words}"
    assert dotenv == f"{folder / '.env'}{'' if words[0] == ',' else ' '}{words}"
    assert "xapp" not in secret + dotenv


def fault(given: dict[str, str], folder: Path) -> str:
    """The line with which these settings are refused."""
    folder.mkdir(exist_ok=True)
    with pytest.raises(SettingsError) as caught:
        load_settings(given, folder)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_a_file_that_cannot_be_read_is_told_in_one_line(folder: Path) -> None:
    for path, words in (
        ("/no/such/file", "/no/such/file does not exist. Name the file that has the value."),
        (str(folder), f"{folder} is a folder. Name the file that has the value."),
        (f"{folder}/secret/deeper", f"{folder}/secret/deeper cannot be read: Not a directory."),
        ("/proc/self/mem", "/proc/self/mem cannot be read: Input/output error."),
    ):
        assert fault({"DATABASE_URL_FILE": path}, folder) == f"DATABASE_URL_FILE: {path}{words.removeprefix(path)}"
    (folder / ".env").mkdir()
    assert fault({}, folder) == f"{folder}/.env is a folder. Name the file that has the value."


def test_a_file_of_somebody_else_is_told_in_one_line(folder: Path) -> None:
    (folder / "secret").chmod(0)
    with as_nobody(), pytest.raises(SettingsError) as caught:
        load_settings({"SLACK_APP_TOKEN_FILE": str(folder / "secret")}, folder)
    what = f"SLACK_APP_TOKEN_FILE: {folder / 'secret'}"
    assert str(caught.value) == f"{what} may not be read by the user that runs malvakten. Change its rights."


def test_a_byte_order_mark_and_white_space_are_no_part_of_a_value(folder: Path) -> None:
    (folder / "secret").write_bytes(b"\xef\xbb\xbfxapp-1\r\n")
    (folder / ".env").write_bytes(b"\xef\xbb\xbfSLACK_BOT_TOKEN=xoxb-1\r\nPORT=8001\r\n")
    given = {"SLACK_APP_TOKEN_FILE": f"{folder}/secret\r", "SLACK_SIGNING_SECRET": "\ufeffabc \r", "HOST": " \r"}
    settings = load_settings(given, folder)
    tokens = settings.slack_app_token, settings.slack_bot_token, settings.slack_signing_secret
    assert [token.get_secret_value() for token in tokens if token] == ["xapp-1", "xoxb-1", "abc"]
    assert (settings.host, settings.port) == ("127.0.0.1", 8001)


@pytest.mark.parametrize("stray", ["\u200b", "\xa0", '"', "\n", "å", "\ufeff", " "])
def test_a_token_with_a_stray_character_is_told_without_the_token(folder: Path, stray: str) -> None:
    line = fault({"SLACK_APP_TOKEN": f"xapp{stray}-1"}, folder)
    what = f"has a character that no token has (U+{ord(stray):04X}, place 5)"
    assert line == f"SLACK_APP_TOKEN: {what}; copy it anew, without quotation marks"


def test_a_line_of_the_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / ".env").write_text("HOST=0.0.0.0\n\nSLACK APP TOKEN=hidden\nPORT=1\n", encoding="utf-8")
    assert fault({}, folder) == f"{folder}/.env, line 3: takes NAME=value. Correct or remove that line."
    (folder / ".env").write_text('HOST="0.0.0.0\nPORT=1\n', encoding="utf-8")
    assert fault({}, folder).startswith(f"{folder}/.env, line 1: takes NAME=value.")


TAKES = "DATABASE_URL: takes sqlite:///FILE or postgresql://USER@HOST/NAME"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        *((f"{name}://u:hidden@h/d", "") for name in ("mysql", "oracle", "mssql+pyodbc", "postgres+psycopg2", "http")),
        *((text, "") for text in ("hidden", '"postgresql://u:hidden@h/d"', "sqlite:hidden", "postgresql://u:hidden@h:x/d")),
        *((f"postgresql+{name}://u:hidden@h/d", f"; take +{name} away: the program has its own driver")
          for name in ("psycopg2", "asyncpg", "pg8000", "psycopg_async")),
        ("sqlite+aiosqlite:///hidden.db", "; take +aiosqlite away: the program has its own driver"),
        ("postgresql://u:p@hidden@h/d", "; in a password, write @ as %40 and / as %2F"),
        ("sqlite:///hidden.db?mode=ro", "; take ? and what follows it away, which changes nothing"),
        ("sqlite://hidden.db", "; with three slashes before a file's name, four before a whole path"),
        *((f"sqlite://{name}", "; a database in memory would be empty at every start")
          for name in ("", "/", "/:memory:", "/file::memory:?uri=true", "/file:hidden?mode=memory&uri=true")),
    ],
)  # fmt: skip
def test_an_address_of_a_database_that_cannot_be_used_is_told_in_one_line(folder: Path, url: str, words: str) -> None:
    line = fault({"DATABASE_URL": url}, folder)
    assert line == f"{TAKES}{words}"
    assert "hidden" not in line


@pytest.mark.parametrize(
    "url",
    ["postgres://u:p%40ss@h/d", "postgresql://h", "postgresql+psycopg://u@h:5432/d?sslmode=require", "sqlite:///m.db",
     "sqlite:////var/lib/m.db", "sqlite+pysqlite:///m.db", "postgresql:///d?host=/run/postgresql"],
)  # fmt: skip
def test_other_addresses_are_taken(folder: Path, url: str) -> None:
    assert load_settings({"DATABASE_URL": url}, folder).database_url == url


def test_what_is_probably_a_mistake_is_remarked_on(folder: Path) -> None:
    (folder / ".env").write_text(f"PORT=1\nPORT_FILE={folder}/secret\nMALVAKTEN_WHEELS=off\n", encoding="utf-8")
    (folder / "secret").write_text("2", encoding="utf-8")
    given = {
        "MALVAKTEN_LANGAUGE": "en", "MALVAKTEN_COLOUR": "1", "SLACK_MANAGMENT_CHANNEL": "C1", "DATABASE_URLS": "x",
        "HOST": "0.0.0.0", "HOST_FILE": f"{folder}/secret",
        # Of others: Kubernetes, and programs beside this one.
        "MALVAKTEN_SERVICE_HOST": "10.0.0.1", "MALVAKTEN_WEB_PORT_80_TCP_ADDR": "x", "MALVAKTEN_PORT": "tcp://x",
        "SLACK_WEBHOOK": "x", "TEAMSPEAK": "x", "PORTS": "1",
    }  # fmt: skip
    assert load_settings(given, folder).remarks == (
        "DATABASE_URLS is no setting, so it changes nothing. Is it DATABASE_URL?",
        "MALVAKTEN_COLOUR is no setting, so it changes nothing. docs/operations.md lists them.",
        "MALVAKTEN_LANGAUGE is no setting, so it changes nothing. Is it MALVAKTEN_LANGUAGE?",
        "MALVAKTEN_WHEELS is no setting, so it changes nothing. Is it MALVAKTEN_WHEEL?",
        "SLACK_MANAGMENT_CHANNEL is no setting, so it changes nothing. Is it SLACK_MANAGEMENT_CHANNEL?",
        "HOST and HOST_FILE are both given; HOST is used. Take the other away.",
        "PORT and PORT_FILE are both given; PORT_FILE is used. Take the other away.",
    )
    assert load_settings({}, folder / "empty").remarks == ()
