"""The commands of `malvakten people`, in the order of its help."""

from bot.cli.exports import export_people
from bot.cli.people.changes import people_give, people_new_address, people_remove
from bot.cli.people.editing import people_add, people_change
from bot.cli.people.importing import people_app

for name, command in (
    ("remove", people_remove), ("new-address", people_new_address), ("give", people_give), ("add", people_add),
    ("change", people_change), ("export", export_people),
):  # fmt: skip
    people_app.command(name)(command)

__all__ = ["people_app"]
