"""Two rounds with a few answers, so that there is something to compare and to ask about."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.answers.storing import Author, Given, store_answer
from models.answers.answerable import AnswerableRow
from models.options import Options
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.vocabulary.answers import Lifecycle, Source, Status

FIRST = {
    **{row: Given(Status.GREEN, "Löper på.") for row in (6, 7, 14, 35, 41, 58)},
    42: Given(Status.RED, "Stopp.", cause="Avtal", action="Nytt avtal"),
}
SECOND = {
    41: Given(Status.YELLOW, "Sent ute.", "Upphandling", "Ny tidplan", "Chefen", date(2022, 9, 1)),
    35: Given(Status.RED, "Pengarna räcker inte.", "Budget", "Nytt beslut"),
    58: Given(Status.GREEN, "Beslut om Affärsplanen fattades i våras.", lifecycle=Lifecycle.DONE),
    14: Given(Status.GREEN, "Planerat till hösten."),
    42: Given(Status.GREEN, "Löst."),
}


def store_all(session: Session, round_: Round, answers: dict[int, Given], now: datetime, options: Options) -> None:
    """Stores the answers, each by the first owner of its row."""
    directory = load_directory(session)
    plan = directory.plans[0]
    for number, given in answers.items():
        row = plan.by_row[number]
        author = Author(directory.owners(row)[0], Source.SLACK)
        store_answer(session, AnswerableRow(round_, plan, row, None), given, None, author, now, options)
