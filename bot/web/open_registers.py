"""The registers that are open data, as files of the open site: what their declarations open, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from models.people.directory_cache import load_directory
from models.registers.all import REGISTERS
from models.registers.declaration import Register
from models.registers.links.targets import Targets
from models.rounds.queries import plan_of_year
from reports.content.registers.lines import open_rows

FOLDER = "data"


@dataclass(frozen=True)
class OpenRegister:
    """A register with lines that are open data, in the form of `malvakten register NAME export --public`."""

    register: Register
    rows: Sequence[dict[str, Any]]

    @property
    def files(self) -> dict[str, tuple[str, Callable[[], bytes]]]:
        """By path: the media type and what makes the content."""
        at = f"{FOLDER}/{self.register.name}"
        return {f"{at}.csv": ("text/csv; charset=utf-8", self._csv), f"{at}.json": ("application/json", self._json)}

    def _csv(self) -> bytes:
        from reports.formats.tables import to_csv

        rows = [row | {"links": ";".join(row["links"])} for row in self.rows]
        return to_csv(self.register.open_columns, rows, mark=True)

    def _json(self) -> bytes:
        from reports.formats.tables import to_json

        return to_json(self.rows)


def open_registers(session: Session, year: int) -> list[OpenRegister]:
    """The registers that have any line to show. A row of the plan is named by its number in that year's plan."""
    directory = load_directory(session)
    targets = Targets(session, directory, plan_of_year(directory, year))
    read = partial(open_rows, session, targets=targets)
    found = [OpenRegister(each, read(register=each)) for each in REGISTERS if each.public]
    return [each for each in found if each.rows]
