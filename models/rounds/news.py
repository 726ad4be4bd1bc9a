"""Whether the coordinators are to be told now how an open round is going."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.rounds.ladder import ladder_of
from models.rounds.tables import Round
from models.rules.news import News, NewsOccasion, due_news, news_of
from models.vocabulary.outbox import UNSETTLED, DeliveryKind
from models.vocabulary.rounds import RoundState


def news_due(session: Session, directory: Directory, round_: Round, now: datetime, options: Options) -> News | None:
    """The occasion that is to be told now. None when nobody is asked in the round or nobody is to be told."""
    if round_.state is not RoundState.OPEN or now >= round_.deadline or round_.opened_at is None:
        return None
    every = news_of(round_.opened_at, round_.deadline, ladder_of(round_, options), options.zone)
    news = due_news(every, round_.news_through, now)
    if news is None or not directory.coordinators():
        return None
    return news if _is_to_be_told(session, round_, news, now) else None


def _is_to_be_told(session: Session, round_: Round, news: News, now: datetime) -> bool:
    """Whether anybody is asked; and at the opening, whether it is known by now who could be reached."""
    query = select(Delivery.state, Delivery.due_at).where(
        Delivery.round_id == round_.id, Delivery.kind == DeliveryKind.PROMPT
    )
    prompts = session.execute(query).all()
    if news.occasion is not NewsOccasion.OPENING:
        return bool(prompts)
    is_under_way = any(state in UNSETTLED and due_at <= now for state, due_at in prompts)
    return not is_under_way and any(state not in UNSETTLED for state, _ in prompts)
