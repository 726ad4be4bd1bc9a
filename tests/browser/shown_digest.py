"""The digest of the real plan with eight yellow and three red, and an indicator to think about, in the demonstration's
management channel."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from bot.demo.platform import MANAGEMENT
from bot.demo.stage import Stage
from messages.management.chart import chart_file
from messages.management.digest import summary
from messages.parts import File, Message, Paragraph
from models.storage.database import Database
from tests.digests import eleven, plan_of
from tests.effects import take, value, with_indicator
from tests.handlers.conftest import Office
from tests.stock import stocked


def show_digest(stage: Stage, folder: Path, language: str = "sv") -> None:
    """Posts it with its thread and its picture, as the outbox does."""
    folder.mkdir(exist_ok=True)
    with stocked("sqlite", folder) as url:
        database = Database(url)
        with database.write() as session:
            message, picture = _made(session, language)
        database.close()
    first = stage.platform.post(MANAGEMENT, Message(message.parts))
    stage.platform.post(MANAGEMENT, Message(message.thread), thread=first.id)
    stage.platform.post(MANAGEMENT, Message((Paragraph(picture.words),)), thread=first.id, file=picture)


def _made(session: Session, language: str) -> tuple[Message, File]:
    office = Office(session)
    office.options = replace(office.options, language=language)
    round_ = eleven(office)
    with_indicator(office)
    take(office, "indicator_values", value("V1", 2021, "79.4"), value("V2", 2022, "78.9"))
    picture = chart_file(session, {"round": round_.id}, office.options)
    assert picture is not None
    return summary(session, office.options.translator(), office.options, round_, plan_of(office)), picture
