"""An indicator under a sub-goal with rows of the real plan, for what asks about effects."""

from typing import Any

from actions.registers.lines import store_lines
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from tests.handlers.conftest import Office


def take(office: Office, register: str, *lines: Line) -> None:
    directory = load_directory(office.session)
    targets = Targets(office.session, directory, directory.plans[-1])
    assert store_lines(office.session, BY_NAME[register], targets, lines, office.now).faults == []


def value(key: str, year: int, number: str, sex: str = "T", area: str = "Region Västmanland (0019)") -> Line:
    content: dict[str, Any] = {
        "year": year, "area": area, "sex": sex, "value": number, "source": "Kolada", "retrieved": "2022-05-01",
    }  # fmt: skip
    return Line(key, content, ("indicators:I1",))


def with_indicator(office: Office, direction: str | None = "up") -> None:
    """An indicator under a sub-goal with rows 58 and 61, linked to row 60 itself, which is yellow."""
    take(office, "goals", Line("D19", {"kind": "sub_goal", "number": 19}, ("row:58", "row:61")))
    content = {"name": "Andel sysselsatta 20–64 år", "source": "Kolada", "unit_of_measure": "procent",
               "direction": direction}  # fmt: skip
    take(office, "indicators", Line("I1", content, ("goals:D19", "row:60")))
