"""A person of the people file, detached from the database."""

from dataclasses import dataclass

from models.plan.views import RowView
from models.vocabulary.people import Role


@dataclass(frozen=True)
class PersonView:
    """One person. `units` are the ids of their units, `activities` the row numbers to which an owner is restricted
    (None for all rows of the units). `deputy_email` is the deputy in force, chosen in the chat or else in the people
    file. `language` and `timezone` are None for the installation's. `slack_by_email` and `teams_by_email` when the
    account was found by the address and is not named in the people file. `chosen_platform` is where the person wants
    to be asked, `heard_on` where they were last heard, each None for nowhere yet."""

    id: int
    email: str
    name: str
    roles: frozenset[Role]
    units: frozenset[int]
    activities: frozenset[int] | None
    slack_user_id: str | None
    teams_aad_object_id: str | None
    language: str | None
    timezone: str | None
    deputy_email: str | None
    manager_email: str | None
    slack_by_email: bool = False
    teams_by_email: bool = False
    chosen_platform: str | None = None
    heard_on: str | None = None

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_owner(self) -> bool:
        return Role.OWNER in self.roles

    def address_on(self, platform: str) -> str:
        """The address by which the platform finds this person: their account, else their e-mail address."""
        return self.account_on(platform) or self.email

    def account_on(self, platform: str) -> str | None:
        """The person's account on a platform, None without one."""
        return self.teams_aad_object_id if platform == "teams" else self.slack_user_id

    def platform_among(self, platforms: tuple[str, ...]) -> str:
        """The platform that the person gets messages on, of the enabled ones where they have an account: the one that
        they chose, else where they were last heard, else the first. Without an account anywhere, the first enabled
        one."""
        accounts = {"slack": self.slack_user_id, "teams": self.teams_aad_object_id}
        theirs = [name for name in platforms if accounts.get(name, True)] or list(platforms)
        wanted = (name for name in (self.chosen_platform, self.heard_on) if name is not None)
        return next((name for name in wanted if name in theirs), theirs[0])

    def was_found_on(self, platform: str) -> bool:
        """Whether the person's account on a platform was found by their address."""
        return {"slack": self.slack_by_email, "teams": self.teams_by_email}.get(platform, False)

    def owns(self, row: RowView) -> bool:
        """Whether this person is an owner in one of the row's units, and not restricted to other rows."""
        if Role.OWNER not in self.roles or (self.activities is not None and row.row not in self.activities):
            return False
        return any(unit.id in self.units for unit in row.units)
