"""`POST /teams/messages`: the Bot Connector's requests.

Starlette limits the size of a body (`bot.requests.payloads.LARGEST_BODY`, set on the route). A request is refused with
400 when it is no activity, with 401 without a valid token, with 403 when it comes from another channel or tenant or
names a service that is not called, and with 503 when it is to be sent anew.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.addresses.outgoing import service_url
from bot.requests.payloads import Malformed, body_of
from bot.teams.entrance.shapes import check
from bot.teams.entrance.signing_keys import KeysUnavailable
from bot.teams.entrance.tokens import InboundTokens, NotSigned
from bot.telemetry import metrics
from models.operations.log import log_of

log = log_of(__name__)
CHANNEL = "msteams"
Body = dict[str, Any]
Take = Callable[[Body, str], Awaitable[tuple[int, Body | None]]]


class Refused(Exception):
    """A request that is refused: the status, and the text of the response, which never has the request's own words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class TeamsEntrance:
    """The endpoint. No body is ever logged."""

    def __init__(self, tokens: InboundTokens, tenant: str, hosts: frozenset[str], take: Take) -> None:
        """`take` answers an activity that is let in; with it goes the address of its service."""
        self._tokens, self._tenant, self._hosts, self._take = tokens, tenant.casefold(), hosts, take

    async def handle(self, request: Request) -> Response:
        """Answers one request, and counts it when it is refused."""
        try:
            response = await self._answer(request)
        except Refused as refused:
            log.info("teams.refused", status=refused.status, why=str(refused))
            response = PlainTextResponse(str(refused), refused.status)
        if response.status_code >= 400:
            metrics.answered("teams", response.status_code)
        return response

    async def _answer(self, request: Request) -> Response:
        body = await body_of(request)
        if isinstance(body, Response):
            return body
        activity = _parsed(body)
        service = await self._let_in(request.headers.get("authorization", ""), activity)
        try:
            status, answer = await self._take(check(activity), service)
        except Malformed as error:
            raise Refused(400, str(error)) from None
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            log.warning("database.unavailable", error=error)
            return PlainTextResponse("try again", 503)
        return Response(status_code=status) if answer is None else JSONResponse(answer, status)

    async def _let_in(self, header: str, activity: Body) -> str:
        """The address of the activity's service. Raises Refused."""
        said = activity.get("serviceUrl")
        url = said if isinstance(said, str) else ""
        try:
            key = await self._tokens.check(header, url)
        except NotSigned as error:
            raise Refused(401, str(error)) from None
        except KeysUnavailable:
            raise Refused(503, "the signing keys cannot be fetched; try again") from None
        if activity.get("channelId") != CHANNEL:
            raise Refused(403, "another channel")
        if CHANNEL not in key.endorsements:
            raise Refused(401, "the key is not endorsed")
        if any(tenant != self._tenant for tenant in _tenants(activity)):
            raise Refused(403, "another tenant")
        service = service_url(url, self._hosts)
        if service is None:
            raise Refused(403, "a serviceUrl that is not allowed")
        return service


def _parsed(body: bytes) -> Body:
    try:
        activity = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "no JSON") from None
    if not isinstance(activity, dict):
        raise Refused(400, "no activity")
    return activity


def _tenants(activity: Body) -> set[str]:
    """The tenants that an activity names, wherever it does. A name of another kind is nobody's."""
    conversation, data = activity.get("conversation"), activity.get("channelData")
    tenant = data.get("tenant") if isinstance(data, dict) else None
    named = [
        conversation.get("tenantId") if isinstance(conversation, dict) else None,
        tenant.get("id") if isinstance(tenant, dict) else None,
    ]
    return {str(each).casefold() for each in named if each is not None}
