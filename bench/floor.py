"""The floor: a bare Bolt hello-world on the same kind of server. `python -m bench.floor PORT [--default]`"""

import sys

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.load import SECRET


def hello_world(process_before_response: bool = True) -> Starlette:
    """An app that checks signatures and answers each command with a word; no database."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0BENCH", bot_token="xoxb-bench", bot_user_id="U0BOT")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=process_before_response)

    async def hello(ack: AsyncAck) -> None:
        await ack("hello")

    for name in ("/malstatus", "/rapportera"):
        app.command(name)(hello)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])


if __name__ == "__main__":
    default = "--default" in sys.argv
    uvicorn.run(hello_world(not default), port=int(sys.argv[1]), log_config=None, access_log=False)
