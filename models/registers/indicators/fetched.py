"""Pages of other servers, kept so that they are not asked for again."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.registers.tables import FetchedPage


def find_page(session: Session, url: str, since: datetime) -> str | None:
    """What was answered to the address since that instant; None when it was not asked for."""
    page = session.get(FetchedPage, url)
    return page.content if page is not None and page.fetched_at > since else None


def keep_page(session: Session, url: str, content: str, at: datetime, since: datetime) -> None:
    """Keeps an answer, and forgets what is older than `since`."""
    session.execute(delete(FetchedPage).where((FetchedPage.fetched_at <= since) | (FetchedPage.url == url)))
    session.add(FetchedPage(url=url, fetched_at=at, content=content))
