"""A stub of Slack's Web API: every call succeeds after a latency. `python -m bench.stub PORT [LATENCY_SECONDS]`"""

import asyncio
import itertools
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

_numbers = itertools.count(1)


# A conversation that is limited each time.
_LIMITED = b"CLIMITED"


async def answer(request: Request) -> JSONResponse:
    body = await request.body()
    if _LIMITED in body:
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"Retry-After": "2"})
    if LATENCY:
        await asyncio.sleep(LATENCY)
    number = next(_numbers)
    return JSONResponse(
        {
            "ok": True, "channel": "D0BENCH", "ts": f"1700000000.{number:06d}", "team_id": "T0BENCH", "members": [],
            "user_id": "U0BOT", "bot_id": "B0BOT", "user": {"id": "U0BENCH"}, "messages": [],
        }
    )  # fmt: skip


LATENCY = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0

if __name__ == "__main__":
    app = Starlette(routes=[Route("/api/{method}", answer, methods=["POST", "GET"])])
    uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False)
