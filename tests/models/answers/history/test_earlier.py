"""What was answered before: found without reading all that ever was."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from models.answers.history.earlier import last_known
from models.people.directory_cache import load_directory
from models.storage.database import Database
from tests.conftest import OPENING
from tests.stock import stocked


def test_the_newest_answer_before_is_found_by_its_round_and_row(tmp_path: Path) -> None:
    """A row with twenty rounds of a hundred versions took three milliseconds by the row alone."""
    asked: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:
        asked.append((call[2], call[3]))

    with stocked("sqlite", tmp_path) as url:
        database = Database(url)
        with database.read() as session:
            rows = load_directory(session).plans[0].rows[:3]
            event.listen(database.engine, "before_cursor_execute", note)
            assert last_known(session, OPENING, rows) == {}
            event.remove(database.engine, "before_cursor_execute", note)
        [(statement, values)] = [call for call in asked if call[0].startswith("SELECT answer.id")]
        with database.engine.connect() as connection:
            lines = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        database.close()
    looked_up = [str(line[3]) for line in lines if "answer_" in str(line[3])]
    assert len(looked_up) == 2
    assert all("round_id=? AND placement_id=?" in line for line in looked_up), looked_up
