"""The HTTP side: requests to the Web API, response URLs and uploads, with the faults on order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from aiohttp import web

from .checks import Json, SlackError
from .faults import Fault
from .records import Call
from .responses import respond
from .web_api import POSTING, execute
from .workspace import Workspace

Work = Callable[[], Json]
_HTML = "<!DOCTYPE html><html><body><h1>Slack is down for maintenance</h1></body></html>"


async def read_args(request: web.Request) -> Json:
    """Arguments as the SDK sends them: query, form or JSON."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        args |= body
    else:
        args |= dict(await request.post())
    return args


class HttpApi:
    """Handlers for aiohttp, bound to one workspace."""

    def __init__(self, space: Workspace, stopping: asyncio.Event) -> None:
        self.space = space
        self.stopping = stopping
        self._ghosts: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """What this side serves."""
        return [
            web.route("*", "/api/{method}", self.api),
            web.post("/response/{team}/{id}", self.response_url),
            web.post("/upload/{id}", self.upload),
        ]

    async def api(self, request: web.Request) -> web.StreamResponse:
        """One call of the Web API."""
        name = request.match_info["method"]
        header = request.headers.get("Authorization", "")
        try:
            args = await read_args(request)
        except SlackError as error:
            self.space.violate(error.code, name)
            return web.json_response({"ok": False, "error": error.code})
        token = str(args.pop("token", "")) or header.removeprefix("Bearer ").strip()
        where = str(args.get("channel", ""))
        call = Call(name, args, self.space.clock.now())
        with self.space.store.lock:
            self.space.store.calls.append(call)
            places = {where, self.space.resolve(where)}

        def work() -> Json:
            return execute(self.space, name, args, token)

        fault = self.space.faults.pick(name, places)
        if fault is None and name in POSTING:
            wait = self.space.too_fast(self.space.resolve(where))
            if wait is not None:
                self.space.violate("ratelimited", f"{name} to {where} too soon")
                fault = Fault(name, "429", 1, retry_after=wait)
        return await self.answer(request, call, work, fault)

    async def answer(self, request: web.Request, call: Call, work: Work, fault: Fault | None) -> web.StreamResponse:
        """Carry the call out and answer, or let the fault have its way."""
        await self.space.clock.sleep(self.space.latency)
        if fault is not None:
            call.outcome = fault.kind if fault.kind != "error" else fault.error
            return await self.spoil(request, work, fault)
        body = work()
        call.outcome = "ok" if body["ok"] else body["error"]
        headers = {"x-oauth-scopes": ",".join(sorted(self.space.scopes)), "x-slack-req-id": f"{id(call):x}"}
        return web.json_response(body, headers=headers)

    async def spoil(self, request: web.Request, work: Work, fault: Fault) -> web.StreamResponse:
        """One fault."""
        if fault.kind == "ghost":
            self._later(fault.delay, work)
            return await self.hang(request)
        body = work() if fault.store else {"ok": True}
        if fault.kind == "429":
            answer = {"ok": False, "error": "ratelimited"}
            return web.json_response(answer, status=429, headers={"Retry-After": fault.retry_after})
        if fault.kind == "ratelimited_200":
            return web.json_response({"ok": False, "error": "ratelimited"})
        if fault.kind == "error":
            return web.json_response({"ok": False, "error": fault.error})
        if fault.kind.startswith("500"):
            return web.Response(status=500, text="Internal Server Error")
        if fault.kind == "html":
            return web.Response(text=_HTML, content_type="text/html")
        if fault.kind == "half_json":
            text = json.dumps(body)
            return web.Response(text=text[: len(text) // 2], content_type="application/json")
        if fault.kind == "hang_after":
            return await self.hang(request)
        return self.drop(request)

    def _later(self, delay: float, work: Work) -> None:
        async def carry_out() -> None:
            await self.space.clock.sleep(delay)
            work()

        task = asyncio.ensure_future(carry_out())
        self._ghosts.add(task)
        task.add_done_callback(self._ghosts.discard)

    def drop(self, request: web.Request) -> web.StreamResponse:
        """Close the connection without an answer."""
        if request.transport is not None:
            request.transport.close()
        return web.Response()

    async def hang(self, request: web.Request) -> web.StreamResponse:
        """Say nothing until the client has gone (or the server stops)."""
        while not self.stopping.is_set() and request.transport and not request.transport.is_closing():
            await asyncio.sleep(0.02)
        return self.drop(request)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file."""
        file_id = request.match_info["id"]
        data = await request.read()
        call = Call("upload", {"id": file_id, "length": len(data)}, self.space.clock.now())
        fault = self.space.faults.pick("upload", set())
        with self.space.store.lock:
            self.space.store.calls.append(call)
            file = self.space.store.files.get(file_id)

        def work() -> Json:
            if file is None or file["length"] != len(data):
                return {"ok": False, "error": "bad_length_or_id"}
            file["data"] = data
            return {"ok": True}

        if fault is not None:
            return await self.answer(request, call, work, fault)
        if not work()["ok"]:
            self.space.violate("bad_upload", f"{file_id}: {len(data)} bytes")
            return web.Response(status=400, text="bad upload")
        return web.Response(text=f"OK - {len(data)}")

    async def response_url(self, request: web.Request) -> web.StreamResponse:
        """A message through a response_url: five times within thirty minutes."""
        made = self.space.store.response_urls.get(request.match_info["id"])
        raw = (await request.read()).decode()
        call = Call("response_url", {"body": raw}, self.space.clock.now())
        with self.space.store.lock:
            self.space.store.calls.append(call)
        fault = self.space.faults.pick("response_url", {made.channel} if made else set())

        def work() -> Json:
            try:
                respond(self.space, made, raw)
            except SlackError as error:
                self.space.violate(error.code, f"response_url {' '.join(error.messages)}".strip())
                return {"ok": False, "error": error.code}
            return {"ok": True}

        if fault is not None:
            return await self.answer(request, call, work, fault)
        await self.space.clock.sleep(self.space.latency)
        body = work()
        call.outcome = body.get("error", "ok")
        if body["ok"]:
            return web.Response(text="ok")
        gone = call.outcome in {"used_url", "expired_url"}
        return web.json_response(body, status=404 if gone else 400)
