"""The installation's settings that the program's rules need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from i18n import Translator, translator
from models.people.views import PersonView
from models.rules.courtesy import Courtesy
from models.rules.ladder import LATER, Later


@dataclass(frozen=True)
class Options:
    """The settings that handlers and the clock need.

    `courtesy` are the hours and days without messages, `later` the steps of the reminder ladder after a deadline.
    `platforms` are the enabled chat platforms; a person who has accounts on several is written to on the one that
    they chose, else where they were last heard, else on the first.
    `management` are the platforms' ids of the management channel, by platform.
    `calendar_url` is where the calendar of the registers can be subscribed to, None for nowhere.
    `commands` are the registered slash commands, without the slash, by what they do (`all`, `status`, `report`,
    `deviations`).
    """

    zone: ZoneInfo
    language: str = "sv"
    alerts: Literal["off", "red", "all"] = "red"
    platforms: tuple[str, ...] = ("slack",)
    management: Mapping[str, str | None] = field(default_factory=dict)
    commands: Mapping[str, str] = field(
        default_factory=lambda: {
            "all": "malvakten",
            "status": "malstatus",
            "report": "rapportera",
            "deviations": "avvikelser",
        }
    )
    base_url: str | None = None
    calendar_url: str | None = None
    courtesy: Courtesy = field(default_factory=Courtesy)
    later: tuple[Later, ...] = LATER

    @property
    def with_management(self) -> tuple[str, ...]:
        """The platforms that have a management channel; without any, the first, so that its lack is noticed."""
        return tuple(name for name in self.platforms if self.management.get(name)) or self.platforms[:1]

    def zone_of(self, person: PersonView | None) -> ZoneInfo:
        """The person's own time zone, else the installation's."""
        return ZoneInfo(person.timezone) if person and person.timezone else self.zone

    def translator_in(self, language: str, zone: ZoneInfo) -> Translator:
        """A translator for a document, whose zone is not its reader's."""
        return translator(language, zone)

    def translator(self, person: PersonView | None = None) -> Translator:
        """A translator with the person's language and time zone, or with the installation's for None."""
        return translator((person and person.language) or self.language, self.zone_of(person))
