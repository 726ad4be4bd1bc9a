"""Questions asked of the registers' lines, on both databases."""

from datetime import date

from actions.registers.lines import store_lines
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.registers.queries import counts, found_lines, lines_under
from models.storage.database import Database
from tests.conftest import OPENING


def test_what_hangs_on_a_row_is_told_once_and_only_while_it_is_not_ended(stocked_url: str) -> None:
    database = Database(stocked_url)
    with database.write() as session:
        directory = load_directory(session)
        [plan] = directory.plans
        targets = Targets(session, directory, plan)
        for register, lines in {
            "lessons": [
                Line("L1", {"text": "Börja tidigare"}, ("row:14", "row:15")),
                Line("L2", {"text": "100 % mer"}, ("row:14",), date(2022, 1, 31), "Gäller inte längre"),
            ],
            "actors": [Line("A1", {"name": "Almi"}, ("row:14",))],
        }.items():
            assert not store_lines(session, BY_NAME[register], targets, lines, OPENING).faults
        rows = [plan.by_row[14].placement_id, plan.by_row[15].placement_id]
        assert [line.key for line in lines_under(session, rows)] == ["A1", "L1"]
        assert [line.key for line in found_lines(session, "lessons", "borja TIDIGARE")] == ["L1"]
        assert [line.key for line in found_lines(session, "lessons", "100")] == ["L2"]
        long_text = "börja tidigare " * 1000
        assert [line.key for line in found_lines(session, "lessons", long_text, with_linked=True)] == ["L1"]
        assert counts(session) == {"lessons": 1, "actors": 1}
    database.close()
