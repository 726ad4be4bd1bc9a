"""A stub of what Teams needs: signing keys, a token, and a Connector that takes everything.
`python -m bench.teams_stub PORT KEYS`, where KEYS is a file with the keys' document."""

import itertools
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_numbers = itertools.count(1)


def app(port: int, keys: bytes) -> Starlette:
    async def metadata(_: Request) -> JSONResponse:
        return JSONResponse({"issuer": "https://api.botframework.com", "jwks_uri": f"http://127.0.0.1:{port}/keys"})

    async def signing_keys(_: Request) -> Response:
        return Response(keys, media_type="application/json")

    async def token(_: Request) -> JSONResponse:
        return JSONResponse({"token_type": "Bearer", "expires_in": 3599, "access_token": "bench"})

    async def call(request: Request) -> JSONResponse:
        await request.body()
        return JSONResponse({"id": str(next(_numbers)), "members": []}, 201)

    return Starlette(
        routes=[
            Route("/metadata", metadata),
            Route("/keys", signing_keys),
            Route("/{tenant}/oauth2/v2.0/token", token, methods=["POST"]),
            Route("/{rest:path}", call, methods=["GET", "POST", "PUT", "DELETE"]),
        ]
    )


if __name__ == "__main__":
    listens = int(sys.argv[1])
    uvicorn.run(app(listens, Path(sys.argv[2]).read_bytes()), port=listens, log_config=None, access_log=False)
