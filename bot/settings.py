"""The settings: one frozen object, read from the environment and `.env` (contract, *Environment*).

A bad value raises `SettingsError`, whose message is one line that names the variable and what it takes.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource, SettingsConfigDict

from bot.addresses import is_safe
from bot.setting_files import SettingsError, read_dotenv, read_secret
from models.rules.courtesy import Courtesy, read_quiet_hours, read_silences
from models.rules.dates.deadlines import parse_duration, parse_positive
from models.rules.ladder import read_later
from models.rules.wheel import read_wheel
from models.storage.database import url_fault

DEFAULT_WHEEL = (
    "Halvår {year}|FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=8;BYHOUR=8;BYMINUTE=0;BYSECOND=0|P22D|01-01..06-30;;"
    "Helår {year}|FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;BYHOUR=8;BYMINUTE=0;BYSECOND=0|P45D|01-01..12-31"
)
_PREFIXES = ("MALVAKTEN_", "SLACK_", "TEAMS_", "DATABASE_")
_WHERE = "docs/operations.md lists them."
# What Kubernetes gives every process of a namespace with a service of that name.
_KUBERNETES = re.compile(r"MALVAKTEN(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\w+)?)")
# Anything else in a token was added on its way here: a space, a quotation mark, an invisible character.
_NOT_TOKEN = re.compile(r"[^!#-&(-~]")
# A tenant may also be named by its domain.
_ENTRA_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
# Slack's own limit is 32 characters with the slash.
_COMMAND = re.compile(r"[a-z0-9_-]{1,31}")


def _parsed_by(parse: Callable[[str], object]) -> AfterValidator:
    """Checks a text by parsing it; the setting stays a text, which the program parses where it needs it."""

    def check(value: str) -> str:
        parse(value)
        return value

    return AfterValidator(check)


class Settings(BaseSettings):
    """Every setting, by its environment variable's name in lower case. Secrets do not show in `repr`."""

    model_config = SettingsConfigDict(
        alias_generator=str.upper, case_sensitive=True, extra="ignore", frozen=True, hide_input_in_errors=True,
        validate_default=False,
    )  # fmt: skip

    database_url: str = Field("sqlite:///malvakten.db", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_management_channel: str | None = None
    slack_per_channel_seconds: float = Field(1.0, ge=0)
    slack_per_minute: int = Field(200, ge=1)
    slack_commands: str = "malvakten,malstatus,rapportera,avvikelser"
    teams_client_id: str | None = None
    teams_client_secret: SecretStr | None = None
    teams_tenant_id: str | None = None
    teams_openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_management_channel: str | None = None
    teams_authority_url: str = "https://login.microsoftonline.com/"
    teams_service_urls: str = "smba.trafficmanager.net,smba.infra.gcc.teams.microsoft.com"
    malvakten_timezone: str = "Europe/Stockholm"
    malvakten_language: Literal["sv", "en"] = "sv"
    malvakten_alerts: Literal["off", "red", "all"] = "red"
    malvakten_settle_seconds: float = Field(45.0, ge=0)
    malvakten_send_timeout_seconds: float = Field(10.0, gt=0)
    malvakten_lease_seconds: float = Field(30.0, gt=0)
    malvakten_catch_up_max: Annotated[str, _parsed_by(parse_duration)] = "P7D"
    malvakten_base_url: str | None = None
    malvakten_secret_key: SecretStr | None = None
    malvakten_wheel: Annotated[str, _parsed_by(read_wheel)] = DEFAULT_WHEEL
    malvakten_wheel_lead: Annotated[str, _parsed_by(parse_positive)] = "P7D"
    malvakten_wheel_reminders: str = "P7D,P2D,PT4H"
    malvakten_quiet_hours: Annotated[str, _parsed_by(read_quiet_hours)] = "18:00-07:00"
    malvakten_silent_weeks: Annotated[str, _parsed_by(read_silences)] = "07-01..07-31"
    malvakten_ladder: Annotated[str, _parsed_by(read_later)] = "after P1D, deputy P3D, manager P5D, coordinator P7D"
    malvakten_kolada_url: str = "https://api.kolada.se/v3"
    malvakten_kolada_pause_seconds: float = Field(1.0, ge=0)
    malvakten_log_level: Literal["debug", "info", "warning", "error"] = "info"
    _remarks: tuple[str, ...] = PrivateAttr(())

    @model_validator(mode="before")
    @classmethod
    def _trimmed(cls, values: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip("\ufeff \t\r\n") for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value}

    @field_validator("slack_bot_token", "slack_signing_secret", "slack_app_token", "teams_client_secret")
    @classmethod
    def _plain_token(cls, value: SecretStr | None) -> SecretStr | None:
        stray = _NOT_TOKEN.search(value.get_secret_value()) if value else None
        if stray:
            what = f"U+{ord(stray[0]):04X}, place {stray.start() + 1}"
            raise ValueError(f"has a character that no token has ({what}); copy it anew, without quotation marks")
        return value

    @field_validator("malvakten_timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("takes an IANA time zone such as Europe/Stockholm")
        return value

    @field_validator("malvakten_wheel_reminders")
    @classmethod
    def _reminders(cls, value: str) -> str:
        for reminder in filter(None, value.split(",")):
            parse_positive(reminder)
        return value

    @field_validator("slack_commands")
    @classmethod
    def _four_commands(cls, value: str) -> str:
        names = [name.strip().removeprefix("/") for name in value.split(",")]
        if len(set(names)) != len(names) or len(names) != 4 or not all(_COMMAND.fullmatch(name) for name in names):
            raise ValueError("takes four different names with commas between, such as malvakten,malstatus,rapportera,"
                             "avvikelser")  # fmt: skip
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if fault := url_fault(value):
            raise ValueError(fault)
        return value

    @field_validator("teams_authority_url", "teams_openid_metadata_url", "malvakten_kolada_url")
    @classmethod
    def _safe_address(cls, value: str) -> str:
        if not is_safe(value):
            raise ValueError("takes an address that begins with https:// (http:// within this machine)")
        return value

    @field_validator("teams_client_id", "teams_tenant_id")
    @classmethod
    def _entra_id(cls, value: str | None) -> str | None:
        if value and not _ENTRA_ID.fullmatch(value):
            raise ValueError("takes the id from Entra, such as 00000000-0000-0000-0000-000000000000")
        return value

    @field_validator("teams_service_urls")
    @classmethod
    def _hosts(cls, value: str) -> str:
        for host in value.split(","):
            if not _HOST.fullmatch(host.strip()):
                raise ValueError("takes hosts with commas between, such as smba.trafficmanager.net, without https://")
        return value

    @field_validator("slack_api_url", "malvakten_base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("takes an address that begins with https:// or http://")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.slack_bot_token) != bool(self.slack_signing_secret):
            missing = "SLACK_SIGNING_SECRET" if self.slack_bot_token else "SLACK_BOT_TOKEN"
            raise ValueError(f"{missing} is missing: Slack takes SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET, or neither")
        teams = {
            "TEAMS_CLIENT_ID": self.teams_client_id,
            "TEAMS_CLIENT_SECRET": self.teams_client_secret,
            "TEAMS_TENANT_ID": self.teams_tenant_id,
        }
        if any(teams.values()) and not all(teams.values()):
            missing = ", ".join(name for name, value in teams.items() if not value)
            raise ValueError(f"{missing} is missing: Teams takes all of {', '.join(teams)}, or none")
        if self.malvakten_lease_seconds < self.malvakten_send_timeout_seconds + 2:
            raise ValueError("MALVAKTEN_LEASE_SECONDS takes at least MALVAKTEN_SEND_TIMEOUT_SECONDS + 2")
        return self

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is probably a mistake in the environment or `.env`, in sentences for the operator."""
        return self._remarks

    @property
    def zone(self) -> ZoneInfo:
        """The installation's time zone."""
        return ZoneInfo(self.malvakten_timezone)

    @property
    def courtesy(self) -> Courtesy:
        """When nobody is to be disturbed: quiet hours and silent weeks."""
        return Courtesy(*read_quiet_hours(self.malvakten_quiet_hours), read_silences(self.malvakten_silent_weeks))

    @property
    def slack_on(self) -> bool:
        """Whether the Slack door is switched on."""
        return self.slack_bot_token is not None

    @property
    def teams_on(self) -> bool:
        """Whether the Teams door is switched on."""
        return self.teams_client_secret is not None

    @property
    def teams_hosts(self) -> frozenset[str]:
        """The hosts that an activity of Teams may name as its `serviceUrl`."""
        return frozenset(host.strip().casefold() for host in self.teams_service_urls.split(","))

    @property
    def catch_up_max(self) -> timedelta:
        """The longest extension that a round gets after an outage."""
        return parse_duration(self.malvakten_catch_up_max).length

    @property
    def command_names(self) -> dict[str, str]:
        """The slash commands' names, without the slash, by the route that each goes to; SLACK_COMMANDS changes them."""
        names = [name.strip().lstrip("/") for name in self.slack_commands.split(",")]
        return dict(zip(("all", "status", "report", "deviations"), names, strict=False))


def load_settings(environment: dict[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Reads the settings from the environment (the process's by default) and from `.env` in the folder (the working
    directory by default), where the environment does not have them. `NAME_FILE` names a file whose content is NAME.

    Raises SettingsError.
    """
    env, dotenv = EnvSettingsSource(Settings), EnvSettingsSource(Settings)
    if environment is not None:
        env.env_vars = environment
    dotenv.env_vars = read_dotenv((folder or Path.cwd()) / ".env")
    given = _from_files(env.env_vars, dotenv.env_vars)
    files = InitSettingsSource(Settings, dict(given))
    try:
        settings = Settings(_build_sources=((files, env, dotenv), {}))
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from None
    empty = [f"{name}_FILE names an empty file, so {name} is not set." for name, value in given.items() if not value]
    settings._remarks = (*_remarks(env.env_vars, dotenv.env_vars), *empty)
    return settings


def _from_files(env: Mapping[str, str | None], dotenv: Mapping[str, str | None]) -> dict[str, Any]:
    """The values given by `NAME_FILE` variables, except where the environment itself has NAME."""
    paths = {**dotenv, **env}
    names = [name for name in _names() if not env.get(name)]
    return {name: read_secret(name, path.strip()) for name in names if (path := paths.get(f"{name}_FILE"))}


def _remarks(env: Mapping[str, str | None], dotenv: Mapping[str, str | None]) -> Iterable[str]:
    """A sentence for each variable that is probably misspelt, and for each that is given twice in one place."""
    known = [name for setting in _names() for name in (setting, f"{setting}_FILE")]
    for name in sorted({*env, *dotenv} - set(known)):
        near = get_close_matches(name, known, 1, 0.85) if name.startswith(_PREFIXES) else []
        if near or (name.startswith("MALVAKTEN_") and not _KUBERNETES.fullmatch(name)):
            yield f"{name} is no setting, so it changes nothing. {f'Is it {near[0]}?' if near else _WHERE}"
    for name in _names():
        if any(place.get(name) and place.get(f"{name}_FILE") for place in (env, dotenv)):
            counts = name if env.get(name) else f"{name}_FILE"
            yield f"{name} and {name}_FILE are both given; {counts} is used. Take the other away."


def _names() -> list[str]:
    return [field.upper() for field in Settings.model_fields]


def _one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ").replace("\n", " ")
    if not first["loc"]:
        return message
    return f"{first['loc'][0]}: {message[0].lower() + message[1:]}"
