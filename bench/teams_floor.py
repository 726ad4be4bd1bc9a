"""The floor for Teams: a bot on the same server and the same check of tokens that says hello to whoever writes, in a
call of its own as bots do, and has no database. `python -m bench.teams_floor PORT STUB_PORT CLIENT TENANT`"""

import contextlib
import sys
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from aiohttp import ClientSession
from starlette.applications import Starlette
from starlette.routing import Route

from bot.teams.connector.client import Connector, conversation_path
from bot.teams.connector.token import OutboundToken
from bot.teams.entrance.endpoint import TeamsEntrance
from bot.teams.entrance.signing_keys import SigningKeys
from bot.teams.entrance.tokens import InboundTokens


def hello_world(stub_port: int, client_id: str, tenant: str) -> Starlette:
    """An app that lets in what is signed for this client and tenant, and answers it."""
    url = f"http://127.0.0.1:{stub_port}"
    keys = SigningKeys(f"{url}/metadata")
    token = OutboundToken(url, tenant, client_id, "bench")
    connector = Connector(token)

    async def take(activity: dict[str, Any], service: str) -> tuple[int, None]:
        path = conversation_path(str(activity["conversation"]["id"]), "activities")
        await connector.call("POST", service, path, {"type": "message", "text": "hello"})
        return 200, None

    entrance = TeamsEntrance(InboundTokens(client_id, keys), tenant, frozenset({f"127.0.0.1:{stub_port}"}), take)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with ClientSession() as session:
            keys.session = token.session = connector.session = session
            yield

    return Starlette(routes=[Route("/teams/messages", entrance.handle, methods=["POST"])], lifespan=lifespan)


if __name__ == "__main__":
    port, stub, client, tenant_id = sys.argv[1:]
    uvicorn.run(hello_world(int(stub), client, tenant_id), port=int(port), log_config=None, access_log=False)
