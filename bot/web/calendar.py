"""`GET /calendar/SIGNATURE.ics`: the calendar of the public registers, to subscribe to."""

import hmac
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.calendar_address import calendar_path
from bot.transactions import Transactions
from i18n import LANGUAGES, translator
from models.options import Options
from reports.content.calendar import calendar_content

_HEADERS = {
    "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}  # fmt: skip


def calendar_routes(
    transactions: Transactions, options: Options, key: str, clock: Callable[[], datetime]
) -> list[Route]:  # fmt: skip
    """The route. Any other path than the signed one is not there."""
    path = calendar_path(key)

    async def calendar(request: Request) -> Response:
        if not hmac.compare_digest(request.url.path.encode(), path.encode()):
            return PlainTextResponse("Not found", status_code=404, headers=_HEADERS)
        language = request.query_params.get("lang", options.language)
        language = language if language in LANGUAGES else options.language
        try:
            content = await transactions.read(lambda session: _bytes(session, options, language, clock()))
        except SQLAlchemyError:
            return PlainTextResponse("Try again in a moment.", status_code=503, headers=_HEADERS)
        tag = f'"{sha256(content).hexdigest()[:32]}"'
        headers = {**_HEADERS, "ETag": tag, "Content-Disposition": 'inline; filename="malvakten.ics"'}
        if _knows(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)

    return [Route("/calendar/{name}", calendar)]


def _knows(header: str, tag: str) -> bool:
    known = {each.strip().removeprefix("W/") for each in header.split(",")}
    return tag in known or "*" in known


def _bytes(session: Session, options: Options, language: str, now: datetime) -> bytes:
    # It takes a moment to load, and most programs are never asked for it.
    from reports.formats.calendar import render

    t = translator(language, options.zone)
    return render(calendar_content(session, t, now.astimezone(options.zone).date(), options.zone))
