"""What the values of settings may be: types that refuse any other with a sentence on what the setting takes."""

import re
from collections.abc import Callable
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, SecretStr

from bot.addresses.outgoing import is_safe
from models.rules.courtesy import read_quiet_hours, read_silences
from models.rules.dates.deadlines import parse_duration, parse_positive
from models.rules.ladder import read_later
from models.rules.wheel import read_wheel
from models.storage.database import url_fault

# Anything else in a token was added on its way here: a space, a quotation mark, an invisible character.
_NOT_TOKEN = re.compile(r"[^!#-&(-~]")
# A tenant may also be named by its domain.
_ENTRA_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
# Slack's own limit is 32 characters with the slash.
_COMMAND = re.compile(r"[a-z0-9_-]{1,31}")


def _token(value: SecretStr | None) -> SecretStr | None:
    stray = _NOT_TOKEN.search(value.get_secret_value()) if value else None
    if stray:
        what = f"U+{ord(stray[0]):04X}, place {stray.start() + 1}"
        raise ValueError(f"has a character that no token has ({what}); copy it anew, without quotation marks")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("takes an IANA time zone such as Europe/Stockholm")
    return value


def _reminders(value: str) -> None:
    for reminder in filter(None, value.split(",")):
        parse_positive(reminder)


def _commands(value: str) -> str:
    names = [name.strip().removeprefix("/") for name in value.split(",")]
    if len(set(names)) != len(names) or len(names) != 4 or not all(_COMMAND.fullmatch(name) for name in names):
        raise ValueError("takes four different names with commas between, such as malvakten,malstatus,rapportera,"
                         "avvikelser")  # fmt: skip
    return value


def _database(value: str) -> str:
    if fault := url_fault(value):
        raise ValueError(fault)
    return value


def _safe_address(value: str) -> str:
    if not is_safe(value):
        raise ValueError("takes an address that begins with https:// (http:// within this machine)")
    return value


def _entra_id(value: str) -> str:
    if value and not _ENTRA_ID.fullmatch(value):
        raise ValueError("takes the id from Entra, such as 00000000-0000-0000-0000-000000000000")
    return value


def _hosts(value: str) -> str:
    for host in value.split(","):
        if not _HOST.fullmatch(host.strip()):
            raise ValueError("takes hosts with commas between, such as smba.trafficmanager.net, without https://")
    return value


def _web_address(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError("takes an address that begins with https:// or http://")
    return value


def _parsed_by(parse: Callable[[str], object]) -> AfterValidator:
    """Checks a text by parsing it; the setting stays a text, which the program parses where it needs it."""

    def check(value: str) -> str:
        parse(value)
        return value

    return AfterValidator(check)


OptionalToken = Annotated[SecretStr | None, AfterValidator(_token)]
Zone = Annotated[str, AfterValidator(_zone)]
Commands = Annotated[str, AfterValidator(_commands)]
DatabaseAddress = Annotated[str, AfterValidator(_database)]
SafeAddress = Annotated[str, AfterValidator(_safe_address)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
EntraId = Annotated[str, AfterValidator(_entra_id)]
Hosts = Annotated[str, AfterValidator(_hosts)]
Duration = Annotated[str, _parsed_by(parse_duration)]
PositiveDuration = Annotated[str, _parsed_by(parse_positive)]
Reminders = Annotated[str, _parsed_by(_reminders)]
Wheel = Annotated[str, _parsed_by(read_wheel)]
QuietHours = Annotated[str, _parsed_by(read_quiet_hours)]
SilentWeeks = Annotated[str, _parsed_by(read_silences)]
Ladder = Annotated[str, _parsed_by(read_later)]
