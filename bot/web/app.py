"""`GET /` and below: the open site. Pages and files are made when they are first asked for, and kept until something
else is published."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.transactions import Transactions
from bot.web.pages import HEADERS
from bot.web.site import Edition, SiteFile, edition, load_site
from i18n import LANGUAGES, translator
from models.options import Options

# Shown again without asking, something that was unpublished would still be there.
_HEADERS = {**HEADERS, "Cache-Control": "no-cache"}
_READS = ("GET", "HEAD")
# What is kept in memory, in bytes: some twenty rounds in two languages and five forms.
_MOST_KEPT = 64 * 1024 * 1024


class _Site:
    """The site's files as they are now."""

    def __init__(self, transactions: Transactions, options: Options, clock: Callable[[], datetime]) -> None:
        self._transactions, self._options, self._clock = transactions, options, clock
        self._edition: Edition | None = None
        self._files: Mapping[str, SiteFile] = {}
        self._made = OrderedDict[str, bytes]()
        # One is made at a time: many visitors at once must not take the chat's time.
        self._making = asyncio.Lock()

    async def content(self, path: str) -> tuple[str, bytes] | None:
        """The media type and bytes of a file; None when there is none. Raises SQLAlchemyError."""
        now = await self._transactions.read(edition)
        if now == self._edition and path in self._made:
            self._made.move_to_end(path)
            return self._files[path].media_type, self._made[path]
        async with self._making:
            if now != self._edition:
                self._edition, self._files = await self._transactions.read(self._load)
                self._made.clear()
            file = self._files.get(path)
            if file is None:
                return None
            if path not in self._made:
                self._keep(path, await asyncio.to_thread(file.make))
            return file.media_type, self._made[path]

    def _load(self, session: Session) -> tuple[Edition, Mapping[str, SiteFile]]:
        options = self._options
        return edition(session), load_site(session, options.language, options.zone, self._clock())

    def _keep(self, path: str, content: bytes) -> None:
        self._made[path] = content
        while len(self._made) > 1 and sum(map(len, self._made.values())) > _MOST_KEPT:
            self._made.popitem(last=False)


def site_routes(transactions: Transactions, options: Options, clock: Callable[[], datetime]) -> list[Route]:
    """The open site's routes, which take every path that no other route does: they go last."""
    site = _Site(transactions, options, clock)

    async def serve(request: Request) -> Response:
        path, language = request.path_params["path"], request.query_params.get("lang")
        if path == "" and language in LANGUAGES and language != options.language:
            return RedirectResponse(f"/{language}/", headers=_HEADERS)
        t = translator(path.partition("/")[0] if path[:2] in LANGUAGES else options.language, options.zone)
        try:
            found = await site.content(path)
            if found is None and path and await site.content(f"{path}/"):
                return RedirectResponse(f"/{quote(path)}/", headers=_HEADERS)
        except SQLAlchemyError:
            words = t("The page cannot be shown just now. Try again in a moment.")
            return PlainTextResponse(words, status_code=503, headers=_HEADERS)
        if found is None:
            words = t(
                "There is no such page. What is published is listed at the start of the site: {address}", address="/"
            )
            return PlainTextResponse(words, status_code=404, headers=_HEADERS)
        if request.method not in _READS:
            return PlainTextResponse("", status_code=405, headers={**_HEADERS, "Allow": ", ".join(_READS)})
        media_type, content = found
        mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {**_HEADERS, "ETag": mark}
        if mark in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=media_type, headers=headers)

    # All methods, or every path that there is not would be a page that cannot be written to.
    return [Route("/{path:path}", serve, methods=[*_READS, "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])]
