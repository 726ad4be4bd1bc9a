"""Messages through a response_url.

Source: docs.slack.dev/interactivity/handling-user-interaction ("Responding to interactions").
"""

from __future__ import annotations

import json
from typing import Any

from . import limits as lim
from .bodies import refuse_bad_ack
from .checks import Json, SlackError
from .forms import with_ids
from .records import ResponseUrl
from .workspace import Workspace


def respond(space: Workspace, made: ResponseUrl | None, raw: str) -> None:
    """What such a message does; SlackError if it may not."""
    with space.store.lock:
        if made is None or space.clock.now() - made.made > lim.RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        if made.uses >= lim.RESPONSE_URL_USES:
            raise SlackError("used_url")
        made.uses += 1  # a body that is refused uses the URL, too: the safe assumption
        try:
            body: Any = json.loads(raw)
        except ValueError:
            raise SlackError("invalid_payload") from None
        refuse_bad_ack(body)
        made.bodies.append(body)
        place_response(space, made, body)
        space.store.changed.notify_all()


def place_response(space: Workspace, made: ResponseUrl, body: Json) -> None:
    """Put a response where it goes: over its source, into the channel, or before the one person."""
    source = made.source
    if body.get("delete_original"):
        if source is not None:
            source.deleted = True
        return
    if body.get("replace_original") and source is not None:
        changes: Json = {"text": body.get("text") or ""}
        changes["blocks"] = with_ids(body.get("blocks") or [])
        source.replace(changes)
        made.posted.append(source)
        return
    hidden = made.user if body.get("response_type", "ephemeral") == "ephemeral" else None
    made.posted.append(space.bot_message(made.channel, body, hidden))
