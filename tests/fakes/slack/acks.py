"""What Slack does with the bot's acknowledgement, once it came in time."""

from __future__ import annotations

from .bodies import refuse_bad_ack, refuse_bad_response_action
from .checks import Json, SlackError
from .limits import VIEW_STACK
from .records import View
from .replies import Reply, json_or_none
from .workspace import Workspace


def _is_json(reply: Reply) -> bool:
    """JSON by its header or, through Socket Mode and from careless bots, by its look."""
    type_ = reply.answer.headers.get("content-type", "")
    return "json" in type_ or reply.raw.lstrip().startswith("{")


def show_command_ack(space: Workspace, reply: Reply) -> None:
    """A plain text or a JSON message; ephemeral unless it says in_channel."""
    if reply.failure or not reply.raw.strip() or reply.response is None:
        return
    body: Json = {"text": reply.raw}
    try:
        if _is_json(reply):
            body = json_or_none(reply.raw)
            refuse_bad_ack(body)
    except SlackError as error:
        space.violate(error.code, f"command ack {' '.join(error.messages)}".strip())
        reply.answer.failure = error.code
        return
    reply.body = body
    hidden = None if body.get("response_type") == "in_channel" else reply.user
    reply.message = space.bot_message(reply.response.channel, body, hidden)


def show_submission_ack(space: Workspace, reply: Reply, view: View) -> None:
    """Nothing closes the form; response_action says otherwise."""
    if reply.failure:
        return
    if not reply.raw.strip():
        space.close_view(view)
        return
    try:
        body = json_or_none(reply.raw)
        refuse_bad_response_action(body, view.raw)
        reply.body = body
        _act(space, reply, view, body)
    except SlackError as error:
        space.violate(error.code, f"view_submission ack {' '.join(error.messages)}".strip())
        reply.answer.failure = error.code


def _act(space: Workspace, reply: Reply, view: View, body: Json) -> None:
    with space.store.lock:
        what = body["response_action"]
        if what == "clear":
            space.close_view(view, all_of_them=True)
        elif what == "update":
            space.update_view(view, body["view"])
            reply.answered_view = view
        elif what == "push":
            if len(space.store.stacks[view.raw["root_view_id"]]) >= VIEW_STACK:
                raise SlackError("push_limit_reached")
            reply.answered_view = space.new_view(view.user, body["view"], view)
