"""chat.* and auth.test.

Sources: docs.slack.dev/reference/methods/chat.postMessage, .update, .delete, .postEphemeral.
"""

from __future__ import annotations

from . import limits as lim
from .blocks import refuse_bad_message_blocks
from .bodies import refuse_bad_metadata
from .checks import Json, SlackError
from .forms import with_ids
from .records import Channel, Message
from .web_api import method, parsed, truth
from .workspace import Workspace


@method("auth.test")
def auth_test(space: Workspace, args: Json) -> Json:
    """Who am I."""
    return {
        "url": f"https://{space.team_domain}.slack.com/",
        "team": space.team_domain,
        "user": "malvakten",
        "team_id": space.team_id,
        "user_id": space.bot_user_id,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", "connections:write", app_token=True)
def connections_open(space: Workspace, args: Json) -> Json:
    """The address of Socket Mode: a ticket for one connection."""
    return {"url": f"{space.url.replace('http', 'ws', 1)}/link/?ticket={space.store.new_id('L')}"}


def _content(args: Json) -> Json:
    """The checked content of a message, from arguments in either encoding."""
    body: Json = {}
    text = args.get("text")
    if text is not None:
        body["text"] = str(text)
    blocks = parsed(args, "blocks", "invalid_blocks_format")
    if args.get("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": args["markdown_text"]}]
    if blocks is not None:
        refuse_bad_message_blocks(blocks)
        body["blocks"] = blocks
    attachments = parsed(args, "attachments", "invalid_attachments")
    if attachments is not None:
        if not isinstance(attachments, list) or len(attachments) > 100:
            raise SlackError("too_many_attachments")
        body["attachments"] = attachments
    metadata = parsed(args, "metadata", "invalid_metadata_format")
    if metadata is not None:
        refuse_bad_metadata(metadata)
        body["metadata"] = metadata
    return body


def _new_content(args: Json) -> tuple[Json, Json]:
    body = _content(args)
    if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
        raise SlackError("no_text")
    if len(body.get("text", "")) <= lim.MESSAGE_TEXT:
        return body, {}
    body["text"] = body["text"][: lim.MESSAGE_TEXT]
    return body, {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


def _in_thread(space: Workspace, channel: Channel, args: Json, body: Json) -> None:
    """A thread hangs on a top-level message ("avoid using a reply's ts value"): strict here."""
    thread = args.get("thread_ts")
    if not thread:
        return
    parent = space.store.message(channel.id, str(thread))
    if parent is None or parent.thread_ts is not None or parent.ephemeral_to is not None:
        raise SlackError("cannot_reply_to_message", [f"[ERROR] no top-level message {thread}"])
    body["thread_ts"] = str(thread)


@method("chat.postMessage", "chat:write")
def post_message(space: Workspace, args: Json) -> Json:
    """Post; a user id as channel opens the direct message."""
    channel = space.channel_for_posting(str(args.get("channel", "")))
    body, warning = _new_content(args)
    _in_thread(space, channel, args, body)
    message = space.bot_message(channel.id, body)
    if body.get("thread_ts") and truth(args.get("reply_broadcast")):
        message.raw["subtype"] = "thread_broadcast"
    return {"channel": channel.id, "ts": message.ts, "message": dict(message.raw), **warning}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(space: Workspace, args: Json) -> Json:
    """Show something to one member of a channel; it is in no history."""
    channel = space.channel_for_posting(str(args.get("channel", "")))
    user = str(args.get("user", ""))
    if user not in space.store.users:
        raise SlackError("user_not_found")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    body, warning = _new_content(args)
    if args.get("thread_ts"):
        body["thread_ts"] = str(args["thread_ts"])
    message = space.bot_message(channel.id, body, ephemeral_to=user)
    return {"message_ts": message.ts, **warning}


def _own_message(space: Workspace, args: Json, error: str) -> Message:
    channel = str(args.get("channel", ""))
    if channel not in space.store.channels:  # a user id will not do here (chat.update page)
        raise SlackError("channel_not_found")
    message = space.store.message(channel, str(args.get("ts", "")))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if message.user != space.bot_user_id:
        raise SlackError(error)
    return message


@method("chat.update", "chat:write")
def update(space: Workspace, args: Json) -> Json:
    """Change a message in place; metadata stays unless given.

    What becomes of blocks when only text is given, Slack's page does not say clearly: a bot had better
    give both (``blocks=[]`` takes them away), so leaving them out is noted as ``ambiguous_update``.
    """
    message = _own_message(space, args, "cant_update_message")
    if space.store.channels[message.channel].archived:
        raise SlackError("is_inactive")
    body = _content(args)
    if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
        raise SlackError("no_text")
    if len(body.get("text", "")) > lim.UPDATE_TEXT:
        raise SlackError("msg_too_long")
    changes: Json = {"edited": {"user": space.bot_user_id, "ts": space.store.new_ts()}}
    changes["text"] = body.get("text", "")
    if "metadata" in body:
        changes["metadata"] = body["metadata"]
    if "blocks" in body:
        changes["blocks"] = with_ids(body["blocks"])
    elif message.blocks:
        space.violate("ambiguous_update", "chat.update with text only of a message that has blocks")
    message.replace(changes)
    if not message.blocks:
        message.raw.pop("blocks", None)
    text = message.raw["text"]
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": dict(message.raw)}


@method("chat.delete", "chat:write")
def delete(space: Workspace, args: Json) -> Json:
    """Take a message of the bot's away."""
    message = _own_message(space, args, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}
