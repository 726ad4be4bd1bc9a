"""File → an activity. Pure.

Teams lets a bot send a picture in any conversation, within the message; a document only after a person's consent in the
personal chat, into that person's OneDrive. So a document is a link, by which the program itself hands it out.
"""

import base64
from mimetypes import guess_type
from typing import Any

from bot.teams.cards.literal import block, heading
from bot.teams.cards.render import activity_with, card_with
from messages.parts import File

# Doc "Send and receive inline images": 1 MB, PNG, JPEG or GIF.
LARGEST_PICTURE = 1_000_000
_PICTURES = {"image/png", "image/jpeg", "image/gif"}


def is_picture(file: File) -> bool:
    """Whether Teams shows the file within the message."""
    return guess_type(file.name)[0] in _PICTURES and len(file.content) <= LARGEST_PICTURE


def activity_of_picture(file: File) -> dict[str, Any]:
    """A picture with its words. Its alternative text is its name: an attached picture has no other."""
    kind, _ = guess_type(file.name)
    content = f"data:{kind};base64,{base64.b64encode(file.content).decode('ascii')}"
    picture = {"contentType": kind, "contentUrl": content, "name": file.alt or file.title or file.name}
    return {"type": "message", "text": file.words, "textFormat": "plain", "attachments": [picture]}


def activity_of_link(file: File, url: str) -> dict[str, Any]:
    """A card with a button that opens the file at its address."""
    title = file.title or file.name
    button = {"type": "Action.OpenUrl", "title": file.name, "url": url}
    card = card_with([heading(title), *block(file.words), {"type": "ActionSet", "actions": [button]}])
    return activity_with(card, f"{title} {file.words}".strip())
