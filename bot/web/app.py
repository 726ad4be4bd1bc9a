"""`GET /` and below: the open site. Pages and files are made when they are first asked for, and kept until what they
show changes: those of the rounds by what is published, the others also by the registers."""

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
from bot.web.edition import Edition, edition
from bot.web.pages import HEADERS
from bot.web.site import SiteFile, load_site
from i18n import LANGUAGES, translator
from models.options import Options

# Shown again without asking, something that was unpublished would still be there.
_HEADERS = {**HEADERS, "Cache-Control": "no-cache"}
_READS = ("GET", "HEAD")
# What is kept in memory, in bytes: some twenty rounds in two languages and five forms.
_MOST_KEPT = 64 * 1024 * 1024


class OpenSite:
    """The site's files as they are now."""

    def __init__(self, transactions: Transactions, options: Options, clock: Callable[[], datetime]) -> None:
        self._transactions, self._options, self._clock = transactions, options, clock
        self._edition: Edition | None = None
        self._files: Mapping[str, SiteFile] = {}
        self._made = OrderedDict[str, bytes]()
        self._loading = asyncio.Lock()
        # One is made at a time: many visitors at once must not take the chat's time. No page waits for a document.
        self.making = {True: asyncio.Lock(), False: asyncio.Lock()}

    async def files(self) -> Mapping[str, SiteFile]:
        """What there is, by path. Raises SQLAlchemyError."""
        if await self._transactions.read(self._edition_now) != self._edition:
            async with self._loading:
                # Read again: another visitor may have loaded them meanwhile.
                self._edition, loaded = await self._transactions.read(self._load)
                self._made = OrderedDict((path, made) for path, made in self._made.items()
                                         if loaded.get(path) is self._files[path])  # fmt: skip
                self._files = loaded
        return self._files

    async def content(self, path: str) -> bytes | None:
        """The bytes of a file; None when there is none, or none any more. Raises SQLAlchemyError."""
        while file := (await self.files()).get(path):
            if path in self._made:
                self._made.move_to_end(path)
                return self._made[path]
            async with self.making[file.is_document]:
                if path not in self._made and self._files.get(path) is file:
                    content = await asyncio.to_thread(file.make)
                    if self._files.get(path) is file:
                        self._keep(path, content)
        return None

    def _edition_now(self, session: Session) -> Edition:
        return edition(session, self._clock().astimezone(self._options.zone).year)

    def _load(self, session: Session) -> tuple[Edition, Mapping[str, SiteFile]]:
        """The files; those that nothing changed are the same objects as before."""
        before, now = self._edition, self._edition_now(session)
        if before and now.is_unchanged_since(before):
            return now, self._files
        files = load_site(session, self._options.language, self._options.zone, self._clock())
        if before and now.rounds == before.rounds:
            files = {**files, **{path: file for path, file in self._files.items() if file.of_round}}
        return now, files

    def _keep(self, path: str, content: bytes) -> None:
        self._made[path] = content
        while len(self._made) > 1 and sum(map(len, self._made.values())) > _MOST_KEPT:
            self._made.popitem(last=False)


def site_routes(transactions: Transactions, options: Options, clock: Callable[[], datetime]) -> list[Route]:
    """The open site's routes, which take every path: they are asked when no other route has it."""
    site = OpenSite(transactions, options, clock)

    async def serve(request: Request) -> Response:
        path, language = request.path_params["path"], request.query_params.get("lang")
        if path == "" and language in LANGUAGES and language != options.language:
            return RedirectResponse(f"/{language}/", headers=_HEADERS)
        t = translator(path.partition("/")[0] if path[:2] in LANGUAGES else options.language, options.zone)
        try:
            files = await site.files()
            if path and path not in files and f"{path}/" in files:
                return RedirectResponse(f"/{quote(path)}/", headers=_HEADERS)
            if path in files and request.method not in _READS:
                return PlainTextResponse("", status_code=405, headers={**_HEADERS, "Allow": ", ".join(_READS)})
            content = await site.content(path) if path in files else None
        except SQLAlchemyError:
            words = t("The page cannot be shown just now. Try again in a moment.")
            return PlainTextResponse(words, status_code=503, headers=_HEADERS)
        if content is None:
            words = t(
                "There is no such page. What is published is listed at the start of the site: {address}", address="/"
            )
            return PlainTextResponse(words, status_code=404, headers=_HEADERS)
        mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {**_HEADERS, "ETag": mark}
        if mark in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=files[path].media_type, headers=headers)

    # All methods, or every path that there is not would be a page that cannot be written to.
    return [Route("/{path:path}", serve, methods=[*_READS, "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])]
