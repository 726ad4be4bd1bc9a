"""Of what kind the parts of an activity are that the program reads (Bot Framework activity schema). Most may be missing
or null; none may be something else."""

import re
from typing import Any

from bot.requests.payloads import Malformed, Shape, check_shape

# An id of an account in Entra; of a conversation, a message, a person in a conversation, a team.
ACCOUNT = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,300}")
_PERSON: dict[str, Shape] = {"id": ID, "aadObjectId": ACCOUNT, "name": str}
_SHAPE: Shape = {
    "type": str, "name": str, "id": ID, "channelId": str, "serviceUrl": str, "text": str, "textFormat": str,
    "action": str, "from": _PERSON, "recipient": _PERSON, "replyToId": ID,
    "conversation": {"id": ID, "conversationType": str, "tenantId": str, "isGroup": bool},
    "channelData": {
        "tenant": {"id": str}, "eventType": str, "team": {"id": ID}, "channel": {"id": ID, "name": str},
    },
    "entities": [{"type": str, "text": str, "mentioned": _PERSON}],
    "attachments": [{"contentType": str}],
    "membersAdded": [_PERSON], "membersRemoved": [_PERSON],
}  # fmt: skip
_PRESS: Shape = {"action": {"type": str, "verb": str}}
_NEEDED = {
    "message": ("id", "from", "recipient", "conversation"), "messageUpdate": ("id", "from", "conversation"),
    "invoke": ("name", "from", "conversation"), "installationUpdate": ("conversation",),
    "conversationUpdate": ("conversation",),
}  # fmt: skip


def check(activity: Any) -> dict[str, Any]:
    """The activity. Raises Malformed, with the place and never with what is there, when a part is missing or of another
    kind."""
    if not isinstance(activity, dict) or not isinstance(activity.get("type"), str):
        raise Malformed("no activity")
    check_shape(activity, _SHAPE, "activity")
    kind = activity["type"]
    for name in _NEEDED.get(kind, ()):
        part = activity.get(name)
        if not part or (isinstance(part, dict) and not part.get("id")):
            raise Malformed(f"{kind} without {name}")
    if kind == "invoke" and activity["name"] == "adaptiveCard/action":
        check_shape(activity.get("value"), _PRESS, "activity.value")
    return activity
