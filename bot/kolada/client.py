"""Asks Kolada's API v3: one request at a time and slowly, each page kept for a day, the next page by `next_url`."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from bot.retry_after import retry_after
from imports.kolada import HalfPage, KoladaFault, read_page, shown
from models.registers.indicators.fetched import find_page, keep_page
from models.storage.database import Database

_TIMEOUT = 60.0
_TRIES = 4
_LONGEST_WAIT = 120.0
_MOST_PAGES = 500
_LARGEST = 50_000_000
_KEPT = timedelta(days=1)
_LONGEST_ADDRESS = 1000  # as many as are kept with a page
_IN_ADDRESSES = "/?%:@!$&'()*+,;=[]"
_TEMPORARY = {429, 500, 502, 503, 504}


class KoladaGone(KoladaFault):
    """Kolada cannot be reached, or goes on failing: nothing more is asked for now."""


class Kolada:
    """One conversation with Kolada. `pause` are the seconds between two requests; after a failure it waits longer each
    time. Pages that are younger than a day come from the database, unless `again`."""

    def __init__(
        self, address: str, database: Database, clock: Callable[[], datetime], pause: float, again: bool = False,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._address, self._database, self._clock = address.rstrip("/"), database, clock
        self._pause, self._again, self._wait = pause, again, wait
        self._asked = False
        self.notes: list[str] = []

    def rows(self, *path: str, **query: str) -> Iterator[Mapping[str, Any]]:
        """All rows of an answer, page by page; none for what Kolada does not know. Raises KoladaFault."""
        url: str | None = f"{self._address}/{'/'.join(quote(part, safe=',') for part in path)}"
        if query:
            url = f"{url}?{urlencode(query)}"
        seen = set[str]()
        while url is not None:
            if len(url) > _LONGEST_ADDRESS:
                raise KoladaFault(f"the address of a page is longer than {_LONGEST_ADDRESS} characters")
            if url in seen or len(seen) >= _MOST_PAGES:
                raise KoladaFault("the pages go round in a circle: the address of the next one was asked for already")
            seen.add(url)
            text = self._text(url)
            if text is None and len(seen) > 1:
                raise KoladaFault("there is no next page, though the one before it says so")
            if text is None:
                return
            page = read_page(text)
            self.notes += page.notes
            yield from page.rows
            url = self._next(url, page.next_url)

    def _next(self, current: str, url: str | None) -> str | None:
        """The address of the next page, as the current page names it. It must be of the server that was asked; never
        without encryption when the first was with it."""
        if url is None:
            return None
        try:
            mine, its = urlsplit(self._address), urlsplit(urljoin(current, url))
            is_mine = its.scheme in {"https", "http"} and its.hostname == mine.hostname
        except ValueError:
            raise KoladaFault("the address of the next page is none") from None
        if not is_mine:
            where = shown(its.hostname or url)
            raise KoladaFault(f"the next page is said to be at {where}, which is not the server that was asked")
        path, query = (quote(part, safe=_IN_ADDRESSES) for part in (its.path or "/", its.query))
        return f"{mine.scheme}://{mine.netloc}{path}" + (f"?{query}" if query else "")

    def _text(self, url: str) -> str | None:
        """The answer's text; None when there is no such thing. Half a page is asked for again, as a failure is."""
        if not self._again:
            with self._database.read() as session:
                if (kept := find_page(session, url, self._clock() - _KEPT)) is not None:
                    return kept
        text = self._asked_for(url)
        if text is not None:
            with self._database.write() as session:
                keep_page(session, url, text, self._clock(), self._clock() - _KEPT)
        return text

    def _asked_for(self, url: str) -> str | None:
        why = ""
        for number in range(_TRIES):
            if self._asked:
                self._wait(self._pause * 2**number)
            self._asked = True
            try:
                status, headers, text = _get(url)
                if status == 404:
                    return None
                if status == 200:
                    read_page(text)  # half a page is no answer
                    return text
            except (OSError, HTTPException, HalfPage, UnicodeDecodeError) as error:
                why = str(error) or type(error).__name__
                continue
            why = f"it answers {status}"
            if status not in _TEMPORARY:
                raise KoladaFault(f"{why}: {shown(text, 200)}".strip().rstrip(":"))
            if number < _TRIES - 1 and (seconds := retry_after(headers)):
                self._wait(min(seconds, _LONGEST_WAIT))
        raise KoladaGone(f"after {_TRIES} tries still no answer: {why}")


def _get(url: str) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and text. A redirect is an answer, and is not followed."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    with closing(kind(parts.netloc, timeout=_TIMEOUT)) as connection:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={"Accept": "application/json", "User-Agent": "malvakten"})
        response: HTTPResponse = connection.getresponse()
        content = response.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise KoladaFault("the page is larger than 50 MB")
        return response.status, dict(response.getheaders()), content.decode("utf-8")
