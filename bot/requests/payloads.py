"""A platform's payload: its size, and whether its parts are of the kinds that the program reads."""

import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

# A part's kind: its type, a pattern for a text, the kinds of an object's parts ("*": of all others), or a list with the
# kind of every item.
Shape = type | re.Pattern[str] | dict[str, "Shape"] | list["Shape"]


# Of any platform (contract, *HTTP*).
LARGEST_BODY = 1_000_000


async def body_of(request: Request) -> bytes | Response:
    """The body; the response instead when it is too large, or when nobody waits for one any more."""
    try:
        return await request.body()
    except HTTPException as error:
        return PlainTextResponse(error.detail, error.status_code)
    except ClientDisconnect:
        return Response()


class Malformed(Exception):
    """A signed payload that lacks what its platform always sends. Its text is the kind of error, never the payload's
    text."""


def check_shape(part: Any, shape: Shape, place: str) -> None:
    """Raises Malformed, with the place and never with what is there, when a part is of another kind. A part of an
    object may be missing or null."""
    match shape:
        case dict() | list():
            fits = isinstance(part, type(shape))
        case re.Pattern():
            fits = isinstance(part, str) and shape.fullmatch(part) is not None
        case _:
            fits = type(part) is shape
    if not fits:
        raise Malformed(f"{place} is of another kind: {type(part).__name__}")
    if isinstance(shape, list):
        for item in part:
            check_shape(item, shape[0], f"{place}[]")
    if isinstance(shape, dict):
        for name, value in part.items():
            inner = shape.get(name, shape.get("*"))
            if inner is not None and value is not None:
                check_shape(value, inner, f"{place}.{name if name in shape else '*'}")
