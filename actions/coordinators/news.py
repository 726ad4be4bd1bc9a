"""Telling the coordinators, unasked, how an open round is going. Never commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue_all, row_of
from models.people.directory_cache import load_directory
from models.rounds.news import news_due
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind


def has_news(session: Session, round_: Round, now: datetime, options: Options) -> bool:
    """Whether `tell_news` would tell anything. Changes and locks nothing."""
    return news_due(session, load_directory(session), round_, now, options) is not None


def tell_news(session: Session, round_: Round, now: datetime, options: Options) -> int:
    """Queues one message to each coordinator about the newest occasion that has not been told. Returns how many."""
    directory = load_directory(session)
    news = news_due(session, directory, round_, now, options)
    if news is None:
        return 0
    round_.news_through = news.at
    queue_all(session, [
        row_of(keys.round_news(round_.id, person.id, news.at), DeliveryKind.ROUND_NEWS, platform_of(person, options),
               to_person(person.id), now, round_id=round_.id, person_id=person.id,
               payload={"occasion": news.occasion.value})
        for person in directory.coordinators()
    ])  # fmt: skip
    return len(directory.coordinators())
