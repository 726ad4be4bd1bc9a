"""Plays two rounds of the real plan with invented answers, locks the second one and writes its report in every form:
`python -m tests.reports.played docs/examples`."""

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from typer.testing import CliRunner

from actions.rounds.excusing import excuse_row
from actions.rounds.locking import lock_round, signature
from actions.rounds.report_texts import write_text
from bot.cli.commands import app
from models.people.directory_cache import load_directory
from models.review.queries import snapshot_of
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.people import Role
from tests.conftest import OPENING
from tests.handlers.conftest import Office
from tests.stock import stocked

COORDINATOR = "USAMORD01"
BEFORE, ROUND, RECORD = "Helår 2021", "Halvår 2022", "halvar-2022.snapshot.json"
ON_PLAN = (
    "Arbetet följer planen. Nästa steg tas efter sommaren.",
    "Två träffar har hållits och en rapport är klar. Spridning sker i höst.",
    "Samverkan med kommunerna fungerar väl och fortsätter.",
    "Klart enligt plan. Resultatet är redovisat för styrgruppen.",
    "Utlysningen är öppen och intresset stort.",
)
LATE = (
    ("Starten har skjutits upp ett kvartal.", "Rekryteringen drog ut på tiden.", "Tjänsten tillsätts i augusti."),
    ("Underlaget är inte komplett.", "Två kommuner har inte svarat.", "Påminnelse och stöd till de två kommunerna."),
    ("Kostnaden blir högre än beräknat.", "Priserna har stigit.", "Omfattningen ses över med finansiärerna."),
)
STOPPED = ("Målet nås inte i år.", "Statsbidraget uteblev.", "Förslag till ny finansiering tas fram.")
NOT_ANSWERED, EXCUSED, CANNOT, RED, YELLOW = (
    {34, 57, 71},
    76,
    {22, 63},
    {17, 42, 66},
    {4, 9, 19, 26, 35, 40, 51, 60, 74},
)
INTRODUCTION = (
    "Första halvåret 2022 har till stor del följt planen. De flesta avvikelser gäller bredband och rekrytering, och "
    "har en åtgärd med datum."
)


def main(folder: Path) -> None:
    """Writes the frozen record and the five forms."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORD).write_bytes(played_record())
    for form in ("html", "pdf", "docx", "xlsx", "json"):
        words = ["report", "--from-snapshot", str(folder / RECORD), "--out", str(folder / f"halvar-2022.{form}")]
        result = CliRunner().invoke(app, words, env={"MALVAKTEN_LANGUAGE": "sv"})
        if result.exit_code:
            raise SystemExit(result.output)


def played_record() -> bytes:
    """The frozen record of the second round."""
    with tempfile.TemporaryDirectory() as scratch, stocked("sqlite", Path(scratch)) as url:
        database = Database(url)
        with database.write() as session:
            _play_before(Office(session, OPENING - timedelta(days=160)))
        with database.write() as session:
            round_ = _play(Office(session))
            found = snapshot_of(session, round_.id)
            assert found
            content = found.document.encode()
        database.close()
    return content


def _play_before(office: Office) -> None:
    round_ = office.open(BEFORE)
    office.ask(round_)
    for row in range(1, 81):
        if row not in {5, 28, 71}:
            _answer(office, row, Status.YELLOW if row in {9, 17, 35, 48, 58} else Status.GREEN)
    office.now += timedelta(days=31)
    office.close(round_)


def _play(office: Office) -> Round:
    round_ = office.open(ROUND)
    office.ask(round_)
    office.now += timedelta(days=20)
    for row in range(1, 81):
        if row not in {*NOT_ANSWERED, EXCUSED}:
            status = Status.RED if row in RED else Status.YELLOW if row in YELLOW else Status.GREEN
            _answer(office, row, Status.CANNOT_ASSESS if row in CANNOT else status)
    placements = office.context(COORDINATOR).directory.plans[0].by_row
    excuse_row(office.session, round_, placements[EXCUSED], "Kursen flyttas till 2023.", office.now)
    office.now += timedelta(days=11)
    office.close(round_)
    _sign(office.session, office, round_)
    return round_


def _answer(office: Office, row: int, status: Status) -> None:
    more: dict[str, Any] = {}
    comment = ON_PLAN[row % len(ON_PLAN)]
    if status.is_deviation:
        comment, cause, action = STOPPED if status is Status.RED else LATE[row % len(LATE)]
        more = {"cause": cause, "action": action, "action_due": date(2022, 9, 30) if row % 3 else date(2022, 6, 15)}
        if row in {17, 42}:
            more["decision_by"] = "Regionstyrelsen"
    if status is Status.CANNOT_ASSESS:
        comment = "Mäts först vid årets slut."
    office.answer(COORDINATOR, row, status, comment, **more)


def _sign(session: Session, office: Office, round_: Round) -> None:
    goal = load_directory(session).plans[0].by_row[31].goal
    write_text(session, round_, None, INTRODUCTION, Role.COORDINATOR, office.now)
    write_text(
        session,
        round_,
        goal,
        "Bredbandsutbyggnaden är försenad; övriga delar följer planen.",
        Role.COORDINATOR,
        office.now,
    )
    signed = [signature(session, Role.COORDINATOR, office.now, "Samordnare 1")]
    lock_round(session, round_, office.now, office.options, signed, why="Tre rader saknar svar.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
