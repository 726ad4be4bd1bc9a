"""views.* and files.*.

Sources: docs.slack.dev/reference/methods/views.open, .push, .update, .publish,
files.getUploadURLExternal, files.completeUploadExternal.
"""

from __future__ import annotations

from typing import Any

from . import limits as lim
from .bodies import refuse_bad_view
from .checks import Json, SlackError
from .records import Trigger, View
from .web_api import method, number, parsed
from .workspace import Workspace


def _definition(args: Json, kind: str = "modal") -> Json:
    view = parsed(args, "view", "invalid_arguments")
    refuse_bad_view(view, kind)
    assert isinstance(view, dict)
    return view


def _exchange(space: Workspace, args: Json) -> Trigger:
    """Use a trigger up: three seconds, once."""
    trigger = space.store.triggers.get(str(args.get("trigger_id", "")))
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if space.clock.now() - trigger.made > lim.TRIGGER_SECONDS:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger


def _external_is_new(space: Workspace, definition: Json, own: View | None = None) -> None:
    wanted = definition.get("external_id")
    for view in space.store.views.values():
        if wanted and view is not own and not view.closed and view.raw["external_id"] == wanted:
            raise SlackError("duplicate_external_id")


@method("views.open")
def views_open(space: Workspace, args: Json) -> Json:
    """Open a modal for whoever pulled the trigger."""
    definition = _definition(args)
    _external_is_new(space, definition)
    trigger = _exchange(space, args)
    trigger.opened = space.new_view(trigger.user, definition)
    return {"view": trigger.opened.raw}


@method("views.push")
def views_push(space: Workspace, args: Json) -> Json:
    """Put a modal on top of the one the trigger came from; three deep at most."""
    definition = _definition(args)
    _external_is_new(space, definition)
    trigger = _exchange(space, args)
    below = space.store.views.get(trigger.view_id or "")
    if below is None or below.closed or below.raw["type"] != "modal":
        raise SlackError("not_found")
    if len(space.store.stacks[below.raw["root_view_id"]]) >= lim.VIEW_STACK:
        raise SlackError("push_limit_reached")
    trigger.opened = space.new_view(trigger.user, definition, below)
    return {"view": trigger.opened.raw}


@method("views.update")
def views_update(space: Workspace, args: Json) -> Json:
    """Replace an open modal; with ``hash`` only if nobody else did meanwhile."""
    definition = _definition(args)
    key, external = args.get("view_id"), args.get("external_id")
    found = [
        v
        for v in space.store.views.values()
        if not v.closed and (v.id == key if key else external and v.raw["external_id"] == external)
    ]
    if not found:
        raise SlackError("not_found")
    if args.get("hash") and args["hash"] != found[0].hash:
        raise SlackError("hash_conflict")
    _external_is_new(space, definition, found[0])
    space.update_view(found[0], definition)
    return {"view": found[0].raw}


@method("views.publish")
def views_publish(space: Workspace, args: Json) -> Json:
    """Set a user's home tab."""
    definition = _definition(args, "home")
    if not space.home_tab_enabled:
        raise SlackError("not_enabled")
    user = str(args.get("user_id", ""))
    if user not in space.store.users:
        raise SlackError("invalid_arguments", ["[ERROR] unknown user [json-pointer:/user_id]"])
    home = space.store.homes.get(user)
    if args.get("hash") and (home is None or args["hash"] != home.hash):
        raise SlackError("hash_conflict")
    _external_is_new(space, definition, home)
    if home is None:
        space.store.homes[user] = home = space.new_view(user, definition)
    else:
        space.update_view(home, definition)
    return {"view": home.raw}


@method("files.getUploadURLExternal", "files:write")
def files_get_url(space: Workspace, args: Json) -> Json:
    """First step of an upload: a place to send the bytes to."""
    if not args.get("filename"):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: filename"])
    length = number(args, "length", 0, 1_000_000_000)
    file_id = space.store.new_id("F")
    space.store.files[file_id] = {
        "id": file_id,
        "name": args["filename"],
        "length": length,
        "data": None,
        "alt_txt": args.get("alt_txt"),
    }
    return {"upload_url": f"{space.url}/upload/{file_id}", "file_id": file_id}


@method("files.completeUploadExternal", "files:write")
def files_complete(space: Workspace, args: Json) -> Json:
    """Last step: share the files, in a channel the bot is in."""
    wanted = parsed(args, "files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: files"])
    files: list[dict[str, Any]] = []
    for one in wanted:
        file = space.store.files.get(str(one.get("id", "")))
        if file is None or file["data"] is None or file.get("deleted"):
            raise SlackError("file_not_found")
        if file.get("completed"):
            raise SlackError("file_already_completed")
        files.append(file | {"title": one.get("title") or file["name"]})
    shown = [{"id": f["id"], "name": f["name"], "title": f["title"], "size": f["length"]} for f in files]
    if args.get("channel_id") and args["channel_id"] not in space.store.channels:
        # A user's id will not do here, unlike in `channels` (files.completeUploadExternal page).
        raise SlackError("channel_not_found")
    where = args.get("channel_id") or args.get("channels")
    channel = space.channel_for_posting(str(where)) if where else None
    for one in files:
        space.store.files[one["id"]]["completed"] = True
    if channel is not None:
        body: Json = {"text": args.get("initial_comment") or ""}
        if args.get("thread_ts"):
            parent = space.store.message(channel.id, str(args["thread_ts"]))
            if parent is None or parent.thread_ts is not None:
                raise SlackError("invalid_thread_ts")
            body["thread_ts"] = args["thread_ts"]
        message = space.bot_message(channel.id, body)
        message.raw |= {"files": shown, "upload": True}
    return {"files": shown}


@method("files.delete", "files:write")
def files_delete(space: Workspace, args: Json) -> Json:
    """Take a file away; it goes from the messages it stands in, and a message with nothing else goes too."""
    file = space.store.files.get(str(args.get("file", "")))
    if file is None or not file.get("completed") or file.get("deleted"):
        raise SlackError("file_deleted" if file and file.get("deleted") else "file_not_found")
    file["deleted"] = True
    for message in space.store.messages:
        shown = [one for one in message.raw.get("files", []) if one["id"] != file["id"]]
        if len(shown) < len(message.raw.get("files", [])):
            message.raw["files"] = shown
            message.deleted = not shown
    return {}
