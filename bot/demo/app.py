"""The page's routes: a request is decoded and given to the front door, and the answer says what the page shows next."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo import decode
from bot.demo.front_door import Noted, Opened
from bot.demo.guard import Guard
from bot.demo.html.cards import TEAMS, form_card
from bot.demo.html.page import Page
from bot.demo.html.render import ViewContext, draw_form, draw_note
from bot.demo.platform import MANAGEMENT
from bot.demo.stage import Stage

MOST_BYTES = 1_000_000
_STATIC = Path(__file__).parent / "static"


def build_app(stage: Stage) -> Starlette:
    """The application of `malvakten demo`; the worker runs as long as it does."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with stage.running():
            yield
        stage.close()

    endpoints = _Endpoints(stage)
    routes = [
        Route("/", lambda _request: RedirectResponse("/demo")),
        Route("/demo", endpoints.page),
        Route("/demo/state", endpoints.state),
        Route("/demo/say", endpoints.say, methods=["POST"]),
        Route("/demo/press", endpoints.press, methods=["POST"]),
        Route("/demo/card", endpoints.card, methods=["POST"]),
        Route("/demo/submit", endpoints.submit, methods=["POST"]),
        Route("/demo/home", endpoints.home, methods=["POST"]),
        Route("/demo/clock", endpoints.clock, methods=["POST"]),
        Route("/demo/file/{post}", endpoints.file),
        Mount("/demo/static", StaticFiles(directory=_STATIC)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard)], lifespan=lifespan)


class _Endpoints:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._page = Page(stage)

    async def page(self, request: Request) -> Response:
        """The page as the reader in `as` sees it; the first owner when there is none."""
        reader = request.query_params.get("as") or await self._page.first_reader()
        self._check(reader)
        self._stage.platform.mark_read(reader)
        return HTMLResponse(await self._page.whole(reader, request.query_params.get("look", "")))

    async def state(self, request: Request) -> Response:
        """The page's changing parts; 204 when nothing has changed since `mark`."""
        reader = request.query_params.get("reader", "")
        self._check(reader)
        self._stage.platform.mark_read(reader)
        state = await self._page.state(reader, request.query_params.get("look", ""))
        if state["mark"] == request.query_params.get("mark"):
            return Response(status_code=204)
        return JSONResponse(state)

    async def say(self, request: Request) -> Response:
        data = await self._data(request)
        asked = decode.say(data, self._stage.options)
        if not asked.typed:
            return JSONResponse({"key": uuid4().hex})
        return await self._answer(asked, look=data.get("look", ""))

    async def press(self, request: Request) -> Response:
        return await self._answer(decode.press(await self._data(request)))

    async def card(self, request: Request) -> Response:
        """A button pressed on a card."""
        data = await self._data(request)
        try:
            asked = decode.card(data)
        except ValueError as error:
            raise HTTPException(400, "`card` takes what a card sends, as JSON") from error
        return await self._answer(asked, data.get("key", ""), TEAMS)

    async def submit(self, request: Request) -> Response:
        data = await self._data(request)
        return await self._answer(decode.submit(data), data.get("key", ""))

    async def file(self, request: Request) -> Response:
        """The file of a message: in the management channel, which every member reads, or to the reader in `as`."""
        post = self._stage.platform.get(request.path_params["post"])
        reader = request.query_params.get("as", "")
        if post is None or post.file is None or post.conversation not in {MANAGEMENT, reader}:
            raise HTTPException(404)
        kind, _ = guess_type(post.file.name)
        return Response(post.file.content, media_type=kind or "application/octet-stream")

    async def home(self, request: Request) -> Response:
        """The reader opened their home page; the worker updates it."""
        return await self._answer(decode.look_at_home(await self._data(request)))

    async def clock(self, request: Request) -> Response:
        """Moves the clock to an instant. The same request again changes nothing, so a double click skips no event."""
        data = await self._data(request)
        try:
            target = datetime.fromisoformat(data.get("to", ""))
        except ValueError:
            target = None
        if target is None or target.tzinfo is None:
            raise HTTPException(400, "`to` takes an instant with its offset")
        await self._stage.move_to(target)
        return JSONResponse({})

    async def _answer(self, asked: decode.Request, form_key: str = "", look: str = "") -> Response:
        """The answer as JSON: `form` is the HTML of a dialog to open, or `card` its card with the look of Teams; both
        absent when the reply was posted in the conversation. `key` is for the next request."""
        answer = await self._stage.door.answer(asked, form_key)
        self._stage.worker.wake()
        reply: dict[str, Any] = {"key": uuid4().hex}
        t = await self._page.speak(asked.incoming.account)
        if isinstance(answer, Opened) and look == TEAMS:
            reply |= {"card": form_card(answer, t), "key": answer.key, "faulty": bool(answer.faults)}
        elif isinstance(answer, Opened):
            context = ViewContext(asked.incoming.account, asked.where, key=answer.key)
            reply["form"] = str(draw_form(answer.form, context, answer.values, answer.faults))
            reply["faulty"] = bool(answer.faults)
        elif isinstance(answer, Noted):
            context = ViewContext(asked.incoming.account, decode.HOME, key=uuid4().hex)
            reply["form"] = str(draw_note(answer.message, context, t("Close")))
        return JSONResponse(reply)

    async def _data(self, request: Request) -> dict[str, str]:
        body = await _body(request)
        data = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
        self._check(data.get("reader", ""))
        return data

    def _check(self, reader: str) -> None:
        if reader == "management" or not self._stage.platform.knows(reader):
            raise HTTPException(404, "There is no such role.")


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    return body
