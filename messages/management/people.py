"""How somebody of management is called: their name and role; without a name when they are not in the people file, or
work on the server."""

from i18n import N_, Translator
from models.people.directory import Directory
from models.vocabulary.people import Role

ROLES = {
    Role.COORDINATOR: N_("coordinator"),
    Role.MANAGER: N_("manager"),
    Role.OWNER: N_("activity owner"),
}


def called(t: Translator, directory: Directory, person_id: int | None, platform: str | None = None) -> str:
    """`Anna Ek (chef)`."""
    person = directory.by_id.get(person_id or 0)
    if person is None:
        return t("The operator") if platform == "cli" else t("A member of the management channel")
    role = next((role for role in ROLES if role in person.roles), None)
    return f"{person.name} ({t(ROLES[role])})" if role else person.name
