"""`GET /calendar/SIGNATURE.ics`: the calendar of the public registers, to subscribe to."""

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.addresses.calendar import calendar_path
from bot.transactions import Transactions
from bot.web.edition import Edition, edition
from i18n import LANGUAGES, translator
from models.options import Options
from reports.content.registers.calendar import CalendarContent, calendar_content

_HEADERS = {
    "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}  # fmt: skip


@dataclass(frozen=True)
class _Kept:
    """A calendar, and the day and the edition that it is of."""

    of_when: tuple[date, Edition]
    content: bytes


def calendar_routes(
    transactions: Transactions, options: Options, key: str, clock: Callable[[], datetime]
) -> list[Route]:  # fmt: skip
    """The route. Any other path than the signed one is not there."""
    path = calendar_path(key)
    # By language. Calendars ask every hour, and what they get changes now and then.
    kept = dict[str, _Kept]()

    async def calendar(request: Request) -> Response:
        if not hmac.compare_digest(request.url.path.encode(), path.encode()):
            return PlainTextResponse("Not found", status_code=404, headers=_HEADERS)
        language = request.query_params.get("lang", options.language)
        language = language if language in LANGUAGES else options.language
        try:
            before = kept.get(language)
            now, found = await transactions.read(lambda s: _read(s, options, language, clock(), before))
        except SQLAlchemyError:
            return PlainTextResponse("Try again in a moment.", status_code=503, headers=_HEADERS)
        content = await asyncio.to_thread(_bytes, found) if isinstance(found, CalendarContent) else found
        kept[language] = _Kept(now, content)
        tag = f'"{sha256(content).hexdigest()[:32]}"'
        headers = {**_HEADERS, "ETag": tag, "Content-Disposition": 'inline; filename="malvakten.ics"'}
        if _knows(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)

    return [Route("/calendar/{name}", calendar)]


def _knows(header: str, tag: str) -> bool:
    known = {each.strip().removeprefix("W/") for each in header.split(",")}
    return tag in known or "*" in known


def _read(
    session: Session, options: Options, language: str, now: datetime, kept: _Kept | None
) -> tuple[tuple[date, Edition], CalendarContent | bytes]:
    """Of when the calendar is, and what stands in it: the bytes that are kept when it is as it was."""
    today = now.astimezone(options.zone).date()
    newest = edition(session, today.year)
    if kept and kept.of_when[0] == today and newest.is_unchanged_since(kept.of_when[1]):
        return (today, newest), kept.content
    return (today, newest), calendar_content(session, translator(language, options.zone), today, options.zone)


def _bytes(content: CalendarContent) -> bytes:
    # It takes a moment to load, and most programs are never asked for it.
    from reports.formats.calendar import render

    return render(content)
