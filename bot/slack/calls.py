"""Calls to Slack, and which of its errors are permanent, temporary or uncertain."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.retry_after import retry_after
from scheduler.outbox.messenger import CallFailed, Permanent, Temporary, Uncertain

# Everything that a call through the SDK raises when Slack refuses, fails or cannot be reached.
SLACK_ERRORS = (SlackClientError, ClientError, TimeoutError, OSError, ValueError)
# Slack says of these that part of the call may have been done, or that it failed on its side (chat.postMessage,
# "Errors"); with every other error nothing was done.
UNCERTAIN = {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "accesslimited"}
TEMPORARY = {"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"}
# The token is the problem, not the message: nothing can be sent until an administrator has acted.
TOKEN_REFUSED = {
    "account_inactive", "access_denied", "ekm_access_denied", "invalid_auth", "not_authed", "org_login_required",
    "token_expired", "token_revoked", "two_factor_setup_required",
}  # fmt: skip
_TOKEN_RETRY_SECONDS = 10.0
Method = Callable[..., Awaitable[AsyncSlackResponse]]


async def call(method: Method, **arguments: Any) -> dict[str, Any]:
    """Slack's response to a method; arguments that are None are left out. Raises CallFailed, and nothing else."""
    try:
        response = await method(**{name: value for name, value in arguments.items() if value is not None})
    except SlackApiError as error:
        raise CallFailed(_outcome(error)) from error
    except ClientConnectorError as error:
        raise CallFailed(Temporary(type(error).__name__)) from error
    except SLACK_ERRORS as error:
        raise CallFailed(Uncertain(type(error).__name__)) from error
    data = response.data
    if not isinstance(data, dict):
        raise CallFailed(Uncertain("unreadable_body"))
    return data


def error_code(error: BaseException) -> str:
    """Slack's code for an error, or the exception's name; never a request's or response's body."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error")) if isinstance(data, dict) and data.get("error") else type(error).__name__


def _outcome(error: SlackApiError) -> Permanent | Temporary | Uncertain:
    response = error.response
    # A body that is not JSON comes as aiohttp's response, which has `status`.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in TEMPORARY:
        return Temporary(code or "ratelimited", retry_after(getattr(response, "headers", None) or {}))
    if code in TOKEN_REFUSED:
        return Temporary(code, _TOKEN_RETRY_SECONDS, everywhere=True)
    if status >= 500 or not code or code in UNCERTAIN:
        return Uncertain(code or f"http_{status}")
    return Permanent(code)
