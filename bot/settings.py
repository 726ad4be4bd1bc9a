"""The settings: one frozen object, read from the environment and `.env` (contract, *Environment*).

A bad value raises `SettingsError`, whose message is one line that names the variable and what it takes.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource, SettingsConfigDict

from bot.configuration import values
from bot.configuration.files import SettingsError, read_dotenv, read_secret
from bot.configuration.remarks import remarks
from models.rules.courtesy import Courtesy, read_quiet_hours, read_silences
from models.rules.dates.deadlines import parse_duration

# More would reach past what a calendar holds, and then nothing is ever sent.
_DAY = 86_400
DEFAULT_WHEEL = (
    "Halvår {year}|FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=8;BYHOUR=8;BYMINUTE=0;BYSECOND=0|P22D|01-01..06-30;;"
    "Helår {year}|FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;BYHOUR=8;BYMINUTE=0;BYSECOND=0|P45D|01-01..12-31"
)


class Settings(BaseSettings):
    """Every setting, by its environment variable's name in lower case. Secrets do not show in `repr`."""

    model_config = SettingsConfigDict(
        alias_generator=str.upper, case_sensitive=True, extra="ignore", frozen=True, hide_input_in_errors=True,
        validate_default=False,
    )  # fmt: skip

    database_url: values.DatabaseAddress = Field("sqlite:///malvakten.db", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    slack_bot_token: values.OptionalToken = None
    slack_signing_secret: values.OptionalToken = None
    slack_app_token: values.OptionalToken = None
    slack_api_url: values.WebAddress = "https://slack.com/api/"
    slack_management_channel: str | None = None
    slack_per_channel_seconds: float = Field(1.0, ge=0, le=_DAY)
    slack_per_minute: int = Field(200, ge=1, le=1_000_000_000)
    slack_commands: values.Commands = "malvakten,malstatus,rapportera,avvikelser"
    teams_client_id: values.EntraId | None = None
    teams_client_secret: values.OptionalToken = None
    teams_tenant_id: values.EntraId | None = None
    teams_openid_metadata_url: values.SafeAddress = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_management_channel: str | None = None
    teams_authority_url: values.SafeAddress = "https://login.microsoftonline.com/"
    teams_service_urls: values.Hosts = "smba.trafficmanager.net,smba.infra.gcc.teams.microsoft.com"
    malvakten_timezone: values.Zone = "Europe/Stockholm"
    malvakten_language: Literal["sv", "en"] = "sv"
    malvakten_alerts: Literal["off", "red", "all"] = "red"
    malvakten_settle_seconds: float = Field(45.0, ge=0, le=_DAY)
    malvakten_send_timeout_seconds: float = Field(10.0, gt=0, le=_DAY)
    malvakten_lease_seconds: float = Field(30.0, gt=0, le=_DAY)
    malvakten_catch_up_max: values.Duration = "P7D"
    malvakten_base_url: values.WebAddress | None = None
    malvakten_secret_key: SecretStr | None = None
    malvakten_wheel: values.Wheel = DEFAULT_WHEEL
    malvakten_wheel_lead: values.PositiveDuration = "P7D"
    malvakten_wheel_reminders: values.Reminders = "P7D,P2D,PT4H"
    malvakten_quiet_hours: values.QuietHours = "18:00-07:00"
    malvakten_silent_weeks: values.SilentWeeks = "07-01..07-31"
    malvakten_ladder: values.Ladder = "after P1D, deputy P3D, manager P5D, coordinator P7D"
    malvakten_kolada_url: values.SafeAddress = "https://api.kolada.se/v3"
    malvakten_kolada_pause_seconds: float = Field(1.0, ge=0, le=_DAY)
    malvakten_log_level: Literal["debug", "info", "warning", "error"] = "info"
    _remarks: tuple[str, ...] = PrivateAttr(())

    @model_validator(mode="before")
    @classmethod
    def _trimmed(cls, given: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip("\ufeff \t\r\n") for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value}

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
    settings._remarks = (*remarks(_names(), env.env_vars, dotenv.env_vars), *empty)
    return settings


def _from_files(env: Mapping[str, str | None], dotenv: Mapping[str, str | None]) -> dict[str, Any]:
    """The values given by `NAME_FILE` variables, except where the environment itself has NAME."""
    paths = {**dotenv, **env}
    names = [name for name in _names() if not env.get(name)]
    return {name: read_secret(name, path.strip()) for name in names if (path := paths.get(f"{name}_FILE"))}


def _names() -> list[str]:
    return [field.upper() for field in Settings.model_fields]


def _one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ").replace("\n", " ")
    if not first["loc"]:
        return message
    return f"{first['loc'][0]}: {message[0].lower() + message[1:]}"
